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
        if columns and len(columns) == len(self.keys):
            self._of_width.setdefault(max(row[-1].column + 1 for row in self._heads), columns)

    def _learn(self, rows: Sequence[Line]) -> None:
        """Rows of another width than the rest have lost or gained cells on their label side; they count apart."""
        for width in dict.fromkeys(map(_width, rows)):
            alike = [line.cells for line in rows if _width(line) == width]
            header = self._of_width.get(width, self._header)
            if found := plain_columns(alike, len(self.keys), header):
                self._of_width[width] = found
        known = [self._of_width[width] for line in rows if (width := _width(line)) in self._of_width]
        start = max(line.row[line.at].column for line in rows) + 1
        self._usual = max(set(known), key=known.count, default=tuple(range(start, start + len(self.keys))))

    def of(self, line: Line) -> Columns | None:
        """The grid columns of the values in one row; ``None`` where nothing tells them."""
        return self._usual if self.ordered else self._of_width.get(_width(line), self._usual)

    def doubtful(self, line: Line) -> bool:
        """Whether a row that is not full fits the header as well as the shifted rows of its own width."""
        own, header = self.of(line), self._header
        if self.ordered or own is None or header is None or own == header:
            return False
        filled = columns_of(box for box in line.cells if box.text)
        return 0 < len(filled) < len(self.keys) and header[0] <= filled[0] and filled[-1] <= header[-1]


def _pads_nothing(rows: Sequence[Line]) -> bool:
    """Whether a grid without spans leaves no blank cell where a label reaches down from the row above."""
    return len(rows) > _FEWEST_ROWS and any(line.at > 0 for line in rows) and all(line.row[0].text for line in rows)


def _width(line: Line) -> int:
    return line.row[-1].column + 1
