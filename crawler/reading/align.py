"""Which printed cell belongs to which column of its row: by its place in the row, by its grid column, or by neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crawler.reading.columns import Columns, columns_of, in_one_piece
from crawler.reading.document import Box, Row
from crawler.reading.numbers import looks_like_value
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


def align(cells: Row, count: int, columns: Columns | None, *, ordered: bool, summed: bool = False) -> Aligned:
    """Lay the cells after a row's label on ``count`` columns.

    ``columns`` are the grid columns in which the values of such rows stand, as far as known. ``ordered``: a row of as
    many cells as columns has them in order. Where place and column tell different things, and no full row settles it,
    the row is not ``sure``. ``summed``: the last column adds up the others.
    """
    own = tuple([box for box in cells if box.rowspan])
    cells = own if len(own) >= count else cells
    filled = [box for box in cells if box.text]
    if not filled:
        return Aligned(("",) * count, None if cells else RemarkKind.MISSING_CELLS)
    if len(filled) == count and in_one_piece(cells, filled):
        return _whole(cells, filled, columns)
    if len(filled) == 1 and filled[0].certain and (zeros := _glued_zeros(filled[0].text, count)):
        return zeros
    if len(cells) == count and (columns is None or columns_of(cells) == columns or (ordered and _are_alike(cells))):
        return _in_order(cells)
    if sum(box.colspan for box in cells) == count and _covers(cells, columns, ordered=ordered):
        return _spread(cells)
    if len(filled) > count and in_one_piece(cells, filled):
        return _surplus(cells, filled, count, columns)
    aligned = _by_column(cells, columns, summed=summed) if columns else _unplaced(cells, count)
    return aligned._replace(sure=False) if _doubted(cells) else aligned


def _whole(cells: Row, filled: Sequence[Box], columns: Columns | None) -> Aligned:
    """Every value is printed, unless a lost one was made up for by a surplus; blank cells beside them tell which."""
    known = columns is None or columns_of(filled) == columns or len(cells) == len(filled)
    return _in_order(filled) if known or filled[0] is cells[0] else _unsure(filled, len(filled))


def _are_alike(cells: Row) -> bool:
    """Whether all cells are of one width: none of them lies over two columns, and makes up for one too many."""
    return len({box.colspan for box in cells}) == 1


def _covers(cells: Row, columns: Columns | None, *, ordered: bool) -> bool:
    """Whether merged cells lie over exactly the columns."""
    if columns is None:
        return ordered
    return cells[0].column == columns[0] and cells[-1].column + cells[-1].colspan - 1 == columns[-1]


def _surplus(cells: Row, filled: Sequence[Box], count: int, columns: Columns | None) -> Aligned:
    """More values than columns, none missing between them: the first ones count."""
    starts = filled[0] is cells[0] if columns is None else filled[0].column == columns[0]
    # Words may be the end of the label; and twice as many values are those of another table.
    sure = starts and looks_like_value(filled[0].text) and len(filled) < 2 * count
    return _in_order(filled[:count], RemarkKind.SURPLUS_CELLS) if sure else _unsure(filled, count)


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


def _by_column(cells: Row, columns: Columns, *, summed: bool) -> Aligned:
    printed = {box.column: box.text for box in cells}
    texts = tuple(printed.get(column) for column in columns)
    astray = [column for column, text in printed.items() if text and column not in columns]
    if astray and min(astray) > columns[-1] and all(texts):
        return Aligned(texts, RemarkKind.SURPLUS_CELLS)
    if astray:
        return Aligned(texts, RemarkKind.RAGGED_ROW, sure=False)
    if None in texts:
        # Any of the cells may be lost. Only a sum alone at the right edge, under the other sums, can be nothing else.
        only_total = summed and not any(texts[:-1]) and bool(cells[-1].text)
        return Aligned(texts, RemarkKind.MISSING_CELLS, sure=only_total)
    return Aligned(texts)


def _unplaced(cells: Row, count: int) -> Aligned:
    remark = RemarkKind.MISSING_CELLS if len(cells) < count else RemarkKind.RAGGED_ROW
    return _unsure(cells, count, remark)


def _unsure(cells: Sequence[Box], count: int, remark: RemarkKind = RemarkKind.RAGGED_ROW) -> Aligned:
    texts = [box.text for box in cells]
    return Aligned((*texts, *[None] * count)[:count], remark, sure=False)
