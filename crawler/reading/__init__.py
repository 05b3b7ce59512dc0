"""Reading a report: bytes in, :class:`~crawler.reading.report.Report` out. Pure: no network, no database."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from crawler.reading.errors import (
    Damaged,
    EmptyFile,
    Locked,
    NotAReport,
    NotInstalled,
    ReadingError,
    TooLarge,
    UnknownFormat,
)
from crawler.reading.formats import to_document
from crawler.reading.report import PARTS, Origin, Report
from crawler.reading.understanding import understand

#: Goes up whenever the same bytes may give another report; stored beside every value.
READER_VERSION = "4"

__all__ = [
    "READER_VERSION",
    "Damaged",
    "EmptyFile",
    "Locked",
    "NotAReport",
    "NotInstalled",
    "ReadingError",
    "Report",
    "TooLarge",
    "UnknownFormat",
    "read",
    "read_file",
]


def read(data: bytes, *, url: str | None = None, media_type: str | None = None) -> Report:
    """The annual report that the bytes are.

    ``url`` is where they came from (its own date is a witness), ``media_type`` what the server called them; the bytes
    themselves decide. Raises :class:`ReadingError` with one clear line where they cannot be read or are no report.
    """
    document = to_document(data, media_type)
    report = understand(document, url)
    origin = Origin(hashlib.sha256(data).hexdigest(), document.format)
    return replace(report, origins={part: origin for part in PARTS if getattr(report, part)})


def read_file(path: Path) -> Report:
    """The annual report in a file; like :func:`read`. A file that cannot be opened is a :class:`ReadingError` too."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadingError(f"cannot open the file: {error.strerror or error}") from error
    return read(data)
