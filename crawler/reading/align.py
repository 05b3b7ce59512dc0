"""Which printed cell belongs to which column of its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crawler.reading.columns import Columns, columns_of, in_one_piece
from crawler.reading.document import Box, Row
from crawler.reading.report import RemarkKind


class Aligned(NamedTuple):
    """The texts of a row in the order of its columns, and what was odd.

    A text is ``None`` where the row ends before its column. ``shared`` are the places of cells merged with others,
    ``doubted`` those of texts that may be other ones. Not ``sure``: the texts cannot be placed.
    """

    texts: tuple[str | None, ...]
    remark: RemarkKind | None = None
    sure: bool = True
    shared: frozenset[int] = frozenset()
    doubted: frozenset[int] = frozenset()


def align(cells: Row, count: int, columns: Columns | None, *, ordered: bool) -> Aligned:
    """Lay the cells after a row's label on ``count`` columns.

    ``columns`` are the grid columns in which other rows of the same grid print their values. As many cells as columns
    stand in order, if the grid is ``ordered`` or the columns agree; else the column decides; where neither does, the
    row is not ``sure``.
    """
    own = tuple([box for box in cells if box.rowspan])
    cells = own if len(own) >= count else cells
    filled = [box for box in cells if box.text]
    if len(cells) == count and (ordered or columns is None or len(filled) == count or columns == columns_of(cells)):
        return _in_order(cells)
    if not filled:
        return Aligned(("",) * count, None if cells else RemarkKind.MISSING_CELLS)
    if len(filled) == 1 and filled[0].certain and (zeros := _glued_zeros(filled[0].text, count)):
        return zeros
    if len(filled) == count and in_one_piece(cells, filled):
        at_once = filled[0] is cells[0] and (ordered or columns is None)
        if at_once or len(filled) == 1 or (columns is not None and filled[-1].column <= columns[-1]):
            return _in_order(filled)
    if ordered and sum(box.colspan for box in cells) == count:
        return _spread(cells)
    aligned = _by_column(cells, columns) if columns else _trimmed(cells, count)
    return aligned._replace(sure=False) if _doubted(cells) else aligned


def _glued_zeros(text: str, count: int) -> Aligned | None:
    """``000`` in a row of three columns: so many zeros can be nothing else."""
    if count > 1 and text == "0" * count:
        return Aligned(("0",) * count, RemarkKind.MERGED_CELLS)
    return None


def _in_order(cells: Sequence[Box], remark: RemarkKind | None = None) -> Aligned:
    shared = frozenset([place for place, box in enumerate(cells) if box.rowspan != 1])
    return Aligned(tuple([box.text for box in cells]), remark, shared=shared, doubted=_doubted(cells))


def _spread(cells: Row) -> Aligned:
    """Cells that span several columns of values: each of these shares what is printed."""
    wide = [box for box in cells for _ in range(box.colspan)]
    shared = frozenset([place for place, box in enumerate(wide) if box.colspan > 1])
    return Aligned(tuple([box.text for box in wide]), shared=shared, doubted=_doubted(wide))


def _doubted(cells: Sequence[Box]) -> frozenset[int]:
    return frozenset([place for place, box in enumerate(cells) if not box.certain])


def _by_column(cells: Row, columns: Columns) -> Aligned:
    printed = {box.column: box.text for box in cells}
    texts = tuple(printed.get(column) for column in columns)
    if any(text for column, text in printed.items() if column < columns[0]):
        return Aligned(texts, RemarkKind.RAGGED_ROW, sure=False)
    if any(text for column, text in printed.items() if column > columns[-1]):
        return Aligned(texts, RemarkKind.SURPLUS_CELLS)
    if None in texts:
        # A row that ends early may have lost a cell of its label side or any of its values.
        return Aligned(texts, RemarkKind.MISSING_CELLS, sure=cells[-1].column >= columns[-1])
    return Aligned(texts, RemarkKind.RAGGED_ROW if len(cells) == len(columns) else None)


def _trimmed(cells: Row, count: int) -> Aligned:
    rest = [box.text for box in cells]
    while len(rest) > count and not rest[-1]:
        rest.pop()
    if len(rest) > count and rest[0]:
        return Aligned(tuple(rest[:count]), RemarkKind.SURPLUS_CELLS)
    if len(rest) == count:
        return Aligned(tuple(rest), None if rest[0] else RemarkKind.RAGGED_ROW, sure=bool(rest[0]))
    lost = len(rest) < count
    texts = (*rest, *[None] * count)[:count]
    return Aligned(texts, RemarkKind.MISSING_CELLS if lost else RemarkKind.RAGGED_ROW, sure=False)
