"""Indexes of the site's pages, and the full text of all reports."""

from __future__ import annotations

from sqlite_utils import Database

from storage import search
from storage.migrations.scripts import run

# What the pages of the site ask for. An agency's id begins with the code of its county, so one index serves a county, a
# province and the whole country.
_BROWSE = """
CREATE INDEX filings_by_year ON filings (report_year, agency_id, state, due_on, claimed_on, first_seen_at);
CREATE INDEX agencies_by_division ON agencies (division_code);
CREATE INDEX portals_by_division ON portals (division_code);
CREATE INDEX channels_by_portal ON channels (portal_id);
CREATE INDEX versions_by_time ON versions (first_seen_at);
CREATE INDEX versions_by_original ON versions (sha256);
CREATE INDEX attachments_by_original ON attachments (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX observations_by_time ON observations (observed_at);
CREATE INDEX observations_qualified ON observations (channel_id, observed_at) WHERE qualified;
"""

#: See :mod:`storage.search`.
_SEARCH = """
CREATE VIRTUAL TABLE _search USING fts5(
    place, title, text, content = '', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TABLE _search_documents (id INTEGER PRIMARY KEY, version_id TEXT NOT NULL UNIQUE) STRICT;
"""


def apply(db: Database) -> None:
    run(db, _BROWSE, _SEARCH)
    search.remember_missing(db)
