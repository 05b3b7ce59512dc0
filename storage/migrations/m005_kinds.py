"""Which kinds of agency a list is for."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# A list of one kind of agency says nothing of the others.
_KINDS = "ALTER TABLE channels ADD COLUMN kinds TEXT NOT NULL DEFAULT '[]'"


def apply(db: Database) -> None:
    run(db, _KINDS)
