"""What judging asks of all counties at once, found by indexes: pages that are gone, and filings that are exempt."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_SCHEMA = """
CREATE INDEX fetches_gone ON fetches (listing_url) WHERE outcome = 'soft_404' OR status IN (404, 410);
CREATE INDEX filings_exempt ON filings (agency_id) WHERE state = 'exempt';
"""


def apply(db: Database) -> None:
    """Of hundreds of thousands of fetches and filings these are few."""
    run(db, _SCHEMA)
