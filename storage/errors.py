"""What can go wrong with a file of ours, told to the person who must act."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StorageError(Exception):
    """A database file cannot be used. The message is one line: which file, what is wrong with it, what to do."""


#: SQLite's primary result codes that are about the file and not about our SQL.
_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another program; wait until that has finished, then try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; wait until that has finished, then try again",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; nothing was changed, give another path",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that you may read and write the file and its folder",
    sqlite3.SQLITE_PERM: "may not be opened; check the permissions of the file and its folder",
    sqlite3.SQLITE_READONLY: "may not be written; check the permissions of the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space, what was stored before is kept",
    sqlite3.SQLITE_IOERR: "could not be read or written, the disk reports an error; is it full, or failing?",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at ``path`` into ``StorageError``; errors in our SQL pass unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        advice = _ADVICE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if advice is None:
            raise
        raise StorageError(f"{path} {advice} ({error})") from error
