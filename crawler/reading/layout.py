"""Putting blocks in order before they are read: tables printed one cell a line, headings caught inside tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from crawler.reading.document import Block, Grid, Paragraph, Row, Stream
from crawler.reading.headings import is_heading, run_in
from crawler.reading.labels import APPLICANT_HEADS, FORM_WORDS, bare
from crawler.reading.numbers import looks_like_value
from crawler.reading.words import words_in

_LONGEST_CELL = 60
#: Between the pages of a PDF's text: - 3 -, 第3页, 第 3 页 共 8 页.
_PAGE_NUMBER = re.compile(r"[-—–~]\s*\d{1,3}\s*[-—–~]|第\s*\d{1,3}\s*页(?:[\s,，/]*共\s*\d{1,3}\s*页)?")
_SENTENCE_MARKS = frozenset("。；！？;!?")
#: So many words of the form on consecutive short lines make a table of them.
_FEWEST_WORDS = 4
#: So many figures behind a label on one line make a row of it.
_FEWEST_FIGURES = 3
#: So many applicants, each in a row of its own with a figure, are the columns of a row of table 3.
_FEWEST_PAIRS = 5
#: How the corner of table 3 begins, which may be broken over lines.
_CORNER = "本列数据"


def tidy(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with headings lifted out of grids, run-in headings parted, and vertical tables made streams."""
    lifted = [part for block in blocks for part in _parts(block)]
    tidied: list[Block] = []
    for cell_like, group in groupby(lifted, key=_is_cell_like):
        run = list(group)
        tidied.extend(_stream_of(run) if cell_like else run)
    return tuple(tidied)


def _parts(block: Block) -> Iterator[Block]:
    if isinstance(block, Paragraph):
        if _PAGE_NUMBER.fullmatch(block.text):
            return
        if parted := run_in(block.text):
            yield from map(Paragraph, parted)
        else:
            yield block
    elif isinstance(block, Grid):
        yield from [_cards(block)] if _has_cards(block) else _lift_headings(block)
    else:
        yield block


def _has_cards(grid: Grid) -> bool:
    """Whether a grid names an applicant and the figure in each of its rows, as pages for telephones do."""
    pairs = [row for row in grid.rows if len(row) == 2 and bare(row[0].text) in APPLICANT_HEADS]
    return len(pairs) >= _FEWEST_PAIRS and all(looks_like_value(row[1].text) for row in pairs)


def _cards(grid: Grid) -> Stream:
    return Stream(tuple([text for row in grid.rows for text in _own_texts(row)]))


def _lift_headings(grid: Grid) -> Iterator[Block]:
    if all(len(row) == 1 for row in grid.rows):
        yield from (Paragraph(row[0].text) for row in grid.rows if row[0].text)
        return
    headings = list(map(_heading_in, grid.rows))
    if not any(headings):
        yield grid
        return
    for heading, group in groupby(zip(headings, grid.rows, strict=True), key=itemgetter(0)):
        rows = tuple([row for _, row in group])
        if heading or all(map(_is_text, rows)):
            yield from (Paragraph(text) for row in rows for text in _own_texts(row))
        else:
            yield Grid(rows, grid.spans)


def _heading_in(row: Row) -> str:
    if len(row) > 1 and row[-1].text and row[-2].text and row[-1].rowspan and row[-2].rowspan:
        return ""  # Most rows end in figures.
    texts = _own_texts(row)
    return texts[0] if len(texts) == 1 and is_heading(texts[0]) else ""


def _own_texts(row: Row) -> list[str]:
    return [box.text for box in row if box.text and box.rowspan]


def _is_text(row: Row) -> bool:
    """Whether a row between headings has but one cell filled, with no word of the form: a worksheet holds all of it."""
    texts = _own_texts(row)
    return not texts or (len(texts) == 1 and bare(texts[0]) not in FORM_WORDS and not looks_like_value(texts[0]))


def _is_cell_like(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    text = block.text
    if len(text) > _LONGEST_CELL and len("".join(text.split())) > _LONGEST_CELL:
        return _is_run_together(text)
    return _SENTENCE_MARKS.isdisjoint(text) and not is_heading(text)


def _is_run_together(text: str) -> bool:
    """Whether a long line is one or more rows of a table printed without line breaks."""
    words, pieces = words_in(text), text.split()
    if _is_figures(text):
        return True
    figures = sum(map(looks_like_value, pieces))
    tabular = len(words) >= _FEWEST_WORDS or (words and figures >= _FEWEST_FIGURES)
    return bool(tabular) and sum(map(len, words)) * 2 > len(bare(text)) - sum(map(str.isdigit, text))


def _stream_of(run: list[Block]) -> list[Block]:
    """The run with its middle, from the first to the last form word or figure, as a stream; if it is a table at all."""
    texts = [block.text for block in run if isinstance(block, Paragraph)]
    words = [words_in(text) for text in texts]
    worded = [number for number, found in enumerate(words) if found]
    if sum(map(len, words)) < _FEWEST_WORDS or not worded:
        return run
    values = [number for number, text in enumerate(texts) if _is_figures(text) and number > worded[0]]
    corner = [number for number, text in enumerate(texts) if bare(text).startswith(_CORNER)]
    start, end = min([worded[0], *corner]), max([worded[-1], *values]) + 1
    return [*run[:start], Stream(tuple(texts[start:end])), *run[end:]]


def _is_figures(text: str) -> bool:
    if looks_like_value(text):
        return True
    pieces = text.split()
    return sum(map(looks_like_value, pieces)) >= max(_FEWEST_FIGURES, len(pieces) - 1)
