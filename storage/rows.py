"""Rows on their way in and out: Python values to SQLite's and back, and the few ways a row is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlite_utils import Database

from storage.database import file_of
from storage.errors import explained

Row = Mapping[str, Any]
Dict = dict[str, Any]

#: All times are kept in one offset, so that their text sorts as they do.
_BEIJING = timezone(timedelta(hours=8))
_JSON_COLUMNS = frozenset(
    {
        "aliases",
        "candidates",
        "deadlines",
        "evidence",
        "flags",
        "headers",
        "kinds",
        "marks",
        "remarks",
        "request_headers",
        "uncertain",
        "votes",
    }
)


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def encode(row: Row) -> Dict:
    """The row as SQLite keeps it; raises ``ValueError`` for a time without an offset."""
    return {
        column: value if value is None or (type(value) is str and value.isascii()) else _encoded(value)
        for column, value in row.items()
    }


def decode(row: Row, json_columns: Iterable[str] = _JSON_COLUMNS) -> Dict:
    """The row with its JSON columns read."""
    return {**row, **{column: _loaded(row[column]) for column in json_columns if column in row}}


def _loaded(text: str) -> Any:
    return [] if text == "[]" else json.loads(text)


def select(db: Database, sql: str, parameters: Row | Sequence[Any] = ()) -> list[Dict]:
    """The rows of a query, JSON columns read; raises ``StorageError`` when the file cannot be read."""
    with explained(file_of(db)):
        cursor = db.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [decode(dict(zip(names, values, strict=True))) for values in cursor]


def insert(db: Database, table: str, rows: Sequence[Dict]) -> None:
    """Insert encoded rows that must be new; raises ``ValueError`` unless their keys are the table's columns."""
    columns = db.table(table).columns_dict.keys()
    for row in rows:
        if row.keys() != columns:
            missing, unknown = sorted(columns - row.keys()), sorted(row.keys() - columns)
            raise ValueError(f"row for {table}: missing keys {missing}, unknown keys {unknown}")
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f":{column}" for column in columns)
    db.conn.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({values})', rows)  # noqa: S608 -- our own names


def insert_once(db: Database, table: str, row: Dict) -> bool:
    """Insert an encoded row unless its ``id`` is there; was it new?

    Not with OR IGNORE, which would also drop a row that breaks a constraint, in silence.
    """
    new = not db.table(table).count_where("id = ?", [row["id"]])
    if new:
        insert(db, table, [row])
    return new


def write_changed(db: Database, table: str, key: str, rows: Iterable[Row]) -> None:
    """Insert the rows that are new, update the ones that differ, and touch no other."""
    stored = {row[key]: row for row in db.table(table).rows}
    encoded = [encode(row) for row in rows]
    insert(db, table, [row for row in encoded if row[key] not in stored])
    changed = [row for row in encoded if row[key] in stored and row != stored[row[key]]]
    db.table(table).upsert_all(changed, pk=key)


def _encoded(value: Any) -> Any:
    if value is None or type(value) is int:
        return value
    if isinstance(value, str):
        # A lone surrogate, which a JSON list can spell, cannot be stored: it becomes U+FFFD as in any damaged text.
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value} has no offset")
        return value.astimezone(_BEIJING).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Mapping | list | tuple):
        return _encoded(_JSON.encode(value)) if value else "{}" if isinstance(value, Mapping) else "[]"
    return value
