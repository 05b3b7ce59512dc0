"""The three statutory tables of a document, as printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.reading.align import Aligned, align
from crawler.reading.document import Block, Grid, Stream
from crawler.reading.entries import Entry, fitting_forms, measure_keys
from crawler.reading.forms import FORMS
from crawler.reading.grids import GridReader
from crawler.reading.numbers import Kind, Reading, read_number
from crawler.reading.report import Cell, Remark, RemarkKind
from crawler.reading.stream import StreamReader

CellRow = dict[str, Cell]
TABLES = ("disclosures", "applications", "proceedings")
#: The rows of all generations in the order of the form; 2019's first, so that the rows it lacks follow.
_RANKS = {
    table: {key: rank for rank, key in enumerate(row.key for form in FORMS.values() for row in form.tables[table].rows)}
    for table in TABLES
}
_UNUSUAL = frozenset({"change", "amount_10k_yuan"})
_OTHER_ROWS = ("other_no_correction", "other_unpaid_fee", "other_misc")


@dataclass(frozen=True, slots=True)
class Tables:
    """What is printed of the statutory tables; a table that is not printed is empty."""

    form: str | None
    disclosures: dict[str, CellRow]
    applications: dict[str, CellRow]
    proceedings: dict[str, CellRow]
    remarks: tuple[Remark, ...]


def read_tables(blocks: Iterable[Block]) -> Tables:
    """The statutory tables printed in the blocks of a document."""
    entries, remarks = _entries(blocks)
    form = _form_of(entries)
    read: dict[str, dict[str, CellRow]] = {}
    for table in TABLES:
        copies = _copies([entry for entry in entries if entry.table == table])
        readings = [_Reading(table, form).fill(copy) for copy in copies]
        best = max(readings, key=_figures, default=_Reading(table, form))
        remarks += best.remarks
        if len(readings) > 1:
            remarks.append(Remark(RemarkKind.DUPLICATE_TABLE, table, _difference(best, readings)))
        read[table] = _in_form_order(table, best.rows)
    return Tables(form, read["disclosures"], read["applications"], read["proceedings"], tuple(remarks))


def _entries(blocks: Iterable[Block]) -> tuple[list[Entry], list[Remark]]:
    grids, streams = GridReader(), StreamReader()
    for block in blocks:
        if isinstance(block, Grid):
            grids.read(block)
        elif isinstance(block, Stream):
            streams.read(block)
    unknown = [Remark(RemarkKind.UNKNOWN_LABEL, table, raw) for table, raw in grids.unknown + streams.unknown]
    return grids.entries + streams.entries, unknown


def _form_of(entries: Sequence[Entry]) -> str | None:
    """The generation, told by the headings of table 2; where those are lost, by the rows of table 3."""
    votes = Counter(
        form for entry in entries if entry.measures and len(fits := fitting_forms(entry)) == 1 for form in fits
    )
    if votes:
        return max(votes, key=lambda form: (votes[form], form))
    rows = {entry.row for entry in entries}
    if rows & set(_OTHER_ROWS):
        return "2021"
    return "2019" if "other" in rows or rows & {"other_services", "procurement"} else None


def _copies(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries parted where the table begins anew: a row comes again under a header of its own."""
    copies: list[list[Entry]] = []
    seen: dict[str, int] = {}
    for entry in entries:
        name = entry.row or entry.keys[0]
        if not copies or (name in seen and entry.header > seen[name] and not entry.blank):
            copies.append([])
            seen = {}
        copies[-1].append(entry)
        seen[name] = entry.header
    return copies


