"""Events, alerts, runs."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# `announced` is the filing as it stood when its last change was noted; an event is the difference to the next one.
_EVENTS = """
CREATE TABLE announced (
    agency_id TEXT NOT NULL, report_year INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, marks TEXT NOT NULL,
    observation_id TEXT, looks INTEGER NOT NULL, event_id TEXT, PRIMARY KEY (agency_id, report_year)
) STRICT;
CREATE TABLE filing_events (
    id TEXT PRIMARY KEY, agency_id TEXT NOT NULL, report_year INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'flag', 'finding')), before TEXT, after TEXT, reason TEXT,
    as_of TEXT NOT NULL, observation_id TEXT, version_id TEXT, title TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX filing_events_by_filing ON filing_events (agency_id, report_year, as_of);
CREATE TABLE health (
    subject TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('ok', 'failing')), since TEXT NOT NULL, event_id TEXT
) STRICT;
CREATE TABLE health_events (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, as_of TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
"""

# `told` settles an event for a subscription, once: it went into an alert, or a later event took its place.
_ALERTS = """
CREATE TABLE subscriptions (name TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT;
CREATE TABLE alerts (
    id TEXT PRIMARY KEY, subscription TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL
) STRICT;
CREATE TABLE told (
    event_id TEXT NOT NULL, subscription TEXT NOT NULL, alert_id TEXT REFERENCES alerts (id),
    PRIMARY KEY (event_id, subscription)
) STRICT;
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, alert_id TEXT NOT NULL REFERENCES alerts (id), target TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')), attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL, sent_at TEXT, trouble TEXT, UNIQUE (alert_id, target)
) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (state, next_at);
CREATE TABLE mutes (
    subject TEXT NOT NULL, until TEXT NOT NULL, because TEXT NOT NULL, made_at TEXT NOT NULL,
    PRIMARY KEY (subject, made_at)
) STRICT;
"""

# `subject` is the portal of a crawl, else empty. A run that was killed has no `finished_at` and is due again.
_RUNS = """
CREATE TABLE runs (
    kind TEXT NOT NULL, subject TEXT NOT NULL, due_at TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
    result TEXT, detail TEXT NOT NULL DEFAULT '', PRIMARY KEY (kind, subject, started_at)
) STRICT;
CREATE INDEX runs_by_due ON runs (kind, subject, due_at);
"""


def apply(db: Database) -> None:
    run(db, _EVENTS, _ALERTS, _RUNS)
