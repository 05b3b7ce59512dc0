"""Events on what a county's own roster says: a filing comes to differ from it, or not to differ any more."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# The events of a filing follow each other by their rowid.
_EVENTS = """
CREATE TABLE filing_events_p003 (
    id TEXT PRIMARY KEY, agency_id TEXT NOT NULL, report_year INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'flag', 'finding', 'roster')), before TEXT, after TEXT, reason TEXT,
    as_of TEXT NOT NULL, observation_id TEXT, version_id TEXT, title TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
INSERT INTO filing_events_p003 (rowid, id, agency_id, report_year, kind, before, after, reason, as_of, observation_id,
    version_id, title, text)
SELECT rowid, id, agency_id, report_year, kind, before, after, reason, as_of, observation_id, version_id, title, text
FROM filing_events;
DROP TABLE filing_events;
ALTER TABLE filing_events_p003 RENAME TO filing_events;
CREATE INDEX filing_events_by_filing ON filing_events (agency_id, report_year, as_of);
"""


def apply(db: Database) -> None:
    run(db, _EVENTS)
