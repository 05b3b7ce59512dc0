"""Tables on a template that was met before: the reports of a county are printed on one, and only the figures differ.

Where a template has its figures is worked out when it is met again, by reading it with figures that tell which they
are; from then on they are taken from their places. Where the figures themselves may matter (a sum can settle what
stands where) no places are remembered, and the tables are read in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
#: Between the cells that a remark quotes.
_BETWEEN = " | "
_READ: dict[str, Callable[[str], Reading]] = {
    "change": partial(read_number, kind=Kind.CHANGE),
    "amount_10k_yuan": partial(read_number, kind=Kind.AMOUNT),
}

#: The number of a row among those of all grids, and that of a box in it.
Where = tuple[int, int]


class _Place(NamedTuple):
    """A cell of a table: in which row and box its figure is and how it is read, or else what the template prints there.

    (The name of a kind is hashed in Python: looked up without, a count is found in half the time.)
    """

    column: str
    read: Callable[[str], Reading]
    where: Where
    printed: Cell | None


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
    if len(rows) > _MOST_ROWS or any(map(_tells_more, blocks)):
        return read_tables(blocks)
    known = template_of(tuple([_without_figures(grid) for grid in grids]))
    known.met += 1
    template = known.template if known.met > 1 else None
    return (_filled(template, rows) if template else None) or read_tables(blocks)


def _tells_more(block: Block) -> bool:
    """Whether the tables cannot be read from the grids alone."""
    return isinstance(block, Stream) or (isinstance(block, Paragraph) and unit_above(block.text) != "")


def _without_figures(grid: Grid) -> Grid:
    return Grid(tuple([tuple(map(_without_figure, row)) for row in grid.rows]), grid.spans)


@lru_cache(maxsize=16_384)
def _without_figure(box: Box) -> Box:
    if (match := _FIGURE.fullmatch(box.text)) is None:
        return box
    return box._replace(text=_DECIMAL if match[2] else _NEGATIVE if match[1] else _COUNT)


@lru_cache(maxsize=256)
def template_of(grids: tuple[Grid, ...]) -> _Known:
    """What is known of a template: nothing at first."""
    return _Known(grids)


@dataclass
class _Known:
    """A template, and how often it was met."""

    grids: tuple[Grid, ...]
    met: int = 0

    @cached_property
    def template(self) -> _Template | None:
        """Its places, ``None`` where they do not follow from the template alone."""
        return _worked_out(self.grids)


def _worked_out(grids: tuple[Grid, ...]) -> _Template | None:
    numbered, wheres = _with_numbers(grids)
    tables = read_tables(numbered)
    cells = [cell for table in TABLES for row in getattr(tables, table).values() for cell in row.values()]
    odd = any(remark.kind in _WEIGHED or remark.raw in wheres for remark in tables.remarks)
    if odd or any(cell.raw in wheres and not cell.certain for cell in cells) or _is_parted(grids):
        return None
    rows = {table: [(key, _places(row, wheres)) for key, row in getattr(tables, table).items()] for table in TABLES}
    noticed = [_Noticed(remark, list(map(wheres.get, remark.raw.split(_BETWEEN)))) for remark in tables.remarks]
    return _Template(tables.form, rows, noticed)


def _is_parted(grids: Sequence[Grid]) -> bool:
    """Whether a cell prints what a remark puts between cells: then no remark could be told apart into its cells."""
    return any(_BETWEEN in box.text for grid in grids for row in grid.rows for box in row)


def _places(row: CellRow, wheres: dict[str, Where]) -> list[_Place]:
    printed = [(column, _READ.get(column, read_number), cell) for column, cell in row.items()]
    return [
        _Place(column, read, wheres[cell.raw], None) if cell.raw in wheres else _Place(column, read, (0, 0), cell)
        for column, read, cell in printed
    ]


def _with_numbers(grids: Sequence[Grid]) -> tuple[list[Grid], dict[str, Where]]:
    """The grids with another number in every place of a figure, and the row (of all) and box that each is in."""
    wheres: dict[str, Where] = {}
    numbered = []
    first = 0
    for grid in grids:
        rows = [_numbered(row, number, wheres) for number, row in enumerate(grid.rows, first)]
        numbered.append(Grid(tuple(rows), grid.spans))
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
            for column, read_figure, (row, box), printed in places:
                cell, remark = (printed, None) if printed else read_figure(rows[row][box].text)
                if remark:
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
