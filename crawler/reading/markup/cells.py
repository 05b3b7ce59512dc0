"""HTML tables -> grids of cells, spans and nesting included."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Box, Grid, Row
from crawler.reading.markup.pieces import text_of
from crawler.reading.markup.tags import CELLS, SECTIONS

#: Stand for a block in the running text, in its place; non-characters, so no page holds them.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
#: An image in a cell may be a figure: the cell is not blank.
IMAGE = "[图片]"

#: All statutory tables in one have some seventy rows; what claims to reach further is cut there.
_WIDEST, _HIGHEST = 60, 100
#: The forms have at most fifteen columns of values; what stands further right is none of theirs.
_MOST_COLUMNS = 200
#: Longer cells hold running text: the table only lays out the page.
_LONGEST_CELL = 180
_NUMBER = re.compile(r"\s*(\d{1,9})")

#: Reports repeat themselves: most of their cells are blank, a zero or a label of the form.
_box = lru_cache(maxsize=8192)(Box)

#: How many columns and rows a cell says it spans; by its ``mem_id``.
Span = tuple[int, int]
Spans = dict[int, Span]


def mark(index: int) -> str:
    """What stands in the running text for the block of that index."""
    return f"{OPEN}{index}{CLOSE}"


def lift_tables(
    tree: LexborHTMLParser, tables: Sequence[LexborNode], blocks: list[Block], pictured: Container[int] = ()
) -> None:
    """Take the tables of the tree out of it, innermost first, into ``blocks``, leaving a mark in their place.

    Rows that hold running text, another table or nothing but pictures only lay out the page; they stay in the tree
    as they are. ``pictured`` are the ``mem_id`` of cells with a picture.
    """
    spans = _spans(tree)
    for table in reversed(tables):
        runs = list(_runs(table, spans, pictured))
        whole = len(runs) == 1 and runs[0].whole
        if whole and len(runs[0].rows) == 1 and _fills_a_cell(table):
            table.replace_with(" ".join(runs[0].cells[0].texts))
            continue
        for run in runs:
            (table if whole else run.rows[0]).replace_with(mark(len(blocks)))
            blocks.append(_grid(run))
            for row in () if whole else run.rows[1:]:
                row.decompose()


def _fills_a_cell(table: LexborNode) -> bool:
    """Whether a table is all that stands in one of several cells side by side: figures set in a table of their own."""
    cell = table.parent
    if cell is None or cell.tag not in CELLS or cell.parent is None:
        return False
    beside = sum(each.tag in CELLS for each in cell.parent.iter())
    return beside > 1 and len(cell.text(strip=True)) == len(table.text(strip=True))


def _spans(tree: LexborHTMLParser) -> Spans:
    spans = {}
    for cell in tree.css("[colspan],[rowspan]"):
        attributes = cell.attributes
        spans[cell.mem_id] = (_span(attributes.get("colspan"), _WIDEST), _span(attributes.get("rowspan"), _HIGHEST))
    return spans


@lru_cache(maxsize=1024)
def _span(value: str | None, most: int) -> int:
    if value is None:
        return 1
    match = _NUMBER.match(value)
    return min(max(int(match[1]), 1), most) if match else 1


class _Cells(NamedTuple):
    """The cells of one row: their texts, and how far each says it spans."""

    texts: list[str]
    spans: list[Span | None]


class _Run(NamedTuple):
    """Consecutive rows that are cells of a table rather than layout; ``whole``: all rows of their table."""

    rows: list[LexborNode]
    cells: list[_Cells]
    whole: bool


def _runs(table: LexborNode, spans: Spans, pictured: Container[int]) -> Iterator[_Run]:
    rows: list[LexborNode] = []
    gathered: list[_Cells] = []
    whole = True
    for row in _rows(table):
        cells = _cells(row, spans, pictured)
        if _is_layout(cells.texts):
            whole = False
            if rows:
                yield _Run(rows, gathered, whole)
                rows, gathered = [], []
        else:
            rows.append(row)
            gathered.append(cells)
    if rows:
        yield _Run(rows, gathered, whole)


def _cells(row: LexborNode, spans: Spans, pictured: Container[int]) -> _Cells:
    cells = [cell for cell in row.iter() if cell.tag in CELLS]
    texts = list(map(text_of, cells))
    if pictured:
        texts = [text or (IMAGE if cell.mem_id in pictured else "") for text, cell in zip(texts, cells, strict=True)]
    return _Cells(texts, [spans.get(cell.mem_id) for cell in cells] if spans else [None] * len(cells))


def _is_layout(texts: list[str]) -> bool:
    row = "".join(texts)
    if len(row) <= _LONGEST_CELL and OPEN not in row:
        return row != "" and row.replace(IMAGE, "") == ""
    return OPEN in row or max(map(len, texts)) > _LONGEST_CELL


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in list(table.iter()):
        if child.tag == "tr":
            yield child
        elif child.tag in SECTIONS:
            yield from [row for row in child.iter() if row.tag == "tr"]


def _grid(run: _Run) -> Grid:
    reaching: dict[int, tuple[int, Box]] = {}
    rows = [_row(cells, reaching) for cells in run.cells]
    return Grid(tuple(rows), any(any(cells.spans) for cells in run.cells))


def _row(cells: _Cells, reaching: dict[int, tuple[int, Box]]) -> Row:
    """One row; cells that reach into it from above are its boxes too, with a rowspan of 0."""
    if not reaching and not any(cells.spans):
        return tuple(map(_box, cells.texts, range(_MOST_COLUMNS)))
    boxes: list[Box] = []
    column = 0
    left = dict(reaching)
    for text, span in zip(cells.texts[:_MOST_COLUMNS], cells.spans, strict=False):
        while column in left:
            column = _continue(column, left, reaching, boxes)
        if span is None:
            boxes.append(_box(text, column))
            column += 1
        else:
            colspan, rowspan = span
            boxes.append(_box(text, column, colspan, rowspan))
            if rowspan > 1:
                reaching[column] = (rowspan - 1, Box(text, column, colspan, 0))
            column += colspan
        if column > _MOST_COLUMNS:
            break
    for start in sorted(left):
        _continue(start, left, reaching, boxes)
    return tuple(boxes)


def _continue(
    column: int, left: dict[int, tuple[int, Box]], reaching: dict[int, tuple[int, Box]], boxes: list[Box]
) -> int:
    """Carry on a cell from above; returns the column behind it."""
    rows, box = left.pop(column)
    if column >= (boxes[-1].column if boxes else 0):
        boxes.append(box)
    if rows > 1:
        reaching[column] = (rows - 1, box)
    else:
        del reaching[column]
    return column + box.colspan
