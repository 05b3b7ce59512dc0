"""Who reads which kind of file, in the child."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from crawler.reading.document import Document
from crawler.reading.errors import UnknownFormat
from crawler.reading.kinds import Kind

UNPACK = "the file is a RAR, 7z or gzip archive; unpack it and run nianbao read on the report in it"

_READERS = {
    Kind.PDF: ("pdf", "read"),
    Kind.PACKAGE: ("archive", "read"),
    Kind.OLE: ("ole", "read"),
    Kind.RTF: ("office", "read"),
    Kind.WORD_XML: ("office", "read"),
    Kind.EXCEL_XML: ("office", "read_sheets"),
    Kind.IMAGE: ("image", "read"),
}


def reader_of(kind: Kind) -> Callable[[bytes], Document]:
    """The reader of a kind; only its libraries are loaded. Raises UnknownFormat where there is none."""
    if kind not in _READERS:
        raise UnknownFormat(UNPACK)
    module, name = _READERS[kind]
    reader: Callable[[bytes], Document] = getattr(import_module(f"crawler.reading.foreign.{module}"), name)
    return reader
