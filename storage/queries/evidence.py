"""What was fetched and kept, for whoever must show or prove it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from storage.database import file_of
from storage.errors import explained
from storage.rows import Dict, decode, encode, select

_NAMED = """
SELECT sha256, min(url) AS url FROM (SELECT sha256, url FROM fetches UNION ALL SELECT sha256, url FROM versions)
WHERE sha256 IS NOT NULL GROUP BY sha256 ORDER BY sha256
"""
_OF = "SELECT * FROM fetches WHERE sha256 = ? OR url = ? ORDER BY requested_at, rowid"
#: A server looks at the tag, and at the date only where no tag was sent (RFC 9110, 13.1.3).
_ANSWERED = """
WITH answered AS (
    SELECT *, rowid AS place, iif(status = 304, (
        SELECT earlier.id FROM fetches AS earlier
        WHERE earlier.url = fetches.url AND earlier.requested_at <= fetches.requested_at AND earlier.sha256 IS NOT NULL
            AND iif(json_extract(fetches.request_headers, '$."if-none-match"') IS NOT NULL,
                json_extract(earlier.headers, '$.etag') = json_extract(fetches.request_headers, '$."if-none-match"'),
                json_extract(earlier.headers, '$."last-modified"')
                = json_extract(fetches.request_headers, '$."if-modified-since"'))
        ORDER BY earlier.requested_at DESC, earlier.rowid DESC LIMIT 1
    ), NULL) AS repeats
    FROM fetches WHERE status IS NOT NULL
), wanted AS (
    SELECT id, repeats FROM answered WHERE coalesce(:portal_id, portal_id) = portal_id AND requested_at >= :since
)
SELECT * FROM answered WHERE id IN (SELECT id FROM wanted UNION SELECT repeats FROM wanted)
ORDER BY requested_at, place
"""


def named_originals(db: Database) -> dict[str, str]:
    """Every sha256 that a fetch or a version names, with an address it came from."""
    return {row["sha256"]: row["url"] for row in select(db, _NAMED)}


def fetches_of(db: Database, wanted: str) -> list[Dict]:
    """The fetches (all columns) of an address, or those that brought the original with this sha256; oldest first."""
    return select(db, _OF, [wanted, wanted])


def answered_fetches(db: Database, *, portal_id: str | None = None, since: datetime | str = "") -> Iterator[Dict]:
    """The fetches (all columns) that brought an answer, oldest first, one after the other from the file.

    ``portal_id`` and ``since``: only these; what one of them repeats (304) comes too, whenever it was. ``repeats``: the
    id of the fetch whose body an answer "not modified" stands for: the one whose validators were sent.
    """
    with explained(file_of(db)):
        cursor = db.conn.execute(_ANSWERED, {"portal_id": portal_id, "since": encode({"since": since})["since"]})
        names = [column[0] for column in cursor.description]
        for values in cursor:
            yield decode(dict(zip(names, values, strict=True)))
