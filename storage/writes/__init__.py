"""Everything that changes the database, one function a unit of work, each in one transaction of its own.

Rows go in as dicts. A time is an aware ``datetime`` or the text this package gave back; a day is a ``date`` or ISO
text; ``dict`` and ``list`` values are kept as JSON and come back from :mod:`storage.queries` as ``dict`` and ``list``.
Identifiers are made here, from content: callers never invent one. Saving the same rows again changes nothing.
"""

from storage.writes.attachments import save_attachment
from storage.writes.budgets import count_request
from storage.writes.filings import FILING_COLUMNS, Proof, save_filings
from storage.writes.findings import save_findings, save_review
from storage.writes.looks import save_fetch, save_observation, save_trouble
from storage.writes.matches import save_match, save_taken_for, save_unmatched
from storage.writes.registry import save_registry
from storage.writes.reports import drop_version, save_rereading, save_version
from storage.writes.rosters import save_roster, save_roster_agencies, save_roster_claims, save_roster_lines

__all__ = [
    "FILING_COLUMNS",
    "Proof",
    "count_request",
    "drop_version",
    "save_attachment",
    "save_fetch",
    "save_filings",
    "save_findings",
    "save_match",
    "save_observation",
    "save_registry",
    "save_rereading",
    "save_review",
    "save_roster",
    "save_roster_agencies",
    "save_roster_claims",
    "save_roster_lines",
    "save_taken_for",
    "save_trouble",
    "save_unmatched",
    "save_version",
]
