"""Originals: the raw bytes of pages and attachments, addressed by sha256, zstd-compressed, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import zstandard
from sqlite_utils import Database

from storage.database import file_of, transaction
from storage.errors import StorageError
from storage.rows import encode, insert, select

_LEVEL = 9


class Originals:
    """The store of originals: ``Originals(open_originals(path, create=True))``."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def keep(self, body: bytes, media_type: str | None, fetched_at: datetime) -> str:
        """Keep the bytes and return their sha256 (hex); they are on disk when it returns.

        What is kept already is not written again and stays with its first media type and time. Raises
        ``StorageError`` when the file cannot be written.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if sha256 in self:
            return sha256
        facts = encode({"sha256": sha256, "media_type": media_type, "size": len(body), "fetched_at": fetched_at})
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(body)
        with transaction(self.db):
            if sha256 not in self:
                insert(self.db, "originals", [{**facts, "body": packed}])
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes exactly as kept; raises ``StorageError`` when they are missing or damaged."""
        rows = select(self.db, "SELECT size, body FROM originals WHERE sha256 = ?", [sha256])
        if not rows:
            raise StorageError(f"{file_of(self.db)} has no original {sha256}; restore the file from a backup")
        try:
            body = zstandard.ZstdDecompressor().decompress(rows[0]["body"], max_output_size=rows[0]["size"])
        except zstandard.ZstdError:
            body = b""
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StorageError(f"{file_of(self.db)}: original {sha256} is damaged; restore the file from a backup")
        return body

    def verify(self) -> Iterator[str]:
        """One line for every original that is damaged; none when all is well."""
        for facts in self:
            try:
                self.get(facts["sha256"])
            except StorageError as error:
                yield str(error)

    def __contains__(self, sha256: object) -> bool:
        return bool(select(self.db, "SELECT 1 FROM originals WHERE sha256 = ?", [sha256]))

    def __len__(self) -> int:
        return int(select(self.db, "SELECT count(*) AS number FROM originals")[0]["number"])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """``{"sha256", "media_type", "size", "fetched_at"}`` of every original, without the bytes, by time."""
        sql = "SELECT sha256, media_type, size, fetched_at FROM originals ORDER BY fetched_at, sha256"
        yield from select(self.db, sql)
