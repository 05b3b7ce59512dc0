"""What was written about each county since its filings were judged, so that only these need judging again.

Triggers of the schema count it (``m013_judged``, ``m019_touched``): ``changes`` is all that may change any filing of
the county, ``looks`` the newer looks at its lists, which say nothing of a report that still stands on them. What bears
on one filing alone touches that filing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Dict, Row, encode, select

#: Agency, report year, how often.
Touched = tuple[str, int, int]

_BEGIN = "INSERT OR IGNORE INTO _judged (division_code) SELECT value FROM json_each(?)"
#: A look that came meanwhile may be an older one than was judged by: then all of the county is judged again.
_FINISH = """
UPDATE _judged SET judged_changes = iif(looks = :looks, :changes, -1), judged_looks = :looks, judged_at = :judged_at,
    stands_until = :stands_until, basis = :basis WHERE division_code = :division_code
"""
_UNTOUCH = "DELETE FROM _touched WHERE agency_id = ? AND report_year = ? AND times = ?"
#: Of every fact, when it became one. Nothing is later than now, unless clocks disagree.
_NEWEST = """
SELECT max(at) AS at FROM (
    SELECT max(observed_at) AS at FROM observations UNION ALL SELECT max(first_seen_at) FROM versions
    UNION ALL SELECT max(requested_at) FROM fetches WHERE listing_url IS NOT NULL
    UNION ALL SELECT max(reviewed_at) FROM reviews
)
"""
#: CROSS JOIN: list by list, so that the indexes by county answer alone, and only with what is before or after theirs;
#: the plus, because an index on an expression has no affinity.
_STRAYS = " UNION ALL ".join(
    f"""
SELECT 1 FROM portals CROSS JOIN reports ON portal_id = portals.id
WHERE agency_id IS NOT NULL AND substr(agency_id, 1, 6) {elsewhere} +division_code
UNION ALL
SELECT 1 FROM portals CROSS JOIN channels ON portal_id = portals.id CROSS JOIN listings ON channel_id = channels.id
WHERE listings.agency_id IS NOT NULL AND substr(listings.agency_id, 1, 6) {elsewhere} +division_code
"""  # noqa: S608 -- our own text
    for elsewhere in "<>"
)
_SHARING = """
SELECT DISTINCT one.division_code, other.division_code FROM _sharing
JOIN portals AS one ON one.id = portal_id JOIN portals AS other ON other.id = other_portal_id
WHERE one.division_code <> other.division_code
"""
_CHANNELS = """
SELECT channels.id FROM channels JOIN portals ON portals.id = portal_id JOIN json_each(?1) ON division_code = value
"""
_UNSETTLED = f"""
SELECT DISTINCT division_code FROM ({_CHANNELS}) AS looked JOIN channels ON channels.id = looked.id
JOIN portals ON portals.id = portal_id
WHERE (
    SELECT min(last_seen_at) FROM listings WHERE channel_id = looked.id AND (is_report OR version_id IS NOT NULL)
) < (SELECT max(observed_at) FROM observations WHERE channel_id = looked.id AND qualified)
UNION SELECT substr(agency_id, 1, 6) FROM filings WHERE state = 'exempt'
UNION SELECT division_code FROM former_listings JOIN channels ON channels.id = channel_id
    JOIN portals ON portals.id = portal_id
    WHERE coalesce(julianday((
        SELECT max(observed_at) FROM observations WHERE channel_id = channels.id AND qualified AND outcome = 'ok'
    )) < julianday((
        SELECT min(observed_at) FROM observations
        WHERE channel_id = channels.id AND qualified AND observed_at >= until
    )) + ?2, 1)
"""  # noqa: S608 -- our own text
_LAST_LOOKS = f"""
SELECT observations.id, observations.channel_id, observed_at, outcome,
    qualified AND coalesce(observed_at > last_look_at, 1) AS qualified,
    iif(observed_at <= last_look_at, 'not_looked', reason) AS reason
