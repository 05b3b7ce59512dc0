"""In which grid columns the values of rows stand that are printed alike: what the full ones of them show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from crawler.reading.document import Box

Columns = tuple[int, ...]


def columns_of(cells: Iterable[Box]) -> Columns:
    """The grid columns in which the boxes start."""
    return tuple([box.column for box in cells])


def in_one_piece(cells: Sequence[Box], filled: Sequence[Box]) -> bool:
    """Whether the filled boxes follow each other without a blank one between."""
    start = cells.index(filled[0])
    return list(cells[start : start + len(filled)]) == list(filled)


class Stand:
    """Where the values of rows of one shape stand."""

    def __init__(self, count: int) -> None:
        self._count = count
        #: How many full rows stand in which columns.
        self.full: Counter[Columns] = Counter()
        self._partial: set[int] = set()
        #: For each number of cells after the label, with which of them rows begin as far as known, and how many do.
        self.starts: defaultdict[int, Counter[int]] = defaultdict(Counter)

    def add(self, cells: Sequence[Box]) -> None:
        """Learn from one row; of a row with surplus values its first ones count."""
        filled = [box for box in cells if box.text]
        own = [box for box in cells if box.rowspan]
        if len(filled) >= self._count and in_one_piece(cells, filled):
            self.full[columns_of(filled[: self._count])] += 1
            self.starts[len(own)][own.index(filled[0]) if filled[0] in own else 0] += 1
        else:
            self._partial.update(columns_of(filled))
            if len(own) > self._count and own[0].text:
                self.starts[len(own)][0] += 1

    @property
    def columns(self) -> Columns | None:
        """The columns of most full rows; ``None`` without any."""
        return max(self.full, key=self.full.__getitem__, default=None)

    def within(self, columns: Sequence[int]) -> bool:
        """Whether every value of its rows stands in one of these columns."""
        return self._partial.union(*self.full) <= set(columns)

    def agrees(self, columns: Columns, cells: Sequence[Box]) -> bool:
        """Whether no row of the shape stands elsewhere, and these cells begin where those of the full rows do."""
        own = columns_of(box for box in cells if box.rowspan)
        starts = self.starts.get(len(own), ())
        begins = bool(starts or not self.full) and all(own[start] == columns[0] for start in starts)
        return begins and self.full.keys() <= {columns} and self._partial <= set(columns)
