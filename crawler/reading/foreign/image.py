"""Pictures -> Document, and pages of a PDF that are pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from PIL import Image, ImageSequence, UnidentifiedImageError

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, NotInstalled, TooLarge
from crawler.reading.foreign.bounds import widen
from crawler.reading.foreign.limits import MOST_PIXELS, MOST_SCANNED_PAGES
from crawler.reading.foreign.typeset import Page, blocks_of

#: Pixels across a page at 150 dpi; text is recognised best and fastest at that size.
WIDTH = 1240
_WIDEST = 1.6 * WIDTH
#: Recognising a page takes ten seconds of computing, which a small machine may not have.
SWITCH = "NIANBAO_OCR"
INSTALL = "pip install 'nianbao[ocr]', then nianbao reread"


def read(data: bytes) -> Document:
    """The picture as a Document, a frame a page. Raises ReadingError; without the extra ``NotInstalled``."""
    Image.MAX_IMAGE_PIXELS = None  # said by the size below, before anything is unpacked
    try:
        with Image.open(BytesIO(data)) as picture:
            _require_small(*picture.size, getattr(picture, "n_frames", 1))
            require_recognition("the file is a picture of text")
            frames = [frame.convert("L") for frame in ImageSequence.Iterator(picture)]
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise Damaged("the picture is damaged or cut off; fetch it again or open it by hand") from error
    return Document(tuple(blocks_of(pages_of(frames))), format="picture", recognised=True)


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
