"""What is known about reports: versions and their readings."""

from __future__ import annotations

from sqlite_utils import Database

from storage.rows import Dict, decode, select

_VERSIONS = """
SELECT versions.id, report_id, reports.agency_id, reports.portal_id, channel_id, versions.url, versions.sha256,
    media_type, versions.title, listed_on, reader_version
FROM versions JOIN reports ON reports.id = report_id JOIN fetches ON fetches.id = fetch_id
ORDER BY versions.id
"""
_OF_DIVISION = """
SELECT versions.*, reports.agency_id
FROM versions JOIN reports ON reports.id = report_id JOIN portals ON portals.id = reports.portal_id
WHERE division_code = ? ORDER BY reports.report_year, first_seen_at, versions.id
"""
_TROUBLES = """
SELECT channel_id, listings.url, title, listed_on, trouble, first_seen_at, fetch_id
FROM listings JOIN fetches ON fetches.id = fetch_id
WHERE trouble IS NOT NULL AND sha256 IS NOT NULL GROUP BY listings.url ORDER BY listings.url
"""
_FETCH = """
SELECT portal_id, url, requested_at, outcome, status, media_type, sha256, headers, detail FROM fetches WHERE id = ?
"""
_READINGS = {
    "sections": "SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY position",
    "disclosures": """SELECT "row", measure, value, raw, certain
                      FROM disclosures WHERE version_id = ? ORDER BY rowid""",
    "applications": """SELECT outcome, natural_person, enterprise, research, public_welfare, legal_service, other,
                       total, raw, uncertain FROM applications WHERE version_id = ? ORDER BY rowid""",
    "proceedings": """SELECT route, upheld, corrected, other, pending, total, raw, uncertain
                      FROM proceedings WHERE version_id = ? ORDER BY rowid""",
}


def versions_to_reread(db: Database) -> list[Dict]:
    """Every version with what reading it again needs.

    ``{"id", "report_id", "agency_id", "portal_id", "channel_id", "url", "sha256", "media_type", "title", "listed_on",
    "reader_version"}``
    """
    return select(db, _VERSIONS)


def versions_of(db: Database, division_code: str) -> list[Dict]:
    """The versions of the reports on a county's portals, by year, first seen first: their columns and ``agency_id``."""
    return select(db, _OF_DIVISION, [division_code])


def troubles_to_reread(db: Database) -> list[Dict]:
    """Every listed URL whose original was kept and could not be read as a report.

    ``{"channel_id", "url", "title", "listed_on", "trouble", "first_seen_at", "fetch": ...}``, the fetch as
    :func:`storage.writes.save_version` and :func:`storage.writes.save_trouble` take it.
    """
    rows = select(db, _TROUBLES)
    return [{**row, "fetch": select(db, _FETCH, [row.pop("fetch_id")])[0]} for row in rows]


def readings_of(db: Database, version_id: str) -> dict[str, list[Dict]]:
    """All that was read from a version, in the shape :func:`storage.writes.save_version` takes as ``readings``."""
    readings = {table: select(db, sql, [version_id]) for table, sql in _READINGS.items()}
    for table in ("applications", "proceedings"):
        readings[table] = [decode(row, ["raw"]) for row in readings[table]]
    return readings
