"""The states of what agencies owe."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Row, encode

#: In the order of the table.
FILING_COLUMNS = (
    *("agency_id", "report_year", "state", "reason", "due_on", "days_late", "claimed_on", "claimed_by"),
    *("first_seen_at", "version_id", "observation_id", "flags"),
)
#: The look that proves a filing, the filing's agency and report year.
Proof = tuple[str | None, str, int]

_STAGE = (
    f"CREATE TEMP TABLE IF NOT EXISTS given ({', '.join(FILING_COLUMNS)})",
    "CREATE TEMP TABLE IF NOT EXISTS changed (agency_id, report_year)",
    "CREATE TEMP TABLE IF NOT EXISTS alike (report_year, province, state, due, day, filings)",
    "DELETE FROM temp.given",
    "DELETE FROM temp.changed",
    "DELETE FROM temp.alike",
)
_GIVE = f"INSERT INTO temp.given VALUES ({', '.join('?' * len(FILING_COLUMNS))})"  # noqa: S608 -- our own names
_NO_MORE = """
INSERT INTO temp.changed SELECT agency_id, report_year FROM main.filings
WHERE agency_id IN (SELECT value FROM json_each(?))
    AND (agency_id, report_year) NOT IN (SELECT agency_id, report_year FROM temp.given)
"""


def _values_of(table: str) -> str:
    return f"({', '.join(f'{table}.{column}' for column in FILING_COLUMNS[2:])})"


_LEAVE_UNCHANGED = f"""
DELETE FROM temp.given WHERE rowid IN (
    SELECT new.rowid FROM temp.given AS new JOIN main.filings AS old USING (agency_id, report_year)
    WHERE {_values_of("new")} IS {_values_of("old")}
)
"""  # noqa: S608 -- our own names
_OTHERWISE = "INSERT INTO temp.changed SELECT agency_id, report_year FROM temp.given"
_CHANGED = "SELECT agency_id, report_year FROM temp.changed"
#: Once for all three counts: it takes nearly as long as to write the rows.
_COUNT_ALIKE = f"""
INSERT INTO temp.alike
SELECT report_year, substr(agency_id, 1, 2), state, due_on, coalesce(claimed_on, substr(first_seen_at, 1, 10)),
    sum(step)
FROM (
    SELECT -1 AS step, * FROM main.filings WHERE (agency_id, report_year) IN ({_CHANGED})
    UNION ALL SELECT 1, * FROM temp.given
) GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 -- our own names
_COUNT = tuple(
    f"""INSERT INTO _filing_counts
    SELECT report_year, province, '{what}', {what}, sum(filings) FROM temp.alike
    WHERE {what} IS NOT NULL GROUP BY 1, 2, 4
    ON CONFLICT DO UPDATE SET filings = filings + excluded.filings"""  # noqa: S608 -- our own names
    for what in ("state", "due", "day")
)
_REPLACE = (
    f"DELETE FROM main.filings WHERE (agency_id, report_year) IN ({_CHANGED})",  # noqa: S608 -- our own names
    "INSERT INTO main.filings SELECT * FROM temp.given ORDER BY agency_id, report_year",
)
_MOVE_PROOF = "UPDATE filings SET observation_id = ? WHERE agency_id = ? AND report_year = ?"


def save_filings(
    db: Database,
    filings: Iterable[Row | tuple[Any, ...]],
    *,
    of: Collection[str] = (),
    proofs: Collection[Proof] = (),
) -> list[tuple[str, int]]:
    """Store filings; returns agency and report year of those that changed, in this order.

    All keys are required, or the values alone, as SQLite keeps them and in the order of ``FILING_COLUMNS``::

        {"agency_id": "430623113", "report_year": 2022, "state": "late", "reason": None, "due_on": date,
         "days_late": 9 or None, "claimed_on": date or None, "claimed_by": "published_on" or None,
         "first_seen_at": now or None, "version_id": "..." or None, "observation_id": "..." or None,
         "flags": ["backdated"]}

    ``of``: agencies that owe nothing but these: what else is stored of them is removed. ``proofs``: of stored filings
    of which nothing else has changed. Only rows that differ are written, all at once and in SQL, because a nation has
    300,000; they are counted at once too.
    """
    _stage(db, filings)
    with transaction(db):
        db.execute(_NO_MORE, [json.dumps(sorted(of))])
        db.execute(_LEAVE_UNCHANGED)
        db.execute(_OTHERWISE)
        if changed := [tuple(row) for row in db.execute(f"{_CHANGED} ORDER BY 1, 2")]:
            _write(db)
        db.conn.executemany(_MOVE_PROOF, proofs)
    return sorted([*changed, *((agency_id, report_year) for _, agency_id, report_year in proofs)])


def _stage(db: Database, filings: Iterable[Row | tuple[Any, ...]]) -> None:
    """Into a table of this connection alone, so that others wait only while the rows are written."""
    values = [row if isinstance(row, tuple) else _values(row) for row in filings]
    for statement in _STAGE:
        db.execute(statement)
    db.execute("BEGIN")
    try:
        db.conn.executemany(_GIVE, values)
    finally:
        db.execute("COMMIT")


def _write(db: Database) -> None:
    db.execute("INSERT INTO _counted_at_once VALUES (1)")
    for sql in (_COUNT_ALIKE, *_COUNT, *_REPLACE):
        db.execute(sql)
    db.execute("DELETE FROM _counted_at_once")


def _values(row: Row) -> tuple[Any, ...]:
    encoded = encode(row)
    if missing := [name for name in FILING_COLUMNS if name not in encoded]:
        raise ValueError(f"row for filings: missing keys {missing}")
    return tuple(encoded[name] for name in FILING_COLUMNS)
