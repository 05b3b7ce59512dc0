"""Where a template has its figures: what it is read as with figures that tell which they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from crawler.reading.document import Grid, Paragraph, Row
from crawler.reading.filling import CellRow
from crawler.reading.numbers import Kind, Reading, read_number
from crawler.reading.report import TABLES, Cell, Remark, RemarkKind
from crawler.reading.tables import read_tables

#: What stands for any count, any negative one, and any figure with decimals; and how one of each is told by number.
COUNT, NEGATIVE, DECIMAL = "0", "-1", "0.5"
_NUMBERED = {COUNT: "{}", NEGATIVE: "-{}", DECIMAL: "{}.5"}
#: No row of numbers from here on adds up.
_FIRST = 10_000
#: What is noticed by what figures say, not by where they stand: copies that differ, rows that a sum may have settled.
_WEIGHED = frozenset({RemarkKind.DUPLICATE_ROW, RemarkKind.DUPLICATE_TABLE, RemarkKind.RAGGED_ROW})
#: Between the cells that a remark quotes.
BETWEEN = " | "
#: How the figures of the unusual columns may be read.
_AMOUNTS = (Kind.AMOUNT, Kind.AMOUNT_IN_YUAN, Kind.AMOUNT_IN_THOUSANDS, Kind.AMOUNT_IN_HUNDRED_MILLIONS)
_KINDS = {"change": (Kind.CHANGE,), "amount_10k_yuan": _AMOUNTS}

#: A template: its grids without their figures, and between them the lines that name a unit, and blank ones.
Printed = Sequence[Grid | Paragraph]
#: The number of a row among those of all grids, and that of a box in it.
Where = tuple[int, int]


class Place(NamedTuple):
    """A cell of a table: in which row and box its figure is and how it is read, or else what the template prints there.

    ``remark`` is what is remarked of any figure there: that it is converted.

    (The name of a kind is hashed in Python: looked up without, a count is found in half the time.)
    """

    column: str
    read: Callable[[str], Reading]
    where: Where
    printed: Cell | None
    remark: RemarkKind | None = None


class Noticed(NamedTuple):
    """A remark, and which of the cells it quotes are figures (``None``: what the template prints there)."""

    remark: Remark
    quoted: list[Where | None]


class Template(NamedTuple):
    """What a template says of the tables: for each row of each the places of its cells, in the order of the form."""

    form: str | None
    rows: dict[str, list[tuple[str, list[Place]]]]
    noticed: list[Noticed]


def worked_out(printed: Printed) -> Template | None:
    """What a template says of the tables; ``None`` where that takes more than to know where figures stand."""
    numbered, wheres = _with_numbers(printed)
    tables = read_tables(numbered)
    cells = [cell for table in TABLES for row in getattr(tables, table).values() for cell in row.values()]
    odd = any(
        remark.kind in _WEIGHED or (remark.raw in wheres and remark.kind is not RemarkKind.UNIT_CONVERTED)
        for remark in tables.remarks
    )
    if odd or any(cell.raw in wheres and not cell.certain for cell in cells) or _is_parted(printed):
        return None
    rows = {table: [(key, _places(row, wheres)) for key, row in getattr(tables, table).items()] for table in TABLES}
    noticed = [Noticed(remark, list(map(wheres.get, remark.raw.split(BETWEEN)))) for remark in tables.remarks]
    return Template(tables.form, rows, noticed)


def _is_parted(printed: Printed) -> bool:
    """Whether a cell prints what a remark puts between cells: then no remark could be told apart into its cells."""
    grids = (block for block in printed if isinstance(block, Grid))
    return any(BETWEEN in box.text for grid in grids for row in grid.rows for box in row)


def _places(row: CellRow, wheres: dict[str, Where]) -> list[Place]:
    return [
        _place(column, cell, wheres[cell.raw]) if cell.raw in wheres else Place(column, read_number, (0, 0), cell)
        for column, cell in row.items()
    ]


def _place(column: str, cell: Cell, where: Where) -> Place:
    """The place of a figure; in which unit an amount is, what was made of its number tells."""
    if column not in _KINDS:
        return Place(column, read_number, where, None)
    readings = ((kind, read_number(cell.raw, kind)) for kind in _KINDS[column])
    kind, remark = next((kind, reading.remark) for kind, reading in readings if reading.cell == cell)
    return Place(column, partial(read_number, kind=kind), where, None, remark)


def _with_numbers(printed: Printed) -> tuple[list[Grid | Paragraph], dict[str, Where]]:
    """The grids with another number in every place of a figure, and the row (of all) and box that each is in."""
    wheres: dict[str, Where] = {}
    numbered: list[Grid | Paragraph] = []
    first = 0
    for block in printed:
        if isinstance(block, Paragraph):
            numbered.append(block)
            continue
        rows = [_numbered(row, number, wheres) for number, row in enumerate(block.rows, first)]
        numbered.append(Grid(tuple(rows), block.spans))
        first += len(rows)
    return numbered, wheres


def _numbered(row: Row, row_number: int, wheres: dict[str, Where]) -> Row:
    boxes = list(row)
    for number, box in enumerate(row):
        if box.text in _NUMBERED:
            text = _NUMBERED[box.text].format(_FIRST + len(wheres))
            wheres[text] = (row_number, number)
            boxes[number] = box._replace(text=text)
    return tuple(boxes)
