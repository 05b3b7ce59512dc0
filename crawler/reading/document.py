"""What every format is turned into before it is understood: paragraphs, grids of cells, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.reading.report import Remark


class Box(NamedTuple):
    """One printed cell of a grid: its text (blank = ``""``), the column it starts in, and how far it spans.

    Not ``certain``: the text was recognised in a picture, and may be another.
    """

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    certain: bool = True


Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of printed cells.

    ``spans``: the source says how far cells reach, so the n-th printed cell is the n-th cell of the row. Without it
    (text, or a page that pads with empty cells) the column a cell stands in is all there is.
    """

    rows: tuple[Row, ...]
    spans: bool = False


class Paragraph(NamedTuple):
    """One line of running text, trimmed."""

    text: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A table printed one cell a line: its pieces in reading order, blank cells lost. Before the article: a menu."""

    pieces: tuple[str, ...]


Block = Paragraph | Grid | Stream


@dataclass(frozen=True, slots=True)
class Document:
    """A page or file, whatever its format was.

    ``body`` is the article, ``before`` what the page shows ahead of it (with the metadata block), ``meta`` the pairs
    of the head in their order, ``titles`` the named titles as (source, text), ``links`` the addresses of images,
    frames and attachments in or under the article. ``format`` names what the file is, for whoever looks it up;
    ``recognised``: its text, or some of it, was recognised in pictures.
    """

    body: tuple[Block, ...]
    before: tuple[Block, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = field(default_factory=tuple)
    format: str = "html"
    recognised: bool = False


def row_of(texts: list[str]) -> Row:
    """A row of plain cells, one a column."""
    return tuple(Box(text, column) for column, text in enumerate(texts))


def lines_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The blocks as lines of text; the cells of a row are parted by tabs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Stream):
            yield from block.pieces
        else:
            yield from ("\t".join(box.text for box in row) for row in block.rows)
