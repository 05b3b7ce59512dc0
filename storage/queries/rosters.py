"""What counties say themselves of who has published."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from storage.rows import Dict, encode, select

#: A list has the newest on top, so it is fetched first: when each was seen does not tell which is newer. What a page
#: says anew is as new as it was seen.
_ROSTERS = """
SELECT rosters.*, portals.division_code, fetches.url AS fetched_url, min(substr(first_seen_at, 1, 10), iif(
    first_seen_at = (SELECT min(first_seen_at) FROM rosters AS same WHERE same.url = rosters.url),
    coalesce(listed_on, substr(first_seen_at, 1, 10)), substr(first_seen_at, 1, 10)
)) AS written_on
FROM rosters JOIN portals ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1)
    JOIN fetches ON fetches.id = fetch_id
WHERE (:counties IS NULL OR division_code IN (SELECT value FROM json_each(:counties)))
    AND (:until IS NULL OR first_seen_at <= :until)
ORDER BY division_code, report_year, written_on DESC, first_seen_at DESC, rosters.url
"""
_FILES = "SELECT * FROM roster_files WHERE roster_id = ? AND sha256 IS NOT NULL ORDER BY rowid"
_LINES = "SELECT * FROM roster_lines WHERE roster_id IN (SELECT value FROM json_each(?)) ORDER BY roster_id, position"
_BESIDE = """
SELECT agency_id, agencies.name AS agency, division_code, report_year, state, filings.reason, due_on, claimed_on,
    first_seen_at, version_id
FROM filings JOIN agencies ON agencies.id = agency_id WHERE division_code = ? ORDER BY report_year DESC, agency_id
"""


def filings_beside(db: Database, division_code: str) -> list[Dict]:
    """The stored filings of a county, with what a roster's word on them is set beside.

    ``{"agency_id", "agency", "division_code", "report_year", "state", "reason", "due_on", "claimed_on",
    "first_seen_at", "version_id"}``
    """
    return select(db, _BESIDE, [division_code])


def rosters(db: Database, counties: Collection[str] | None = None, *, until: datetime | None = None) -> list[Dict]:
    """The rosters on the portals of these counties (``None``: all) seen ``until`` then, of each year the newest first.

    The columns of ``rosters``, ``division_code``, ``written_on`` (as far as is known), and ``fetched_url``, where it
    came from in the end.
    """
    only = {"counties": None if counties is None else json.dumps(sorted(counties)), "until": until}
    return select(db, _ROSTERS, encode(only))


def roster_files(db: Database, roster_id: str) -> list[Dict]:
    """The files beside a roster that came: the columns of ``roster_files``, in the page's order."""
    return select(db, _FILES, [roster_id])


def roster_lines(db: Database, roster_ids: Collection[str]) -> list[Dict]:
    """What these rosters say: the columns of ``roster_lines``, in their order."""
    return select(db, _LINES, [json.dumps(sorted(roster_ids))])
