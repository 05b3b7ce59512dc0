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
    copies = _copies([file for file in files if file.exists()], folder, f"{at:-{_STAMP}}.db")
    for copy in copies:
        name = copy.stem[: -len(f"{at:-{_STAMP}}")]
        for old in sorted(folder.glob(f"{name}-????????-??????.db"))[:-keep]:
            old.unlink()
    return copies


def _copies(files: Iterable[Path], folder: Path, ending: str) -> list[Path]:
    """A copy of each file, or of none: files of different moments are no backup, and fill a disk that is full."""
    copies: list[Path] = []
    try:
        for file in files:
            copies.append(folder / f"{file.stem}{ending}")
            _copy(file, copies[-1])
    except BaseException as error:
        for copy in copies:
            copy.unlink(missing_ok=True)
            _part(copy).unlink(missing_ok=True)
        if isinstance(error, StorageError):
            raise StorageError(f"nothing was copied to {folder}, earlier copies are kept: {error}") from error
        raise
    return copies


def _part(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.part")


def _copy(file: Path, copy: Path) -> None:
    part = _part(copy)
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
