"""DOCX -> Document, by way of HTML."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import mammoth

from crawler.reading.document import Document
from crawler.reading.foreign.image import with_pictures
from crawler.reading.html import read_html


def read(data: bytes) -> Document:
    """The file as a Document; tables that it lacks are looked for in its pictures."""
    pictures: list[bytes] = []

    def keep(picture: Any) -> dict[str, str]:
        with picture.open() as file:
            pictures.append(file.read())
        return {"src": f"图片{len(pictures)}"}

    html = mammoth.convert_to_html(BytesIO(data), convert_image=mammoth.images.img_element(keep))
    return with_pictures(replace(read_html(html.value, framed=False), format="docx"), pictures)
