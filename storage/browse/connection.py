"""What a connection of the site may do, whoever wrote the SQL: read what is described, for a while, and no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import Any

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
#: The longest text or blob a query may make, in bytes.
_LONGEST = 16 * 1024 * 1024


def limit(connection: sqlite3.Connection, language: Language, described: Collection[str]) -> None:
    """Guard a new connection, and give it ``label(kind, key)``: the word for a stored key.

    ``described``: the tables that may be read. Any other is refused, also inside a query of a visitor's own.
    """
    connection.create_function("label", 2, _labeller(language), deterministic=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    allowed = _ALWAYS | set(described)

    def authorize(action: int, first: str | None, _second: str | None, _place: str | None, _view: str | None) -> int:
        # Writing needs no rule here: the file is opened for reading only.
        if action == sqlite3.SQLITE_READ:
            refused = bool(first) and first not in allowed and not str(first).startswith(_FAMILIES)
        else:
            refused = action == sqlite3.SQLITE_ATTACH or (action == sqlite3.SQLITE_PRAGMA and first not in _PRAGMAS)
        return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)


def _labeller(language: Language) -> Any:
    def label(kind: str, key: str | None) -> str | None:
        known = labels(kind).get(key or "") or by_word(kind, key)
        return known.word(language) if known else key

    return label
