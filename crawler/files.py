"""Files for the user: there whole, or not at all, and never in place of another by accident."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class FileError(ValueError):
    """A file cannot be written or is not what it should be; the message is one line."""


@contextmanager
def new_file(path: Path, *, force: bool | None = None) -> Iterator[BinaryIO]:
    """A file to write to; it is at ``path``, and on disk, once the block ends without an exception.

    Until then it is called ``path`` with ``.part``. ``force``: take the place of what is there; ``None`` where that is
    not offered. Raises ``FileError``.
    """
    part = path.with_name(f"{path.name}.part")
    _refuse_existing(path, force)
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _refuse_existing(path, force)
        part.replace(path)
        _sync_folder(path)
    except OSError as error:
        raise FileError(f"{path} cannot be written ({error.strerror}); nothing was changed") from error
    finally:
        part.unlink(missing_ok=True)


def _refuse_existing(path: Path, force: bool | None) -> None:
    if path == Path("-"):
        raise FileError("- would be a file of that name; give the path of a file")
    if path.is_dir():
        raise FileError(f"{path} is a folder; give the path of a file")
    if path.exists() and not force:
        instead = "" if force is None else ", or --force to replace it"
        raise FileError(f"{path} is there already and was left as it is; give another path{instead}")


def _sync_folder(path: Path) -> None:
    """A name is on disk when its folder is."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
