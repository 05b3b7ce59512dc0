"""Which printed cell belongs to which column of its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.reading.document import Box, Row
from crawler.reading.report import RemarkKind


class Value(NamedTuple):
    """The text of one cell; ``None`` where the row ends before its column. ``shared``: merged with other cells."""

    text: str | None
    shared: bool = False


class Aligned(NamedTuple):
    """The cells of a row in the order of its columns, and what was odd. Not ``sure``: no cell can be placed."""

    values: tuple[Value, ...]
    remark: RemarkKind | None = None
    sure: bool = True


Columns = tuple[int, ...]


def align(cells: Row, count: int, columns: Columns | None, spans: bool) -> Aligned:
    """Lay the cells after a row's label on ``count`` columns.

    ``columns`` are the grid columns in which other rows of the same grid print their values. As many cells as columns
    stand in order; else the column decides; where neither does, the row is not ``sure``.
    """
    own = tuple(box for box in cells if box.rowspan)
    cells = own if len(own) >= count else cells
    filled = [box for box in cells if box.text]
    if not filled:
        return Aligned((Value(""),) * count, None if cells else RemarkKind.MISSING_CELLS)
    if len(filled) == 1 and (zeros := _glued_zeros(filled[0].text, count)):
        return zeros
    if len(filled) == count and _in_one_piece(cells, filled):
        shifted = len(cells) > count and not spans and columns is not None and columns != columns_of(filled)
        return Aligned(_in_order(filled), RemarkKind.RAGGED_ROW if shifted else None)
    if len(cells) == count and (spans or columns is None or columns == columns_of(cells)):
        return Aligned(_in_order(cells))
    if spans and sum(box.colspan for box in cells) == count:
        return Aligned(_spread(cells))
    return _by_column(cells, columns, spans) if columns else _trimmed(cells, count)


def columns_of(cells: Iterable[Box]) -> Columns:
    """The grid columns in which the cells start."""
    return tuple(box.column for box in cells)


def common_columns(rows: Iterable[Row], count: int) -> Columns | None:
    """The grid columns in which most rows print a full set of values, where any row does."""
    full = ((row, [box for box in row if box.text]) for row in rows)
    votes = Counter(columns_of(cells) for row, cells in full if len(cells) == count and _in_one_piece(row, cells))
    return votes.most_common(1)[0][0] if votes else None


def _in_one_piece(cells: Sequence[Box], filled: Sequence[Box]) -> bool:
    start = cells.index(filled[0])
    return list(cells[start : start + len(filled)]) == list(filled)


def _glued_zeros(text: str, count: int) -> Aligned | None:
    """``000`` in a row of three columns: so many zeros can be nothing else."""
    if count > 1 and text == "0" * count:
        return Aligned((Value("0"),) * count, RemarkKind.MERGED_CELLS)
    return None


def _in_order(cells: Iterable[Box]) -> tuple[Value, ...]:
    return tuple(Value(box.text, box.rowspan != 1) for box in cells)


def _spread(cells: Row) -> tuple[Value, ...]:
    return tuple(Value(box.text, box.colspan > 1) for box in cells for _ in range(box.colspan))


def _by_column(cells: Row, columns: Columns, spans: bool) -> Aligned:
    texts = {box.column: box.text for box in cells}
    values = tuple(Value(texts.get(column)) for column in columns)
    if any(text for column, text in texts.items() if column < columns[0]):
        return Aligned(values, RemarkKind.RAGGED_ROW, sure=False)
    if any(text for column, text in texts.items() if column > columns[-1]):
        return Aligned(values, RemarkKind.SURPLUS_CELLS)
    if None in (value.text for value in values):
        # A marked-up row that ends early may have lost any of its cells; in plain text the tabs still count them.
        return Aligned(values, RemarkKind.MISSING_CELLS, sure=not (spans and cells[-1].column < columns[-1]))
    return Aligned(values, RemarkKind.RAGGED_ROW if len(cells) == len(columns) else None)


def _trimmed(cells: Row, count: int) -> Aligned:
    rest = list(cells)
    while len(rest) > count and not rest[-1].text:
        rest.pop()
    while len(rest) > count and not rest[0].text:
        rest.pop(0)
    values = _in_order(rest)
    if len(rest) == count:
        return Aligned(values, None if rest[0].text and rest[-1].text else RemarkKind.RAGGED_ROW)
    if len(rest) < count:
        return Aligned(values + (Value(None),) * (count - len(rest)), RemarkKind.MISSING_CELLS, sure=False)
    return Aligned(values[:count], RemarkKind.SURPLUS_CELLS)
