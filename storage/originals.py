"""Originals: the raw bytes of pages and attachments, addressed by sha256, zstd-compressed, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import zstandard
from sqlite_utils import Database

from storage.database import file_of, transaction
from storage.dictionaries import Dictionaries
from storage.errors import StorageError
from storage.rows import encode, insert, select

_BROKEN_DICTIONARY = """
SELECT portal_id, (SELECT count(*) FROM originals WHERE dictionary_id = dictionaries.id) AS number
FROM dictionaries WHERE id = ?
"""


class Originals:
    """The store of originals: ``Originals(open_originals(path, create=True))``."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.dictionaries = Dictionaries(db)

    def keep(self, body: bytes, media_type: str | None, fetched_at: datetime, portal_id: str | None = None) -> str:
        """Keep the bytes and return their sha256 (hex); they are on disk when it returns.

        ``portal_id``: where they came from; pages are packed with the newest dictionary of their portal. What is kept
        already is not written again and stays with its first portal, media type and time. Raises ``StorageError`` when
        the file cannot be written.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if sha256 in self:
            return sha256
        facts = {"sha256": sha256, "media_type": media_type, "size": len(body), "fetched_at": fetched_at}
        dictionary_id, packed = self._packed(body, media_type, portal_id)
        row = {**encode({**facts, "portal_id": portal_id}), "dictionary_id": dictionary_id, "body": packed}
        with transaction(self.db):
            if sha256 not in self:
                insert(self.db, "originals", [row])
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes exactly as kept; raises ``StorageError`` when they are missing or damaged."""
        rows = select(self.db, "SELECT size, dictionary_id, body FROM originals WHERE sha256 = ?", [sha256])
        if not rows:
            raise StorageError(f"{file_of(self.db)} has no original {sha256}; restore the file from a backup")
        try:
            body = self.dictionaries.unpack(rows[0]["body"], rows[0]["size"], rows[0]["dictionary_id"])
        except zstandard.ZstdError:
            body = b""
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StorageError(f"{file_of(self.db)}: original {sha256} is damaged; restore the file from a backup")
        return body

    def facts(self, sha256: str) -> dict[str, Any] | None:
        """All that is noted of an original, and ``stored``, the bytes it takes; ``None`` when it is not there."""
        sql = """
            SELECT sha256, portal_id, media_type, size, fetched_at, dictionary_id, length(body) AS stored
            FROM originals WHERE sha256 = ?
        """
        return next(iter(select(self.db, sql, [sha256])), None)

    def beginning_with(self, start: str) -> list[str]:
        """The sha256 of at most two originals that begin so; ``start`` is of hexadecimal digits."""
        sql = "SELECT sha256 FROM originals WHERE sha256 >= ?1 AND sha256 < ?1 || 'g' ORDER BY sha256 LIMIT 2"
        return [row["sha256"] for row in select(self.db, sql, [start])]

    def verify(self, told: Callable[[], None] = lambda: None) -> Iterator[str]:
        """One line for every dictionary and every original that is damaged; none when all is well.

        ``told`` is called after each original. Originals that only their dictionary makes unreadable have no line of
        their own.
        """
        broken = self.dictionaries.damaged()
        for dictionary_id in broken:
            yield self._broken_dictionary(dictionary_id)
        for row in select(self.db, "SELECT sha256, dictionary_id FROM originals ORDER BY dictionary_id, sha256"):
            try:
                if row["dictionary_id"] not in broken:
                    self.get(row["sha256"])
            except StorageError as error:
                yield str(error)
            told()

    def _packed(self, body: bytes, media_type: str | None, portal_id: str | None) -> tuple[str | None, bytes]:
        """The dictionary used, if any, and the packed bytes. A dictionary that is damaged costs room, no original."""
        newest = self.dictionaries.newest(portal_id) if is_page(media_type) else None
        dictionary_id = newest["id"] if newest else None
        try:
            return dictionary_id, self.dictionaries.pack(body, dictionary_id)
        except zstandard.ZstdError:
            return None, self.dictionaries.pack(body, None)

    def _broken_dictionary(self, dictionary_id: str) -> str:
        [row] = select(self.db, _BROKEN_DICTIONARY, [dictionary_id])
        return (
            f"{file_of(self.db)}: dictionary {dictionary_id} of portal {row['portal_id']} is damaged, "
            f"{row['number']} originals cannot be read without it; restore the file from a backup"
        )

    def __contains__(self, sha256: object) -> bool:
        return bool(select(self.db, "SELECT 1 FROM originals WHERE sha256 = ?", [sha256]))

    def __len__(self) -> int:
        return int(select(self.db, "SELECT count(*) AS number FROM originals")[0]["number"])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """``{"sha256", "media_type", "size", "fetched_at"}`` of every original, without the bytes, by time."""
        sql = "SELECT sha256, media_type, size, fetched_at FROM originals ORDER BY fetched_at, sha256"
        yield from select(self.db, sql)


def is_page(media_type: str | None) -> bool:
    """Is it text, which dictionaries help with? Documents and pictures are compressed already.

    A portal that names no type sends pages.
    """
    kind = (media_type or "text/html").lower()
    return kind.startswith("text/") or kind.endswith(("xml", "json", "javascript"))
