"""Word, Excel and OpenDocument files: ZIP containers of XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from zipfile import ZipFile

from crawler.reading.document import Document
from crawler.reading.errors import UnknownFormat
from crawler.reading.foreign import office, sheet, word
from crawler.reading.foreign.members import require_plain_xml
from crawler.reading.foreign.shown import shown

#: A member that only files of one format have, and who reads these. Word on the web numbers its document.
_MARKS: Mapping[re.Pattern[str], Callable[[bytes], Document]] = {
    re.compile(r"word/document\d*\.xml"): word.read,
    re.compile(r"xl/workbook\.(?:xml|bin)"): sheet.read,
    re.compile(r"content\.xml"): office.read,
}
_OFD = "OFD.xml"
#: The member in which OpenDocument says what it is.
_TYPE, _SPREADSHEET = "mimetype", b"opendocument.spreadsheet"


def is_package(names: Collection[str]) -> bool:
    """Whether these members make a document, rather than an archive of files."""
    return _OFD in names or _reader(names) is not None


def read_package(package: ZipFile, data: bytes) -> Document:
    """The document in the container ``data``, of which ``package`` is the opened form. Raises ReadingError."""
    names = package.namelist()
    reader = _reader(names)
    if _OFD in names or reader is None:
        raise UnknownFormat("the file is OFD, which no library reads without losing figures; open it by hand")
    require_plain_xml(package)
    if _TYPE in names and _SPREADSHEET in package.read(_TYPE):
        reader = sheet.read
    return reader(shown(data))


def _reader(names: Collection[str]) -> Callable[[bytes], Document] | None:
    return next((reader for mark, reader in _MARKS.items() if any(map(mark.fullmatch, names))), None)
