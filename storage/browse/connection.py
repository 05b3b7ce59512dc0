"""What a connection of the site may do, whoever wrote the SQL: read what is described, for a while, and no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from datasette.database import Database, QueryInterrupted

from storage.browse.labels import by_word, labels
from storage.browse.language import Language

#: What our pages and Datasette's read besides the tables of ``metadata.yaml``: nothing that is told of anybody.
_ALWAYS = {
    "sqlite_master",
    "sqlite_schema",
    "sqlite_stat1",
    "sqlite_stat4",
    "_sqlite_migrations",
    "last_reviews",
    "_filing_counts",
}
#: The index of the search, and the functions that read as tables.
_FAMILIES = ("_search", "json_")
#: What Datasette and the search ask of the file; others tell of the machine.
_PRAGMAS = {
    *("cache_size", "data_version", "foreign_key_list", "index_info", "index_list", "index_xinfo", "schema_version"),
    *("database_list", "table_info", "table_xinfo"),
}
#: Functions that hand out or take addresses in the memory of the process.
_FUNCTIONS = {"fts3_tokenizer", "load_extension"}
#: The longest text or blob a query may make, and the most that an answer may hold, in bytes.
_LONGEST, _MOST = 16 * 1024 * 1024, 64 * 1024 * 1024
#: Rows of a table are counted up to this many, in this many milliseconds.
_COUNTED, _COUNTING = 100_000, 50
#: Steps of SQLite's machine between two looks at the clock. Each look waits for Python's lock, so they are some
#: milliseconds apart.
_STEPS = 50_000


def served(datasette: Any, path: Path) -> Any:
    """Datasette's database at ``path``, over connections that stop an answer before it fills the memory."""
    database = Database(datasette, str(path))
    address = f"{path.absolute().as_uri()}?mode=ro"

    def connect(write: bool = False) -> sqlite3.Connection:
        if write:
            raise sqlite3.OperationalError("this site is read-only")
        return sqlite3.connect(address, uri=True, check_same_thread=False, factory=_Connection)

    database.connect, database.execute = connect, partial(_execute, database.execute)
    return database


async def _execute(ask: Callable[..., Awaitable[Any]], sql: str, params: Any = None, **how: Any) -> Any:
    """Datasette counts the rows of a table before it shows the first of them; of millions it shows them uncounted.

    ``count(*)`` alone is a single step to SQLite, which no limit of time can stop.
    """
    counted = sql.removeprefix("select count(*) ")
    if counted == sql or how.get("truncate"):
        return await ask(sql, params, **how)
    limited = f"select count(*) from (select 1 {counted} limit {_COUNTED + 1})"  # noqa: S608 - Datasette made it
    found = await ask(limited, params, custom_time_limit=_COUNTING, **how)
    if found.rows[0][0] > _COUNTED:
        raise QueryInterrupted(None, sql, params)
    return found


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)


class _Cursor(sqlite3.Cursor):
    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Row by row, so that rows that are large one by one are not all held before they are counted."""
        rows, held = [], 0
        for row in self:
            held += sum(len(value) for value in row if isinstance(value, str | bytes))
            if held > _MOST:
                raise sqlite3.OperationalError(f"the answer is larger than {_MOST >> 20} MB")
            rows.append(row)
            if len(rows) == size:
                break
        return rows


@contextmanager
def time_limit(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Stop what the connection is asked after that time, with an ``OperationalError`` that says ``interrupted``."""
    until = monotonic() + seconds
    connection.set_progress_handler(lambda: monotonic() > until, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, _STEPS)


def limit(connection: sqlite3.Connection, language: Language, described: Collection[str]) -> None:
    """Guard a new connection, and give it ``label(kind, key)``, the word for a stored key, and ``key(kind, word)``.

    ``described``: the tables that may be read. Any other is refused, also inside a query of a visitor's own.
    """
    # All text is ours and valid UTF-8; Datasette would have Python look at each piece of it.
    connection.text_factory = str
    connection.create_function("label", 2, _labeller(language), deterministic=True)
    connection.create_function("key", 2, _key, deterministic=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    allowed = _ALWAYS | set(described)
    stored = {name.lower() for (name,) in connection.execute("SELECT name FROM sqlite_master")}

    def authorize(action: int, first: str | None, second: str | None, _place: str | None, _view: str | None) -> int:
        # Writing needs no rule here: the file is opened for reading only.
        if action == sqlite3.SQLITE_READ:
            refused = bool(first) and first not in allowed and not str(first).startswith(_FAMILIES)
            # Without a column it may be a name that the query itself gives: with x as (...) select count(*) from x.
            # Such a name comes as it was typed, and SQLite takes _JUDGED for _judged.
            refused = refused and (bool(second) or str(first).lower() in stored)
        elif action == sqlite3.SQLITE_FUNCTION:
            refused = second in _FUNCTIONS
        else:
            refused = action == sqlite3.SQLITE_ATTACH or (action == sqlite3.SQLITE_PRAGMA and first not in _PRAGMAS)
        return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)


def _key(kind: str, word: str | None) -> str | None:
    known = by_word(kind, word)
    return known.key if known else word


def _labeller(language: Language) -> Any:
    def label(kind: str, key: str | None) -> str | None:
        known = labels(kind).get(key or "") or by_word(kind, key)
        return known.word(language) if known else key

    return label
