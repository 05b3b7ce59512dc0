"""Cells as rectangles on a page -> a Grid, whoever found the rectangles: ruling lines of a PDF or of a picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.reading.document import Box, Grid, Row


class Rectangle(NamedTuple):
    """A printed cell: its edges on the page, in any unit, and its text."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    certain: bool = True


def grid_of(cells: Sequence[Rectangle], tolerance: float) -> Grid:
    """The cells in rows and columns; edges nearer to one another than ``tolerance`` are one edge.

    A cell that reaches down into further rows is a box of theirs too, with a rowspan of 0.
    """
    columns = edges([each.left for each in cells] + [each.right for each in cells], tolerance)
    lines = edges([each.top for each in cells] + [each.bottom for each in cells], tolerance)
    rows: list[list[Box]] = [[] for _ in lines]
    for cell in cells:
        column, first = _place(columns, cell.left), _place(lines, cell.top)
        wide = max(_place(columns, cell.right) - column, 1)
        high = max(_place(lines, cell.bottom) - first, 1)
        rows[first].append(Box(cell.text, column, wide, high, cell.certain))
        for further in range(first + 1, first + high):
            rows[further].append(Box(cell.text, column, wide, 0, cell.certain))
    return grid_with(tuple(tuple(sorted(row, key=_column)) for row in rows if row))


def grid_with(rows: tuple[Row, ...]) -> Grid:
    """The rows as a grid; one without merged cells says nothing of how far they reach."""
    return Grid(rows, spans=any((box.colspan, box.rowspan) != (1, 1) for row in rows for box in row))


def edges(positions: Iterable[float], tolerance: float) -> list[float]:
    """Where each edge begins: positions that follow one another closely are one."""
    found: list[float] = []
    last = float("-inf")
    for position in sorted(positions):
        if position - last > tolerance:
            found.append(position)
        last = position
    return found


def is_table(grid: Grid) -> bool:
    """Whether any row has several cells: one alone may be the last of a table above the page's end.

    Underlined text and boxes around paragraphs have none.
    """
    return any(len(row) > 1 for row in grid.rows)


def _place(found: Sequence[float], position: float) -> int:
    return bisect_right(found, position) - 1


def _column(box: Box) -> int:
    return box.column
