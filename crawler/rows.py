"""From items and reports to the rows that ``storage.writes`` takes, and from rows back to reports. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from crawler.identify import agency_of, printed
from crawler.items import Fetch, Observation
from crawler.monitor.look_quality import qualify
from crawler.reading import READER_VERSION
from crawler.reading.report import Cell, Number, Origin, Remark, RemarkKind, Report, Section, Table, Vote
from crawler.reading.title import parse_link
from crawler.registry import Registry

Row = dict[str, Any]

_APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total")
_RESULTS = ("upheld", "corrected", "other", "pending", "total")
_FACTS = ("form", "index_number", "publisher", "source")
_BODY = ("preamble", "sections", "disclosures", "applications", "proceedings")
_DAYS = ("created_on", "published_on", "signed_on")

#: What a page without a recognisable article shows in its text and changes by itself: counters of readers and of
#: downloads, the moment the page was built. Whole lines only: a report tells how often its website was visited.
_MOVING = re.compile(
    r"^\W*(?:浏览|阅读|点击|访问)(?:次数|人次|量|数)?\W*\d+\W*次?\W*$\n?"
    r"|^\W*(?:页面|网页|本页)?(?:生成|打印|访问|当前)时间[:：][\d\s年月日时分秒:：/-]*$\n?"
    r"|(?<=已下载)\s*\d+\s*(?=次)",
    re.MULTILINE,
)


def fetch_row(fetch: Fetch) -> Row:
    """A fetch; its body is named by its sha256."""
    return {
        "portal_id": fetch.portal_id,
        "url": fetch.url,
        "requested_at": fetch.requested_at,
        "outcome": fetch.outcome.value,
        "status": fetch.status,
        "media_type": fetch.media_type,
        "sha256": hashlib.sha256(fetch.body).hexdigest() if fetch.body else None,
        "headers": fetch.headers,
        "detail": fetch.detail,
        "protocol": fetch.protocol,
        "request_headers": fetch.request_headers,
    }


def observation_row(look: Observation, registry: Registry, clean: Mapping[str, Any] | None) -> Row:
    """A look at a channel; one answered "not modified" has the numbers of the clean look that it repeats."""
    channel = registry.channels[look.channel_id]
    seen = {
        "pages": len(look.fetches),
        "rows": len(look.rows),
        "exhausted": look.exhausted,
        "canary_seen": channel.canary is None or any(channel.canary in row.title for row in look.rows),
    }
    if clean:
        seen = {name: type(value)(clean[name]) for name, value in seen.items()}
    outcome = look.outcome.value
    healthy = (bool(seen["exhausted"]), int(seen["rows"]), channel.at_least, bool(seen["canary_seen"]))
    qualified, reason = qualify(outcome, *healthy)
    return {
        "channel_id": look.channel_id,
        "observed_at": look.observed_at,
        "outcome": outcome,
        **seen,
        "qualified": qualified,
        "reason": reason,
        "detail": look.detail,
        "clean_observation_id": clean["id"] if clean else None,
    }


def listing_rows(look: Observation, registry: Registry) -> list[Row]:
    """Everything the list shows, with what its titles say."""
    return [
        {
            "url": row.url,
            "title": row.title,
            "listed_on": row.listed_on,
            "position": position,
            "is_report": title.is_report,
            "why_not": title.why_not,
            "agency_id": agency_of(registry, look.channel_id, title.agency_name) if title.is_report else None,
            "report_year": title.report_year,
        }
        for position, (row, title) in enumerate((row, parse_link(row.title)) for row in look.rows)
    ]


def report_row(report: Report, agency_id: str | None, portal_id: str, listed_title: str) -> Row:
    """Whose report of which year."""
    return {
        "agency_id": agency_id,
        "report_year": printed(report, listed_title).report_year,
        "portal_id": portal_id,
    }


def version_row(report: Report, listed_title: str) -> Row:
    """What was read of a report beside its tables, without where and when it was seen."""
    return {
        **printed(report, listed_title)._asdict(),
        **{name: getattr(report, name) for name in (*_FACTS, *_DAYS, "preamble")},
        "content_hash": content_hash(report),
        "body_hash": body_hash(report),
        "votes": [asdict(vote) for vote in report.votes],
        "remarks": [asdict(remark) for remark in report.remarks],
        "reader_version": READER_VERSION,
    }


def readings(report: Report) -> dict[str, list[Row]]:
    """The sections, and the three tables cell by cell."""
    return {
        "sections": [section._asdict() for section in report.sections],
        "disclosures": [
            {"row": row, "measure": measure, "value": cell.value, "raw": cell.raw, "certain": cell.certain}
            for row, cells in report.disclosures.items()
            for measure, cell in cells.items()
        ],
        "applications": _wide(report.applications, "outcome", _APPLICANTS),
        "proceedings": _wide(report.proceedings, "route", _RESULTS),
        "origins": [{"part": part, **asdict(origin)} for part, origin in report.origins.items()],
    }


def report_from_rows(version: Mapping[str, Any], readings: Mapping[str, Sequence[Row]]) -> Report:
    """The report of which :func:`version_row` and :func:`readings` made these rows.

    Title, agency and year are those under which it is stored: what it prints, else what the list said of it.
    """
    facts: dict[str, Any] = {name: version[name] for name in ("title", "agency_name", "report_year", *_FACTS)}
    days: dict[str, Any] = {name: _day(version[name]) for name in _DAYS}
    return Report(
        **facts,
        **days,
        preamble=version["preamble"],
        disclosures={row: _measures(cells) for row, cells in groupby(readings["disclosures"], itemgetter("row"))},
        applications={row["outcome"]: _cells(row, _APPLICANTS) for row in readings["applications"]},
        proceedings={row["route"]: _cells(row, _RESULTS) for row in readings["proceedings"]},
        sections=tuple(Section(row["number"], row["heading"], row["text"]) for row in readings["sections"]),
        votes=tuple(Vote(row["field"], row["value"], row["source"], row["chosen"]) for row in version["votes"]),
        remarks=tuple(Remark(RemarkKind(row["kind"]), row["where"], row["raw"]) for row in version["remarks"]),
        origins={row["part"]: Origin(row["sha256"], row["format"]) for row in readings["origins"]},
    )


def content_hash(report: Report) -> str:
    """The hash of all that the report says, free of counters and page frames, which change at every request."""
    return _hash(_said(report))


def body_hash(report: Report) -> str:
    """The hash of its parts and tables alone: a page that was only dated or titled anew keeps it."""
    said = _said(report)
    return _hash({name: said[name] for name in _BODY})


def _said(report: Report) -> Row:
    said = report.to_dict()
    said["sections"] = [{**part, "text": _still(part["text"])} for part in said["sections"]]
    said["preamble"] = _still(report.preamble)
    return said


def _hash(said: Row) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _still(text: str) -> str:
    """The text without what changes at every request."""
    return _MOVING.sub("", text).rstrip("\n")


def _wide(table: Table, key: str, columns: Sequence[str]) -> list[Row]:
    """One row of the table a row: a column for each value, and ``raw`` and ``uncertain`` for the printed cells only."""
    return [
        {
            key: row,
            **{column: _count(cells[column].value) if column in cells else None for column in columns},
            "raw": {column: cell.raw for column, cell in cells.items()},
            "uncertain": [column for column, cell in cells.items() if not cell.certain],
        }
        for row, cells in table.items()
    ]


def _measures(rows: Iterable[Row]) -> dict[str, Cell]:
    return {row["measure"]: Cell(row["value"], row["raw"], bool(row["certain"])) for row in rows}


def _cells(row: Row, columns: Sequence[str]) -> dict[str, Cell]:
    """The printed cells of a row of :func:`_wide`, in the order of the form."""
    raw, uncertain = row["raw"], row["uncertain"]
    return {column: Cell(row[column], raw[column], column not in uncertain) for column in columns if column in raw}


def _day(day: date | str | None) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _count(value: Number | None) -> int | None:
    """A count as printed; what is no whole number is no count, and ``raw`` has it."""
    return int(value) if value is not None and value == int(value) else None
