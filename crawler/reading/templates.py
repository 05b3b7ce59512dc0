"""Tables on a template that was met before: the reports of a county are printed on one, and only the figures differ.

Where a template has its figures is worked out when it is met again, by reading it with figures that tell which they
are; from then on they are taken from their places. Where the figures themselves may matter (a sum can settle what
stands where) no places are remembered, and the tables are read in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from crawler.reading.document import Block, Box, Grid, Paragraph, Row, Stream
from crawler.reading.filling import CellRow
from crawler.reading.numbers import Kind, Reading, read_number
from crawler.reading.report import TABLES, Cell, Remark, RemarkKind
from crawler.reading.tables import Tables, read_tables
from crawler.reading.units import unit_above

#: All statutory tables of one year have some seventy rows; longer ones are rarely met twice.
_MOST_ROWS = 200
_FIGURE = re.compile(r"(-)?(?:0|[1-9][0-9]{0,8})(\.[0-9]{1,8})?")
#: What stands for any count, any negative one, and any figure with decimals; and how one of each is told by number.
_COUNT, _NEGATIVE, _DECIMAL = "0", "-1", "0.5"
_NUMBERED = {_COUNT: "{}", _NEGATIVE: "-{}", _DECIMAL: "{}.5"}
#: No row of numbers from here on adds up.
_FIRST = 10_000
#: What is noticed by what figures say, not by where they stand: copies that differ, rows that a sum may have settled.
_WEIGHED = frozenset({RemarkKind.DUPLICATE_ROW, RemarkKind.DUPLICATE_TABLE, RemarkKind.RAGGED_ROW})
_NO_UNIT = Paragraph("")
#: Between the cells that a remark quotes.
_BETWEEN = " | "
_KINDS = {
    "change": (Kind.CHANGE,),
    "amount_10k_yuan": (
        *(Kind.AMOUNT, Kind.AMOUNT_IN_YUAN),
        *(Kind.AMOUNT_IN_THOUSANDS, Kind.AMOUNT_IN_HUNDRED_MILLIONS),
    ),
}

#: The number of a row among those of all grids, and that of a box in it.
Where = tuple[int, int]


class _Place(NamedTuple):
    """A cell of a table: in which row and box its figure is and how it is read, or else what the template prints there.

    ``remark`` is what is remarked of any figure there: that it is converted.

    (The name of a kind is hashed in Python: looked up without, a count is found in half the time.)
    """

    column: str
    read: Callable[[str], Reading]
    where: Where
    printed: Cell | None
    remark: RemarkKind | None = None


class _Noticed(NamedTuple):
    """A remark, and which of the cells it quotes are figures (``None``: what the template prints there)."""

    remark: Remark
    quoted: list[Where | None]


class _Template(NamedTuple):
    """What a template says of the tables: for each row of each the places of its cells, in the order of the form."""

    form: str | None
    rows: dict[str, list[tuple[str, list[_Place]]]]
    noticed: list[_Noticed]


def read_printed(blocks: Sequence[Block]) -> Tables:
    """The statutory tables printed in the blocks of a document: what :func:`read_tables` reads, only sooner."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    rows = [row for grid in grids for row in grid.rows]
    if len(rows) > _MOST_ROWS or any(isinstance(block, Stream) for block in blocks):
        return read_tables(blocks)
    known = template_of(tuple(_shape_of(blocks)))
    known.met += 1
    template = known.template if known.met > 1 else None
    return (_filled(template, rows) if template else None) or read_tables(blocks)


def _shape_of(blocks: Sequence[Block]) -> Iterator[Grid | Paragraph]:
    """The grids without their figures; between them the line above each, blank where it names no unit."""
    above: Paragraph | None = None
    for block in blocks:
        if isinstance(block, Grid):
            if above is not None:
                yield above if unit_above(above.text) else _NO_UNIT
            yield _without_figures(block)
            above = None
        elif isinstance(block, Paragraph):
            above = block


def _without_figures(grid: Grid) -> Grid:
    return Grid(tuple([tuple(map(_without_figure, row)) for row in grid.rows]), grid.spans)


@lru_cache(maxsize=16_384)
def _without_figure(box: Box) -> Box:
    if (match := _FIGURE.fullmatch(box.text)) is None:
        return box
    return box._replace(text=_DECIMAL if match[2] else _NEGATIVE if match[1] else _COUNT)


@lru_cache(maxsize=256)
def template_of(printed: tuple[Grid | Paragraph, ...]) -> _Known:
    """What is known of a template: nothing at first."""
    return _Known(printed)


@dataclass
class _Known:
    """A template, and how often it was met."""

    printed: tuple[Grid | Paragraph, ...]
    met: int = 0

    @cached_property
    def template(self) -> _Template | None:
        """Its places, ``None`` where they do not follow from the template alone."""
        return _worked_out(self.printed)


def _worked_out(printed: Sequence[Grid | Paragraph]) -> _Template | None:
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
    noticed = [_Noticed(remark, list(map(wheres.get, remark.raw.split(_BETWEEN)))) for remark in tables.remarks]
    return _Template(tables.form, rows, noticed)


def _is_parted(printed: Sequence[Grid | Paragraph]) -> bool:
    """Whether a cell prints what a remark puts between cells: then no remark could be told apart into its cells."""
    grids = (block for block in printed if isinstance(block, Grid))
    return any(_BETWEEN in box.text for grid in grids for row in grid.rows for box in row)


def _places(row: CellRow, wheres: dict[str, Where]) -> list[_Place]:
    return [
        _place(column, cell, wheres[cell.raw]) if cell.raw in wheres else _Place(column, read_number, (0, 0), cell)
        for column, cell in row.items()
    ]


def _place(column: str, cell: Cell, where: Where) -> _Place:
    """The place of a figure; in which unit an amount is, what was made of its number tells."""
    if column not in _KINDS:
        return _Place(column, read_number, where, None)
    readings = ((kind, read_number(cell.raw, kind)) for kind in _KINDS[column])
    kind, remark = next((kind, reading.remark) for kind, reading in readings if reading.cell == cell)
    return _Place(column, partial(read_number, kind=kind), where, None, remark)


def _with_numbers(printed: Sequence[Grid | Paragraph]) -> tuple[list[Grid | Paragraph], dict[str, Where]]:
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


def _filled(template: _Template, rows: Sequence[Row]) -> Tables | None:
    """The tables with the figures that the rows print; ``None`` where one of these is odd in its column."""
    read: dict[str, dict[str, CellRow]] = {table: {} for table in TABLES}
    for table, rows_of_table in template.rows.items():
        for key, places in rows_of_table:
            cells = read[table][key] = {}
            for column, read_figure, (row, box), printed, expected in places:
                cell, remark = (printed, None) if printed else read_figure(rows[row][box].text)
                if remark is not expected:
                    return None
                cells[column] = cell
    remarks = tuple([_with_figures(noticed, rows) for noticed in template.noticed])
    return Tables(template.form, read["disclosures"], read["applications"], read["proceedings"], remarks)


def _with_figures(noticed: _Noticed, rows: Sequence[Row]) -> Remark:
    """The remark with the figures that the rows print where it quotes some."""
    remark, quoted = noticed
    if not any(quoted):
        return remark
    printed = zip(quoted, remark.raw.split(_BETWEEN), strict=True)
    raw = _BETWEEN.join(rows[where[0]][where[1]].text if where else text for where, text in printed)
    return replace(remark, raw=raw)
