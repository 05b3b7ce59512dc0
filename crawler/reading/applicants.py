"""The columns of table 3 in one grid after the other: which are printed, and where their values stand."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.reading.columns import Columns, columns_of, marked_columns, plain_columns
from crawler.reading.document import Row
from crawler.reading.heads import APPLICANT_KEYS, applicant_columns
from crawler.reading.lines import Line, Role

#: Fewer rows are a piece of a table and do not show whether it pads.
_FEWEST_ROWS = 3


class ApplicantColumns:
    """What the header and the full rows of table 3 tell. A table may be cut in several grids, its header in others.

    ``keys`` are the applicants printed; ``ordered`` tells that the n-th cell after a label is the n-th value, because
    the grid has spans or pads nothing.
    """

    def __init__(self) -> None:
        self.keys = APPLICANT_KEYS
        self.ordered = False
        self._heads: list[Row] = []
        self._heads_waiting = False
        self._header: Columns | None = None
        self._of_width: dict[int, Columns] = {}
        self._usual: Columns | None = None
        self._widest = 0

    def study(self, lines: Sequence[Line], *, spans: bool) -> None:
        """Learn from a grid before its rows are laid out."""
        rows = [line for line in lines if line.role is Role.ROW and line.key.startswith("applications.")]
        self._read_header(lines, rows)
        cells = [line.cells for line in rows]
        self.ordered = spans or _pads_nothing(rows)
        self._usual = None
        if self.ordered:
            self._usual = marked_columns(cells, len(self.keys))
        elif rows:
            self._learn(rows)

    def _read_header(self, lines: Sequence[Line], rows: Sequence[Line]) -> None:
        heads = [line.row for line in lines if line.role is Role.APPLICANTS]
        if heads and not self._heads_waiting:
            self._heads = []
        self._heads += heads
        self._heads_waiting = not rows
        self.keys, columns = applicant_columns(self._heads)
        if self.keys != APPLICANT_KEYS and any(
            sum(box.rowspan > 0 for box in line.cells) != len(self.keys) for line in rows
        ):
            # A piece of a broken header, not a table with fewer columns.
            self.keys, columns = APPLICANT_KEYS, None
        self._header = columns if heads or not rows else None
        if columns and (rows or self.keys == APPLICANT_KEYS):
            self._of_width.setdefault(max(row[-1].column + 1 for row in self._heads), columns)

    def _learn(self, rows: Sequence[Line]) -> None:
        """Rows of another width than the rest have lost or gained cells on their label side; they count apart."""
        for width in dict.fromkeys(map(_width, rows)):
            alike = [line for line in rows if _width(line) == width]
            if self._header and width > self._header[-1] and all(_stands_under(line, self._header) for line in alike):
                self._of_width[width] = self._header
            elif found := plain_columns([line.cells for line in alike], len(self.keys), self._header):
                self._of_width[width] = found
        known = [self._of_width[width] for line in rows if (width := _width(line)) in self._of_width]
        self._widest = max(map(_width, rows))
        start = max(line.row[line.at].column for line in rows) + 1
        self._usual = max(set(known), key=known.count, default=tuple(range(start, start + len(self.keys))))

    def of(self, line: Line) -> Columns | None:
        """The grid columns of the values in one row; ``None`` where nothing tells them."""
        return self._usual if self.ordered else self._of_width.get(_width(line), self._usual)

    def doubtful(self, line: Line) -> bool:
        """Whether the columns of a row that is neither full nor blank may be others than those of its width."""
        if self.ordered:
            return False
        filled = columns_of(box for box in line.cells if box.text)
        if not 0 < len(filled) < len(self.keys):
            return False
        if _width(line) not in self._of_width:
            return _width(line) != self._widest or bool(self._of_width)
        own, header = self._of_width[_width(line)], self._header
        fits_header = header is not None and header[0] <= filled[0] and filled[-1] <= header[-1]
        return header is not None and own != header and fits_header


def _stands_under(line: Line, header: Columns) -> bool:
    """Whether neither the label nor a figure of a row contradicts the header; figures beyond it may be surplus."""
    filled = next((box.column for box in line.cells if box.text), header[0])
    return line.row[line.at].column < header[0] <= filled


def _pads_nothing(rows: Sequence[Line]) -> bool:
    """Whether a grid without spans leaves no blank cell where a label reaches down from the row above."""
    return len(rows) > _FEWEST_ROWS and any(line.at > 0 for line in rows) and all(line.row[0].text for line in rows)


def _width(line: Line) -> int:
    return line.row[-1].column + 1
