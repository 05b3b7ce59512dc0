"""Copies of the files that are whole, also of files in use, and the oldest of them cleared away."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from storage.errors import StorageError, explained

_STAMP = "%Y%m%d-%H%M%S"


def back_up(files: Iterable[Path], folder: Path, at: datetime, keep: int) -> list[Path]:
    """Copy each database file that is there into ``folder``, as it stands at one moment; keep the last ``keep``.

    A copy has its name, ``FILE-YYYYMMDD-HHMMSS.db``, once it is whole, proven so, and on disk; only its owner may read
    it. Raises ``StorageError``; earlier copies are then all there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made ({error.strerror}); nothing was backed up") from error
    copies = [_copy(file, folder / f"{file.stem}-{at:{_STAMP}}.db") for file in files if file.exists()]
    for copy in copies:
        name = copy.stem[: -len(f"{at:-{_STAMP}}")]
        for old in sorted(folder.glob(f"{name}-????????-??????.db"))[:-keep]:
            old.unlink()
    return copies


def _copy(file: Path, copy: Path) -> Path:
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with explained(file), closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", [str(part)])
    with explained(part), closing(sqlite3.connect(part)) as connection:
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise StorageError(f"{part}: the copy of {file} is damaged; check the disk, earlier copies are kept")
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(copy)
    return copy
