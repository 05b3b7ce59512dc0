"""Why a file cannot be read. Each message is one line for the person who must act."""

from __future__ import annotations


class ReadingError(Exception):
    """The bytes cannot be turned into a report; they are kept as they are."""


class EmptyFile(ReadingError):  # noqa: N818 - says what the file is
    """The file holds nothing, or nothing but white space."""


class TooLarge(ReadingError):  # noqa: N818 - says what the file is
    """The file is larger, or its markup deeper, than any report; it is not read at all."""


class UnknownFormat(ReadingError):  # noqa: N818 - says what the file is
    """The file is not of a format the reader knows."""


class Damaged(ReadingError):  # noqa: N818 - says what the file is
    """The file is of a known format and broken or cut off."""


class Locked(ReadingError):  # noqa: N818 - says what the file is
    """The file opens with a password only."""


class NotInstalled(ReadingError):  # noqa: N818 - says what is missing
    """The file needs a program that is not on this machine; the message says what to install."""


class NotAReport(ReadingError):  # noqa: N818 - says what the file is
    """The file can be read, but it is not an annual report."""
