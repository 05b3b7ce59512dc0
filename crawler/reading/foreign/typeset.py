"""Characters at their places on a page -> lines, and lines -> paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from crawler.reading.document import Block, Grid, Paragraph
from crawler.reading.headings import is_heading

#: Lines in the outer twelfths of a page that only count pages.
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,3}(?:\s*[/页])?(?:\s*共?\s*\d{1,3}\s*页?)?[-—–·\s]*")
_EDGE = 1 / 12
#: Parts of the height of a line. The digits of one number stand closer than words.
_GAP, _DIGIT_GAP, _SAME_LINE, _INDENT, _SHORT = 0.35, 0.15, 0.5, 1.2, 2.0
#: Digits that would still have gone into a line of a cell: a number that is cut there fills it but for its margins.
_ROOM = 2
_FEWEST_PAGES = 3


class Glyph(NamedTuple):
    """A character or a piece of text with its edges."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """How high it stands."""
        return self.bottom - self.top


class Table(NamedTuple):
    """A table with its edges on the page."""

    left: float
    top: float
    right: float
    grid: Grid


class Page(NamedTuple):
    """What a page prints: its tables, and its lines outside of them."""

    height: float
    lines: tuple[Glyph, ...]
    tables: tuple[Table, ...]


def lines_of(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs as lines of text from top to bottom; a gap inside a line, blank or empty, is a space."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((glyph for glyph in glyphs if not glyph.text.isspace()), key=_middle):
        if rows and abs(_middle(glyph) - _middle(rows[-1][-1])) <= _SAME_LINE * min(glyph.height, rows[-1][-1].height):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows if (line := _line(sorted(row, key=_left))).text]


def cell_text(glyphs: Sequence[Glyph], width: float) -> str:
    """The text of a cell. A line that fills the cell goes on in the next one; a number that does not ends there."""
    lines = lines_of(glyphs)
    text = lines[0].text if lines else ""
    for line, following in pairwise(lines):
        between_digits = line.text[-1].isdigit() and following.text[0].isdigit()
        text += (" " if between_digits and _ends(line, glyphs, width) else "") + following.text
    return text


def _ends(line: Glyph, glyphs: Iterable[Glyph], width: float) -> bool:
    """Whether a number ends with its line: a blank follows it, or further digits would have gone into the line."""
    digit = (line.right - line.left) / len(line.text)
    room = width - (line.right - line.left)
    return room >= _ROOM * digit or any(
        glyph.text.isspace() and glyph.left >= line.right - digit / 2 and line.top <= _middle(glyph) <= line.bottom
        for glyph in glyphs
    )


def blocks_of(pages: Sequence[Page]) -> Iterator[Block]:
    """The pages as one run of paragraphs and grids, without page numbers and running heads."""
    running = _running(pages)
    left, right = _margins(pages, running)
    text: list[str] = []
    last: Glyph | None = None
    for page in pages:
        printed: list[Glyph | Table] = [*_own_lines(page, running), *page.tables]
        for placed in sorted(printed, key=_top):
            if isinstance(placed, Table) or (last and _begins(placed, last, left, right)):
                if text:
                    yield Paragraph("".join(text))
                text, last = [], None
            if isinstance(placed, Table):
                yield placed.grid
            else:
                text.append(placed.text)
                last = placed
    if text:
        yield Paragraph("".join(text))


def _own_lines(page: Page, running: frozenset[str]) -> list[Glyph]:
    edge = page.height * _EDGE
    return [
        line
        for line in page.lines
        if not (line.bottom < edge or line.top > page.height - edge)
        or not (_PAGE_NUMBER.fullmatch(line.text) or line.text in running)
    ]


def _running(pages: Sequence[Page]) -> frozenset[str]:
    """Heads and feet that most pages repeat."""
    if len(pages) < _FEWEST_PAGES:
        return frozenset()
    counted = Counter(text for page in pages for text in {line.text for line in page.lines})
    return frozenset(text for text, count in counted.items() if count * 2 > len(pages))


def _margins(pages: Sequence[Page], running: frozenset[str]) -> tuple[float, float]:
    """Between which edges the text is set: those of the longest lines, or of a table that is wider."""
    lines = [(line.left, line.right) for page in pages for line in _own_lines(page, running)]
    longest = max((right - left for left, right in lines), default=0.0)
    full = [(left, right) for left, right in lines if right - left > longest * 0.8]
    full += [(table.left, table.right) for page in pages for table in page.tables]
    return min((left for left, _ in full), default=0.0), max((right for _, right in full), default=0.0)


def _begins(line: Glyph, last: Glyph, left: float, right: float) -> bool:
    """Whether a line begins a paragraph: it is a heading or follows one, is indented, or the last one ended early."""
    if is_heading(line.text) or is_heading(last.text):
        return True
    return line.left - left > _INDENT * line.height or right - last.right > _SHORT * last.height


def _line(row: Sequence[Glyph]) -> Glyph:
    text = ""
    for glyph, before in zip(row, [None, *row], strict=False):
        apart = before is not None and glyph.left - before.right > _gap(before, glyph) * glyph.height
        text += (" " if apart else "") + glyph.text
    top, bottom = min(glyph.top for glyph in row), max(glyph.bottom for glyph in row)
    return Glyph(" ".join(text.split()), row[0].left, top, row[-1].right, bottom)


def _gap(before: Glyph, glyph: Glyph) -> float:
    return _DIGIT_GAP if before.text[-1].isdigit() and glyph.text[0].isdigit() else _GAP


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _left(glyph: Glyph) -> float:
    return glyph.left


def _top(placed: Glyph | Table) -> float:
    return placed.top
