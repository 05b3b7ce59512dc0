"""What header rows say: the columns under which the values of a statutory table stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crawler.reading.columns import Columns
from crawler.reading.document import Row
from crawler.reading.forms import FORMS
from crawler.reading.labels import APPLICANT_HEADS, MEASURE_CORNER, bare, find_measure
from crawler.reading.lines import Line, Role

APPLICANT_KEYS = tuple(column.key for column in FORMS["2021"].applications.columns)
#: A heading over those of the next row.
_ABOVE = "above"
_ALL_APPLICANTS = "申请人情况"
#: The applicants that stand beside 法人或其他组织, not below it.
_BESIDE = ("natural_person", "total")
_FEWEST_APPLICANTS = 3
#: The header has three rows, and may be printed again at every page break.
_MOST_HEADER_ROWS = 30
#: Applicants named in a header row, each with its grid column.
_Heads = list[tuple[int, str]]


class Measure(NamedTuple):
    """One column heading of table 2; ``key`` is ``None`` where the wording is not known."""

    key: str | None
    column: int
    wording: str


def measures_of(row: Row) -> tuple[Measure, ...]:
    """The column headings of a header row of table 2."""
    named = [box for box in row if box.text and box.rowspan and bare(box.text) != MEASURE_CORNER]
    return tuple(
        Measure(match.key if (match := find_measure(box.text)) else None, box.column, box.text) for box in named
    )


def applicant_heads(lines: Sequence[Line]) -> tuple[list[Row], list[Row]]:
    """The header rows of a grid above its last row, and those below it, which head what the next grid goes on with."""
    roles = [line.role for line in lines]
    last = len(roles) - roles[::-1].index(Role.ROW) if Role.ROW in roles else len(roles)
    heads = ([line.row for line in part if line.role is Role.APPLICANTS] for part in (lines[:last], lines[last:]))
    above, below = heads
    return above, below


def applicant_columns(rows: Sequence[Row]) -> tuple[tuple[str, ...], Columns | None]:
    """The applicants that the header rows of table 3 print, in order, and the grid columns they stand in.

    The order is that of the words, those of the row below in the place of their common heading: spans that contradict
    each other move columns, not words. A header that leaves the order open (pieces of a broken one) tells nothing: then
    the form's holds.
    """
    if len(rows) > _MOST_HEADER_ROWS:
        return APPLICANT_KEYS, None
    named = [row for row in map(_named, rows) if row]
    once: dict[tuple[str, ...], _Heads] = {}
    for row in named:
        once.setdefault(_keys(row), row)  # A header printed again says nothing new.
    heads = _nested(list(once.values()))
    found = {key: column for column, key in reversed(heads)}
    printed = tuple(dict.fromkeys(key for _, key in heads))
    if len(printed) < _FEWEST_APPLICANTS or _ABOVE in printed:
        return APPLICANT_KEYS, None
    columns = tuple(found[key] for key in printed)
    steady = all(row in once.values() for row in named) and columns == tuple(sorted(set(columns)))
    return printed, columns if steady else None


def leaves_order_open(rows: Sequence[Row]) -> bool:
    """Whether the header rows of table 3 are not in the form's order, or tell neither where it begins nor ends."""
    named = [row for row in map(_named, rows[:_MOST_HEADER_ROWS]) if row]
    if {key for row in named for _, key in row}.isdisjoint(_BESIDE):
        return True
    if named and _ABOVE in _keys(named[0]):
        named.append(_nested(list({_keys(row): row for row in named}.values())))
    orders = [[APPLICANT_KEYS.index(key) for key in _keys(row) if key != _ABOVE] for row in named]
    return any(order != sorted(order) for order in orders)


def applicants_in_line(words: Sequence[str]) -> tuple[str, ...] | None:
    """The applicants of a header printed one heading after the other; ``None`` where that leaves their order open.

    What stands beside 法人或其他组织 (自然人, 总计) is printed before what stands below it.
    """
    heads = [key for word in words if bare(word) != _ALL_APPLICANTS and (key := _applicant(word))]
    if sorted({*heads} - {_ABOVE}) != sorted(APPLICANT_KEYS) or len(heads) != len({*heads}):
        return None
    if _ABOVE not in heads:
        return tuple(heads)
    above = heads.index(_ABOVE)
    below = heads[above + 1 :]
    beside = [key for key in below if key in _BESIDE]
    return (*heads[:above], *(key for key in below if key not in _BESIDE), *beside)


def _nested(rows: Sequence[_Heads]) -> _Heads:
    """The heads of all rows in one line; a common heading that nothing stands below, or rows below none, stay open."""
    if not rows:
        return []
    first, rest = rows[0], rows[1:]
    above = next((number for number, (_, key) in enumerate(first) if key == _ABOVE), len(first))
    below = _nested(rest)
    if above == len(first):
        return [*first, (0, _ABOVE), *below] if set(below) - set(first) else first
    return [*first[:above], *(below or [(0, _ABOVE)]), *first[above + 1 :]]


def _named(row: Row) -> _Heads:
    return [(box.column, key) for box in row if box.rowspan and (key := _applicant(box.text))]


def _keys(heads: _Heads) -> tuple[str, ...]:
    return tuple([key for _, key in heads])


def _applicant(text: str) -> str:
    """The applicant that a heading names, ``_ABOVE`` for one over several, ``""`` for any other."""
    word = bare(text)
    return _ABOVE if word in (_ALL_APPLICANTS, "法人或其他组织") else APPLICANT_HEADS.get(word, "")
