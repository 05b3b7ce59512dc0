"""DOCX -> Document, by way of HTML."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import mammoth

from crawler.reading.document import Document
from crawler.reading.html import read_html


def read(data: bytes) -> Document:
    """The file as a Document; pictures are left out."""
    html = mammoth.convert_to_html(BytesIO(data), convert_image=mammoth.images.img_element(_no_picture))
    return replace(read_html(html.value, framed=False), format="docx")


def _no_picture(_image: Any) -> dict[str, str]:
    return {"src": ""}
