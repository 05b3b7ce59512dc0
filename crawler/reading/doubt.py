"""Doubting what was recognised in a picture: figures that do not add up may be read wrongly. Nothing is corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from crawler.reading.filling import CellRow
from crawler.reading.numbers import read_number
from crawler.reading.report import TABLES, Cell, Number, Remark, RemarkKind
from crawler.reading.tables import Tables

_INCOMING, _OUTGOING = ("received", "carried_in"), ("handled_total", "carried_out")
_NO_OUTCOMES = {*_INCOMING, *_OUTGOING}

Place = tuple[str, str]
Rows = Mapping[str, CellRow]


class _Sum(NamedTuple):
    """Two sets of cells (row, column) whose sums the form makes equal."""

    left: tuple[Place, ...]
    right: tuple[Place, ...]


def doubted(tables: Tables) -> Tables:
    """The tables with every cell of a sum that does not come out marked uncertain; each uncertain cell is remarked."""
    applications, proceedings = tables.applications, tables.proceedings
    doubts = replace(
        tables,
        applications=_doubted(applications, [*_down(applications), *_across(applications)]),
        proceedings=_doubted(proceedings, _across(proceedings)),
    )
    remarks = [
        Remark(RemarkKind.UNCERTAIN_CELLS, f"{table}.{row}.{column}", cell.raw)
        for table in TABLES
        for row, cells in getattr(doubts, table).items()
        for column, cell in cells.items()
        if not cell.certain
    ]
    return replace(doubts, remarks=(*tables.remarks, *remarks))


def _across(rows: Rows) -> Iterator[_Sum]:
    """总计 is the sum of its row."""
    for row, cells in rows.items():
        parts = tuple((row, column) for column in cells if column != "total")
        if "total" in cells and parts:
            yield _Sum(parts, ((row, "total"),))


def _down(rows: Rows) -> Iterator[_Sum]:
    """In every column of table 3: 一 + 二 = 三（七） + 四, and （七） is the sum of the outcomes above it."""
    if not rows.keys() >= _NO_OUTCOMES:
        return
    outcomes = [row for row in rows if row not in _NO_OUTCOMES]
    for column in rows["received"]:
        yield _Sum(_cells(_INCOMING, column), _cells(_OUTGOING, column))
        yield _Sum(_cells(outcomes, column), _cells(_OUTGOING[:1], column))


def _cells(rows: Sequence[str], column: str) -> tuple[Place, ...]:
    return tuple((row, column) for row in rows)


def _doubted(rows: Rows, sums: Iterator[_Sum] | Sequence[_Sum]) -> dict[str, CellRow]:
    wrong = {place for each in sums if not _may_hold(each, rows) for place in (*each.left, *each.right)}
    return {
        row: {column: _unsure(cell) if (row, column) in wrong else cell for column, cell in cells.items()}
        for row, cells in rows.items()
    }


def _may_hold(each: _Sum, rows: Rows) -> bool:
    """Whether the sums are equal as recognised; a cell without a number may be any."""
    left, right = ([_number(rows.get(row, {}).get(column)) for row, column in side] for side in each)
    if None in left or None in right:
        return True
    return sum(filter(None, left)) == sum(filter(None, right))


def _number(cell: Cell | None) -> Number | None:
    """The number a cell seems to hold, certain or not."""
    return None if cell is None else read_number(cell.raw).cell.value


def _unsure(cell: Cell) -> Cell:
    return Cell(None, cell.raw, certain=False)
