"""PDF -> Document: tables by their ruling lines, text by its places; pages that are pictures by recognition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, Locked, TooLarge
from crawler.reading.foreign.limits import MOST_PAGES
from crawler.reading.foreign.ruled import Rectangle, grid_of, is_table
from crawler.reading.foreign.typeset import Glyph, Page, Table, blocks_of, cell_text, lines_of

#: Points; the lines around one cell are drawn a point or two apart.
_TOLERANCE = 3.0
_RULED = {"snap_tolerance": _TOLERANCE, "join_tolerance": _TOLERANCE}
#: pdfium's word for a file that wants a password.
_PASSWORD = "password"  # noqa: S105 - an error message, no secret


def read(data: bytes) -> Document:
    """The file as a Document. Raises ReadingError where it is locked, broken or longer than any report."""
    _require_readable(data)
    with pdfplumber.open(BytesIO(data)) as pdf:
        pages = [_page(page) for page in pdf.pages]
    return Document(tuple(blocks_of(pages)), format="pdf")


def _require_readable(data: bytes) -> None:
    """Opening it with pdfium takes a millisecond a thousand pages and says what is wrong."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        if _PASSWORD in str(error).lower():
            raise Locked("the PDF opens with a password only; ask the publisher for an open one") from error
        raise Damaged("the PDF is damaged or cut off; fetch it again or open it by hand") from error
    if pages > MOST_PAGES:
        raise TooLarge(f"the PDF has {pages:,} pages, more than any report ({MOST_PAGES})")


def _page(page: Any) -> Page:
    glyphs = [_glyph(char) for char in page.chars if char["text"].strip()]
    tables = []
    taken: set[int] = set()
    for table in page.find_tables(_RULED):
        cells, inside = _filled(table.cells, glyphs)
        grid = grid_of(cells, _TOLERANCE)
        if is_table(grid):
            taken |= inside
            left, top, right, _ = table.bbox
            tables.append(Table(left, top, right, grid))
    rest = [glyph for number, glyph in enumerate(glyphs) if number not in taken]
    return Page(float(page.height), tuple(lines_of(rest)), tuple(tables))


def _glyph(char: dict[str, Any]) -> Glyph:
    return Glyph(char["text"], char["x0"], char["top"], char["x1"], char["bottom"])


def _filled(boxes: Sequence[Any], glyphs: Sequence[Glyph]) -> tuple[list[Rectangle], set[int]]:
    """The cells with the text whose middle stands in them, and which glyphs that took."""
    cells, taken = [], set()
    for left, top, right, bottom in boxes:
        inside = set(_inside(left, top, right, bottom, glyphs))
        text = cell_text([glyphs[number] for number in sorted(inside)], right - left)
        cells.append(Rectangle(left, top, right, bottom, text))
        taken |= inside
    return cells, taken


def _inside(left: float, top: float, right: float, bottom: float, glyphs: Sequence[Glyph]) -> Iterator[int]:
    for number, glyph in enumerate(glyphs):
        if left <= (glyph.left + glyph.right) / 2 < right and top <= (glyph.top + glyph.bottom) / 2 < bottom:
            yield number
