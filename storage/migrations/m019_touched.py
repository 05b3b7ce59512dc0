"""Which filings were written about, so that a report that comes in has one filing judged and not its whole county.

``_touched`` takes what names its agency and year and bears on no other; the rest counts as a change of the county.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from storage.migrations.scripts import run

_SCHEMA = """
CREATE TABLE _touched (
    agency_id TEXT NOT NULL, report_year INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (agency_id, report_year)
) STRICT;
CREATE INDEX listings_by_filing ON listings (agency_id, report_year);
CREATE INDEX listings_unnamed ON listings (channel_id)
    WHERE is_report AND (agency_id IS NULL OR report_year IS NULL);
CREATE INDEX reports_unnamed ON reports (portal_id) WHERE agency_id IS NULL OR report_year IS NULL;
"""
_COUNTY = "SELECT division_code FROM portals WHERE id = substr({0}.channel_id, 1, instr({0}.channel_id, '/') - 1)"
_COUNTY_OF_VERSION = """SELECT division_code FROM versions JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE versions.id = {0}.version_id"""
_COUNTY_OF_REPORT = "SELECT division_code FROM portals WHERE id = {0}.portal_id"
_OWNER_OF_VERSION = """SELECT agency_id, report_year FROM reports
    WHERE id = (SELECT report_id FROM versions WHERE id = {0}.version_id)"""
_NAMED = "agency_id IS NOT NULL AND report_year IS NOT NULL"

_MORE_THAN_SEEN_AGAIN = """(
    NEW.title IS NOT OLD.title OR NEW.listed_on IS NOT OLD.listed_on OR NEW.is_report <> OLD.is_report
    OR NEW.agency_id IS NOT OLD.agency_id OR NEW.report_year IS NOT OLD.report_year
    OR NEW.fetch_id IS NOT OLD.fetch_id OR NEW.version_id IS NOT OLD.version_id OR NEW.trouble IS NOT OLD.trouble
    OR NEW.last_seen_at < OLD.last_seen_at OR EXISTS (
        SELECT 1 FROM observations WHERE channel_id = NEW.channel_id AND qualified
        AND observed_at > OLD.last_seen_at AND observed_at < NEW.last_seen_at
    )
)"""
_CONCERNS_REPORTS = "(OLD.is_report OR NEW.is_report OR OLD.version_id IS NOT NULL OR NEW.version_id IS NOT NULL)"
#: A link that was read for the first time and led to what it names, or could not be read.
_AS_NAMED = f"""(
    NEW.title IS OLD.title AND NEW.listed_on IS OLD.listed_on AND NEW.is_report = OLD.is_report
    AND NEW.agency_id IS OLD.agency_id AND NEW.report_year IS OLD.report_year AND NEW.last_seen_at = OLD.last_seen_at
    AND NEW.agency_id IS NOT NULL AND NEW.report_year IS NOT NULL AND OLD.version_id IS NULL
    AND (NEW.version_id IS NULL OR EXISTS (
        SELECT 1 FROM ({_OWNER_OF_VERSION.format("NEW")})
        WHERE agency_id = NEW.agency_id AND report_year = NEW.report_year
    ))
)"""  # noqa: S608 -- our own text
_LISTED = "SELECT {0}.agency_id AS agency_id, {0}.report_year AS report_year"
_REPLACED = (
    *("listings_insert_new", "listings_update_old", "listings_update_new", "versions_insert_new", "reports_insert_new"),
    *("reports_update_old", "reports_update_new", "attachments_insert_new", "attachments_update_old"),
    "attachments_update_new",
)


def _touch(owner: str) -> str:
    return (
        f"INSERT INTO _touched SELECT agency_id, report_year, 1 FROM ({owner}) WHERE {_NAMED} "  # noqa: S608 -- ours
        "ON CONFLICT DO UPDATE SET times = times + 1;"
    )


def _count(counties: str, unless: str = "SELECT 1 WHERE 0") -> str:
    return (
        f"UPDATE _judged SET changes = changes + 1 WHERE division_code IN ({counties}) "  # noqa: S608 -- ours
        f"AND NOT EXISTS ({unless});"
    )


def _trigger(name: str, event: str, when: str, body: str) -> str:
    return f"CREATE TRIGGER _judged_{name} AFTER {event} WHEN {when} BEGIN {body} END"


def _either(table: str, event: str, row: str, counties: str, owner: str, when: str = "1") -> str:
    """A filing is touched where a row says whose it is; its county has changed where it does not."""
    counties, owner, when = (text.format(row) for text in (counties, owner, when))
    body = _touch(owner) + " " + _count(counties, f"SELECT 1 FROM ({owner}) WHERE {_NAMED}")  # noqa: S608 -- ours
    return _trigger(f"{table}_{event}_{row}".lower(), f"{event} ON {table}", when, body)


def _triggers() -> Iterator[str]:
    of_version = (_COUNTY_OF_VERSION, _OWNER_OF_VERSION)
    yield _either("listings", "INSERT", "NEW", _COUNTY, _LISTED, "{0}.is_report OR {0}.version_id IS NOT NULL")
    owner_of_report = "SELECT agency_id, report_year FROM reports WHERE id = {0}.report_id"
    yield _either("versions", "INSERT", "NEW", _COUNTY, owner_of_report)
    yield _either("attachments", "INSERT", "NEW", *of_version)
    yield _either("attachments", "UPDATE", "NEW", *of_version)
    for row in ("OLD", "NEW"):
        when = f"{_CONCERNS_REPORTS} AND {_MORE_THAN_SEEN_AGAIN} AND NOT {_AS_NAMED}"
        yield _trigger(f"listings_update_{row.lower()}", "UPDATE ON listings", when, _count(_COUNTY.format(row)))
        event = "UPDATE OF agency_id, report_year, portal_id ON reports"
        yield _trigger(f"reports_update_{row.lower()}", event, "1", _count(_COUNTY_OF_REPORT.format(row)))
    when = f"{_MORE_THAN_SEEN_AGAIN} AND {_AS_NAMED}"
    yield _trigger("listings_read", "UPDATE ON listings", when, _touch(_LISTED.format("NEW")))
    unnamed = "NEW.agency_id IS NULL OR NEW.report_year IS NULL"
    yield _trigger("reports_insert_new", "INSERT ON reports", unnamed, _count(_COUNTY_OF_REPORT.format("NEW")))


def apply(db: Database) -> None:
    """Triggers that touch single filings in place of those that counted a change of the county."""
    run(db, _SCHEMA, *(f"DROP TRIGGER _judged_{name}" for name in _REPLACED), *_triggers())
