"""What counties say themselves of who has published, the files beside their pages, and how it compares with our own."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_ROSTERS = """
CREATE TABLE rosters (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, report_year INTEGER,
    listed_on TEXT, sha256 TEXT NOT NULL, media_type TEXT, fetch_id TEXT NOT NULL REFERENCES fetches (id),
    first_seen_at TEXT NOT NULL, reader_version TEXT, trouble TEXT
) STRICT;
CREATE INDEX rosters_by_url ON rosters (url, first_seen_at);
CREATE TABLE roster_files (
    roster_id TEXT NOT NULL REFERENCES rosters (id), url TEXT NOT NULL, title TEXT NOT NULL, sha256 TEXT,
    media_type TEXT, fetch_id TEXT REFERENCES fetches (id), trouble TEXT, PRIMARY KEY (roster_id, url)
) STRICT;
CREATE TABLE roster_lines (
    roster_id TEXT NOT NULL REFERENCES rosters (id), position INTEGER NOT NULL, name TEXT NOT NULL, agency_id TEXT,
    says TEXT, published_on TEXT, url TEXT, quote TEXT NOT NULL, PRIMARY KEY (roster_id, position)
) STRICT;
CREATE TABLE roster_claims (
    agency_id TEXT NOT NULL, report_year INTEGER NOT NULL, roster_id TEXT NOT NULL REFERENCES rosters (id),
    says TEXT, published_on TEXT, compared TEXT NOT NULL, PRIMARY KEY (agency_id, report_year)
) STRICT;
"""


def apply(db: Database) -> None:
    run(db, _ROSTERS)
