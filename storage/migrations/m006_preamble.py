"""What a report says above its first part."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_PREAMBLE = "ALTER TABLE versions ADD COLUMN preamble TEXT NOT NULL DEFAULT ''"


def apply(db: Database) -> None:
    run(db, _PREAMBLE)
