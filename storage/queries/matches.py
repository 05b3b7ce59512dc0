"""Links that may be reports with what came of them, what nobody can be told of, and what people said of it."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlite_utils import Database

from storage.rows import Dict, select

_LINKS = """
SELECT listings.channel_id, listings.url, listings.title, listings.is_report, listings.why_not, listings.agency_id,
    listings.report_year, listings.first_seen_at, listings.listed_on, listings.version_id, listings.trouble,
    listings.fetch_id, versions.title AS printed_title, versions.agency_name AS printed_agency,
    versions.report_year AS printed_year, versions.channel_id AS version_channel_id, reader_version,
    coalesce(versions.sha256, settling.sha256) AS sha256, reports.agency_id AS report_agency_id,
    reports.report_year AS report_report_year, reports.portal_id,
    (SELECT outcome FROM fetches WHERE listing_url = listings.url ORDER BY requested_at DESC, fetches.rowid DESC)
        AS last_outcome
FROM listings LEFT JOIN versions ON versions.id = version_id LEFT JOIN reports ON reports.id = report_id
    LEFT JOIN fetches AS settling ON settling.id = listings.fetch_id
WHERE (listings.is_report OR listings.version_id IS NOT NULL OR listings.url IN (SELECT url FROM matches))
    AND (:portals IS NULL OR listings.channel_id IN (
        SELECT id FROM channels WHERE portal_id IN (SELECT value FROM json_each(:portals))
    ))
ORDER BY listings.channel_id, listings.position, listings.url
"""
_LEFT_OUT = """
SELECT channel_id, url, title AS listed_title, why_not, report_year, first_seen_at FROM listings
WHERE NOT is_report AND version_id IS NULL AND url NOT IN (SELECT url FROM last_matches)
ORDER BY channel_id, position, url
"""
_FETCH = """
SELECT portal_id, url, requested_at, outcome, status, media_type, sha256, headers, detail FROM fetches WHERE id = ?
"""


def links(db: Database, portals: Collection[str] | None = None) -> list[Dict]:
    """Every listed link that may be a report, was read as one, or was judged by a person; in the order of the lists.

    ``portals``: only of these (``None``: of all, also of those that no card names any more).

    The columns of ``listings``; of its version ``printed_title``, ``printed_agency``, ``printed_year``,
    ``version_channel_id`` and ``reader_version``; of its report ``report_agency_id``, ``report_report_year`` and
    ``portal_id``; the ``sha256`` of the original it was read from, and ``last_outcome`` of asking for it.
    """
    return select(db, _LINKS, {"portals": None if portals is None else json.dumps(list(portals))})


def left_out(db: Database) -> list[Dict]:
    """The links that their titles say to be no reports, and why (``why_not``), as far as nobody said otherwise."""
    return select(db, _LEFT_OUT)


def channels_listing(db: Database, url: str) -> list[str]:
    """The channels whose lists show or showed this link."""
    rows = select(db, "SELECT channel_id FROM listings WHERE url = ? ORDER BY channel_id", [url])
    return [row["channel_id"] for row in rows]


def fetch(db: Database, fetch_id: str) -> Dict:
    """A fetch as :func:`storage.writes.save_version` takes it."""
    return select(db, _FETCH, [fetch_id])[0]


def last_matches(db: Database) -> list[Dict]:
    """What people last said of each page, what they took back left out: the columns of ``matches``."""
    return select(db, "SELECT * FROM last_matches ORDER BY url, title")


def unmatched(db: Database) -> list[Dict]:
    """The links and reports that a person has to judge, by channel: the columns of ``unmatched``."""
    return select(db, "SELECT * FROM unmatched ORDER BY channel_id, first_seen_at, url")
