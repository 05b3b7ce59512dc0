"""What changed between the filings as last announced and as they are now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.monitor.labels import ROSTER_LABELS
from storage.ids import content_id

Row = Mapping[str, Any]
Key = tuple[str, int]

#: Reasons of ``unverified`` that are about the report and not about our looking: they tell states apart.
_TELLING_REASONS = frozenset({"undated"})
#: Findings by severity are marks of a filing as flags are. Columns of the board, worst first.
SEVERITIES = {"error": "errors", "warning": "warnings", "note": "notes"}


@dataclass(frozen=True, slots=True)
class Changes:
    """``filings``: rows of ``announced`` that differ from the stored ones; ``events``: rows of ``filing_events``
    without ``as_of``, ``title`` and ``text``.
    """

    filings: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]


def changes(board: Iterable[Row], announced: Mapping[Key, Row]) -> Changes:
    """Compare the rows of ``storage.queries.board`` with what was announced.

    A filing seen for the first time is where its story begins and no event, unless its agency is known: then a new year
    has begun, and before it the filing was ``not_due``.
    """
    newest: dict[str, int] = {}
    for agency_id, report_year in announced:
        newest[agency_id] = max(report_year, newest.get(agency_id, 0))
    filings, events = [], []
    for row in board:
        key = row["agency_id"], row["report_year"]
        before = announced.get(key)
        if before is None and row["report_year"] > newest.get(row["agency_id"], row["report_year"]):
            before = _NOT_DUE
        found = list(_events(row, before)) if before else []
        after = _announced(row, before, found)
        if after != announced.get(key):
            filings.append(after)
        events += found
    return Changes(tuple(filings), tuple(events))


_NOT_DUE: Row = {
    "state": "not_due",
    "reason": None,
    "marks": [],
    "observation_id": None,
    "looks": 0,
    "event_id": None,
}


def _announced(row: Row, before: Row | None, events: list[dict[str, Any]]) -> dict[str, Any]:
    """What is remembered of a filing; ``looks`` counts the looks that have proven its present state."""
    stands = before is not None and _standing(before) == _standing(row)
    looks = before["looks"] + (before["observation_id"] != row["observation_id"]) if before and stands else 1
    last = events[-1]["id"] if events else before["event_id"] if before else None
    kept = {name: row[name] for name in ("agency_id", "report_year", "state", "reason", "observation_id")}
    return {**kept, "marks": sorted(marks(row)), "looks": looks, "event_id": last}


def _events(row: Row, before: Row) -> Iterator[dict[str, Any]]:
    """The ids hang on the event before, so that a change that comes again is another event, and the same history
    worked out again gives the same ids.
    """
    kept = {name: row[name] for name in ("agency_id", "report_year", "reason", "observation_id", "version_id")}
    last = before["event_id"]
    for kind, old, new in _differences(row, before):
        proof = row["version_id"] or row["observation_id"]
        last = content_id("filing_event", row["agency_id"], row["report_year"], kind, old, new, proof, last)
        yield {"id": last, **kept, "kind": kind, "before": old, "after": new}


def _differences(row: Row, before: Row) -> Iterator[tuple[str, str | None, str | None]]:
    if _standing(before) != _standing(row):
        yield "state", before["state"], row["state"]
    old, new = set(before["marks"]), marks(row)
    for mark in sorted(old - new):
        yield _kind(mark), mark, None
    for mark in sorted(new - old):
        yield _kind(mark), None, mark


def _standing(row: Row) -> tuple[str, str | None]:
    return row["state"], row["reason"] if row["reason"] in _TELLING_REASONS else None


def marks(row: Row) -> set[str]:
    """The flags of a filing, the severities its findings have, and in what the county's own roster differs."""
    severities = (severity for severity, column in SEVERITIES.items() if row[column])
    return {*row["flags"], *severities, *({row["roster_compared"]} & ROSTER_LABELS.keys())}


def _kind(mark: str) -> str:
    return "finding" if mark in SEVERITIES else "roster" if mark in ROSTER_LABELS else "flag"
