"""Plain text -> Document: lines, tab-separated rows, rows of one cell a line, and pipe tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from crawler.reading.document import Block, Grid, Paragraph, Row, row_of

#: The line under a pipe table's header; and bars that a converter left between cells it put on lines of their own.
_RULE = re.compile(r"(?=.*[-=─━])[\s|:+\-=─━]+")
_EDGE = re.compile(r"^\||\|$")
#: Marks that converters leave inside the cells of plain text.
_INLINE = re.compile(r"</?(?:br|b|strong|sup|sub|u|i|em|o:p|font)\s*/?>|\*\*", re.IGNORECASE)
_LEFTOVER = re.compile(r"\s*\|+\s*")


def read_text(text: str) -> tuple[Block, ...]:
    """The lines of a plain text as paragraphs and grids."""
    lines = _INLINE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Block] = []
    for kind, group in groupby(_chunks(lines), key=lambda chunk: chunk[0]):
        chunks = [chunk for _, chunk in group]
        if kind == "cells":
            blocks.append(Grid(tuple(row_of([line.strip() for line in chunk]) for chunk in chunks)))
        elif kind == "rows":
            blocks.extend(Grid(tuple(map(_row, chunk))) for chunk in chunks)
        else:
            blocks.extend(Paragraph(line.strip(" \t|\u3000\xa0")) for chunk in chunks for line in chunk)
    return tuple(blocks)


def _chunks(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """(kind, lines) of the runs between blank lines and changes of kind.

    ``rows``: every line is a row of cells. ``cells``: every line is a tab and one cell, the run is one row.
    """
    for blank, group in groupby(lines, key=lambda line: not line.strip() and "\t" not in line):
        if blank:
            continue
        for tabbed, run in groupby(group, key=_is_row):
            chunk = [line for line in run if not (_RULE.fullmatch(line) or _LEFTOVER.fullmatch(line)) or "\t" in line]
            if chunk:
                yield (_tabbed_kind(chunk) if tabbed else "lines"), chunk


def _is_row(line: str) -> bool:
    return "\t" in line or (line.count("|") >= 2 and not _LEFTOVER.fullmatch(line))


def _tabbed_kind(chunk: Sequence[str]) -> str:
    one_cell_each = all(line.startswith("\t") and line.count("\t") == 1 for line in chunk)
    return "cells" if one_cell_each else "rows"


def _row(line: str) -> Row:
    if "\t" in line:
        return row_of([cell.strip() for cell in line.split("\t")])
    return row_of([cell.strip() for cell in _EDGE.sub("", line.strip()).split("|")])
