"""Everything the other parts ask of the database: small functions, rows out as dicts.

Times and days are text (ISO 8601, times with an offset); JSON columns come back as ``dict`` and ``list``;
flags (``is_report``, ``qualified`` ...) are ``0`` or ``1``.
"""

from storage.queries.board import board, counts, division_codes, divisions, missing_by_day, registry, table_dump
from storage.queries.cells import cells
from storage.queries.evidence import answered_fetches, fetches_of, named_originals
from storage.queries.findings import finding_ids, findings, findings_of
from storage.queries.looks import asked_last, clean_observation, looks, pages_of, pending_listings
from storage.queries.matches import channels_listing, fetch, last_matches, left_out, links, unmatched
from storage.queries.reports import (
    files_of,
    files_read,
    readings_of,
    troubles_to_reread,
    version,
    versions_beside,
    versions_of,
    versions_to_complete,
    versions_to_reread,
)
from storage.queries.revisits import is_settled_by, settled_listings, wanted_attachments
from storage.queries.rosters import filings_beside, roster_files, roster_lines, rosters

__all__ = [
    "answered_fetches",
    "asked_last",
    "board",
    "cells",
    "channels_listing",
    "clean_observation",
    "counts",
    "division_codes",
    "divisions",
    "fetch",
    "fetches_of",
    "files_of",
    "files_read",
    "filings_beside",
    "finding_ids",
    "findings",
    "findings_of",
    "is_settled_by",
    "last_matches",
    "left_out",
    "links",
    "looks",
    "missing_by_day",
    "named_originals",
    "pages_of",
    "pending_listings",
    "readings_of",
    "registry",
    "roster_files",
    "roster_lines",
    "rosters",
    "settled_listings",
    "table_dump",
    "troubles_to_reread",
    "unmatched",
    "version",
    "versions_beside",
    "versions_of",
    "versions_to_complete",
    "versions_to_reread",
    "wanted_attachments",
]
