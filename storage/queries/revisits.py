"""What a crawl may ask for again, with all that its plan rests on."""

from __future__ import annotations

from sqlite_utils import Database

from storage.rows import Dict, select

_SETTLED = """
WITH looked AS (SELECT channel_id, max(observed_at) AS looked_at FROM observations WHERE qualified GROUP BY channel_id)
SELECT listings.channel_id, listings.url, listings.title, listings.listed_on,
    coalesce(reports.report_year, listings.report_year) AS report_year,
    min(listings.first_seen_at) OVER same AS first_seen_at, max(last_seen_at) OVER same AS last_seen_at,
    min(coalesce(last_seen_at < looked_at, 0)) OVER same AS unlisted,
    json_extract(settling.headers, '$.etag') AS etag,
    json_extract(settling.headers, '$."last-modified"') AS last_modified,
    max(settling.requested_at, coalesce((SELECT max(requested_at) FROM fetches WHERE listing_url = listings.url), ''))
        AS asked_at
FROM listings JOIN fetches AS settling ON settling.id = listings.fetch_id
    LEFT JOIN looked ON looked.channel_id = listings.channel_id
    LEFT JOIN versions ON versions.id = listings.version_id LEFT JOIN reports ON reports.id = report_id
WHERE listings.channel_id IN (SELECT id FROM channels WHERE portal_id = ?)
WINDOW same AS (PARTITION BY listings.url)
ORDER BY listings.channel_id, position
"""
_WANTED = """
SELECT attachments.version_id, attachments.url, attachments.title, listings.channel_id, listings.url AS listing_url,
    versions.report_year, versions.first_seen_at, requested_at AS asked_at
FROM attachments JOIN listings ON listings.version_id = attachments.version_id
    JOIN versions ON versions.id = attachments.version_id LEFT JOIN fetches ON fetches.id = attachments.fetch_id
WHERE attachments.sha256 IS NULL AND listings.channel_id IN (SELECT id FROM channels WHERE portal_id = ?)
ORDER BY attachments.rowid
"""
_WANTED_BY_ROSTERS = """
SELECT roster_id AS version_id, files.url, files.title, rosters.channel_id, rosters.url AS listing_url, report_year,
    first_seen_at, requested_at AS asked_at
FROM roster_files AS files JOIN rosters ON rosters.id = roster_id LEFT JOIN fetches ON fetches.id = files.fetch_id
WHERE files.sha256 IS NULL AND rosters.channel_id IN (SELECT id FROM channels WHERE portal_id = ?)
ORDER BY files.rowid
"""
_SETTLED_BY = """
SELECT 1 FROM listings JOIN fetches ON fetches.id = fetch_id WHERE listings.url = ? AND sha256 = ? LIMIT 1
"""


def settled_listings(db: Database, portal_id: str) -> list[Dict]:
    """The listings of a portal for which a version or a trouble is stored, by channel in the order of the list.

    ``{"channel_id", "url", "title", "listed_on", "report_year", "first_seen_at", "last_seen_at", "unlisted", "etag",
    "last_modified", "asked_at"}``. Times are those of the address in all channels. ``unlisted``: qualified looks were
    made after it was last seen. ``etag`` and ``last_modified`` are of the fetch that settled it, ``asked_at`` is when
    it was last asked for.
    """
    return select(db, _SETTLED, [portal_id])


def is_settled_by(db: Database, listing_url: str, sha256: str | None) -> bool:
    """Whether these very bytes are what a listed link was settled by: there is nothing new to read."""
    return bool(select(db, _SETTLED_BY, [listing_url, sha256]))


def wanted_attachments(db: Database, portal_id: str) -> list[Dict]:
    """Files of listed versions and of rosters that have not come.

    ``{"version_id", "url", "title", "channel_id", "listing_url", "report_year", "first_seen_at", "asked_at"}``;
    ``version_id`` and ``first_seen_at`` are the version's or the roster's, ``asked_at`` is ``None`` for what was never
    asked for.
    """
    return [row for sql in (_WANTED, _WANTED_BY_ROSTERS) for row in select(db, sql, [portal_id])]
