"""OLE containers: DOC and WPS, XLS, and what Word and Excel lock with a password."""

from __future__ import annotations

from crawler.reading.document import Document
from crawler.reading.errors import Locked, UnknownFormat
from crawler.reading.foreign import office, sheet


def _named(stream: str) -> bytes:
    return stream.encode("utf-16-le")


#: The directory of the container names its streams; the first that is there decides.
_LOCKED = _named("EncryptedPackage")
_READERS = (
    (_named("WordDocument"), office.read),
    (_named("Workbook"), sheet.read),
    (_named("Book\0"), sheet.read),
)


def read(data: bytes) -> Document:
    """The file as a Document. Raises ReadingError."""
    if _LOCKED in data:
        raise Locked("the Office file opens with a password only; ask the publisher for an open one")
    for name, reader in _READERS:
        if name in data:
            return reader(data)
    raise UnknownFormat("the file is an OLE container without a document or workbook in it; open it by hand")
