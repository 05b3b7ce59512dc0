"""Into which agency another was merged."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# What took the place of an agency that was merged.
_SUCCESSORS = "ALTER TABLE agencies ADD COLUMN merged_into TEXT"


def apply(db: Database) -> None:
    run(db, _SUCCESSORS)
