"""Dictionaries of portals, and which original is packed with which."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

#: The body stays the last column: to read what stands behind it, SQLite walks through all of its pages.
_DICTIONARIES = """
CREATE TABLE dictionaries (
    id TEXT PRIMARY KEY, portal_id TEXT, pages INTEGER NOT NULL, trained_at TEXT NOT NULL, size INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE kept (
    sha256 TEXT PRIMARY KEY, portal_id TEXT, media_type TEXT, size INTEGER NOT NULL, fetched_at TEXT NOT NULL,
    dictionary_id TEXT REFERENCES dictionaries (id), body BLOB NOT NULL
) STRICT;
INSERT INTO kept SELECT sha256, NULL, media_type, size, fetched_at, NULL, body FROM originals;
DROP TABLE originals;
ALTER TABLE kept RENAME TO originals;
CREATE INDEX originals_by_portal ON originals (portal_id, dictionary_id);
"""


def apply(db: Database) -> None:
    run(db, _DICTIONARIES)
