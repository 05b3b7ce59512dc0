"""Raw bytes, addressed by sha256, zstd-compressed."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_ORIGINALS = """
CREATE TABLE originals (
    sha256 TEXT PRIMARY KEY, media_type TEXT, size INTEGER NOT NULL, fetched_at TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
"""


def apply(db: Database) -> None:
    run(db, _ORIGINALS)
