"""The file that each part of a version was read from; which attachments were read."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# Which file each part of a version was read from; what became of the files beside its page.
_ORIGINS = """
CREATE TABLE origins (
    version_id TEXT NOT NULL REFERENCES versions (id), part TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL,
    PRIMARY KEY (version_id, part)
) STRICT;
CREATE INDEX origins_by_original ON origins (sha256);
ALTER TABLE attachments ADD COLUMN reader_version TEXT;
ALTER TABLE attachments ADD COLUMN unread TEXT;
"""


def apply(db: Database) -> None:
    run(db, _ORIGINS)
