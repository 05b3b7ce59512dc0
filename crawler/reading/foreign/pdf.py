"""PDF -> Document: tables by their ruling lines, text by its places; pages that are pictures by recognition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from math import atan2, degrees
from typing import Any

import pdfplumber
import pypdfium2

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, Locked, NotInstalled, TooLarge
from crawler.reading.foreign.image import WIDTH, pages_of, require_recognition
from crawler.reading.foreign.limits import MOST_PAGES, MOST_PIXELS, MOST_SCANNED_PAGES
from crawler.reading.foreign.ruled import Rectangle, grid_of, is_table
from crawler.reading.foreign.typeset import Glyph, Page, Table, blocks_of, cell_text, lines_of
from crawler.reading.report import Remark, RemarkKind

#: Points; the lines around one cell are drawn a point or two apart.
_TOLERANCE = 3.0
_RULED = {"snap_tolerance": _TOLERANCE, "join_tolerance": _TOLERANCE}
#: A page with fewer characters has a page number and a stamp; one with this share of rubbish cannot be read as text.
_FEWEST, _RUBBISH = 20, 0.2
#: How much of a page its scan covers.
_WHOLE = 0.7
#: pdfium's word for a file that wants a password.
_PASSWORD = "password"  # noqa: S105 - an error message, no secret


def read(data: bytes) -> Document:
    """The file as a Document. Raises ReadingError where it is locked, broken or longer than any report.

    Pages that are pictures, or whose text is rubbish, are recognised. Where that cannot be done some of them are
    remarked on; a file of nothing else raises ``NotInstalled``.
    """
    _require_readable(data)
    with pdfplumber.open(BytesIO(data)) as pdf:
        turns = {number: turn for number, page in enumerate(pdf.pages) if (turn := _turn(page.chars))}
        if not turns:
            return _document(data, pdf.pages)
    data = _turned(data, turns)
    with pdfplumber.open(BytesIO(data)) as pdf:
        return _document(data, pdf.pages)


def _document(data: bytes, opened: Sequence[Any]) -> Document:
    pictured = [number for number, page in enumerate(opened) if _is_picture(page)]
    printed = {n: _page(page) for n, page in enumerate(opened) if n not in pictured or _has_text(page)}
    scans, remarks = _scans(data, pictured, alone=not any(page.lines or page.tables for page in printed.values()))
    pages = [page for _, page in sorted({**printed, **scans}.items())]
    name = "scanned pdf" if pictured else "pdf"
    return Document(tuple(blocks_of(pages)), remarks=remarks, format=name, recognised=bool(scans))


def _turned(data: bytes, turns: Mapping[int, int]) -> bytes:
    """The file with these pages turned."""
    out = BytesIO()
    with pypdfium2.PdfDocument(data) as pdf:
        for number, turn in turns.items():
            pdf[number].set_rotation((pdf[number].get_rotation() + turn) % 360)
        pdf.save(out)
    return out.getvalue()


def _turn(chars: Sequence[dict[str, Any]]) -> int:
    """By how many degrees most of the text is turned from upright, counted against the clock."""
    directions = Counter(round(degrees(atan2(char["matrix"][1], char["matrix"][0])) / 90) % 4 for char in chars)
    return directions.most_common(1)[0][0] * 90 if directions else 0


def _is_picture(page: Any) -> bool:
    """Whether a page shows a picture of its text.

    There is no other, a good part of it has no meaning, or the picture is as large as the page and has the tables: then
    the text is one that the scanner recognised and that no one sees.
    """
    if not _has_text(page):
        return bool(page.images) or any(map(_is_rubbish, _texts(page)))
    return not page.edges and any(_share(picture, page) > _WHOLE for picture in page.images)


def _has_text(page: Any) -> bool:
    """Whether a page has more than a page number and a stamp for text, and it has a meaning."""
    texts = _texts(page)
    return len(texts) >= _FEWEST and sum(map(_is_rubbish, texts)) <= len(texts) * _RUBBISH


def _texts(page: Any) -> list[str]:
    return [char["text"] for char in page.chars if char["text"].strip()]


def _share(picture: dict[str, Any], page: Any) -> float:
    return float((picture["x1"] - picture["x0"]) * (picture["bottom"] - picture["top"]) / (page.width * page.height))


def _is_rubbish(text: str) -> bool:
    """A glyph that the file gives no character, or one for private use."""
    return text.startswith("(cid:") or any("\ue000" <= letter <= "\uf8ff" or letter == "\ufffd" for letter in text)


def _scans(data: bytes, numbers: Sequence[int], *, alone: bool) -> tuple[dict[int, Page], tuple[Remark, ...]]:
    """These pages recognised, or remarks on them; ``alone``: there are no others."""
    if not numbers:
        return {}, ()
    if len(numbers) > MOST_SCANNED_PAGES:
        raise TooLarge(f"the PDF has {len(numbers)} scanned pages, more than any report ({MOST_SCANNED_PAGES})")
    try:
        require_recognition("the PDF is a scan" if alone else "pages are scans")
    except NotInstalled as error:
        if alone:
            raise
        places = "、".join(f"第{number + 1}页" for number in numbers)
        return {}, (Remark(RemarkKind.PAGES_UNREAD, places, str(error)),)
    with pypdfium2.PdfDocument(data) as pdf:
        return dict(zip(numbers, pages_of(_rendered(pdf[number]) for number in numbers), strict=True)), ()


def _rendered(page: Any) -> Any:
    """The page in grey, as wide as text is recognised best."""
    width, height = page.get_size()
    scale = min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)
    return page.render(scale=scale, grayscale=True).to_pil().convert("L")


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
    glyphs = [_glyph(char) for char in page.chars if char["text"]]
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
