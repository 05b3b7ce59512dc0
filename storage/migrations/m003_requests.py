"""What was sent with each request, and the protocol of the answer; the fetches of a look."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_REQUESTS = """
ALTER TABLE fetches ADD COLUMN protocol TEXT;
ALTER TABLE fetches ADD COLUMN request_headers TEXT NOT NULL DEFAULT '{}';
CREATE INDEX fetches_by_observation ON fetches (observation_id);
"""


def apply(db: Database) -> None:
    run(db, _REQUESTS)
