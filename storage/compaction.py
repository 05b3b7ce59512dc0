"""Compaction: a dictionary for each portal with enough pages, and its pages packed anew where that saves room.

Small durable transactions, one after the other: killed at any moment, every original is whole, the next run goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from storage.database import file_of, transaction
from storage.dictionaries import train
from storage.errors import StorageError
from storage.originals import Originals, is_page
from storage.rows import Dict, select

#: Fewer pages than this do not show what a portal's pages have in common.
_FEWEST = 16
#: Originals packed anew in one transaction: some megabytes of pages.
_BATCH = 64
#: What saves less is not worth writing; it also lets a page stay with the dictionary of the look it was made in.
_WORTH = 0.9

_PAGES = """
SELECT sha256, media_type FROM originals WHERE portal_id IS ? AND size > 0 ORDER BY fetched_at DESC, sha256
"""
_NOT_WITH = """
SELECT sha256, media_type, length(body) AS stored FROM originals WHERE portal_id IS ? AND dictionary_id IS NOT ?
"""
_SIZES = """
SELECT (SELECT count(*) FROM originals) AS originals, (SELECT count(*) FROM dictionaries) AS dictionaries,
    (SELECT coalesce(sum(size), 0) FROM originals) AS size,
    (SELECT coalesce(sum(length(body)), 0) FROM originals)
    + (SELECT coalesce(sum(length(body)), 0) FROM dictionaries) AS stored
"""


@dataclass(slots=True)
class Compacted:
    """What was done for one portal; ``damaged``: one line for each original that cannot be read and stays as it is."""

    trained: bool = False
    repacked: int = 0
    damaged: list[str] = field(default_factory=list)


def portals(db: Database) -> list[str | None]:
    """The portals that originals came from; ``None`` stands for originals that name none."""
    return [row["portal_id"] for row in select(db, "SELECT DISTINCT portal_id FROM originals ORDER BY portal_id")]


def sizes(db: Database) -> dict[str, int]:
    """``{"originals", "dictionaries"}`` counted, and in bytes ``size`` (of the originals) and ``stored`` (of both)."""
    return select(db, _SIZES)[0]


def compact(originals: Originals, portal_id: str | None, now: datetime) -> Compacted:
    """Train a dictionary for the portal if one is due, and pack its pages with the newest.

    One is due when the portal has pages enough, and again whenever it has twice as many as at the last time: a portal
    that gets a new look gets a new dictionary, and old pages stay with theirs. Raises ``StorageError`` when the file
    cannot be written.
    """
    done = Compacted(trained=_train(originals, portal_id, now))
    newest = originals.dictionaries.newest(portal_id)
    if newest:
        rows = [row for row in select(originals.db, _NOT_WITH, [portal_id, newest["id"]]) if is_page(row["media_type"])]
        for start in range(0, len(rows), _BATCH):
            _repack(originals, rows[start : start + _BATCH], newest["id"], done)
    return done


def _train(originals: Originals, portal_id: str | None, now: datetime) -> bool:
    """Whether a dictionary was due and could be made. It learns from the pages that came since the last."""
    pages = [row["sha256"] for row in select(originals.db, _PAGES, [portal_id]) if is_page(row["media_type"])]
    newest = originals.dictionaries.newest(portal_id)
    known = newest["pages"] if newest else 0
    if len(pages) < max(_FEWEST, 2 * known):
        return False
    # In the order of their hashes: as good as drawn by lot, and the same every time.
    dictionary = train(_readable(originals, sorted(pages[: len(pages) - known])))
    if dictionary is None:
        return False
    with transaction(originals.db):
        originals.dictionaries.add(dictionary, portal_id, len(pages), now)
    return True


def _readable(originals: Originals, hashes: Iterable[str]) -> Iterator[bytes]:
    for sha256 in hashes:
        with suppress(StorageError):  # told when its turn comes to be packed
            yield originals.get(sha256)


def _repack(originals: Originals, rows: Iterable[Dict], dictionary_id: str, done: Compacted) -> None:
    """Pack these originals with the dictionary where that saves room, and give the room back to the disk."""
    smaller = []
    for row in rows:
        try:
            packed = _packed(originals, row["sha256"], dictionary_id)
        except StorageError as error:
            done.damaged.append(str(error))
            continue
        if len(packed) < _WORTH * row["stored"]:
            smaller.append((packed, dictionary_id, row["sha256"]))
    with transaction(originals.db) as db:
        db.conn.executemany("UPDATE originals SET body = ?, dictionary_id = ? WHERE sha256 = ?", smaller)
        for _ in range(db.execute("PRAGMA freelist_count").fetchone()[0]):
            db.execute("PRAGMA incremental_vacuum")  # one page a call: Python steps it once
    done.repacked += len(smaller)


def _packed(originals: Originals, sha256: str, dictionary_id: str) -> bytes:
    """The original packed with the dictionary; what cannot be unpacked to the same bytes again is never written."""
    body = originals.get(sha256)
    packed = originals.dictionaries.pack(body, dictionary_id)
    if originals.dictionaries.unpack(packed, len(body), dictionary_id) != body:
        raise StorageError(f"{file_of(originals.db)}: original {sha256} cannot be packed anew; it was left as it is")
    return packed
