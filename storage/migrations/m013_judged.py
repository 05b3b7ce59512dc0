"""What was written about each county since its filings were judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlite_utils import Database

from storage.migrations.scripts import run

#: Which counties a written row concerns, by the ways a row names one.
_OF_CHANNEL = "SELECT division_code FROM portals WHERE id = substr({0}.channel_id, 1, instr({0}.channel_id, '/') - 1)"
_OF_PORTAL = "SELECT division_code FROM portals WHERE id = {0}.portal_id"
_OF_VERSION = """SELECT division_code FROM versions JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE versions.id = {0}.version_id"""
_OF_LINK = """SELECT division_code FROM listings JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE listings.url = NEW.listing_url"""
_OF_REVIEW = """SELECT division_code FROM findings JOIN versions ON versions.id = version_id JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE findings.id = NEW.finding_id"""

#: A link that is only seen again, with no clean look in between that missed it, changes no filing.
_MORE_THAN_SEEN_AGAIN = """(
    NEW.title IS NOT OLD.title OR NEW.listed_on IS NOT OLD.listed_on OR NEW.is_report <> OLD.is_report
    OR NEW.agency_id IS NOT OLD.agency_id OR NEW.report_year IS NOT OLD.report_year
    OR NEW.fetch_id IS NOT OLD.fetch_id OR NEW.version_id IS NOT OLD.version_id OR NEW.trouble IS NOT OLD.trouble
    OR NEW.last_seen_at < OLD.last_seen_at OR EXISTS (
        SELECT 1 FROM observations WHERE channel_id = NEW.channel_id AND qualified
        AND observed_at > OLD.last_seen_at AND observed_at < NEW.last_seen_at
    )
)"""
_GONE_OR_BACK = """NEW.listing_url IS NOT NULL AND (
    NEW.outcome = 'soft_404' OR NEW.status IN (404, 410) OR EXISTS (
        SELECT 1 FROM fetches WHERE listing_url = NEW.listing_url AND (outcome = 'soft_404' OR status IN (404, 410))
    )
)"""
_OF_A_FLAG = "{0}.rule IN ('I2-period', 'F1-form')"

_JUDGED = """
CREATE TABLE _judged (
    division_code TEXT PRIMARY KEY, changes INTEGER NOT NULL DEFAULT 0, looks INTEGER NOT NULL DEFAULT 0,
    judged_changes INTEGER NOT NULL DEFAULT -1, judged_looks INTEGER NOT NULL DEFAULT -1,
    judged_at TEXT NOT NULL DEFAULT '', stands_until TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX versions_by_channel ON versions (channel_id);
CREATE INDEX filings_open ON filings (agency_id, report_year) WHERE state IN ('overdue', 'unverified');
CREATE TRIGGER _judged_look AFTER INSERT ON observations BEGIN
    UPDATE _judged SET looks = looks + 1, changes = changes + (NEW.observed_at <= judged_at) WHERE division_code = (
        SELECT division_code FROM portals WHERE id = substr(NEW.channel_id, 1, instr(NEW.channel_id, '/') - 1)
    ); END
"""


def _noting(table: str, concerns: str, when: Mapping[str, str]) -> Iterator[str]:
    """Triggers that count what is written about a county, so that no writer can forget to."""
    for event, condition in when.items():
        for row in {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[event]:
            counties = concerns.format(row)
            count = f"UPDATE _judged SET changes = changes + 1 WHERE division_code IN ({counties})"  # noqa: S608 -- ours
            name = f"_judged_{table}_{event.lower()}_{row.lower()}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition.format(row)} BEGIN {count}; END"


_ALWAYS = dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "1")

#: What is read from a version is only ever written together with its row of ``versions``.
_NOTED = (
    ("divisions", "{0}.code", _ALWAYS),
    ("agencies", "{0}.division_code", _ALWAYS),
    ("portals", "{0}.division_code", _ALWAYS),
    ("channels", _OF_PORTAL, _ALWAYS),
    ("observations", _OF_CHANNEL, {"UPDATE": "1", "DELETE": "1"}),
    ("listings", _OF_CHANNEL, {"INSERT": "1", "UPDATE": _MORE_THAN_SEEN_AGAIN, "DELETE": "1"}),
    ("versions", _OF_CHANNEL, _ALWAYS),
    ("reports", _OF_PORTAL, _ALWAYS),
    ("attachments", _OF_VERSION, _ALWAYS),
    ("findings", _OF_VERSION, {"INSERT": _OF_A_FLAG, "DELETE": _OF_A_FLAG}),
    ("reviews", _OF_REVIEW, {"INSERT": "1"}),
    ("fetches", _OF_LINK, {"INSERT": _GONE_OR_BACK}),
)


def apply(db: Database) -> None:
    run(db, _JUDGED)
    for table, concerns, when in _NOTED:
        run(db, *_noting(table, concerns, when))
