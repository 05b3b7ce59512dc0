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
#: What is counted (``_filing_counts``), and the rest but for the proof.
_COUNTED = ("state", "due_on", "claimed_on", "first_seen_at")
_OTHERS = ("reason", "days_late", "claimed_by", "version_id", "flags")

_STAGE = (
    f"CREATE TEMP TABLE IF NOT EXISTS given ({', '.join(FILING_COLUMNS)})",
    """CREATE TEMP TABLE IF NOT EXISTS changed (
        agency_id, report_year, place, proof_only, PRIMARY KEY (agency_id, report_year)
    )""",
    "CREATE TEMP TABLE IF NOT EXISTS alike (report_year, province, state, due, day, filings)",
    "DELETE FROM temp.given",
    "DELETE FROM temp.changed",
    "DELETE FROM temp.alike",
)
_GIVE = f"INSERT INTO temp.given VALUES ({', '.join('?' * len(FILING_COLUMNS))})"  # noqa: S608 -- our own names


def _differs(columns: Iterable[str]) -> str:
    columns = tuple(columns)
    return f"({', '.join(f'new.{each}' for each in columns)}) IS NOT ({', '.join(f'old.{each}' for each in columns)})"


_COMPARE = f"""
INSERT INTO temp.changed
SELECT new.agency_id, new.report_year, new.rowid, NOT {_differs(_COUNTED + _OTHERS)}
FROM temp.given AS new LEFT JOIN main.filings AS old USING (agency_id, report_year)
WHERE {_differs((*_COUNTED, *_OTHERS, "observation_id"))}
"""  # noqa: S608 -- our own names
_NO_MORE = """
INSERT INTO temp.changed SELECT agency_id, report_year, NULL, 0 FROM main.filings
WHERE agency_id IN (SELECT value FROM json_each(?))
    AND (agency_id, report_year) NOT IN (SELECT agency_id, report_year FROM temp.given)
"""
_MOVE_PROOF = """
UPDATE main.filings SET observation_id = given.observation_id FROM temp.changed JOIN temp.given ON given.rowid = place
WHERE proof_only AND filings.agency_id = changed.agency_id AND filings.report_year = changed.report_year
"""
_CHANGED = "SELECT agency_id, report_year FROM temp.changed WHERE NOT proof_only"
#: Once for all three counts: it takes longer than to write the rows.
_COUNT_ALIKE = f"""
INSERT INTO temp.alike
SELECT report_year, substr(agency_id, 1, 2), state, due_on, coalesce(claimed_on, substr(first_seen_at, 1, 10)),
    sum(step)
FROM (
    SELECT -1 AS step, * FROM main.filings WHERE (agency_id, report_year) IN ({_CHANGED})
    UNION ALL
    SELECT 1, * FROM temp.given WHERE rowid IN (SELECT place FROM temp.changed WHERE NOT proof_only)
) GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 -- our own names
_COUNT = tuple(
    f"""INSERT INTO _filing_counts
    SELECT report_year, province, '{what}', {what}, sum(filings) FROM temp.alike
    WHERE {what} IS NOT NULL GROUP BY 1, 2, 4
    ON CONFLICT DO UPDATE SET filings = filings + excluded.filings"""  # noqa: S608 -- our own names
    for what in ("state", "due", "day")
)
_REMOVE = f"DELETE FROM main.filings WHERE (agency_id, report_year) IN ({_CHANGED})"  # noqa: S608 -- our own names
_WRITE = """
INSERT INTO main.filings SELECT given.* FROM temp.changed JOIN temp.given ON given.rowid = place WHERE NOT proof_only
ORDER BY changed.agency_id, changed.report_year
"""


def save_filings(
    db: Database, filings: Iterable[Row | tuple[Any, ...]], *, of: Collection[str] = ()
) -> list[tuple[str, int]]:
    """Store filings; returns agency and report year of those that changed, in this order.

    All keys are required, or the values alone, as SQLite keeps them and in the order of ``FILING_COLUMNS``::

        {"agency_id": "430623113", "report_year": 2022, "state": "late", "reason": None, "due_on": date,
         "days_late": 9 or None, "claimed_on": date or None, "claimed_by": "published_on" or None,
         "first_seen_at": now or None, "version_id": "..." or None, "observation_id": "..." or None,
         "flags": ["backdated"]}

    ``of``: agencies that owe nothing but these: what else is stored of them is removed. Only rows that differ are
    written, all at once and in SQL, because a nation has 300,000; they are counted at once too.
    """
    _stage(db, filings)
    with transaction(db):
        db.execute(_COMPARE)
        db.execute(_NO_MORE, [json.dumps(sorted(of))])
        changed = [tuple(row) for row in db.execute("SELECT agency_id, report_year FROM temp.changed ORDER BY 1, 2")]
        if changed:
            _write(db)
    return changed


def _stage(db: Database, filings: Iterable[Row | tuple[Any, ...]]) -> None:
    """Into a table of this connection alone: nobody waits while they are still being judged."""
    for statement in _STAGE:
        db.execute(statement)
    db.execute("BEGIN")
    try:
        db.conn.executemany(_GIVE, (row if isinstance(row, tuple) else _values(row) for row in filings))
    finally:
        db.execute("COMMIT")


def _write(db: Database) -> None:
    db.execute(_MOVE_PROOF)
    db.execute("INSERT INTO _counted_at_once VALUES (1)")
    for sql in (_COUNT_ALIKE, *_COUNT, _REMOVE, _WRITE):
        db.execute(sql)
    db.execute("DELETE FROM _counted_at_once")


def _values(row: Row) -> tuple[Any, ...]:
    encoded = encode(row)
    if missing := [name for name in FILING_COLUMNS if name not in encoded]:
        raise ValueError(f"row for filings: missing keys {missing}")
    return tuple(encoded[name] for name in FILING_COLUMNS)
