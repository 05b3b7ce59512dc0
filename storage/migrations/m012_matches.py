"""What people say that pages are, and the pages that wait for them."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# What a person says a page is, by the page's address and title, so that it holds in every database; and what waits.
_MATCHES = """
CREATE TABLE matches (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_title TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('report', 'not_a_report', 'forgotten')), agency_id TEXT,
    report_year INTEGER, sha256 TEXT, because TEXT NOT NULL, reviewer TEXT, matched_at TEXT NOT NULL
) STRICT;
CREATE INDEX matches_by_page ON matches (page_id, matched_at);
CREATE VIEW last_matches AS SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY page_id ORDER BY matched_at DESC, rowid DESC) AS place FROM matches
) WHERE place = 1 AND verdict <> 'forgotten';
CREATE TABLE unmatched (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_title TEXT NOT NULL,
    why TEXT NOT NULL, detail TEXT, agency_name TEXT, agency_id TEXT, report_year INTEGER, listed_agency_id TEXT,
    listed_year INTEGER, version_id TEXT, sha256 TEXT, candidates TEXT NOT NULL, first_seen_at TEXT NOT NULL
) STRICT;
"""


def apply(db: Database) -> None:
    run(db, _MATCHES)
