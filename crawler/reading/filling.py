"""Printed rows -> cells: one copy of one table, read cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.reading.align import Aligned, align
from crawler.reading.entries import Entry, form_columns, measure_keys
from crawler.reading.forms import FORMS
from crawler.reading.numbers import Reading, read_number
from crawler.reading.readings import readings_of
from crawler.reading.report import Cell, Remark, RemarkKind

CellRow = dict[str, Cell]
#: The rows that the form of 2021 has in place of （六）其他处理.
OTHER_ROWS = ("other_no_correction", "other_unpaid_fee", "other_misc")


class Filling:
    """One copy of one table, its rows read cell by cell."""

    def __init__(self, table: str, form: str | None) -> None:
        self.table, self.form = table, form
        self.rows: dict[str, CellRow] = {}
        self.remarks: list[Remark] = []
        self._strays = False

    def fill(self, entries: Sequence[Entry]) -> Filling:
        """Read the rows in their order; the first of two equal ones counts."""
        self._strays = self.table != "applications" and any(map(_is_astray, entries))
        for entry in entries:
            if self.table == "proceedings":
                again = self._is_printed(entry)
            else:
                again = entry.row in self.rows and not self._supersedes(entry)
            if not again:
                self._add(entry, entry.keys or measure_keys(entry, self.form))
            elif not entry.blank:
                self._twice(entry)
        self._drop_heading_of_others()
        self._notice_lost_route()
        return self

    def _twice(self, entry: Entry) -> None:
        """A row printed again with other figures leaves open which are its own."""
        rows = [row for row in _rows_of(entry, entry.keys) if row in self.rows]
        printed = [cell.raw for row in rows for cell in self.rows[row].values() if cell.raw]
        differs = [box.text for box in entry.cells if box.text] != printed
        for row in rows:
            self._remark(RemarkKind.DUPLICATE_ROW, row, entry.raw)
            if differs:
                cells = self.rows[row].items()
                self.rows[row] = {column: Cell(None, cell.raw, certain=False) for column, cell in cells}

    def _is_printed(self, entry: Entry) -> bool:
        """Whether figures stand already in a row of table 4."""
        return any(cell.raw for row in _rows_of(entry, entry.keys) for cell in self.rows.get(row, {}).values())

    @property
    def figures(self) -> int:
        """How many numbers could be read."""
        return sum([cell.value is not None for cells in self.rows.values() for cell in cells.values()])

    def _supersedes(self, entry: Entry) -> bool:
        """A label printed over two lines gives a blank row before the row with the values."""
        return not entry.blank and not any(cell.raw for cell in self.rows[entry.row].values())

    def _add(self, entry: Entry, keys: Sequence[str]) -> None:
        aligned = self._aligned(entry, len(keys))
        places = [(entry.row, key) for key in keys] if entry.row else list(map(_route_and_result, keys))
        readings = readings_of(entry, keys, aligned)
        for (row, column), reading in zip(places, readings, strict=True):
            self.rows.setdefault(row, {})[column] = reading.cell
        if any(reading.remark for reading in readings):
            self._remark_cells(places, readings)
        if aligned.remark or entry.variant:
            self._remark_row(entry, keys, aligned.remark)

    def _aligned(self, entry: Entry, count: int) -> Aligned:
        columns = entry.columns if entry.columns and len(entry.columns) == count else None
        aligned = align(entry.cells, count, columns, ordered=entry.ordered, summed=self.table == "applications")
        doubtful = (
            entry.doubtful
            or _has_heading_between(entry, count)
            or _has_lost_heading(entry, count)
            or (self._strays and _has_gaps(entry, count))
        )
        if doubtful and not _adds_up(entry, aligned.texts):
            return aligned._replace(remark=aligned.remark or RemarkKind.RAGGED_ROW, sure=False)
        return aligned

    def _remark_cells(self, places: Sequence[tuple[str, str]], readings: Sequence[Reading]) -> None:
        merged: dict[str, list[str]] = {}
        for (row, column), reading in zip(places, readings, strict=True):
            if reading.remark is RemarkKind.MERGED_CELLS:
                merged.setdefault(row, []).append(reading.cell.raw)
            elif reading.remark:
                self._remark(reading.remark, f"{row}.{column}", reading.cell.raw)
        for row, raws in merged.items():
            self._remark(RemarkKind.MERGED_CELLS, row, " | ".join(raws))

    def _remark_row(self, entry: Entry, keys: Sequence[str], remark: RemarkKind | None) -> None:
        for row in _rows_of(entry, keys):
            if remark:
                self._remark(remark, row, entry.raw)
            if entry.variant:
                self._remark(RemarkKind.LABEL_VARIANT, row, entry.label)

    def _drop_heading_of_others(self) -> None:
        """（六）其他处理 over its three rows is a heading; its row is one only where the three are not printed."""
        if "other" in self.rows and any(row in self.rows for row in OTHER_ROWS):
            if raw := " | ".join(cell.raw for cell in self.rows["other"].values() if cell.raw):
                self._remark(RemarkKind.UNKNOWN_LABEL, "", f"其他处理 | {raw}")
            del self.rows["other"]

    def _notice_lost_route(self) -> None:
        """A route of table 4 without a single cell, beside routes with every cell, has lost them in conversion."""
        if self.table != "proceedings":
            return
        filled = {row: [bool(cell.raw) for cell in cells.values()] for row, cells in self.rows.items()}
        lost = [row for row, cells in filled.items() if not any(cells)]
        if len(lost) < len(filled) and all(all(cells) for row, cells in filled.items() if row not in lost):
            for row in lost:
                self._remark(RemarkKind.MISSING_CELLS, row, "")

    def _remark(self, kind: RemarkKind, where: str, raw: str) -> None:
        self.remarks.append(Remark(kind, f"{self.table}.{where}" if where else self.table, raw))


def _rows_of(entry: Entry, keys: Sequence[str]) -> list[str]:
    """The rows of its table that an entry prints: of table 4 it may be all."""
    return [entry.row] if entry.row else list(dict.fromkeys(_route_and_result(key)[0] for key in keys))


def _route_and_result(key: str) -> tuple[str, str]:
    route, _, result = key.partition(".")
    return route, result


def _has_heading_between(entry: Entry, count: int) -> bool:
    """Whether a row of table 2 has more values than the form, and a heading not known stands before one that is."""
    if len(entry.measures) <= count or sum(bool(box.text) for box in entry.cells) <= count:
        return False
    known = [measure.key is not None for measure in entry.measures]
    return False in known and True in known[known.index(False) :]


def _is_astray(entry: Entry) -> bool:
    """Whether figures stand beside the columns of their headings, and blank cells below these."""
    columns = entry.columns
    if entry.ordered or not columns:
        return False
    filled = [box.column for box in entry.cells if box.text]
    return not set(columns) <= set(filled) and not set(filled) <= set(columns)


def _has_gaps(entry: Entry, count: int) -> bool:
    """Whether the heads alone tell which of its cells are blank: where another row stands astray, they may not."""
    filled = sum(bool(box.text) for box in entry.cells)
    return bool(entry.columns) and not entry.ordered and 0 < filled < count


def _has_lost_heading(entry: Entry, count: int) -> bool:
    """Whether a row of table 2 with blank cells has as many cells as a form has columns, and more than headings."""
    if entry.table != "disclosures" or not entry.ordered or not 1 < count < len(entry.cells):
        return False
    gaps = not entry.blank and not all(box.text for box in entry.cells)
    return gaps and any(len(form_columns(entry.row, form)) == len(entry.cells) for form in FORMS)


def _adds_up(entry: Entry, texts: Sequence[str | None]) -> bool:
    """Whether a row of table 3 prints all its values, the last the sum of the others: then they are in place."""
    if entry.table != "applications" or not entry.keys or entry.keys[-1] != "total":
        return False
    numbers = [read_number(text or "").cell.value for text in texts]
    values = [number for number in numbers if number is not None]
    return len(values) == len(entry.keys) and sum(values[:-1]) == values[-1]