FROM ({_CHANNELS}) AS looked LEFT JOIN _moved_channels AS moved ON moved.channel_id = looked.id
JOIN observations ON observations.rowid IN (
    SELECT * FROM (SELECT rowid FROM observations WHERE channel_id = looked.id
        ORDER BY observed_at DESC, rowid DESC LIMIT 1)
    UNION SELECT * FROM (SELECT rowid FROM observations WHERE channel_id = looked.id AND qualified
        AND coalesce(observed_at > last_look_at, 1)
        AND outcome IN (SELECT value FROM json_each(?2)) ORDER BY observed_at DESC, rowid DESC LIMIT 1)
)
"""  # noqa: S608 -- our own text
_OPEN = """
SELECT * FROM filings WHERE state IN ('overdue', 'unverified') AND version_id IS NULL
    AND substr(agency_id, 1, 6) IN (SELECT value FROM json_each(?))
"""


def begin(db: Database, division_codes: Collection[str]) -> dict[str, Dict]:
    """The row of each county as it is before its facts are read: what is written from now on counts as new."""
    with transaction(db):
        db.execute(_BEGIN, [json.dumps(sorted(division_codes))])
    return {row["division_code"]: row for row in select(db, "SELECT * FROM _judged")}


def touched(db: Database) -> list[Touched]:
    """The filings that were written about, and nothing else with them; to be read before their facts."""
    return list(db.conn.execute("SELECT agency_id, report_year, times FROM _touched ORDER BY 1, 2"))


def finish(db: Database, rows: Iterable[Row], touched: Iterable[Touched]) -> None:
    """Record that the counties were judged: rows of :func:`begin`, ``judged_at``, ``stands_until``, ``basis``.

    So were these of :func:`touched`, unless they were touched again since.
    """
    with transaction(db):
        db.conn.executemany(_FINISH, [encode(row) for row in rows])
        db.conn.executemany(_UNTOUCH, touched)


def forget(db: Database, division_codes: Collection[str]) -> None:
    """Drop the rows of counties that are no longer watched."""
    with transaction(db):
        db.conn.executemany("DELETE FROM _judged WHERE division_code = ?", [(code,) for code in division_codes])


def newest_fact(db: Database) -> str:
    """The latest time of any fact, as text; empty without facts."""
    return str(select(db, _NEWEST)[0]["at"] or "")


def has_strays(db: Database) -> bool:
    """Whether something stands on a list that may be the report of an agency of another county."""
    return bool(select(db, f"{_STRAYS} LIMIT 1"))


def sharing(db: Database) -> dict[str, set[str]]:
    """By county the others on whose lists one of its pages stands too: what one list shows bears on the other's."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in db.conn.execute(_SHARING):
        found[one].add(other)
        found[other].add(one)
    return found


def unsettled(db: Database, division_codes: Collection[str], settling: timedelta | None = None) -> set[str]:
    """Those of these counties where the newest qualified look at a list misses something that once stood on it, and all
    where something is exempt, or was once absent from a list or called otherwise: ``settling`` before the newest look
    that read the list, or later (default: ever).
    """
    days = settling / timedelta(days=1) if settling else None
    return {row["division_code"] for row in select(db, _UNSETTLED, [json.dumps(sorted(division_codes)), days])}


def last_looks(db: Database, division_codes: Collection[str], clean: Iterable[str]) -> list[Dict]:
    """The newest look at each list of these counties, and the newest qualified one with one of these outcomes."""
    return select(db, _LAST_LOOKS, [json.dumps(sorted(division_codes)), json.dumps(sorted(clean))])


def open_filings(db: Database, division_codes: Collection[str]) -> list[tuple[Any, ...]]:
    """What was not found in these counties though it was due: the values of ``filings``."""
    return list(db.conn.execute(_OPEN, [json.dumps(sorted(division_codes))]))


def agencies_of(db: Database, division_codes: Collection[str]) -> set[str]:
    """All agencies on record in these counties, those no longer watched too."""
    sql = "SELECT id FROM agencies WHERE division_code IN (SELECT value FROM json_each(?))"
    return {row["id"] for row in select(db, sql, [json.dumps(sorted(division_codes))])}
