"""Grids of cells -> rows of the statutory tables, by label and by column, never by counting figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crawler.reading.applicants import ApplicantColumns
from crawler.reading.columns import Columns, columns_of
from crawler.reading.document import Grid, Row
from crawler.reading.entries import Entry
from crawler.reading.heads import Measure, measures_of
from crawler.reading.lines import Line, Role, lines_of_grid, route_of
from crawler.reading.numbers import looks_like_value
from crawler.reading.proceedings import (
    FEWEST_RESULTS,
    RESULT_KEYS,
    ProceedingHeads,
    beside_heads,
    figures_of,
    has_lost_heads,
    is_numbering,
    is_padded,
)
from crawler.reading.units import unit_above

#: The table that a header row begins.
_HEADED = {Role.MEASURES: "disclosures", Role.APPLICANTS: "applications", Role.RESULTS: "proceedings"}
#: Rows of a document that are looked at closely; copies of all tables for several years have not so many.
_MOST_ROWS = 2000


class GridReader:
    """Reads the grids of one document in order; a header holds on into the next grid, as on a split table."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        #: Rows of figures that name nothing on the form: (table they stand in, printed text).
        self.unknown: list[tuple[str, str]] = []
        self._table = ""
        self._measures: tuple[Measure, ...] = ()
        self._measured_spans = False
        self._applicants = ApplicantColumns()
        self._proceedings = ProceedingHeads()
        #: The unit of money named above the next grid.
        self.unit = ""
        #: How many header rows of each table were met.
        self._headers: Counter[str] = Counter()
        self._rows = 0
        #: The rows of table 3 that were printed with all their cells.
        self._full: set[str] = set()
        #: The rows (by their number) of table 3 that stand in grids of their own.
        self._alone: list[int] = []

    def read(self, grid: Grid) -> None:
        """Add what one grid prints of the statutory tables."""
        self._rows += len(grid.rows)
        lines = lines_of_grid(grid.rows, near=self._rows <= _MOST_ROWS)
        if all(line.role is Role.OTHER for line in lines) and not self._proceedings.waiting:
            self._after_blank(grid.rows)
            if len(grid.rows) > 1:
                self.unit = ""  # It was named above that table; a row alone may be torn off.
            return
        self._applicants.study(lines, spans=grid.spans)
        for line, following in zip(lines, [*lines[1:], None], strict=True):
            if line.role is Role.ROW and not self._is_common(line) and not self._is_of_another_table(line):
                self._row(line, _settled(line.cells, following), spans=grid.spans)
            elif line.role in (Role.ROW, Role.OTHER, Role.GROUP):
                self._unnamed(line, spans=grid.spans)
            else:
                self._header(line, spans=grid.spans)

    def pass_line(self, text: str) -> None:
        """Note a line between grids: the unit of money it names, or that one named before is parted from its table.

        What parts the pieces of table 2 parts none of them from the unit above the first.
        """
        self.unit = unit_above(text) or (self.unit if self._table == "disclosures" else "")

    def settled(self) -> list[Entry]:
        """All rows. In a grid of its own a row of as many cells as columns has them in order only if none has more."""
        alone = [self.entries[number] for number in self._alone]
        if any(_own(entry) > len(entry.keys) for entry in alone):
            for number, entry in zip(self._alone, alone, strict=True):
                in_doubt = entry.ordered and not entry.blank and not all(box.text for box in entry.cells)
                self.entries[number] = entry._replace(doubtful=entry.doubtful or in_doubt)
        return self.entries

    def _header(self, line: Line, *, spans: bool) -> None:
        if self._table == "disclosures" != _HEADED[line.role]:
            self.unit = ""  # It was named above table 2, whatever parts that.
        self._table = _HEADED[line.role]
        self._headers[self._table] += 1
        if line.role is Role.MEASURES:
            self._measures, self._measured_spans = measures_of(line.row), spans
        elif line.role is Role.RESULTS:
            if self._proceedings.routes_as_rows and (route := route_of(line.row)) and len(line.row) > len(RESULT_KEYS):
                self._route(*route, spans=spans)
            else:
                self._proceedings.add(line.row)

    def _row(self, line: Line, cells: Row, *, spans: bool) -> None:
        table, row = line.key.split(".")
        self._table = table
        label, header = line.row[line.at].text, self._headers[table]
        if table == "applications":
            known = self._applicants
            entry = Entry(
                table,
                row,
                cells,
                label,
                line.variant,
                keys=known.keys,
                columns=known.of(line),
                ordered=known.ordered,
                doubtful=known.doubtful(line),
                header=header,
            )
            if _own(entry) == len(entry.keys) and not entry.blank:
                self._full.add(line.key)
            if known.alone:
                self._alone.append(len(self.entries))
        else:
            columns = self._measure_columns(line, cells, spans=spans)
            entry = Entry(table, row, cells, label, line.variant, (), self._measures, columns, spans, header=header)
            entry = entry._replace(unit=self.unit) if self.unit else entry
        self.entries.append(entry)

    def _is_common(self, line: Line) -> bool:
        """Whether a row of table 2 or 4 has a name that stands in any table: 总计 is a row of table 3 only there."""
        return self._table in ("disclosures", "proceedings") and line.row[line.at].text in ("总计", "合计", "其他")

    def _is_of_another_table(self, line: Line) -> bool:
        """Whether a row of table 3 that was printed in full comes again with other columns: 予以公开 | 5 | 45%."""
        return line.key in self._full and sum(box.rowspan > 0 for box in line.cells) != len(self._applicants.keys)

    def _measure_columns(self, line: Line, cells: Row, *, spans: bool) -> Columns | None:
        """Where the headings of table 2 stand; a label below one, or spans, may contradict them.

        Where the header is in another grid and has spans, a row without any says nothing of how far its label reaches.
        """
        columns = tuple([measure.column for measure in self._measures])
        if (
            not columns
            or (self._measured_spans and not spans)
            or line.row[line.at].column >= columns[0]
            or (spans and columns_of(cells)[: len(columns)] != columns)
        ):
            return None
        return columns

    def _unnamed(self, line: Line, *, spans: bool) -> None:
        """A row without a label of its own: the values of table 4, a unit, or figures that cannot be placed."""
        self.unit = unit_above(line.row[0].text if line.row else "") or self.unit
        route = route_of(line.row)
        if route and self._proceedings.routes_as_rows:
            self._route(*route, spans=spans)
        elif (
            self._proceedings.waiting and line.role is Role.OTHER and (cells := figures_of(line.row, self._proceedings))
        ):
            if not is_numbering(cells):
                self._proceedings_row(cells, spans=spans)
        elif self._proceedings.used and self._table == "proceedings" and _is_figures_alone(line.row, FEWEST_RESULTS):
            # Once more under the same header, as for the year before.
            self.entries.append(self.entries[-1]._replace(cells=line.row))
        elif self._table and any(box.text.isdigit() for box in line.row) and not line.row[0].text.isdigit():
            self.unknown.append((self._table, " | ".join(box.text for box in line.row)))
            self._after_blank((line.row,))

    def _after_blank(self, rows: Sequence[Row]) -> None:
        """Figures without a label, right below a row without figures, may be that row's: then it is not blank."""
        if rows and self.entries and self.entries[-1].blank and _is_figures_alone(rows[0]):
            self.entries[-1] = self.entries[-1]._replace(doubtful=True)

    def _route(self, route: str, cells: Row, *, spans: bool) -> None:
        keys = tuple(f"{route}.{result}" for _, result in self._proceedings.results)
        self.entries.append(
            Entry("proceedings", "", cells, keys=keys, ordered=spans, header=self._headers["proceedings"])
        )

    def _proceedings_row(self, cells: Row, *, spans: bool) -> None:
        keys = self._proceedings.keys_of(len(cells))
        if not keys:
            self.unknown.append(("proceedings", " | ".join(box.text for box in cells)))
            return
        columns = self._proceedings.columns
        columns = columns if columns and len(columns) == len(keys) else None
        entry = Entry(
            "proceedings", "", cells, keys=keys, columns=columns, ordered=spans, header=self._headers["proceedings"]
        )
        padded = beside_heads(cells, columns) if spans else is_padded(cells, len(keys), self._proceedings.end)
        lost = has_lost_heads(keys, sum(bool(box.text) for box in cells if box.rowspan))
        self.entries.append(entry._replace(doubtful=padded or lost))
        self._proceedings.used = True


def _own(entry: Entry) -> int:
    return sum(box.rowspan > 0 for box in entry.cells)


def _is_figures_alone(row: Row, fewest: int = 1) -> bool:
    filled = [box.text for box in row if box.text]
    return len(filled) >= fewest and all(map(looks_like_value, filled))


def _settled(cells: Row, following: Line | None) -> Row:
    """Cells that claim to reach into the next row, while that row prints all of its own, do not."""
    if following is None or max([box.rowspan for box in cells], default=1) <= 1:
        return cells
    own = sum(box.rowspan > 0 for box in following.cells)
    return tuple(box._replace(rowspan=1) for box in cells) if own >= len(cells) else cells
