"""The states of all filings that are watched, as rows of the database."""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor.ledger import Ledger, Stored
from crawler.monitor.states import FilingState, judge_filing
from crawler.registry import Registry

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
    ``datetime``, ``flags`` a list: as ``storage.writes.save_filings`` takes them, which wants those of one report year
    at a time.
    """
    ledger, now = Ledger(registry, stored, now), now.astimezone(SHANGHAI)
    return [_row(ledger, agency_id, year, now) for agency_id, year in _watched(registry, now, divisions)]


@uncollected()
def collect(
    db: Database, registry: Registry, now: datetime, divisions: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """:func:`compute` on what the database holds."""
    return compute(registry, stored_in(db, divisions), now, divisions)


def unfound(
    registry: Registry, looks: Stored, now: datetime, filings: Collection[tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    """The rows of filings of which it is known that nothing was found, as the last looks leave them.

    Of agencies of one kind that are looked for on the same lists they say the same.
    """
    ledger, now = Ledger(registry, looks, now), now.astimezone(SHANGHAI)
    judged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for agency_id, report_year in filings:
        agency = registry.agencies[agency_id]
        alike = (agency.kind, agency.until, agency_id[:6], report_year, *map(id, registry.channels_of(agency_id)))
        if alike not in judged:
            judged[alike] = _row(ledger, agency_id, report_year, now)
        yield {**judged[alike], "agency_id": agency_id}


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


def _row(ledger: Ledger, agency_id: str, report_year: int, now: datetime) -> dict[str, Any]:
    state = judge_filing(ledger.facts(agency_id, report_year), now)
    columns = {name: getattr(state, name) for name in _STATE_COLUMNS}
    return {"agency_id": agency_id, "report_year": report_year, **columns, "flags": list(state.flags)}
