"""What is in a ZIP file, before anything of it is unpacked by those who trust it."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from crawler.reading.errors import Damaged, Locked, TooLarge, UnknownFormat
from crawler.reading.foreign.limits import LARGEST_MEMBER, LARGEST_UNPACKED, LARGEST_XML, MOST_MEMBERS

_ENCRYPTED = 0x1
#: A document type brings entities, and with them bombs and files of this machine; no office program writes one.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_XML = (".xml", ".rels", ".vml")


def opened(data: bytes) -> ZipFile:
    """The ZIP file, every member of it within bounds; raises ReadingError where it is not.

    A member holds no more than its entry says: ``zipfile`` reads no further.
    """
    try:
        package = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise Damaged("the ZIP container is damaged or cut off; fetch it again or open it by hand") from error
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_MEMBERS or total > LARGEST_UNPACKED or any(map(_too_large, entries)):
        raise TooLarge(f"the ZIP container holds {len(entries):,} files of {total:,} bytes, more than any report")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Locked("the ZIP container opens with a password only; ask the publisher for an open one")
    return package


def require_plain_xml(package: ZipFile) -> None:
    """Raise for XML that declares a document type."""
    for entry in package.infolist():
        if entry.filename.lower().endswith(_XML):
            part = package.read(entry)
            if any(mark in part for mark in _DOCTYPES):
                raise UnknownFormat(f"{entry.filename} declares a document type, as no office program writes")


def _too_large(entry: ZipInfo) -> bool:
    most = LARGEST_XML if entry.filename.lower().endswith(_XML) else LARGEST_MEMBER
    return entry.file_size > most
