"""Word, Excel and OpenDocument files: ZIP containers of XML."""

from __future__ import annotations

from collections.abc import Callable, Collection
from zipfile import ZipFile

from crawler.reading.document import Document
from crawler.reading.errors import UnknownFormat
from crawler.reading.foreign import office, sheet, word
from crawler.reading.foreign.members import require_plain_xml
from crawler.reading.foreign.shown import shown

#: A member that only files of one format have, and who reads these.
_MARKS: dict[str, Callable[[bytes], Document]] = {
    "word/document.xml": word.read,
    "xl/workbook.xml": sheet.read,
    "xl/workbook.bin": sheet.read,
    "content.xml": office.read,
}
_OFD = "OFD.xml"


def is_package(names: Collection[str]) -> bool:
    """Whether these members make a document, rather than an archive of files."""
    return _OFD in names or any(mark in names for mark in _MARKS)


def read_package(package: ZipFile, data: bytes) -> Document:
    """The document in the container ``data``, of which ``package`` is the opened form. Raises ReadingError."""
    names = set(package.namelist())
    if _OFD in names:
        raise UnknownFormat("the file is OFD, which no library reads without losing figures; open it by hand")
    require_plain_xml(package)
    return next(reader for mark, reader in _MARKS.items() if mark in names)(shown(data))
