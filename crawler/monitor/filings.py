"""The states of all filings that are watched, as rows of the database."""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor.ledger import Ledger, Stored
from crawler.monitor.states import FilingState, judge_filing
from crawler.registry import Registry
from storage.rows import encode

#: A row of ``filings`` as SQLite keeps it, without the names.
Values = tuple[Any, ...]

_STATE_COLUMNS = tuple(column.name for column in fields(FilingState))
_OBSERVATIONS = "SELECT id, channel_id, observed_at, outcome, qualified, reason FROM observations WHERE {of_channel}"
_LISTINGS = """
SELECT channel_id, listings.url, title, listed_on, is_report, agency_id, report_year, first_seen_at,
    first_observation_id, last_seen_at, version_id, requested_at AS trouble_at
FROM listings LEFT JOIN fetches ON trouble IS NOT NULL AND fetches.id = fetch_id
WHERE (is_report OR version_id IS NOT NULL) AND {of_channel}
"""
_FORMER = """
SELECT former_listings.*,
    (SELECT id FROM observations WHERE channel_id = former_listings.channel_id AND observed_at = since)
        AS since_observation_id,
    (SELECT id FROM observations WHERE channel_id = former_listings.channel_id AND observed_at = until)
        AS until_observation_id
FROM former_listings WHERE {of_channel}
"""
_VERSIONS = """
SELECT versions.id, report_id, channel_id, url, first_seen_at, versions.title, agency_name, created_on, published_on,
    signed_on, listed_on, body_hash, reports.agency_id, reports.report_year
FROM versions JOIN reports ON reports.id = report_id WHERE {of_channel}
"""
#: What the checks found that is a flag too; and versions of which nothing was read while a file they link to may be it.
_REMARKS = """
SELECT version_id, flag, verdict, reviewed_at FROM findings
JOIN (SELECT 'I2-period' AS rule, 'wrong_year' AS flag UNION ALL SELECT 'F1-form', 'wrong_form') USING (rule)
LEFT JOIN reviews ON finding_id = findings.id WHERE {of_version}
UNION ALL
SELECT DISTINCT version_id, 'unreadable', NULL, NULL FROM attachments WHERE {of_version}
    AND NOT EXISTS (SELECT 1 FROM disclosures WHERE version_id = attachments.version_id)
    AND NOT EXISTS (SELECT 1 FROM applications WHERE version_id = attachments.version_id)
    AND NOT EXISTS (SELECT 1 FROM proceedings WHERE version_id = attachments.version_id)
ORDER BY reviewed_at
"""
_ANSWERS = """
SELECT listing_url, requested_at, outcome, status FROM fetches
WHERE listing_url IN (SELECT listing_url FROM fetches WHERE outcome = 'soft_404' OR status IN (404, 410))
    AND {of_link}
ORDER BY requested_at, rowid
"""


