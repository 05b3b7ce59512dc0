"""The three statutory tables laid out as the forms print them (``forms.yaml``): merged heads, groups of rows, spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("forms.yaml")
#: Columns that the labels of table 3 take: 三、 | （三） | 1.
_DEPTH = 3

#: The form of a report whose tables do not tell theirs.
NEWEST = "2021"


@dataclass(frozen=True, slots=True)
class Head:
    """A label with the room it takes."""

    label: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row of table 3: the labels that begin in it, and the outcome that its figures count."""

    heads: tuple[Head, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Form:
    """One generation of the form; ``blocks`` of table 2 as in the file, ``lines`` of table 3."""

    key: str
    notice: str
    blocks: tuple[Mapping[str, Any], ...]
    lines: tuple[Line, ...]
    applicants: tuple[str, ...]
    routes: tuple[str, ...]
    results: tuple[tuple[str, str], ...]


@cache
def form(key: str | None) -> Form:
    """The form of that generation; the newest where a report does not tell its own."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    chosen = key if key and key.isdigit() and key in content else NEWEST
    return Form(
        chosen,
        content[chosen]["notice"],
        tuple(content[chosen]["disclosures"]),
        tuple(_lines(content[chosen]["applications"], (), _DEPTH)),
        tuple(content["applicants"]),
        tuple(content["routes"]),
        tuple((key, label) for key, label in content["results"]),
    )


def _lines(rows: list[Mapping[str, Any]], before: tuple[Head, ...], room: int) -> Iterator[Line]:
    """The lines under a group, whose labels ``before`` stand in the first of them."""
    for row in rows:
        if "rows" in row:
            head = Head(row["label"], rows=_leaves(row))
            yield from _lines(row["rows"], (*before, head), room - 1)
        else:
            yield Line((*before, Head(row["label"], columns=room)), row["key"])
        before = ()


def _leaves(row: Mapping[str, Any]) -> int:
    return sum(map(_leaves, row["rows"])) if "rows" in row else 1
