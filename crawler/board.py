"""The board: one line an agency and year, for a terminal, a pipe, a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.monitor.labels import REASON_LABELS, STATE_LABELS
from storage.hints import command

Row = Mapping[str, Any]

#: A state is never told by colour alone: the word stands beside it.
_STYLES = {"on_time": "green", "late": "yellow", "overdue": "bold red", "unverified": "magenta", "not_due": "dim"}

_COLUMNS = ("机构", "状态", "逾期", "公布日期", "首次见到", "说明")

#: What the JSON and the CSV hold, in this order.
_FIELDS = (
    *("agency_id", "agency", "division_code", "report_year", "state", "reason", "flags", "due_on", "days_late"),
    *("claimed_on", "claimed_by", "first_seen_at", "errors", "warnings", "notes"),
    *("version_id", "observation_id", "observed_at", "sha256", "title", "url"),
    *("roster_says", "roster_day", "roster_compared", "roster_url"),
)


def findings_label(row: Row) -> str:
    """How many findings of each severity: 「3错 1疑」; empty where nothing was read."""
    counts = ((row["errors"], "错"), (row["warnings"], "疑"), (row["notes"], "注"))
    return " ".join(f"{count}{word}" for count, word in counts if count)


def days_label(row: Row) -> str:
    """How late a report was; without a date of its own at most so late."""
    most = "至多" if row["state"] == "late" and not row["claimed_on"] else ""
    return f"{most}{row['days_late']}天" if row["days_late"] else ""


def _remark(row: Row) -> str:
    """Why nothing can be said, or up to which look a report was not there; and the findings."""
    unseen = f"截至 {row['observed_at'][:10]} 未见" if row["state"] == "overdue" and row["observed_at"] else ""
    return " ".join(filter(None, [REASON_LABELS.get(row["reason"] or ""), unseen, findings_label(row)]))


def as_table(rows: Iterable[Row]) -> Table:
    """The board as a rich table that fits 80 columns, the rows of each report year under its heading."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name == "逾期" else "left", overflow="fold")
    for year, filings in groupby(rows, key=itemgetter("report_year")):
        table.add_row(Text(f"{year} 年度", style="bold cyan"))
        for row in filings:
            table.add_row(
                row["agency"],
                Text(STATE_LABELS[row["state"]], style=_STYLES.get(row["state"], "")),
                days_label(row),
                row["claimed_on"] or "",
                (row["first_seen_at"] or "")[:10],
                _remark(row),
            )
    return table


def print_board(console: Console, rows: Sequence[Row], database: Path) -> None:
    """Print the board of that database, the number of filings in each state, and where to go on."""
    if not rows:
        console.print("没有符合条件的报送 no such filings")
        return
    console.print(as_table(rows))
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    console.print("  ".join(f"{STATE_LABELS[state]} {counts[state]}" for state in STATE_LABELS if state in counts))
    if "needs_review" in counts:
        _print_hint(console, f"待人工核对的{counts['needs_review']}份：{command('match list', database)}")
    said = [row for row in rows if row["roster_compared"]]
    if said:
        differing = sum(row["roster_compared"] != "agrees" for row in said)
        what = f"各县公布情况涉及{len(said)}份，其中{differing}份与所见不同"
        _print_hint(console, f"{what}：{command('status --rosters', database)}")


def _print_hint(console: Console, line: str) -> None:
    """In one piece, so that it can be copied."""
    console.print(line, markup=False, soft_wrap=True)


def as_json(rows: Iterable[Row]) -> str:
    """The board as one JSON array with stable keys."""
    return json.dumps([{key: row[key] for key in _FIELDS} for row in rows], ensure_ascii=False, indent=2)


def as_csv(rows: Iterable[Row]) -> str:
    """The board as CSV with the same keys as the JSON."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, _FIELDS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
