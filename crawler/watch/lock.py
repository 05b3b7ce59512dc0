"""One watcher a database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WatchError(RuntimeError):
    """The watcher cannot start; the message is one line."""


@contextmanager
def only_watcher(database: Path) -> Iterator[None]:
    """Hold ``watch.lock`` beside the database; the system lets go of it when the process ends, however it ends.

    Raises ``WatchError`` when another watcher holds it, and where it cannot be written.
    """
    path = database.with_name("watch.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WatchError(f"{path} cannot be written ({error.strerror}); check the folder, or give another") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise WatchError(
                f"another watcher (process {holder}) is at work on {database}; stop that one first"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
