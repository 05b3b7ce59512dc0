"""What is known about channels: their looks and what they list."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from storage.rows import Dict, encode, select

_CLEAN = """
SELECT * FROM observations WHERE channel_id = ? AND qualified AND clean_observation_id IS NULL
ORDER BY observed_at DESC, rowid DESC LIMIT 1
"""
_PAGES = """
SELECT url, json_extract(headers, '$.etag') AS etag, json_extract(headers, '$."last-modified"') AS last_modified,
    sha256
FROM fetches WHERE observation_id = ? ORDER BY rowid
"""
_SEEN = """
SELECT url, sha256 FROM fetches WHERE observation_id = (
    SELECT coalesce(clean_observation_id, id) FROM observations WHERE id = ?
) ORDER BY fetches.rowid
"""
_PENDING = """
SELECT channel_id, url, title, listed_on, agency_id, report_year, min(first_seen_at) AS first_seen_at
FROM listings
WHERE is_report = ? AND fetch_id IS NULL AND channel_id IN (SELECT id FROM channels WHERE portal_id = ?)
GROUP BY url ORDER BY first_seen_at, url
"""
_LOOKS = """
SELECT * FROM observations WHERE channel_id IN (SELECT value FROM json_each(?)) AND observed_at >= ?
ORDER BY observed_at DESC, rowid DESC
"""


_ASKED = """
SELECT host, day, requests FROM host_days
WHERE portal_id = :portal AND day = (SELECT max(day) FROM host_days WHERE portal_id = :portal) ORDER BY host
"""


def clean_observation(db: Database, channel_id: str) -> Dict | None:
    """The channel's last qualified look that read the whole list itself, or ``None``.

    The observation's columns, and ``fetches``: its pages in the order asked, each
    ``{"url", "etag", "last_modified", "sha256"}`` (``None`` where the server sent no such header).
    """
    for look in select(db, _CLEAN, [channel_id]):
        return {**look, "fetches": select(db, _PAGES, [look["id"]])}
    return None


def pending_listings(db: Database, portal_id: str, *, reports: bool = True) -> list[Dict]:
    """Listings that look like a report (or those that do not) and are not settled: never fetched, or fetched in vain.

    ``{"channel_id", "url", "title", "listed_on", "agency_id", "report_year", "first_seen_at"}``, oldest first;
    one row a URL.
    """
    return select(db, _PENDING, [reports, portal_id])


def looks(db: Database, channel_ids: Collection[str], *, since: datetime | str = "") -> list[Dict]:
    """The observations of these channels (all columns), newest first; ``since``: only those at or after it."""
    return select(db, _LOOKS, [json.dumps(list(channel_ids)), encode({"since": since})["since"]])


def asked_last(db: Database, portal_id: str) -> list[Dict]:
    """How often each host of a portal was asked on the last day anything was: ``{"host", "day", "requests"}``."""
    return select(db, _ASKED, {"portal": portal_id})


def pages_of(db: Database, observation_id: str) -> list[Dict]:
    """The pages a look saw: ``{"url", "sha256"}``; of one answered "not modified", those of the look it repeats."""
    return select(db, _SEEN, [observation_id])
