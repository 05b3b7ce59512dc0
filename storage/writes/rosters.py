"""A county's own lists of who has published (公布情况): kept as they came, then what was read from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from storage import ids
from storage.database import transaction
from storage.rows import Dict, Row, encode, insert, insert_once
from storage.writes.looks import keep_fetch, require_listing

_SETTLE = "UPDATE listings SET fetch_id = ?, trouble = ? WHERE url = ? AND version_id IS NULL"
_READ = "UPDATE rosters SET reader_version = ?, trouble = ? WHERE id = ?"
_BEFORE = """
SELECT id FROM rosters WHERE url = (SELECT url FROM rosters WHERE id = :id)
    AND first_seen_at < (SELECT first_seen_at FROM rosters WHERE id = :id) ORDER BY first_seen_at DESC LIMIT 1
"""
_SAID = "SELECT name, says, published_on, url FROM roster_lines WHERE roster_id = ? ORDER BY position"
_WHOSE = "UPDATE roster_lines SET agency_id = :agency_id WHERE roster_id = :roster_id AND position = :position"
_OF_COUNTY = "substr(agency_id, 1, 6) = ?"


def save_roster(db: Database, fetch: Row, roster: Row, files: Iterable[Row]) -> str:
    """Record that such a page came, to be read later; return its id. The original must be kept before.

    All keys are required::

        fetch   as in :func:`storage.writes.save_observation`
        roster  {"channel_id": "430623/nianbao", "url": the address as listed, "title": ...,
                 "report_year": 2022 or None, "listed_on": date or None}
        files   [{"url": "http://...", "title": "附件.xlsx"}]; they are to be fetched (:func:`save_attachment`)
    """
    fetched, row = encode(fetch), encode(roster)
    row |= {"sha256": fetched["sha256"], "media_type": fetched["media_type"], "first_seen_at": fetched["requested_at"]}
    row["id"] = ids.content_id("roster", row["url"], row["sha256"], row["first_seen_at"])
    with transaction(db):
        require_listing(db, row["url"])
        row["fetch_id"] = keep_fetch(db, fetched, listing_url=row["url"])
        db.execute(_SETTLE, [row["fetch_id"], "it lists who has published and is no report itself", row["url"]])
        if insert_once(db, "rosters", {**row, "reader_version": None, "trouble": None}):
            came = dict.fromkeys(("sha256", "media_type", "fetch_id", "trouble"))
            insert(db, "roster_files", [{"roster_id": row["id"], **encode(each), **came} for each in files])
    return str(row["id"])


def save_roster_lines(
    db: Database, roster_id: str, lines: Sequence[Row], *, reader_version: str, trouble: str | None
) -> None:
    """Make what was read of a roster exactly this; one that says what the one before it at its address said is dropped.

    A line: ``{"name": "县民政局", "says": ..., "published_on": date or None, "url": ... or None, "quote": "..."}``;
    ``says`` is one of ``in_time``, ``published``, ``late``, ``not_published``, or ``None`` where it says neither.
    """
    rows = [
        {"roster_id": roster_id, "position": place, "agency_id": None, **encode(line)}
        for place, line in enumerate(lines)
    ]
    with transaction(db):
        db.table("roster_lines").delete_where("roster_id = ?", [roster_id])
        db.execute(_READ, [reader_version, trouble, roster_id])
        if rows and _said_before(db, roster_id, rows):
            for table, key in (("roster_claims", "roster_id"), ("roster_files", "roster_id"), ("rosters", "id")):
                db.table(table).delete_where(f"{key} = ?", [roster_id])
        else:
            insert(db, "roster_lines", rows)


def save_roster_agencies(db: Database, lines: Iterable[Row]) -> None:
    """Say whom lines mean: ``{"roster_id", "position", "agency_id"}``; ``None`` where it is nobody for certain."""
    if changed := [dict(line) for line in lines]:
        with transaction(db):
            db.conn.executemany(_WHOSE, changed)


def save_roster_claims(db: Database, division_code: str, claims: Iterable[Row]) -> None:
    """Make the claims on filings of a county exactly these; all columns are required. Nothing new is not written."""
    rows, table = [encode(claim) for claim in claims], db.table("roster_claims")
    if rows != list(table.rows_where(_OF_COUNTY, [division_code], order_by="rowid")):
        with transaction(db):
            table.delete_where(_OF_COUNTY, [division_code])
            insert(db, "roster_claims", rows)


def _said_before(db: Database, roster_id: str, rows: Sequence[Dict]) -> bool:
    before = db.execute(_BEFORE, {"id": roster_id}).fetchone()
    said = [(row["name"], row["says"], row["published_on"], row["url"]) for row in rows]
    return before is not None and db.execute(_SAID, [before[0]]).fetchall() == said
