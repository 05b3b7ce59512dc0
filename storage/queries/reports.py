"""What is known about reports: versions, their readings, and what may still become one."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlite_utils import Database

from storage.rows import Dict, decode, select

_PUBLICATIONS = """
SELECT versions.* FROM versions JOIN reports ON reports.id = report_id
WHERE reports.agency_id = ? AND reports.report_year = ? ORDER BY first_seen_at, versions.id
"""
_LISTED = """
SELECT channel_id, url, listed_on, first_seen_at, last_seen_at, last_observation_id
FROM listings WHERE version_id = ? ORDER BY first_seen_at, channel_id, url
"""
_CANDIDATES = """
SELECT * FROM listings
WHERE channel_id IN (SELECT value FROM json_each(:channels)) AND is_report AND version_id IS NULL
    AND coalesce(agency_id, :agency) = :agency AND coalesce(report_year, :year) = :year
ORDER BY first_seen_at, channel_id, url
"""
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


def publications(db: Database, agency_id: str, report_year: int) -> list[Dict]:
    """The versions seen of what an agency published for a year, first seen first.

    The version's columns and ``listings``: where it is listed now, each ``{"channel_id", "url", "listed_on",
    "first_seen_at", "last_seen_at", "last_observation_id"}``. A listing has vanished from its channel when full
    qualified looks were made after its ``last_seen_at``.
    """
    versions = select(db, _PUBLICATIONS, [agency_id, report_year])
    return [{**version, "listings": select(db, _LISTED, [version["id"]])} for version in versions]


def candidates(db: Database, channel_ids: Collection[str], agency_id: str, report_year: int) -> list[Dict]:
    """Listings of these channels that may be the agency's report of that year and have no version.

    They look like a report, and name that agency or none that is known, and that year or none. Columns of ``listings``;
    ``trouble`` is ``None`` for a pending one and tells why it could not be read for the others.
    """
    parameters = {"channels": json.dumps(list(channel_ids)), "agency": agency_id, "year": report_year}
    return select(db, _CANDIDATES, parameters)


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
