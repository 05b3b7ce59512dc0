"""The listed link of each fetch; the files that reports link to."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# Which link of a list a fetch was made for, so that what became of a report can be told; and what a report links to.
_REVISITS = """
ALTER TABLE fetches ADD COLUMN listing_url TEXT;
UPDATE fetches SET listing_url = listings.url FROM listings WHERE listings.fetch_id = fetches.id;
CREATE INDEX fetches_by_listing ON fetches (listing_url, requested_at) WHERE listing_url IS NOT NULL;
CREATE TABLE attachments (
    version_id TEXT NOT NULL REFERENCES versions (id), url TEXT NOT NULL, title TEXT NOT NULL, sha256 TEXT,
    media_type TEXT, fetch_id TEXT REFERENCES fetches (id), trouble TEXT, PRIMARY KEY (version_id, url)
) STRICT;
CREATE INDEX attachments_wanted ON attachments (version_id) WHERE sha256 IS NULL;
"""


def apply(db: Database) -> None:
    run(db, _REVISITS)
