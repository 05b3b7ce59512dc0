"""Who reads which kind of file, in the child."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from crawler.reading.document import Document
from crawler.reading.kinds import Kind

_MODULES = {
    Kind.PDF: "pdf",
    Kind.PACKAGE: "archive",
    Kind.OLE: "ole",
    Kind.RTF: "office",
    Kind.IMAGE: "image",
}


def reader_of(kind: Kind) -> Callable[[bytes], Document]:
    """The reader of a kind; only its libraries are loaded."""
    reader: Callable[[bytes], Document] = import_module(f"crawler.reading.foreign.{_MODULES[kind]}").read
    return reader
