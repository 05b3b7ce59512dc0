"""How many requests each host had on each day."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# Requests are counted before they are made: fetches know neither retries nor redirects, nor what a kill cut off.
_BUDGETS = """
CREATE TABLE host_days (
    host TEXT NOT NULL, day TEXT NOT NULL, portal_id TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (host, day)
) STRICT;
CREATE INDEX host_days_by_portal ON host_days (portal_id, day);
"""


def apply(db: Database) -> None:
    run(db, _BUDGETS)
