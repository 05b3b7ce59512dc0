"""What each row of a grid is: a row of a statutory table, one of its headers, or something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from itertools import product
from typing import NamedTuple

from crawler.reading.document import Row
from crawler.reading.labels import (
    APPLICANT_ONLY,
    FORM_WORDS,
    MEASURE_CORNER,
    MEASURES,
    MISC,
    OTHER,
    RESULT_ONLY,
    ROUTE_HEADS,
    ROUTE_ONLY,
    Match,
    bare,
    begins_another,
    exact_row,
    find_row,
)
from crawler.reading.numbers import looks_like_value

_NO_MATCH = Match("")


class Role(Enum):
    """The part a row plays."""

    ROW = auto()
    GROUP = auto()
    MEASURES = auto()
    APPLICANTS = auto()
    RESULTS = auto()
    OTHER = auto()


class Line(NamedTuple):
    """A row with its role; of a statutory row also the key (``table.row``), the label's box, and its wording.

    ``cells`` are the boxes to the right of the label, but for names of groups that reach down from above.
    """

    role: Role
    row: Row
    cells: Row
    key: str = ""
    at: int = -1
    variant: bool = False

    @classmethod
    def of(cls, role: Role, row: Row, at: int = -1, match: Match = _NO_MATCH) -> Line:
        """A row whose label, if it has one, is the box at ``at``."""
        cells = row[at + 1 :]
        if 0 in [box.rowspan for box in cells]:
            cells = tuple([box for box in cells if box.rowspan or not box.text or looks_like_value(box.text)])
        return cls(role, row, cells, match.key, at, match.variant)


#: How many boxes a label side has at most: ordinal, group, sub-group and label, each with a cell of padding.
_LABEL_SIDE = 8
#: A statutory table has some thirty rows, a page of them all together some sixty; much longer grids are something else.
_LONGEST_TABLE = 600
_LONGEST_LABEL = 100
_WIDEST_ROW = 60
#: A name that heads several rows; a label that reaches into further rows is no more than that there.
_GROUP = Match("applications.")


def lines_of_grid(rows: Sequence[Row], *, near: bool = True) -> list[Line]:
    """The rows with their roles; ``near``: misspelt labels too. Without one exact word no grid is looked at closer."""
    if len(rows) > _LONGEST_TABLE:
        return [Line.of(Role.OTHER, row) for row in rows]
    lines = [line for row in rows for line in _split(_line(row, near=False))]
    if not near or all(line.role is Role.OTHER for line in lines):
        return lines
    vague = (Role.OTHER, Role.GROUP)
    closer = [_line(each.row, near=True) if each.role in vague or each.key == OTHER else each for each in lines]
    return [_mended(closer, number) for number in range(len(closer))]


def speaks_of_form(rows: Sequence[Row]) -> bool:
    """Whether one of the first cells of a row is a word of the statutory tables."""
    return any(bare(box.text) in FORM_WORDS for row in rows for box in row[:3] if len(box.text) < _LONGEST_LABEL)


def _line(row: Row, *, near: bool) -> Line:
    at, match = _label(row, near=near)
    if match is None or match.key in (MISC, "applications.handled_total"):
        role = _header_role(row)
        if role is not Role.OTHER or match is None:
            return Line.of(role, row)
    return Line.of(Role.GROUP if match.key == _GROUP.key else Role.ROW, row, at, match)


def _split(line: Line) -> Iterator[Line]:
    """A line for every label of a row that holds several, side by side or run together."""
    while line.role is Role.ROW and len(line.row) <= _WIDEST_ROW and (at := _second_label(line)):
        yield Line.of(line.role, line.row[:at], line.at, Match(line.key, line.variant))
        line = _line(line.row[at:], near=False)
    yield line


def _second_label(line: Line) -> int:
    valued = False
    for index, box in enumerate(line.row[line.at + 1 :], start=line.at + 1):
        if box.text.isdigit():
            valued = True
        elif valued and box.text and (match := exact_row(box.text)) and match.key != _GROUP.key:
            return index
    return 0


def _label(row: Row, *, near: bool) -> tuple[int, Match | None]:
    """The last label on the label side; a group's name counts only where nothing more precise follows."""
    at, best = -1, None
    for index, box in enumerate(row[:_LABEL_SIDE]):
        text = box.text
        if not text or text.isdigit():
            if text and best:
                break
            continue
        match = _named(text, find_row if near else exact_row)
        if match and not box.rowspan:
            match = _GROUP if match.key in (_GROUP.key, OTHER) else None
        if match and (best is None or match.key != _GROUP.key):
            at, best = index, match
    return at + _goes_on(row[at : at + 2]), best


def _named(text: str, find: Callable[[str], Match | None]) -> Match | None:
    """The row that a text names."""
    match = find(text)
    return None if match and begins_another(match.key, text) else match


def _goes_on(boxes: Row) -> bool:
    """Whether a label is printed in two cells, side by side."""
    text = "".join(box.text for box in boxes[1:])
    return bool(bare(text)) and not looks_like_value(text) and exact_row(boxes[0].text + text) is not None


def _header_role(row: Row) -> Role:
    if not row or looks_like_value(row[-1].text):
        return Role.OTHER
    words = [bare(box.text) for box in row if box.text and len(box.text) < _LONGEST_LABEL]
    if not APPLICANT_ONLY.isdisjoint(words):
        return Role.APPLICANTS
    if not RESULT_ONLY.isdisjoint(words) or (not ROUTE_ONLY.isdisjoint(words)):
        return Role.RESULTS
    if MEASURE_CORNER in words or any(MEASURES.exact(word) for word in words):
        return Role.MEASURES
    return Role.OTHER


def _mended(lines: list[Line], number: int) -> Line:
    """A row of values whose label is printed over several rows (PDF text), found by joining the pieces."""
    line = lines[number]
    if line.key == MISC and (match := exact_row(line.row[line.at].text + _piece(lines, number + 1))):
        return line._replace(key=match.key, variant=match.variant)
    if line.role not in (Role.OTHER, Role.GROUP) or not _has_value(line.row):
        return line
    above, own, below = _piece(lines, number - 1), _wording(lines, number), _piece(lines, number + 1)
    joined = (own, above + own, own + below, above + own + below)
    for find, text in product((exact_row, find_row), joined):
        if (match := _named(text, find)) and match.key != _GROUP.key:
            at = max((i for i, box in enumerate(line.row) if box.text and not looks_like_value(box.text)), default=-1)
            return Line.of(Role.ROW, line.row, at, match)
    return line


def _piece(lines: list[Line], number: int) -> str:
    """What a neighbouring row may add to a label: nothing where it prints values of its own."""
    return "" if 0 <= number < len(lines) and _has_value(lines[number].row) else _wording(lines, number)


def _wording(lines: list[Line], number: int) -> str:
    if not 0 <= number < len(lines) or lines[number].role in (Role.MEASURES, Role.APPLICANTS, Role.RESULTS):
        return ""
    return "".join(box.text for box in lines[number].row if box.rowspan and not looks_like_value(box.text))


def _has_value(row: Row) -> bool:
    return any(looks_like_value(box.text) for box in row)


def route_of(row: Row) -> tuple[str, Row] | None:
    """The route that heads a row of table 4, where a site prints the routes as rows, and the cells behind it."""
    heads = ((ROUTE_HEADS.get(bare(box.text)), row[at:]) for at, box in enumerate(row[:2], start=1))
    return next(((key, cells) for key, cells in heads if key), None)
