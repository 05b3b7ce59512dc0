"""Deliveries that are dropped, because nobody is to have them any more, and how far one in parts has come."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# `parts_sent` is "2/5" after the second of five parts.
_DELIVERIES = """
CREATE TABLE deliveries_p002 (
    id TEXT PRIMARY KEY, alert_id TEXT NOT NULL REFERENCES alerts (id), target TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')), attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL, sent_at TEXT, trouble TEXT, parts_sent TEXT, UNIQUE (alert_id, target)
) STRICT;
INSERT INTO deliveries_p002 SELECT *, NULL FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_p002 RENAME TO deliveries;
CREATE INDEX deliveries_by_state ON deliveries (state, next_at);
"""


def apply(db: Database) -> None:
    run(db, _DELIVERIES)
