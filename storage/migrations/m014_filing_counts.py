"""Counts of the filings, kept up to date by triggers."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# How many filings each province (the first two digits of an agency's id) has in each state, due on each day and
# published on each day: counted as they are written, whoever writes them, because the site asks with every page.
_FILING_COUNTS = """
CREATE TABLE _filing_counts (
    report_year INTEGER NOT NULL, province TEXT NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL,
    filings INTEGER NOT NULL, PRIMARY KEY (report_year, what, province, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX filings_by_version ON filings (version_id);
"""

_COUNTED = {"state": "state", "due": "due_on", "day": "coalesce(claimed_on, substr(first_seen_at, 1, 10))"}

_COUNT_ALL = """
INSERT INTO _filing_counts
SELECT report_year, substr(agency_id, 1, 2), '{what}', {key}, count(*) FROM filings
WHERE {key} IS NOT NULL GROUP BY 1, 2, 4
"""


def _counting(event: str, *steps: tuple[str, int]) -> str:
    """The trigger that counts a row of ``filings`` in (``("new", 1)``), out (``("old", -1)``), or both."""
    columns = ("report_year", "agency_id", "state", "due_on", "claimed_on", "first_seen_at")
    statements = [
        f"INSERT INTO _filing_counts SELECT report_year, substr(agency_id, 1, 2), '{what}', {key}, {step} "  # noqa: S608
        f"FROM (SELECT {', '.join(f'{row}.{column} AS {column}' for column in columns)}) WHERE {key} IS NOT NULL "
        "ON CONFLICT DO UPDATE SET filings = filings + excluded.filings;"
        for row, step in steps
        for what, key in _COUNTED.items()
    ]
    return f"CREATE TRIGGER filings_counted_{event} AFTER {event} ON filings BEGIN {' '.join(statements)} END"


def apply(db: Database) -> None:
    run(db, _FILING_COUNTS, *(_COUNT_ALL.format(what=what, key=key) for what, key in _COUNTED.items()))
    run(db, _counting("insert", ("new", 1)), _counting("delete", ("old", -1)))
    run(db, _counting("update", ("old", -1), ("new", 1)))
