"""Dictionaries: what the pages of one portal have in common, so that each takes only the room of what it alone says.

A dictionary is never changed and never removed: originals name the one they are packed with. A page that changes a
little every day takes some 650 bytes that way; packed against the version before it, it would take 80, but then each
original would hang on all those before it, and one damaged would take the rest with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import zstandard
from sqlite_utils import Database

from storage.rows import Dict, encode, insert_once, select

_LEVEL = 9

#: On pages of 73 KB with a frame of 37 KB: 64 KiB packs them 20 times smaller, 112 KiB 23 times, 256 KiB no better.
_LARGEST = 112 * 1024
#: A dictionary must hold what many pages share, not the pages themselves.
_SHARE = 8
#: Long pieces: a frame is one stretch of kilobytes. Left to zstd's own choice the same pages pack only 9 times smaller.
_PIECE, _STEP = 2048, 8
_SMALLEST = 2 * _PIECE
#: Bytes of pages to train on; more teach nothing new.
_ENOUGH = 8 * 1024 * 1024
#: Dictionaries held in memory, packing and unpacking each.
_HELD = 32


class Dictionaries:
    """The dictionaries in a file of originals, and packing with them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._compressor = lru_cache(_HELD)(self._new_compressor)
        self._decompressor = lru_cache(_HELD)(self._new_decompressor)

    def newest(self, portal_id: str | None) -> Dict | None:
        """``{"id", "pages"}`` of the portal's newest dictionary; ``pages``: how many pages it had then."""
        sql = "SELECT id, pages FROM dictionaries WHERE portal_id IS ? ORDER BY pages DESC LIMIT 1"
        return next(iter(select(self._db, sql, [portal_id])), None)

    def pack(self, body: bytes, dictionary_id: str | None) -> bytes:
        """The body compressed, with a dictionary or without."""
        return self._compressor(dictionary_id).compress(body)

    def unpack(self, packed: bytes, size: int, dictionary_id: str | None) -> bytes:
        """The body of this size again; raises ``zstandard.ZstdError`` where it cannot be had."""
        if zstandard.frame_content_size(packed) != size:
            raise zstandard.ZstdError("another size is written on it")
        return self._decompressor(dictionary_id).decompress(packed)

    def damaged(self) -> list[str]:
        """The ids of dictionaries that cannot be used any more."""
        return [row["id"] for row in select(self._db, "SELECT id FROM dictionaries") if not self._is_whole(row["id"])]

    def add(self, dictionary: bytes, portal_id: str | None, pages: int, trained_at: datetime) -> str:
        """Add a dictionary to the file, within the caller's transaction; return its id, the sha256 of its bytes."""
        row = {"id": hashlib.sha256(dictionary).hexdigest(), "portal_id": portal_id, "pages": pages}
        row |= encode({"trained_at": trained_at, "size": len(dictionary)})
        insert_once(self._db, "dictionaries", {**row, "body": self.pack(dictionary, None)})
        return str(row["id"])

    def _bytes(self, dictionary_id: str) -> bytes:
        sql = "SELECT size, body FROM dictionaries WHERE id = ?"
        [row] = select(self._db, sql, [dictionary_id])
        body = self.unpack(row["body"], row["size"], None)
        if hashlib.sha256(body).hexdigest() != dictionary_id:
            raise zstandard.ZstdError(f"dictionary {dictionary_id} is damaged")
        return body

    def _is_whole(self, dictionary_id: str) -> bool:
        try:
            return bool(self._bytes(dictionary_id))
        except zstandard.ZstdError:
            return False

    def _new_compressor(self, dictionary_id: str | None) -> zstandard.ZstdCompressor:
        if dictionary_id is None:
            return zstandard.ZstdCompressor(level=_LEVEL)
        dictionary = zstandard.ZstdCompressionDict(self._bytes(dictionary_id))
        dictionary.precompute_compress(level=_LEVEL)
        return zstandard.ZstdCompressor(level=_LEVEL, dict_data=dictionary)

    def _new_decompressor(self, dictionary_id: str | None) -> zstandard.ZstdDecompressor:
        if dictionary_id is None:
            return zstandard.ZstdDecompressor()
        return zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(self._bytes(dictionary_id)))


def train(pages: Iterable[bytes]) -> bytes | None:
    """A dictionary of what these pages share, the same for the same pages; ``None`` where they are too few to tell."""
    samples: list[bytes | bytearray | memoryview] = [*_enough(pages)]
    size = min(_LARGEST, sum(map(len, samples)) // _SHARE)
    if size < _SMALLEST:
        return None
    try:
        return zstandard.train_dictionary(size, samples, k=_PIECE, d=_STEP, level=_LEVEL).as_bytes()
    except zstandard.ZstdError:
        return None  # what zstd says where pages have nothing in common


def _enough(pages: Iterable[bytes]) -> list[bytes]:
    """The first pages, up to as many bytes as there is to learn from."""
    samples: list[bytes] = []
    room = _ENOUGH
    for page in pages:
        room -= len(page)
        if room < 0:
            break
        samples.append(page)
    return samples