class _Reading:
    """One copy of one table, its rows read cell by cell."""

    def __init__(self, table: str, form: str | None) -> None:
        self.table, self.form = table, form
        self.rows: dict[str, CellRow] = {}
        self.remarks: list[Remark] = []

    def fill(self, entries: Sequence[Entry]) -> _Reading:
        for entry in entries:
            if self.table == "proceedings":
                self._add(entry, entry.keys)
            elif entry.row in self.rows and not self._supersedes(entry):
                if not entry.blank:
                    self._remark(RemarkKind.DUPLICATE_ROW, entry.row, entry.raw)
            else:
                self._add(entry, entry.keys or measure_keys(entry, self.form))
        self._drop_heading_of_others()
        self._notice_lost_route()
        return self

    def _supersedes(self, entry: Entry) -> bool:
        """A label printed over two lines gives a blank row before the row with the values."""
        return not entry.blank and not any(cell.raw for cell in self.rows[entry.row].values())

    def _add(self, entry: Entry, keys: Sequence[str]) -> None:
        aligned = self._aligned(entry, len(keys))
        merged: dict[str, list[str]] = {}
        plain = aligned.sure and not aligned.shared
        for place, (key, text) in enumerate(zip(keys, aligned.texts, strict=True)):
            row, column = (entry.row, key) if entry.row else _route_and_result(key)
            reading = read_number(text or "", _kind(entry, column))
            if not plain:
                reading = _doubtful(reading, sure=aligned.sure, shared=place in aligned.shared)
            self.rows.setdefault(row, {})[column] = reading.cell
            if reading.remark is RemarkKind.MERGED_CELLS:
                merged.setdefault(row, []).append(reading.cell.raw)
            elif reading.remark:
                self._remark(reading.remark, f"{row}.{column}", reading.cell.raw)
        for row, raws in merged.items():
            self._remark(RemarkKind.MERGED_CELLS, row, " | ".join(raws))
        if aligned.remark or entry.variant:
            self._remark_row(entry, keys, aligned.remark)

    def _aligned(self, entry: Entry, count: int) -> Aligned:
        columns = entry.columns if entry.columns and len(entry.columns) == count else None
        aligned = align(entry.cells, count, columns, ordered=entry.ordered)
        if entry.doubtful:
            return aligned._replace(remark=aligned.remark or RemarkKind.RAGGED_ROW, sure=False)
        return aligned

    def _remark_row(self, entry: Entry, keys: Sequence[str], remark: RemarkKind | None) -> None:
        for row in [entry.row] if entry.row else dict.fromkeys(_route_and_result(key)[0] for key in keys):
            if remark:
                self._remark(remark, row, entry.raw)
            if entry.variant:
                self._remark(RemarkKind.LABEL_VARIANT, row, entry.label)

    def _drop_heading_of_others(self) -> None:
        """（六）其他处理 over its three rows is a heading; its row is one only where the three are not printed."""
        if "other" in self.rows and any(row in self.rows for row in _OTHER_ROWS):
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


def _route_and_result(key: str) -> tuple[str, str]:
    route, _, result = key.partition(".")
    return route, result


def _doubtful(reading: Reading, *, sure: bool, shared: bool) -> Reading:
    """A cell that cannot be placed, or that is merged with others: nothing but a shared zero is certain."""
    if not sure:
        return Reading(Cell(None, reading.cell.raw, certain=False))
    if shared and reading.cell.raw:
        zero = reading.cell.value == 0
        return Reading(reading.cell if zero else Cell(None, reading.cell.raw, certain=False), RemarkKind.MERGED_CELLS)
    return reading


def _kind(entry: Entry, column: str) -> Kind:
    if entry.table != "disclosures" or column not in _UNUSUAL:
        return Kind.COUNT
    if column == "change":
        return Kind.CHANGE
    return Kind.AMOUNT_IN_YUAN if any(measure.in_yuan for measure in entry.measures) else Kind.AMOUNT


def _figures(reading: _Reading) -> int:
    return sum(cell.value is not None for cells in reading.rows.values() for cell in cells.values())


def _difference(best: _Reading, readings: Sequence[_Reading]) -> str:
    """The first cells in which the copies differ, as ``row.column: a / b``; empty where they agree."""
    for other in readings:
        for row, cells in best.rows.items():
            for column, cell in cells.items():
                twin = other.rows.get(row, {}).get(column)
                if twin is not None and twin.value != cell.value:
                    return f"{row}.{column}: {cell.raw} / {twin.raw}"
    return ""


def _in_form_order(table: str, rows: dict[str, CellRow]) -> dict[str, CellRow]:
    return {key: rows[key] for key in sorted(rows, key=_RANKS[table].__getitem__)}
