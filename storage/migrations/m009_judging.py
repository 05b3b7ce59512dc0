"""Deadlines of counties; a hash of the parts and tables of each version."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# What a county's own notices say of deadlines; and whether two versions differ in more than their dates.
_JUDGING = """
ALTER TABLE divisions ADD COLUMN deadlines TEXT NOT NULL DEFAULT '[]';
ALTER TABLE versions ADD COLUMN body_hash TEXT;
"""


def apply(db: Database) -> None:
    run(db, _JUDGING)
