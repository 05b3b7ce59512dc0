"""The board of filings, the registry behind it, and totals."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage.lateness import days_late
from storage.rows import Dict, Row, decode, encode, insert, select

_BOARD = f"""
SELECT filings.agency_id, agencies.name AS agency, kind, division_code, divisions.name AS division, filings.report_year,
    state, filings.reason, flags, due_on, {days_late("filings")} AS days_late, claimed_on, claimed_by,
    filings.first_seen_at, version_id, observation_id, observed_at, versions.title, url, sha256,
    errors, warnings, notes, compared AS roster_compared
FROM filings
JOIN agencies ON agencies.id = filings.agency_id
JOIN divisions ON code = division_code
LEFT JOIN versions ON versions.id = version_id
LEFT JOIN observations ON observations.id = observation_id
LEFT JOIN (
    SELECT versions.id AS counted_id, count(*) FILTER (WHERE severity = 'error') AS errors,
        count(*) FILTER (WHERE severity = 'warning') AS warnings, count(*) FILTER (WHERE severity = 'note') AS notes
    FROM versions LEFT JOIN findings ON findings.version_id = versions.id
        AND findings.id NOT IN (SELECT finding_id FROM last_reviews WHERE verdict = 'dismissed')
    GROUP BY versions.id
) ON counted_id = filings.version_id
LEFT JOIN roster_claims
    ON roster_claims.agency_id = filings.agency_id AND roster_claims.report_year = filings.report_year
WHERE coalesce(:report_year, filings.report_year) = filings.report_year
    AND coalesce(:division_code, division_code) = division_code
ORDER BY filings.report_year DESC, division_code, filings.agency_id
"""  # noqa: S608 -- our own text

_MISSING = """
SELECT DISTINCT division_code, due_on FROM filings JOIN agencies ON agencies.id = agency_id
WHERE state NOT IN ('on_time', 'late', 'withdrawn', 'exempt') AND due_on IS NOT NULL
"""


def board(
    db: Database,
    *,
    report_year: int | None = None,
    division_code: str | None = None,
    filings: Iterable[Row] | None = None,
) -> list[Dict]:
    """Every filing with its agency and its version, by year (newest first), division and agency.

    ``filings``: rows as ``save_filings`` takes them, to be shown in place of the stored ones (another day's states).

    ``{"agency_id", "agency", "kind", "division_code", "division", "report_year", "state", "reason", "flags", "due_on",
    "days_late", "claimed_on", "claimed_by", "first_seen_at", "version_id", "observation_id", "observed_at",
    "title", "url", "sha256", "errors", "warnings", "notes", "roster_compared"}``; ``days_late`` is told of what is
    overdue too; ``errors``, ``warnings`` and ``notes`` count the version's findings but for dismissed ones, ``None``
    without a version.
    """
    if filings is not None:
        _shadow(db, filings)
    return select(db, _BOARD, {"report_year": report_year, "division_code": division_code})


def registry(db: Database) -> dict[str, list[Dict]]:
    """The registry as the cards last told it: rows of ``divisions``, ``agencies``, ``portals`` and ``channels``."""
    tables = ("divisions", "agencies", "portals", "channels")
    return {table: [decode(row) for row in db.table(table).rows_where("active", order_by="rowid")] for table in tables}


def division_codes(db: Database) -> list[str]:
    """Every county there is anything of, also one that no card names any more."""
    return [row["code"] for row in db.table("divisions").rows_where(order_by="code")]


def divisions(db: Database) -> list[Dict]:
    """``{"code", "name", "city", "province"}`` of every county there is anything of, as :func:`division_codes`."""
    return select(db, "SELECT code, name, city, province FROM divisions ORDER BY code")


def missing_by_day(db: Database) -> list[Dict]:
    """``{"division_code", "due_on"}``: the counties and due days of filings of which no report was seen."""
    return select(db, _MISSING)


def counts(db: Database) -> dict[str, int]:
    """How many rows each table has, to say what a run added."""
    return {table: db.table(table).count for table in _tables(db)}


def table_dump(db: Database) -> dict[str, list[Dict]]:
    """Every table as sorted rows, without the record of migrations: two equal dumps hold the same facts."""
    return {table: sorted(db.table(table).rows, key=repr) for table in _tables(db)}


def _tables(db: Database) -> list[str]:
    return sorted(name for name in db.table_names() if not name.startswith(("_", "sqlite_")))


def _shadow(db: Database, filings: Iterable[Row]) -> None:
    """Let ``filings`` name these rows for this connection: a temporary table stands before the stored one."""
    db.execute("DROP TABLE IF EXISTS temp.filings")
    db.execute("CREATE TEMP TABLE filings AS SELECT * FROM main.filings LIMIT 0")
    insert(db, "filings", [encode(row) for row in filings])
