"""The cells of Datasette's tables as HTML: joined here, as templates take ten times as long for thousands of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from datasette.utils import to_css_class
from markupsafe import Markup, escape

#: Where the description of a column ends to name it: at a bracket, or at what is said besides.
_EXPLAINED = re.compile(r" \(|[,;] ")
#: What Datasette shows for nothing.
NOTHING = Markup("&nbsp;")


@lru_cache(maxsize=1024)
def _brief(described: str) -> str:
    return _EXPLAINED.split(described, 1)[0]


def heading(described: Mapping[str, str] | None, column: str) -> str:
    """What heads a column: its description up to where that begins to explain."""
    return _brief((described or {}).get(column, column))


def row(cells: Iterable[tuple[str, Any]], described: Mapping[str, str] | None) -> Markup:
    """``<td>`` for each column and value, with the heading of the column for a narrow page, where a row is a card."""
    return Markup("").join(_cell(column, value, heading(described, column)) for column, value in cells)


def row_of(cells: Iterable[Mapping[str, Any]], described: Mapping[str, str] | None, hidden: Iterable[str]) -> Markup:
    """The same of cells as Datasette hands them to a table's template, but for hidden columns."""
    return row(((cell["column"], cell["value"]) for cell in cells if cell["column"] not in hidden), described)


def _cell(column: str, value: Any, label: str) -> Markup:
    shown = escape(value)
    return Markup(f"{_opening(column, label, shown in ('', NOTHING))}{shown}</td>")  # noqa: S704 - both are escaped


@lru_cache(maxsize=2048)
def _opening(column: str, label: str, nothing: bool) -> str:
    given = Markup('<td class="{}{}" data-label="{}">')
    return str(given.format(to_css_class(column), " none" if nothing else "", label))


def heat_cell(tone: str, depth: int, number: int, address: str, spoken: str) -> Markup:
    """``<td>`` of a heat table: a number that leads to what it counts, the deeper coloured the larger its share."""
    opening = f'<td class="{tone} d{depth}">'
    if not number:
        return Markup(f"{opening}</td>")  # noqa: S704 - a word and a figure of ours
    link = f'<a href="{escape(address)}" aria-label="{escape(spoken)} {number}">{number:,}</a>'
    return Markup(f"{opening}{link}</td>")  # noqa: S704 - what is not ours is escaped
