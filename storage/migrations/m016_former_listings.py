"""How links stood on lists before: ``listings`` knows only the first and the last time, and the last words.

A stay ends when a link comes back that a qualified look had missed, when the list says something else of it, when its
page is found to be another report, or when a page in trouble is asked for again: each by the look or the fetch that
shows it, never by a correction of ours.
"""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_TABLE = """
CREATE TABLE former_listings (
    channel_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_on TEXT, is_report INTEGER NOT NULL,
    agency_id TEXT, report_year INTEGER, version_id TEXT, trouble_at TEXT, since TEXT NOT NULL,
    last_seen_at TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (channel_id, url, until)
) STRICT;
CREATE INDEX former_listings_by_version ON former_listings (version_id) WHERE version_id IS NOT NULL;
"""
_KEEP = """
CREATE TRIGGER listings_{name} BEFORE UPDATE OF {column} ON listings
WHEN (OLD.is_report OR NEW.is_report OR OLD.version_id IS NOT NULL) AND {when} BEGIN
    INSERT OR IGNORE INTO former_listings VALUES (
        OLD.channel_id, OLD.url, OLD.title, OLD.listed_on, OLD.is_report, OLD.agency_id, OLD.report_year,
        OLD.version_id, iif(OLD.trouble IS NULL, NULL, (SELECT requested_at FROM fetches WHERE id = OLD.fetch_id)),
        coalesce((SELECT max(until) FROM former_listings WHERE {of_link}), OLD.first_seen_at), OLD.last_seen_at, {until}
    ); END
"""
_OF_LINK = "channel_id = OLD.channel_id AND url = OLD.url"
_BACK_OR_RENAMED = """NEW.last_seen_at > OLD.last_seen_at AND (
    NEW.title <> OLD.title AND (
        NEW.is_report <> OLD.is_report OR NEW.agency_id IS NOT OLD.agency_id OR NEW.report_year IS NOT OLD.report_year
    ) OR EXISTS (
        SELECT 1 FROM observations WHERE channel_id = NEW.channel_id AND qualified
        AND observed_at > OLD.last_seen_at AND observed_at < NEW.last_seen_at
    )
)"""
_REPORT = "(SELECT report_id FROM versions WHERE id = {0}.version_id)"
#: Of trouble after trouble the first is enough.
_ANOTHER_PAGE = f"""NEW.fetch_id IS NOT OLD.fetch_id AND (
    {_REPORT.format("OLD")} <> {_REPORT.format("NEW")} OR OLD.trouble IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM former_listings WHERE {_OF_LINK} AND trouble_at IS NOT NULL
    )
)"""  # noqa: S608 -- our own text
_ASKED_AT = "(SELECT requested_at FROM fetches WHERE id = NEW.fetch_id)"


def apply(db: Database) -> None:
    """The earlier stays of links, kept by triggers."""
    seen = {"name": "seen", "column": "last_seen_at", "when": _BACK_OR_RENAMED, "until": "NEW.last_seen_at"}
    asked = {"name": "asked", "column": "fetch_id", "when": _ANOTHER_PAGE, "until": _ASKED_AT}
    run(db, _TABLE, *(_KEEP.format(of_link=_OF_LINK, **each) for each in (seen, asked)))
