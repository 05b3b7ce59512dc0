"""Pictures -> Document, and pages of a PDF that are pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from PIL import Image, ImageSequence, UnidentifiedImageError

from crawler.reading.document import Document, Grid
from crawler.reading.errors import Damaged, NotInstalled, TooLarge
from crawler.reading.foreign.bounds import widen
from crawler.reading.foreign.limits import MOST_PIXELS, MOST_SCANNED_PAGES
from crawler.reading.foreign.typeset import Page, blocks_of
from crawler.reading.layout import tidy
from crawler.reading.report import TABLES, Remark, RemarkKind
from crawler.reading.tables import read_tables

#: Pixels across a page at 150 dpi; text is recognised best and fastest at that size.
WIDTH = 1240
_WIDEST = 1.6 * WIDTH
#: Pixels; what is narrower or lower is a seal or a line.
_SMALLEST = 150
#: Recognising a page takes ten seconds of computing, which a small machine may not have.
SWITCH = "NIANBAO_OCR"
INSTALL = "pip install 'nianbao[ocr]', then nianbao reread"


def read(data: bytes) -> Document:
    """The picture as a Document, a frame a page. Raises ReadingError; without the extra ``NotInstalled``."""
    with _opened(data) as picture:
        width, height = picture.size
        _require_small(width, height, getattr(picture, "n_frames", 1))
        require_recognition("the file is a picture of text")
        frames = [frame.convert("L") for frame in ImageSequence.Iterator(picture)]
    return Document(tuple(blocks_of(pages_of(frames))), format="picture", recognised=True)


def with_pictures(document: Document, pictures: Sequence[bytes]) -> Document:
    """The document with the tables in pictures of it, where its text lacks any; a remark where they cannot be read."""
    tables = read_tables(tidy(document.body))
    if not pictures or all(getattr(tables, table) for table in TABLES):
        return document
    places = "、".join(document.links) or "图片"
    try:
        grids = [block for picture in _pages(pictures) for block in _tables_in(picture)]
    except (NotInstalled, TooLarge) as error:
        return replace(document, remarks=(*document.remarks, Remark(RemarkKind.PAGES_UNREAD, places, str(error))))
    if not grids:
        return document
    return replace(document, body=(*document.body, *grids), recognised=True)


def _pages(pictures: Sequence[bytes]) -> list[bytes]:
    """The pictures that may hold a table; so many that the child would not live to tell of the text are too many."""
    pages = [picture for picture in pictures if _is_page(picture)]
    if len(pages) > MOST_SCANNED_PAGES:
        raise TooLarge(f"the file has {len(pages)} pictures, more than any report ({MOST_SCANNED_PAGES})")
    return pages


def _is_page(picture: bytes) -> bool:
    """Whether a picture is large enough for a table; none is of a format for drawings."""
    try:
        with _opened(picture) as opened:
            large: bool = min(opened.size) >= _SMALLEST
    except Damaged:
        return False
    return large


def _tables_in(picture: bytes) -> list[Grid]:
    """The tables of a picture; none where it is cut off."""
    try:
        return [block for block in read(picture).body if isinstance(block, Grid)]
    except Damaged:
        return []


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    Image.MAX_IMAGE_PIXELS = None  # whoever opens it looks at its size before anything is unpacked
    try:
        with Image.open(BytesIO(data)) as picture:
            yield picture
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise Damaged("the picture is damaged or cut off; fetch it again or open it by hand") from error


def require_recognition(what: str) -> None:
    """Raise where the extra for recognising text is not installed, or switched off (``NIANBAO_OCR=off``)."""
    if os.environ.get(SWITCH) == "off":
        raise NotInstalled(f"{what}, and text recognition is switched off ({SWITCH}=off): {INSTALL}")
    if any(find_spec(name) is None for name in ("rapidocr", "onnxruntime", "cv2")):
        raise NotInstalled(f"{what}, which needs text recognition: {INSTALL}")


def pages_of(pictures: Iterable[Any]) -> list[Page]:
    """Each grey picture as a page, at the size at which it is read best."""
    import numpy as np

    widen()
    from crawler.reading.foreign.recognition import page_of  # only where the extra is installed

    return [page_of(np.asarray(_sized(picture), np.uint8)) for picture in pictures]


def _sized(picture: Any) -> Any:
    width, height = picture.size
    if WIDTH * 0.75 <= width <= _WIDEST:
        return picture
    factor = (_WIDEST if width > _WIDEST else WIDTH) / width
    return picture.resize((round(width * factor), round(height * factor)), Image.Resampling.LANCZOS)


def _require_small(width: int, height: int, frames: int) -> None:
    if width * height > MOST_PIXELS:
        raise TooLarge(f"the picture has {width:,} x {height:,} pixels, more than any page; open it by hand")
    if frames > MOST_SCANNED_PAGES:
        raise TooLarge(f"the picture has {frames:,} pages, more than any report ({MOST_SCANNED_PAGES})")
