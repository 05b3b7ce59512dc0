"""In which grid columns the values of table 3 stand: what the rows and the header of one grid tell together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crawler.reading.document import Box, Row

Columns = tuple[int, ...]


def columns_of(cells: Iterable[Box]) -> Columns:
    """The grid columns in which the boxes start."""
    return tuple([box.column for box in cells])


def in_one_piece(cells: Sequence[Box], filled: Sequence[Box]) -> bool:
    """Whether the filled boxes follow each other without a blank one between."""
    start = cells.index(filled[0])
    return list(cells[start : start + len(filled)]) == list(filled)


def marked_columns(rows: Sequence[Row], count: int) -> Columns | None:
    """Of a grid with spans: the columns of its rows with as many cells as values; none where its spans contradict."""
    own = ([box for box in cells if box.rowspan] for cells in rows)
    found = [columns_of(cells) for cells in own if len(cells) == count]
    return found[0] if len(set(found)) == 1 and len(found) * 2 >= len(rows) else None


def plain_columns(rows: Sequence[Row], count: int, header: Columns | None) -> Columns | None:
    """Of rows of one width in a grid without spans: the columns that suit the filled cells of most rows best.

    Full rows and the header propose; a proposal that leaves figures to its left is wrong, figures to its right may
    be surplus.
    """
    filled = [columns_of(box for box in cells if box.text) for cells in rows]
    proposed = dict.fromkeys([*([header] if header and len(header) == count else []), *_full(rows, count)])
    return max(proposed, key=lambda columns: sum(_fit(cells, columns) for cells in filled), default=None)


def _full(rows: Sequence[Row], count: int) -> Iterator[Columns]:
    for cells in rows:
        filled = [box for box in cells if box.text]
        if len(filled) == count and in_one_piece(cells, filled):
            yield columns_of(filled)


def _fit(filled: Columns, columns: Columns) -> int:
    if not filled:
        return 0
    if filled[0] < columns[0]:
        return -3
    if filled[-1] > columns[-1]:
        return -1
    return 2 if filled == columns else 1
