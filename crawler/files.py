"""A report file on disk, read whole or refused with a reason."""

from __future__ import annotations

from pathlib import Path

from crawler.reading import Report, ReadingError, TooLarge, read
from crawler.reading.errors import LARGEST


def read_file(path: Path) -> Report:
    """The report in a file. Raises ``ReadingError`` for a file that is missing, unreadable, too large or no report."""
    try:
        if path.is_dir():
            raise ReadingError("is a folder; name the files in it")
        if path.stat().st_size > LARGEST:
            raise TooLarge(path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise ReadingError(f"cannot be opened: {error.strerror}") from error
    return read(data)
