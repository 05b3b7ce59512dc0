"""The board: one line an agency and year, for a terminal, a pipe, a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.monitor.labels import STATE_LABELS, state_label

Row = Mapping[str, Any]

#: A state is never told by colour alone: the word stands beside it.
_STYLES = {"on_time": "green", "late": "yellow", "overdue": "bold red", "unverified": "magenta", "not_due": "dim"}

_COLUMNS = ("机构", "年度", "状态", "逾期天数", "公布日期", "首次见到", "核查发现")

#: What the JSON and the CSV hold, in this order.
_FIELDS = (
    *("agency_id", "agency", "division_code", "report_year", "state", "reason", "flags", "due_on", "days_late"),
    *("claimed_on", "claimed_by", "first_seen_at", "errors", "warnings", "notes"),
    *("version_id", "observation_id", "sha256", "title", "url"),
)


def findings_label(row: Row) -> str:
    """How many findings of each severity: 「3 错 1 疑」; empty where nothing was read."""
    counts = ((row["errors"], "错"), (row["warnings"], "疑"), (row["notes"], "注"))
    return " ".join(f"{count} {word}" for count, word in counts if count)


def as_table(rows: Iterable[Row]) -> Table:
    """The board as a rich table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name == "逾期天数" else "left", overflow="fold")
    for row in rows:
        table.add_row(
            row["agency"],
            str(row["report_year"]),
            Text(state_label(row["state"], row["reason"]), style=_STYLES.get(row["state"], "")),
            str(row["days_late"] or ""),
            row["claimed_on"] or "",
            (row["first_seen_at"] or "")[:10],
            findings_label(row),
        )
    return table


def print_board(console: Console, rows: Sequence[Row]) -> None:
    """Print the board and the number of filings in each state."""
    console.print(as_table(rows))
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    console.print("  ".join(f"{STATE_LABELS[state]} {counts[state]}" for state in STATE_LABELS if state in counts))


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
