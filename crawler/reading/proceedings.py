"""What header rows of table 4 say: the results and routes under which its figures stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crawler.reading.columns import Columns
from crawler.reading.document import Row
from crawler.reading.forms import FORMS
from crawler.reading.labels import RESULT_HEADS, ROUTE_HEADS, bare
from crawler.reading.numbers import looks_like_value

RESULT_KEYS = tuple(column.key for column in FORMS["2021"].proceedings.columns)
ROUTE_KEYS = tuple(row.key for row in FORMS["2021"].proceedings.rows)
#: ``route.result`` of all fifteen cells of table 4, in order.
PROCEEDING_KEYS = tuple(f"{route}.{result}" for route in ROUTE_KEYS for result in RESULT_KEYS)
#: Fewer cells than four results are no row of table 4.
FEWEST_RESULTS = 4
#: Where the form has the headings of table 4's groups, 行政诉讼 over the last two of them included.
_ROUTE_PLACES = {"行政诉讼": 1} | {word: (0, 2, 3)[ROUTE_KEYS.index(route)] for word, route in ROUTE_HEADS.items()}
_HEADS = {*RESULT_HEADS, *_ROUTE_PLACES}


@dataclass(slots=True)
class ProceedingHeads:
    """The header of table 4, gathered over its rows until the values follow."""

    results: list[tuple[int, str]] = field(default_factory=list)
    routes: list[tuple[int, str]] = field(default_factory=list)
    #: The last grid column of any header row.
    end: int = 0
    used: bool = False
    #: The names of the routes as places in the order in which the form has them.
    _named: list[int] = field(default_factory=list)
    #: The headings of each row.
    _rows: list[list[str]] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Take in one header row; one after values starts a new header, one printed again says nothing new."""
        if self.used:
            self.results, self.routes, self.end, self.used, self._named, self._rows = [], [], 0, False, [], []
        words = [word for box in row if box.rowspan and (word := bare(box.text)) in _HEADS]
        if words in self._rows and not _is_of_one_route(words):
            return  # The heads of one route alone may be those of the next.
        self._rows.append(words)
        self.end = max([self.end, *(box.column for box in row[-1:])])
        for box in row:
            word = bare(box.text) if box.rowspan else ""
            if key := RESULT_HEADS.get(word):
                self.results.append((box.column, key))
            elif route := ROUTE_HEADS.get(word):
                self.routes.append((box.column, route))
            if word in _ROUTE_PLACES:
                self._named.append(_ROUTE_PLACES[word])

    @property
    def waiting(self) -> bool:
        """Whether results have been named and their values not yet met."""
        return bool(self.results) and not self.used

    @property
    def routes_as_rows(self) -> bool:
        """Whether the five results are named once, for rows that name their route themselves."""
        routes = {route for _, route in self.routes}
        return self.waiting and sorted(key for _, key in self.results) == sorted(RESULT_KEYS) and len(routes) != 1

    @property
    def keys(self) -> tuple[str, ...]:
        """``route.result`` of every printed column; empty where results and routes do not fit together."""
        printed = self._printed_routes()
        results = [key for _, key in sorted(self.results)] if self.columns else [key for _, key in self.results]
        starts = [place for place, key in enumerate(results) if key == results[0]]
        if len(starts) != len(printed) or len(set(zip(_numbered(starts, len(results)), results, strict=True))) < len(
            results
        ):
            return ()
        return tuple(
            f"{printed[route]}.{key}" for route, key in zip(_numbered(starts, len(results)), results, strict=True)
        )

    def _printed_routes(self) -> list[str]:
        """The routes in their order; where that is not the form's, each stands right over the first of its results."""
        if self._routes_as_on_form():
            named = {route for _, route in self.routes}
            return [route for route in ROUTE_KEYS if route in named]
        if not self.columns:
            return []
        routes, results = sorted(self.routes), sorted(self.results)
        begins = [column for column, key in results if key == results[0][1]]
        return [route for _, route in routes] if [column for column, _ in routes] == begins else []

    def _routes_as_on_form(self) -> bool:
        """Whether the routes stand in the form's order; 行政复议, if its name is lost, left of the others."""
        if not (self.routes and self.results) or 0 in self._named:
            return self._named == sorted(self._named)
        return self._named == sorted(self._named) and min(self.routes)[0] > min(self.results)[0]

    def keys_of(self, count: int) -> tuple[str, ...]:
        """``route.result`` of a row of so many values.

        All of them are the whole form's, whatever headings are lost, unless those that are left stand in another order.
        """
        places = [RESULT_KEYS.index(key) for _, key in self.results]
        groups = 1 + sum(place >= following for place, following in pairwise(places))
        as_on_form = groups <= len(ROUTE_KEYS) and self._routes_as_on_form()
        return PROCEEDING_KEYS if count == len(PROCEEDING_KEYS) and as_on_form else self.keys

    @property
    def columns(self) -> Columns | None:
        """The grid columns of the results, where each has one of its own."""
        columns = sorted({column for column, _ in self.results})
        return tuple(columns) if len(columns) == len(self.results) else None


def _is_of_one_route(words: Sequence[str]) -> bool:
    return len(set(words)) == len(words) and sum(word in _ROUTE_PLACES for word in words) <= 1


def _numbered(starts: Sequence[int], count: int) -> Iterator[int]:
    """For each place the number of the group it stands in."""
    return (sum(start <= place for start in starts) - 1 for place in range(count))


def has_lost_heads(keys: Sequence[str], count: int) -> bool:
    """Whether a row of table 4 has more values than its header has headings."""
    return count > len(keys)


def figures_of(row: Row, heads: ProceedingHeads) -> Row:
    """The row without a leading word (数量), if most of the rest are values or blank; else nothing."""
    cells = row[1:] if row and _is_label(row, heads) else row
    odd = sum(bool(box.text) and not looks_like_value(box.text) for box in cells if not _is_figures(box.text))
    return cells if sum(box.colspan for box in cells) >= FEWEST_RESULTS and odd * 2 <= len(cells) else ()


def _is_label(row: Row, heads: ProceedingHeads) -> bool:
    """Whether a row of table 4 begins with a label, left of its figures, and not with a word in place of one."""
    label, *rest = row
    if looks_like_value(label.text) or not label.text.replace(" ", "").isalpha():
        return False
    return label.column < min([column for column, _ in heads.results]) or all(box.text for box in rest)


def is_numbering(cells: Row) -> bool:
    """Whether a row below the header counts its columns: 1 2 3 and so on."""
    if not cells or cells[-1].text != str(len(cells)):
        return False  # Asked of every row of a template.
    return [box.text for box in cells] == [str(number) for number in range(1, len(cells) + 1)]


def beside_heads(cells: Row, columns: Columns | None) -> bool:
    """Whether a row with blank cells has others than its header has: one stands between two of its columns."""
    own = [box for box in cells if box.rowspan]
    texts = [box.text for box in own]
    if not columns or len(own) == len(columns) or not any(texts) or all(texts[: len(columns)]):
        return False
    return any(columns[0] < box.column < columns[-1] and box.column not in columns for box in own)


def is_padded(cells: Row, count: int, end: int) -> bool:
    """Whether a row reaches beyond its header and has blank cells among its figures: they may be of no column."""
    texts = [box.text for box in cells]
    return len(cells) > count and cells[-1].column > end and any(texts) and not all(texts[:count])


def _is_figures(text: str) -> bool:
    return text.replace(" ", "").isdecimal()
