"""What a file is, by its first bytes. Names and headers of portals are wrong too often to be asked."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of files that are no text; each is parsed apart (:mod:`crawler.reading.foreign`)."""

    PDF = "pdf"
    PACKAGE = "package"
    OLE = "ole"
    RTF = "rtf"
    IMAGE = "image"
    ARCHIVE = "archive"
    WORD_XML = "word xml"
    EXCEL_XML = "excel xml"


_MAGIC = (
    (b"PK\x03\x04", Kind.PACKAGE),
    (b"PK\x05\x06", Kind.PACKAGE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
)
#: Readers of PDF accept some bytes before its mark, and some servers send a byte order mark or line ends there.
_PDF, _PDF_WITHIN = b"%PDF-", 1024
#: What Word and Excel of 2003 save as XML, often under the names of their other formats.
_XML = ((b"<w:wordDocument", Kind.WORD_XML), (b"<Workbook", Kind.EXCEL_XML))


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file that is no text, ``None`` for what may be text."""
    if (kind := next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)) is not None:
        return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.IMAGE
    head = data[:_PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        is_xml = head.startswith(b"<?xml")
        return next((kind for mark, kind in _XML if is_xml and mark in head), None)
    return Kind.PDF if _PDF in head else None
