"""What is known about reports: versions and their readings."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from storage.database import file_of
from storage.errors import StorageError
from storage.queries.matches import fetch
from storage.rows import Dict, Row, decode, encode, select

_VERSIONS = """
SELECT versions.id, report_id, reports.agency_id, reports.portal_id, channel_id, versions.url, versions.sha256,
    media_type, versions.title, listed_on, content_hash, reader_version
FROM versions JOIN reports ON reports.id = report_id JOIN fetches ON fetches.id = fetch_id
"""
_SELECTED = """
WHERE first_seen_at >= :since AND coalesce(:portal_id, reports.portal_id) = reports.portal_id
    AND reader_version IS NOT :not_by
ORDER BY versions.id
"""
_INCOMPLETE = """
WHERE versions.id IN (
    SELECT version_id FROM attachments WHERE sha256 IS NOT NULL AND attachments.reader_version IS NULL
)
ORDER BY versions.id
"""
_FILES = """
SELECT url, title, sha256, media_type FROM attachments WHERE version_id = ? AND sha256 IS NOT NULL ORDER BY rowid
"""
_BESIDE = """
WHERE versions.url = :url OR versions.id IN (SELECT version_id FROM listings WHERE listings.url = :listing_url)
    OR (reports.agency_id = :agency_id AND reports.report_year = :report_year)
ORDER BY first_seen_at, versions.id
"""
_VERSION = """
SELECT versions.*, reports.agency_id FROM versions JOIN reports ON reports.id = report_id WHERE versions.id = ?
"""
_OF_DIVISION = """
SELECT versions.*, reports.agency_id
FROM versions JOIN reports ON reports.id = report_id JOIN portals ON portals.id = reports.portal_id
WHERE division_code = ? ORDER BY reports.report_year, first_seen_at, versions.id
"""
_TROUBLES = """
SELECT channel_id, listings.url, title, listed_on, trouble, first_seen_at, fetch_id
FROM listings JOIN fetches ON fetches.id = fetch_id
WHERE trouble IS NOT NULL AND is_report AND sha256 IS NOT NULL AND requested_at >= :since
    AND coalesce(:portal_id, portal_id) = portal_id
GROUP BY listings.url ORDER BY listings.url
"""
_FILES_READ = """
SELECT url, reader_version, unread FROM attachments WHERE version_id = ? AND reader_version IS NOT NULL
"""
_READINGS = {
    "sections": "SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY position",
    "disclosures": """SELECT "row", measure, value, raw, certain
                      FROM disclosures WHERE version_id = ? ORDER BY rowid""",
    "applications": """SELECT outcome, natural_person, enterprise, research, public_welfare, legal_service, other,
                       total, raw, uncertain FROM applications WHERE version_id = ? ORDER BY rowid""",
    "proceedings": """SELECT route, upheld, corrected, other, pending, total, raw, uncertain
                      FROM proceedings WHERE version_id = ? ORDER BY rowid""",
    "origins": "SELECT part, sha256, format FROM origins WHERE version_id = ? ORDER BY rowid",
}


def versions_to_reread(
    db: Database, *, since: datetime | str = "", portal_id: str | None = None, not_by: str | None = None
) -> list[Dict]:
    """Versions with what reading them again needs: those first seen ``since``, of this portal, read by another reader.

    ``{"id", "report_id", "agency_id", "portal_id", "channel_id", "url", "sha256", "media_type", "title", "listed_on",
    "content_hash", "reader_version"}``
    """
    only = {"since": since, "portal_id": portal_id, "not_by": not_by}
    return select(db, _VERSIONS + _SELECTED, encode(only))


def versions_to_complete(db: Database) -> list[Dict]:
    """The versions with attachments that came and were not read yet; columns as in :func:`versions_to_reread`."""
    return select(db, _VERSIONS + _INCOMPLETE)


def files_of(db: Database, version_id: str) -> list[Dict]:
    """The attachments of a version that came: ``{"url", "title", "sha256", "media_type"}``, in the page's order."""
    return select(db, _FILES, [version_id])


def versions_beside(db: Database, listing_url: str, url: str, report: Row) -> list[Dict]:
    """What is stored of a page (listed as ``listing_url``, fetched from ``url``) and of its ``report`` (agency, year).

    Columns as in :func:`versions_to_reread`, first seen first.
    """
    wanted = {name: report[name] for name in ("agency_id", "report_year")}
    return select(db, _VERSIONS + _BESIDE, {**wanted, "listing_url": listing_url, "url": url})


def version(db: Database, version_id: str) -> Dict:
    """A version, all columns, and its ``agency_id``; raises ``StorageError`` when there is none."""
    for row in select(db, _VERSION, [version_id]):
        return row
    raise StorageError(f"{file_of(db)} has no version {version_id}")


def versions_of(db: Database, division_code: str) -> list[Dict]:
    """The versions of the reports on a county's portals, by year, first seen first: their columns and ``agency_id``."""
    return select(db, _OF_DIVISION, [division_code])


def troubles_to_reread(db: Database, *, since: datetime | str = "", portal_id: str | None = None) -> list[Dict]:
    """Listed URLs whose original was kept, ``since`` and of this portal, and could not be read as a report.

    ``{"channel_id", "url", "title", "listed_on", "trouble", "first_seen_at", "fetch": ...}``, the fetch as
    :func:`storage.writes.save_version` and :func:`storage.writes.save_trouble` take it.
    """
    rows = select(db, _TROUBLES, encode({"since": since, "portal_id": portal_id}))
    return [{**row, "fetch": fetch(db, row.pop("fetch_id"))} for row in rows]


def files_read(db: Database, version_id: str) -> list[Dict]:
    """The attachments that the readings of a version rest on, as :func:`storage.writes.save_rereading` takes them."""
    return select(db, _FILES_READ, [version_id])


def readings_of(db: Database, version_id: str) -> dict[str, list[Dict]]:
    """All that was read from a version, in the shape :func:`storage.writes.save_version` takes as ``readings``."""
    readings = {table: select(db, sql, [version_id]) for table, sql in _READINGS.items()}
    for table in ("applications", "proceedings"):
        readings[table] = [decode(row, ["raw"]) for row in readings[table]]
    return readings
