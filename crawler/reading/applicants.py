"""The columns of table 3 in one grid after the other: which are printed, and where their values stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.reading.columns import Columns, Stand, columns_of
from crawler.reading.document import Row
from crawler.reading.heads import APPLICANT_KEYS, applicant_columns, applicant_heads, leaves_order_open
from crawler.reading.lines import Line, Role
from crawler.reading.numbers import looks_like_value

#: Fewer rows are a piece of a table and do not show whether it pads.
_FEWEST_ROWS = 3


class _Shape(NamedTuple):
    """What rows have in common that stand under the same columns; of a grid with spans the width tells nothing."""

    spans: bool
    label: int
    width: int


class ApplicantColumns:
    """What the header and the full rows of table 3 tell. A table may be cut in several grids, its header in others.

    ``keys`` are the applicants printed. ``ordered`` tells that the n-th cell after a label is the n-th value: the grid
    has spans or pads nothing, and its rows have as many cells as there are columns.
    """

    def __init__(self) -> None:
        self.keys = APPLICANT_KEYS
        self.ordered = False
        self._heads: list[Row] = []
        #: Header rows below which no row has come yet.
        self._waiting: list[Row] = []
        self._header: Columns | None = None
        self._contradicts_itself = self._order_open = False
        self._stands: dict[_Shape, Stand] = {}
        self._spans = False
        #: Whether the grid has but one row of the table.
        self.alone = False
        self._steady = True
        self._wide = False
        #: Whether a row of the grid lacks cells, and few end in a blank one.
        self._short = False

    def study(self, lines: Sequence[Line], *, spans: bool) -> None:
        """Learn from a grid before its rows are laid out."""
        rows = [line for line in lines if line.role is Role.ROW and line.key.startswith("applications.")]
        self._spans, self.alone = spans, len(rows) == 1
        self._read_header(lines, rows)
        count = len(self.keys)
        lengths = {len(own) for own in map(_own, rows)} - {0}
        self._steady = self._steady and lengths <= {count}
        blank_sums = sum(not line.cells[-1].text for line in rows if line.cells)
        self._short = spans and 2 * blank_sums < len(rows) and any(length < count for length in lengths)
        self.ordered = (spans or _pads_nothing(rows) or _starts_at_once(rows)) and self._steady
        # Below a header of its own: a piece of a torn table has surplus cells, of which the first ones count.
        headed = any(line.role is Role.APPLICANTS for line in lines)
        longer = headed and any(len(line.cells) > count for line in rows)
        self._wide = longer and _has_more_columns(rows, count, spans=spans)
        for line in rows:
            shape = self._shape(line)
            if shape not in self._stands:
                self._stands[shape] = Stand(count)
            self._stands[shape].add(line.cells)

    def _read_header(self, lines: Sequence[Line], rows: Sequence[Line]) -> None:
        heads, below = applicant_heads(lines)
        pending = [*self._waiting, *heads]
        self._heads = pending or self._heads
        self._waiting = below if rows else [*pending, *below]
        self.keys, columns = applicant_columns(self._heads)
        if len(self.keys) < len(APPLICANT_KEYS) and not _fits(self.keys, columns, heads, rows):
            # A piece of a broken header, not a table with fewer columns.
            self.keys, columns = APPLICANT_KEYS, None
        self._header = columns if heads or not rows else None
        self._contradicts_itself = bool(heads) and columns is None
        self._order_open = self.keys == APPLICANT_KEYS and leaves_order_open(self._heads)

    def _shape(self, line: Line) -> _Shape:
        return _Shape(self._spans, line.row[line.at].column, 0 if self._spans else line.row[-1].column + 1)

    def of(self, line: Line) -> Columns | None:
        """The grid columns of the values in one row; ``None`` where nothing tells them."""
        own = self._stands[self._shape(line)]
        return own.columns or self._elsewhere(line)

    def _elsewhere(self, line: Line) -> Columns | None:
        """Where rows of this shape never are full: the columns on which the header and all other rows agree.

        Full rows of another width tell none, but where they contradict the header it tells none either.
        """
        shape = self._shape(line)
        alike = [stand for each, stand in self._stands.items() if _alike(each, shape)]
        told = {stand.columns for stand in alike if stand.columns}
        if self._header and (shape.spans or shape.width > self._header[-1]):
            told.update([self._header, *self._full(shape)])
        columns = told.pop() if len(told) == 1 else None
        alike = [stand for each, stand in self._stands.items() if each.spans == shape.spans]
        return columns if columns and all(stand.within(columns) for stand in alike) else None

    def _full(self, shape: _Shape) -> Iterator[Columns]:
        """Where the full rows of the same kind of grid stand, whatever their width."""
        return (stand.columns for each, stand in self._stands.items() if each.spans == shape.spans and stand.columns)

    def doubtful(self, line: Line) -> bool:
        """Whether a row that is not blank, nor full from its first cell on, may stand under other columns."""
        if self.ordered and not self._order_open:
            return False
        filled = columns_of([box for box in line.cells if box.text])
        if filled and (self._order_open or self._stands_elsewhere(line)):
            return True
        if self._short and filled and not line.cells[-1].text:
            return True  # The blank one may have made up for a lost one.
        if self.ordered or not filled or (len(filled) >= len(self.keys) and line.cells[0].text):
            return False
        columns, stand = self.of(line), self._stands[self._shape(line)]
        if columns and filled == (columns[-1],) == columns_of(line.row[-1:]):
            # A sum alone at the right edge; where no full row tells where that is, in a row of all its cells.
            told = columns in self._full(self._shape(line)) and not self._may_be_surplus(line, columns)
            return self._spans and not told and len(_own(line)) != len(self.keys)
        if columns is None or columns[0] <= line.row[line.at].column:
            return True
        ends = (line.cells[0].column < columns[0], line.row[-1].column > columns[-1])
        beyond = self._spans and stand.columns is None and any(ends)
        if beyond or not stand.agrees(columns, line.cells):
            return True
        if stand.full and self._header != columns and self._is_rare(columns, line):
            return True  # Blank first and a surplus last would look the same.
        moved = self._contradicts_itself or self._header not in (None, columns)
        if moved and len(filled) < len(self.keys):
            return True
        return not self._spans and self._may_be_moved(line, columns, filled)

    def _is_rare(self, columns: Columns, line: Line) -> bool:
        """Whether full rows stand in these columns but once, or as many in those of the header.

        It counts with which of its cells a full row begins, too: all of as many cells begin with the same. That is all
        that counts for a row with spans in a grid of its own: with the cells that reached it, it lost its columns.
        """
        starts = self._starts(len(_own(line)))
        if len(starts) > 1 or (self.alone and self._spans):
            return len(starts) > 1 or starts.total() == 1
        full = sum((each.full for each in self._stands.values()), Counter[Columns]())
        return full[columns] == 1 or (self._header is not None and full[self._header] >= full[columns])

    def _may_be_surplus(self, line: Line, columns: Columns) -> bool:
        """Whether the last of more cells than columns is one too many: no full row of as many begins as this does."""
        own = columns_of([box for box in line.cells if box.rowspan])
        begins = [own[start] for start in self._starts(len(own))]
        return len(own) > len(self.keys) and begins != [columns[0]]

    def _starts(self, cells: int) -> Counter[int]:
        """With which of so many cells rows begin, whatever their label, and how many do."""
        return sum((each.starts[cells] for each in self._stands.values()), Counter[int]())

    def _stands_elsewhere(self, line: Line) -> bool:
        """Whether a table has further columns (小计, the year before) that the header does not put last."""
        return self._wide and self._header != columns_of(line.cells[: len(self.keys)])

    def _may_be_moved(self, line: Line, columns: Columns, filled: Columns) -> bool:
        """Whether a row without spans may have moved, its figures under other headings.

        One that lost a cell of its label side moves left, its sum away from the last column; one with a cell too many
        moves right, its first figure away from the first column, where it or other rows show that there is room.
        """
        longer = self._stands[self._shape(line)].columns is None and line.row[-1].column > columns[-1]
        room = longer or not all(stand.within(range(columns[-1] + 1)) for stand in self._stands.values())
        return columns[-1] not in filled or (room and columns[0] not in filled)


def _has_more_columns(rows: Sequence[Line], count: int, *, spans: bool) -> bool:
    """Whether most rows have figures in more than ``count`` places: not a surplus here and there, but columns."""
    places: Counter[int] = Counter()
    for line in rows:
        own = [box for box in line.cells if box.rowspan]
        places.update(at if spans else box.column for at, box in enumerate(own) if looks_like_value(box.text))
    return len(rows) >= _FEWEST_ROWS and sum(2 * often > len(rows) for often in places.values()) > count


def _fits(keys: Sequence[str], columns: Columns | None, heads: Sequence[Row], rows: Sequence[Line]) -> bool:
    """Whether few columns are those of a whole table: it has its header, and values right below each heading."""
    if not heads or len(rows) < _FEWEST_ROWS or any(len(_own(line)) != len(keys) for line in rows):
        return False
    return any(all(_own(line)) and columns_of(line.cells) == columns for line in rows)


def _alike(one: _Shape, other: _Shape) -> bool:
    return (one.spans, one.width) == (other.spans, other.width)


def _own(line: Line) -> list[str]:
    return [box.text for box in line.cells if box.rowspan]


def _pads_nothing(rows: Sequence[Line]) -> bool:
    """Whether a grid without spans leaves no blank cell where a label reaches down from the row above."""
    return len(rows) > _FEWEST_ROWS and any(line.at > 0 for line in rows) and all(line.row[0].text for line in rows)


def _starts_at_once(rows: Sequence[Line]) -> bool:
    """Whether a row in a grid of its own has a value right behind its label: nothing is padded there."""
    return len(rows) == 1 and bool(rows[0].cells and rows[0].cells[0].text)
