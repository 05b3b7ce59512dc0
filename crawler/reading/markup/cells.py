"""HTML tables -> grids of cells, spans and nesting included."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Box, Grid, Row
from crawler.reading.markup.tags import APART, CELLS, MOST_INLINE, SECTIONS

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
_BLANKS = str.maketrans("\xa0\u3000\u2002\u2003\u2009", "     ", "\u200b\u200c\u200d\u2060\ufeff\xad")

#: Reports repeat themselves: most of their cells are blank, a zero or a label of the form.
_box = lru_cache(maxsize=8192)(Box)

#: What no text holds: it parts the pieces of text that elements part.
_BETWEEN = "\x1f"

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
        for run in runs:
            (table if whole else run.rows[0]).replace_with(mark(len(blocks)))
            blocks.append(_grid(run))
            for row in () if whole else run.rows[1:]:
                row.decompose()


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
    texts = list(map(_text, cells))
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


def _text(cell: LexborNode) -> str:
    """The cell's text: pieces set apart by line breaks or blocks stay apart, spans inside a word do not."""
    text = _in_one_piece(cell.text(separator=_BETWEEN))
    return _plain(_broken(cell)) if text is None else text


@lru_cache(maxsize=8192)
def _in_one_piece(text: str) -> str | None:
    """The text of a cell, ``None`` where it stands in several pieces that only its elements can tell apart."""
    filled = [piece for piece in text.translate(_BLANKS).split(_BETWEEN) if piece and not piece.isspace()]
    return _plain("".join(filled)) if len(filled) <= 1 else None


def _plain(text: str) -> str:
    return " ".join(text.translate(_BLANKS).split())


def _broken(cell: LexborNode) -> str:
    pieces: list[str] = []
    last: int | None = None
    for node in cell.traverse(include_text=True):
        if node.tag == "-text":
            block = _enclosing(node)
            if last is not None and block != last:
                pieces.append("\n")
            last = block
            pieces.append(node.text_content or "")
        elif node.tag in APART:
            pieces.append("\n")
    return "".join(pieces)


def _enclosing(text: LexborNode) -> int | None:
    node = text.parent
    for _ in range(MOST_INLINE):
        if node is None or node.tag in APART:
            break
        node = node.parent
    return node.mem_id if node is not None else None


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
