"""Telling a file's format by its bytes, and turning it into a Document."""

from __future__ import annotations

import re

from crawler.reading.charset import decode
from crawler.reading.document import Document
from crawler.reading.errors import EmptyFile, TooLarge, UnknownFormat
from crawler.reading.foreign import parse_apart
from crawler.reading.foreign.readers import UNPACK
from crawler.reading.html import read_html
from crawler.reading.kinds import Kind, kind_of
from crawler.reading.mhtml import page_in
from crawler.reading.report import Remark, RemarkKind
from crawler.reading.text import read_text

#: No report is larger; scans with photographs stay below it.
LARGEST = 32 * 1024 * 1024
#: Characters of plain text; the longest reports have some fifty thousand.
LONGEST_TEXT = 1_000_000

_MARKUP = re.compile(r"<(?:html|head|body|div|p|table|tbody|tr|td|span|ul|h[1-6]|meta|title)[\s>]", re.IGNORECASE)
_MARKUP_FIRST = re.compile(r"\s*<(?:[!?]|/?[a-z][a-z0-9:]*[\s>/])", re.IGNORECASE)
_HEAD = 65_536
#: Bytes that show whether a file is text.
_BEGINNING = 8192
_CONTROLS = bytes([*range(1, 9), *range(14, 32), 127])


def to_document(data: bytes, media_type: str | None = None) -> Document:
    """The file as a Document. Raises ReadingError, of the kind that says what the file is."""
    if not data or data.isspace():
        raise EmptyFile("the file is empty")
    if len(data) > LARGEST:
        raise TooLarge(f"the file has {len(data):,} bytes, more than any report ({LARGEST:,})")
    kind = kind_of(data)
    if kind is Kind.ARCHIVE:
        raise UnknownFormat(UNPACK)
    return of_text(data, media_type) if kind is None else parse_apart(kind, data)


def of_text(data: bytes, media_type: str | None = None) -> Document:
    """HTML or plain text as a Document; of a page saved with all it shows (MHTML) the page. Raises ReadingError."""
    if saved := page_in(data):
        data, media_type = saved
    if _is_binary(data[:_HEAD]):
        raise UnknownFormat("the file is binary data of no known format")
    decoded = decode(data, media_type)
    if decoded is None:
        raise UnknownFormat("the file is no text in UTF-8, GB 18030 or Big5")
    text = decoded.text.lstrip("\ufeff")
    if not text or text.isspace():
        raise EmptyFile("the file holds nothing but white space")
    guessed = Remark(RemarkKind.CHARSET_GUESSED, "charset", f"{decoded.refuted} / {decoded.charset}")
    remarks = (guessed,) if decoded.refuted else ()
    if _MARKUP_FIRST.match(text) or _MARKUP.search(text, 0, _HEAD):
        # Most pages are UTF-8 without a flaw: then they need not be encoded again.
        flawless = decoded.charset == "utf-8" and "\ufffd" not in text
        return read_html(data if flawless else text, remarks)
    if len(text) > LONGEST_TEXT:
        raise TooLarge(f"the text has {len(text):,} characters, more than any report ({LONGEST_TEXT:,})")
    return Document(read_text(text), remarks=remarks, format="text")


def _is_binary(head: bytes) -> bool:
    """Whether the bytes hold a zero, or begin with more control characters than a damaged text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    beginning = head[:_BEGINNING]
    controls = len(beginning) - len(beginning.translate(None, _CONTROLS))
    return b"\x00" in head or controls * 100 > len(beginning)
