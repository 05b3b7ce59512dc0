"""The states of all filings that are watched, as rows of the database."""

from __future__ import annotations

import gc
from collections.abc import Iterator
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
_OBSERVATIONS = "SELECT id, channel_id, observed_at, outcome, qualified, reason FROM observations"
_LISTINGS = """
SELECT channel_id, listings.url, title, listed_on, is_report, agency_id, report_year, first_seen_at,
    first_observation_id, last_seen_at, version_id, requested_at AS trouble_at
FROM listings LEFT JOIN fetches ON trouble IS NOT NULL AND fetches.id = fetch_id
WHERE is_report OR version_id IS NOT NULL
"""
_VERSIONS = """
SELECT versions.id, report_id, channel_id, url, first_seen_at, versions.title, agency_name, created_on, published_on,
    signed_on, listed_on, body_hash, reports.agency_id, reports.report_year
FROM versions JOIN reports ON reports.id = report_id
"""
#: What the checks found that is a flag too; and versions of which nothing was read while a file they link to may be it.
_REMARKS = """
SELECT version_id, flag, verdict, reviewed_at FROM findings
JOIN (SELECT 'I2-period' AS rule, 'wrong_year' AS flag UNION ALL SELECT 'F1-form', 'wrong_form') USING (rule)
LEFT JOIN reviews ON finding_id = findings.id
UNION ALL
SELECT DISTINCT version_id, 'unreadable', NULL, NULL FROM attachments WHERE
    NOT EXISTS (SELECT 1 FROM disclosures WHERE version_id = attachments.version_id)
    AND NOT EXISTS (SELECT 1 FROM applications WHERE version_id = attachments.version_id)
    AND NOT EXISTS (SELECT 1 FROM proceedings WHERE version_id = attachments.version_id)
ORDER BY reviewed_at
"""
_ANSWERS = """
SELECT listing_url, requested_at, outcome, status FROM fetches
WHERE listing_url IN (SELECT listing_url FROM fetches WHERE outcome = 'soft_404' OR status IN (404, 410))
ORDER BY requested_at, rowid
"""


def compute(registry: Registry, stored: Stored, now: datetime) -> list[dict[str, Any]]:
    """Every watched filing at ``now`` (aware) as a row of ``filings``, by agency and report year.

    Days are ``date``, times aware ``datetime``, ``flags`` a list: as ``storage.writes.save_filings`` takes them, which
    wants those of one report year at a time.
    """
    ledger, now = Ledger(registry, stored, now), now.astimezone(SHANGHAI)
    return [_row(ledger, agency_id, report_year, now) for agency_id, report_year in _watched(registry, now)]


def collect(db: Database, registry: Registry, now: datetime) -> list[dict[str, Any]]:
    """:func:`compute` on what the database holds."""
    with _uncollected():
        return compute(registry, stored_in(db), now)


@contextmanager
def _uncollected() -> Iterator[None]:
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


def stored_in(db: Database) -> Stored:
    """The rows filings rest on, all at once: asking for each filing by itself would take hours for a province."""
    return Stored(*map(db.query, (_OBSERVATIONS, _LISTINGS, _VERSIONS, _REMARKS, _ANSWERS)))


def _watched(registry: Registry, now: datetime) -> Iterator[tuple[str, int]]:
    newest = now.astimezone(SHANGHAI).year - 1
    for agency_id in registry.agencies:
        for report_year in registry.years_of(agency_id, newest):
            yield agency_id, report_year


def _row(ledger: Ledger, agency_id: str, report_year: int, now: datetime) -> dict[str, Any]:
    state = judge_filing(ledger.facts(agency_id, report_year), now)
    columns = {name: getattr(state, name) for name in _STATE_COLUMNS}
    return {"agency_id": agency_id, "report_year": report_year, **columns, "flags": list(state.flags)}
