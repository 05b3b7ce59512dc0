"""Registry, looks, reports, filings."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_APPLICANTS = "natural_person, enterprise, research, public_welfare, legal_service, other, total"
_RESULTS = "upheld, corrected, other, pending, total"


def _integers(columns: str) -> str:
    return ", ".join(f"{column} INTEGER" for column in columns.split(", "))


_REGISTRY = """
CREATE TABLE divisions (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, province TEXT NOT NULL, city TEXT NOT NULL, aliases TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE agencies (
    id TEXT PRIMARY KEY, division_code TEXT NOT NULL REFERENCES divisions (code), name TEXT NOT NULL,
    kind TEXT NOT NULL, aliases TEXT NOT NULL, first_year INTEGER, last_year INTEGER, active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE portals (
    id TEXT PRIMARY KEY, division_code TEXT NOT NULL REFERENCES divisions (code), name TEXT NOT NULL,
    platform TEXT NOT NULL, url TEXT NOT NULL, status TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE channels (
    id TEXT PRIMARY KEY, portal_id TEXT NOT NULL REFERENCES portals (id), agency_id TEXT REFERENCES agencies (id),
    url TEXT NOT NULL, first_year INTEGER NOT NULL, last_year INTEGER, at_least INTEGER NOT NULL, canary TEXT,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;
"""

_LOOKS = """
CREATE TABLE observations (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, observed_at TEXT NOT NULL, outcome TEXT NOT NULL,
    pages INTEGER NOT NULL, rows INTEGER NOT NULL, exhausted INTEGER NOT NULL, canary_seen INTEGER NOT NULL,
    qualified INTEGER NOT NULL, reason TEXT, detail TEXT NOT NULL, clean_observation_id TEXT
) STRICT;
CREATE INDEX observations_by_channel ON observations (channel_id, observed_at);
CREATE TABLE fetches (
    id TEXT PRIMARY KEY, observation_id TEXT REFERENCES observations (id), portal_id TEXT NOT NULL, url TEXT NOT NULL,
    requested_at TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, media_type TEXT, sha256 TEXT,
    headers TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX fetches_by_url ON fetches (url, requested_at);
CREATE TABLE listings (
    channel_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_on TEXT, position INTEGER NOT NULL,
    is_report INTEGER NOT NULL, why_not TEXT, agency_id TEXT, report_year INTEGER, first_seen_at TEXT NOT NULL,
    first_observation_id TEXT NOT NULL REFERENCES observations (id), last_seen_at TEXT NOT NULL,
    last_observation_id TEXT NOT NULL REFERENCES observations (id), fetch_id TEXT REFERENCES fetches (id),
    version_id TEXT, trouble TEXT, PRIMARY KEY (channel_id, url)
) STRICT;
CREATE INDEX listings_by_url ON listings (url);
CREATE INDEX listings_by_version ON listings (version_id);
"""

_REPORTS = f"""
CREATE TABLE reports (
    id TEXT PRIMARY KEY, agency_id TEXT, report_year INTEGER, portal_id TEXT NOT NULL, title TEXT
) STRICT;
CREATE INDEX reports_by_agency ON reports (agency_id, report_year);
CREATE TABLE versions (
    id TEXT PRIMARY KEY, report_id TEXT NOT NULL REFERENCES reports (id), channel_id TEXT NOT NULL, url TEXT NOT NULL,
    sha256 TEXT NOT NULL, content_hash TEXT NOT NULL, fetch_id TEXT NOT NULL REFERENCES fetches (id),
    first_seen_at TEXT NOT NULL,
    title TEXT, agency_name TEXT, report_year INTEGER, form TEXT, index_number TEXT, publisher TEXT, source TEXT,
    created_on TEXT, published_on TEXT, signed_on TEXT, listed_on TEXT, votes TEXT NOT NULL, remarks TEXT NOT NULL,
    reader_version TEXT NOT NULL
) STRICT;
CREATE INDEX versions_by_report ON versions (report_id, first_seen_at);
CREATE TABLE sections (
    version_id TEXT NOT NULL REFERENCES versions (id), position INTEGER NOT NULL, number INTEGER, heading TEXT NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (version_id, position)
) STRICT;
CREATE TABLE disclosures (
    version_id TEXT NOT NULL REFERENCES versions (id), row TEXT NOT NULL, measure TEXT NOT NULL,
    value ANY CHECK (typeof(value) IN ('null', 'integer', 'real')), raw TEXT NOT NULL, certain INTEGER NOT NULL,
    PRIMARY KEY (version_id, row, measure)
) STRICT;
CREATE TABLE applications (
    version_id TEXT NOT NULL REFERENCES versions (id), outcome TEXT NOT NULL, {_integers(_APPLICANTS)},
    raw TEXT NOT NULL, PRIMARY KEY (version_id, outcome)
) STRICT;
CREATE TABLE proceedings (
    version_id TEXT NOT NULL REFERENCES versions (id), route TEXT NOT NULL, {_integers(_RESULTS)},
    raw TEXT NOT NULL, PRIMARY KEY (version_id, route)
) STRICT;
CREATE TABLE findings (
    id TEXT PRIMARY KEY, version_id TEXT NOT NULL REFERENCES versions (id), rule TEXT NOT NULL, severity TEXT NOT NULL,
    basis TEXT NOT NULL, message TEXT NOT NULL, evidence TEXT NOT NULL
) STRICT;
CREATE INDEX findings_by_version ON findings (version_id);
CREATE TABLE filings (
    agency_id TEXT NOT NULL, report_year INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, due_on TEXT,
    days_late INTEGER, claimed_on TEXT, claimed_by TEXT, first_seen_at TEXT, version_id TEXT, observation_id TEXT,
    flags TEXT NOT NULL, PRIMARY KEY (agency_id, report_year)
) STRICT;
"""


def apply(db: Database) -> None:
    run(db, _REGISTRY, _LOOKS, _REPORTS)
