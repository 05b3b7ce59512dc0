"""Pictures -> Document."""

from __future__ import annotations

from crawler.reading.document import Document
from crawler.reading.errors import NotInstalled


def read(data: bytes) -> Document:
    """The picture as a Document."""
    del data
    raise NotInstalled("the file is a picture of text, which is read with pip install 'nianbao[ocr]'")
