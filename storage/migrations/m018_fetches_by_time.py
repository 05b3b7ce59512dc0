"""The newest fetches first, without sorting all of them."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run


def apply(db: Database) -> None:
    """One index."""
    run(db, "CREATE INDEX fetches_by_time ON fetches (requested_at)")
