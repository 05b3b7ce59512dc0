"""What a page is asked, and the way to its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Any

from storage.browse.words import Words

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A connection to read from, the arguments and the named parts of the address, the language of the answer."""

    connection: Connection
    arguments: Mapping[str, str]
    named: Mapping[str, str]
    words: Words
    #: What one answer asks for again and again, such as the counties.
    remembered: dict[tuple[Any, ...], list[Row]] = field(default_factory=dict)

    def rows(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] = ()) -> list[Row]:
        """The rows of a query, as dicts."""
        return [dict(row) for row in self.connection.execute(sql, parameters)]

    def once(self, sql: str, *parameters: Any) -> list[Row]:
        """The rows of a query that one answer needs in several places."""
        if (sql, *parameters) not in self.remembered:
            self.remembered[sql, *parameters] = self.rows(sql, parameters)
        return self.remembered[sql, *parameters]

    def row(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] = ()) -> Row | None:
        """The first row of a query, if there is one."""
        found = self.connection.execute(sql, parameters).fetchone()
        return dict(found) if found else None

    def get(self, name: str) -> str:
        """An argument, empty where it was not given."""
        return self.arguments.get(name, "").strip()

    def whole(self, name: str, default: int = 0) -> int:
        """An argument that is a whole number, else the default."""
        text = self.get(name)
        return int(text) if text.isdecimal() and len(text) < 10 else default