#: The same rows of some counties only.
_OF_CHANNEL = """channel_id IN (
    SELECT channels.id FROM channels JOIN portals ON portals.id = portal_id
    WHERE division_code IN (SELECT value FROM json_each(?1))
)"""
_OF = {
    "of_channel": _OF_CHANNEL,
    "of_version": f"version_id IN (SELECT id FROM versions WHERE {_OF_CHANNEL})",  # noqa: S608 -- our own text
    "of_link": f"listing_url IN (SELECT url FROM listings WHERE {_OF_CHANNEL})",  # noqa: S608 -- our own text
}
_OF_ALL = dict.fromkeys(_OF, "1")


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: there are none among the facts, and over millions of them it takes a third of
    the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def compute(
    registry: Registry, stored: Stored, now: datetime, divisions: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Every watched filing at ``now`` (aware) as a row of ``filings``, by agency and report year.

    ``divisions``: of these counties only, which ``stored`` must hold whole. Days are ``date``, times aware
    ``datetime``, ``flags`` a list: as ``storage.writes.save_filings`` takes them.
    """
    return [_row(*each) for each in _judged(registry, stored, now, divisions)]


def _judged(
    registry: Registry, stored: Stored, now: datetime, divisions: Collection[str] | None
) -> Iterator[tuple[str, int, FilingState]]:
    ledger, now = Ledger(registry, stored, now), now.astimezone(SHANGHAI)
    for agency_id, report_year in _watched(registry, now, divisions):
        yield agency_id, report_year, judge_filing(ledger.facts(agency_id, report_year), now)


@uncollected()
def collect(
    db: Database, registry: Registry, now: datetime, divisions: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """:func:`compute` on what the database holds."""
    return compute(registry, stored_in(db, divisions), now, divisions)


@uncollected()
def collect_values(
    db: Database, registry: Registry, now: datetime, divisions: Collection[str] | None = None
) -> list[Values]:
    """:func:`collect` with the values alone, as SQLite keeps them."""
    return [_values(*each) for each in _judged(registry, stored_in(db, divisions), now, divisions)]


def unfound(registry: Registry, looks: Stored, now: datetime, filings: Collection[tuple[str, int]]) -> Iterator[Values]:
    """The values of filings of which it is known that nothing was found, as the last looks leave them.

    Of agencies of one kind that are looked for on the same lists they say the same.
    """
    ledger, now = Ledger(registry, looks, now), now.astimezone(SHANGHAI)
    alike: dict[str, tuple[Any, ...]] = {}
    judged: dict[tuple[Any, ...], Values] = {}
    for agency_id, report_year in filings:
        if (kept := alike.get(agency_id)) is None:
            agency, channels = registry.agencies[agency_id], registry.channels_of(agency_id)
            kept = alike[agency_id] = (agency.kind, agency.until, agency_id[:6], *[each.id for each in channels])
        if (values := judged.get(key := (kept, report_year))) is None:
            state = judge_filing(ledger.facts(agency_id, report_year), now)
            values = judged[key] = _values(agency_id, report_year, state)
        yield (agency_id, *values[1:])


def stored_in(db: Database, divisions: Collection[str] | None = None) -> Stored:
    """The rows filings rest on, all at once: asking for each filing by itself would take hours for a province."""
    only, codes = (_OF_ALL, None) if divisions is None else (_OF, [json.dumps(sorted(divisions))])
    queries = (_OBSERVATIONS, _LISTINGS, _VERSIONS, _REMARKS, _ANSWERS, _FORMER)
    return Stored(*(db.query(sql.format(**only), codes) for sql in queries))


def _watched(registry: Registry, now: datetime, divisions: Collection[str] | None = None) -> Iterator[tuple[str, int]]:
    """Agency and report year of all that is watched at that time."""
    newest = now.astimezone(SHANGHAI).year - 1
    agencies = registry.agencies if divisions is None else _agencies_of(registry, divisions)
    for agency_id in agencies:
        for report_year in registry.years_of(agency_id, newest):
            yield agency_id, report_year


def _agencies_of(registry: Registry, divisions: Collection[str]) -> Iterator[str]:
    return (agency.id for code in divisions for agency in registry.divisions[code].agencies)


def _row(agency_id: str, report_year: int, state: FilingState) -> dict[str, Any]:
    columns = {name: getattr(state, name) for name in _STATE_COLUMNS}
    return {"agency_id": agency_id, "report_year": report_year, **columns, "flags": list(state.flags)}


def _values(agency_id: str, report_year: int, state: FilingState) -> Values:
    """In the order of ``storage.writes.FILING_COLUMNS``."""
    return (
        agency_id,
        report_year,
        state.state,
        state.reason,
        state.due_on.isoformat(),
        state.days_late,
        state.claimed_on.isoformat() if state.claimed_on else None,
        state.claimed_by,
        state.first_seen_at.isoformat() if state.first_seen_at else None,
        state.version_id,
        state.observation_id,
        _flags(state.flags),
    )


@cache
def _flags(flags: tuple[str, ...]) -> str:
    return str(encode({"flags": flags})["flags"])
