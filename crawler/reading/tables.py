"""The three statutory tables of a document, as printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.reading.document import Block, Grid, Stream
from crawler.reading.entries import Entry, fitting_forms
from crawler.reading.filling import OTHER_ROWS, CellRow, Filling
from crawler.reading.forms import FORMS
from crawler.reading.grids import GridReader
from crawler.reading.report import TABLES, Cell, Remark, RemarkKind
from crawler.reading.stream import StreamReader

#: The rows of all generations in the order of the form; 2019's first, so that the rows it lacks follow.
_RANKS = {
    table: {key: rank for rank, key in enumerate(row.key for form in FORMS.values() for row in form.tables[table].rows)}
    for table in TABLES
}
#: A few rows may stand in any table of figures.
_FEWEST_ROWS = {"disclosures": 4, "applications": 3}


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
        copies = [copy for copy in _copies([entry for entry in entries if entry.table == table]) if _is_form(copy)]
        readings = [Filling(table, form).fill(copy) for copy in copies]
        best = max(readings, key=lambda reading: (reading.figures, len(reading.rows)), default=Filling(table, form))
        remarks += best.remarks
        rivals = _rivals(best, readings, copies)
        if len(rivals) > 1:
            remarks.append(Remark(RemarkKind.DUPLICATE_TABLE, table, _difference(best, rivals)))
            _doubt_differing(best, rivals)
        read[table] = _in_form_order(table, best.rows)
    return Tables(form, read["disclosures"], read["applications"], read["proceedings"], tuple(remarks))


def _entries(blocks: Iterable[Block]) -> tuple[list[Entry], list[Remark]]:
    grids, streams = GridReader(), StreamReader()
    for block in blocks:
        if isinstance(block, Grid):
            grids.read(block)
        elif isinstance(block, Stream):
            streams.read(block)
        else:
            grids.pass_line(block.text)
    unknown = [Remark(RemarkKind.UNKNOWN_LABEL, table, raw) for table, raw in grids.unknown + streams.unknown]
    return _one_after_another(grids.settled(), streams.settled()), unknown


def _one_after_another(first: list[Entry], then: list[Entry]) -> list[Entry]:
    """Both with their headers numbered on: a row said again in a sentence, or as a card, is no second row of a grid."""
    last = max([entry.header for entry in first], default=0)
    return first + [entry._replace(header=entry.header + last) if entry.header else entry for entry in then]


def _form_of(entries: Sequence[Entry]) -> str | None:
    """The generation, told by the headings of table 2; where those are lost, by the rows of table 3."""
    votes = Counter(
        form for entry in entries if entry.measures and len(fits := fitting_forms(entry)) == 1 for form in fits
    )
    if votes:
        return max(votes, key=lambda form: (votes[form], form))
    rows = {entry.row for entry in entries}
    if rows & set(OTHER_ROWS):
        return "2021"
    return "2019" if "other" in rows or rows & {"other_services", "procurement"} else None


def _copies(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries parted where the table begins anew: further up under its first header, or again under another."""
    copies: list[list[Entry]] = []
    seen: dict[str, int] = {}
    for entry in entries:
        name = entry.row or entry.keys[0]
        again = name in seen and entry.header > seen[name] and not entry.blank
        if not copies or again or (entry.header and not copies[-1][0].header and _rank(entry) <= _rank(copies[-1][-1])):
            copies.append([])
            seen = {}
        copies[-1].append(entry)
        seen[name] = entry.header
    return copies


def _rank(entry: Entry) -> int:
    return _RANKS[entry.table].get(entry.row, 0)


def _rivals(best: Filling, readings: Sequence[Filling], copies: Sequence[Sequence[Entry]]) -> Sequence[Filling]:
    """The readings that may be the table: where the best has a header of its own and enough rows, all that have both.

    A few rows are of a table of the agency's own, or of a sentence.
    """
    before = [0, *(copy[-1].header for copy in copies)]
    ends = zip(readings, copies, before, strict=False)
    whole = [reading for reading, copy, header in ends if copy[-1].header > header and _is_long(copy)]
    return whole if best in whole else readings


def _is_form(copy: Sequence[Entry]) -> bool:
    """Whether rows are those of a statutory table: under a header of the form, or enough of them."""
    return any(entry.header for entry in copy) or _is_long(copy)


def _is_long(copy: Sequence[Entry]) -> bool:
    return len({entry.row for entry in copy}) >= _FEWEST_ROWS.get(copy[0].table, 0)


def _difference(best: Filling, readings: Sequence[Filling]) -> str:
    """The first cells in which the copies differ, as ``row.column: a / b``; empty where they agree or are blank."""
    for other in readings:
        for row, cells in best.rows.items():
            for column, cell in cells.items():
                twin = other.rows.get(row, {}).get(column)
                if twin is not None and twin.raw and twin.value != cell.value:
                    return f"{row}.{column}: {cell.raw} / {twin.raw}"
    return ""


def _doubt_differing(best: Filling, readings: Sequence[Filling]) -> None:
    """Take back every number that another copy prints otherwise: it may be another agency's or year's."""
    for row, cells in best.rows.items():
        for column, cell in cells.items():
            twins = (other.rows.get(row, {}).get(column) for other in readings)
            numbers = {twin.value for twin in twins if twin is not None and twin.value is not None}
            if len(numbers) > 1:
                cells[column] = Cell(None, cell.raw, certain=False)


def _in_form_order(table: str, rows: dict[str, CellRow]) -> dict[str, CellRow]:
    return {key: rows[key] for key in sorted(rows, key=_RANKS[table].__getitem__)}
