"""What header rows say: the columns under which the values of a statutory table stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.reading.columns import Columns
from crawler.reading.document import Row
from crawler.reading.forms import FORMS
from crawler.reading.labels import APPLICANT_HEADS, MEASURE_CORNER, RESULT_HEADS, ROUTE_HEADS, bare, find_measure

APPLICANT_KEYS = tuple(column.key for column in FORMS["2021"].applications.columns)
RESULT_KEYS = tuple(column.key for column in FORMS["2021"].proceedings.columns)
ROUTE_KEYS = tuple(row.key for row in FORMS["2021"].proceedings.rows)
#: ``route.result`` of all fifteen cells of table 4, in order.
PROCEEDING_KEYS = tuple(f"{route}.{result}" for route in ROUTE_KEYS for result in RESULT_KEYS)

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
_IN_YUAN = ("单位：元", "单位:元", "（元）", "(元)")


class Measure(NamedTuple):
    """One column heading of table 2; ``key`` is ``None`` where the wording is not known."""

    key: str | None
    column: int
    wording: str

    @property
    def in_yuan(self) -> bool:
        """Whether the heading asks for 元 where the form asks for 万元."""
        text = "".join(self.wording.split())
        return self.key == "amount_10k_yuan" and any(mark in text for mark in _IN_YUAN)


def measures_of(row: Row) -> tuple[Measure, ...]:
    """The column headings of a header row of table 2."""
    named = [box for box in row if box.text and box.rowspan and bare(box.text) != MEASURE_CORNER]
    return tuple(
        Measure(match.key if (match := find_measure(box.text)) else None, box.column, box.text) for box in named
    )


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


def contradicts_form(rows: Sequence[Row]) -> bool:
    """Whether a header row of table 3 prints applicants in another order than the form does."""
    named = map(_named, rows[:_MOST_HEADER_ROWS])
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


@dataclass(slots=True)
class ProceedingHeads:
    """The header of table 4, gathered over its rows until the values follow."""

    results: list[tuple[int, str]] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    #: The last grid column of any header row.
    end: int = 0
    used: bool = False

    def add(self, row: Row) -> None:
        """Take in one header row; the first one after values starts a new header."""
        if self.used:
            self.results, self.routes, self.end, self.used = [], [], 0, False
        self.end = max([self.end, *(box.column for box in row[-1:])])
        for box in row:
            word = bare(box.text) if box.rowspan else ""
            if key := RESULT_HEADS.get(word):
                self.results.append((box.column, key))
            elif route := ROUTE_HEADS.get(word):
                self.routes.append(route)

    @property
    def waiting(self) -> bool:
        """Whether results have been named and their values not yet met."""
        return bool(self.results) and not self.used

    @property
    def routes_as_rows(self) -> bool:
        """Whether the five results are named once, for rows that name their route themselves."""
        return self.waiting and tuple(key for _, key in self.results) == RESULT_KEYS and len(set(self.routes)) != 1

    @property
    def keys(self) -> tuple[str, ...]:
        """``route.result`` of every printed column; empty where results and routes do not fit together."""
        printed = [route for route in ROUTE_KEYS if route in self.routes]
        results = [key for _, key in sorted(self.results)] if self.columns else [key for _, key in self.results]
        starts = [place for place, key in enumerate(results) if key == results[0]]
        if len(starts) != len(printed) or len(set(zip(_numbered(starts, len(results)), results, strict=True))) < len(
            results
        ):
            return ()
        return tuple(
            f"{printed[route]}.{key}" for route, key in zip(_numbered(starts, len(results)), results, strict=True)
        )

    def keys_of(self, count: int) -> tuple[str, ...]:
        """``route.result`` of a row of so many values; all of them are the whole form's, whatever headings are lost."""
        return PROCEEDING_KEYS if count == len(PROCEEDING_KEYS) else self.keys

    @property
    def columns(self) -> Columns | None:
        """The grid columns of the results, where each has one of its own."""
        columns = sorted({column for column, _ in self.results})
        return tuple(columns) if len(columns) == len(self.results) else None


def _numbered(starts: Sequence[int], count: int) -> Iterator[int]:
    """For each place the number of the group it stands in."""
    return (sum(start <= place for start in starts) - 1 for place in range(count))


def has_lost_heads(keys: Sequence[str], count: int) -> bool:
    """Whether a row of table 4 has more values than its header has headings."""
    return count > len(keys)
