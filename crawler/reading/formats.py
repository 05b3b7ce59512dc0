"""Telling a file's format by its bytes, and turning it into a Document."""

from __future__ import annotations

import re

from crawler.reading.charset import decode
from crawler.reading.document import Document
from crawler.reading.errors import EmptyFile, TooLarge, UnknownFormat
from crawler.reading.html import read_html
from crawler.reading.report import Remark, RemarkKind
from crawler.reading.text import read_text

#: No report is larger; scans with photographs stay below it.
LARGEST = 32 * 1024 * 1024
#: Characters of plain text; the longest reports have some fifty thousand.
LONGEST_TEXT = 1_000_000

#: First bytes of formats that are not text.
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "a ZIP container (DOCX, XLSX, OFD or an archive)"),
    (b"\xd0\xcf\x11\xe0", "an OLE container (DOC, XLS or WPS)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "gzip data"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
_MARKUP = re.compile(r"<(?:html|head|body|div|p|table|tbody|tr|td|span|ul|h[1-6]|meta|title)[\s>]", re.IGNORECASE)
_MARKUP_FIRST = re.compile(r"\s*<(?:[!?]|/?[a-z][a-z0-9:]*[\s>/])", re.IGNORECASE)
_HEAD = 65_536
_CONTROLS = bytes([*range(1, 9), *range(14, 32), 127])


def to_document(data: bytes, media_type: str | None = None) -> Document:
    """The file as a Document. Raises EmptyFile, TooLarge or UnknownFormat."""
    if not data.strip():
        raise EmptyFile("the file is empty")
    if len(data) > LARGEST:
        raise TooLarge(f"the file has {len(data):,} bytes, more than any report ({LARGEST:,})")
    if name := next((name for magic, name in _MAGIC if data.startswith(magic)), None):
        raise UnknownFormat(f"the file is {name}; only HTML and plain text can be read")
    if _is_binary(data[:_HEAD]):
        raise UnknownFormat("the file is binary data of no known format")
    decoded = decode(data, media_type)
    if decoded is None:
        raise UnknownFormat("the file is no text in UTF-8, GB 18030 or Big5")
    text = decoded.text.lstrip("\ufeff")
    if not text.strip():
        raise EmptyFile("the file holds nothing but white space")
    guessed = Remark(RemarkKind.CHARSET_GUESSED, "charset", f"{decoded.refuted} / {decoded.charset}")
    remarks = (guessed,) if decoded.refuted else ()
    if _MARKUP_FIRST.match(text) or _MARKUP.search(text, 0, _HEAD):
        return read_html(text, remarks)
    if len(text) > LONGEST_TEXT:
        raise TooLarge(f"the text has {len(text):,} characters, more than any report ({LONGEST_TEXT:,})")
    return Document(read_text(text), remarks=remarks)


def _is_binary(head: bytes) -> bool:
    """Whether the bytes hold a zero, or more control characters than a damaged text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\x00" in head or controls * 100 > len(head)
