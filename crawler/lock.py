"""One watcher and one crawl a database, so that no portal is asked by two at once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockError(RuntimeError):
    """Another process is at work, or the lock cannot be written; the message is one line."""


@contextmanager
def only_watcher(database: Path) -> Iterator[None]:
    """Hold ``watch.lock`` beside the database. Raises ``LockError`` when another watcher holds it."""
    told = f"another watcher (process {{}}) is at work on {database}; stop that one first"
    with _held(database.with_name("watch.lock"), told):
        yield


@contextmanager
def only_crawl(database: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold ``crawl.lock`` beside the database, for a crawl asks a host over one connection, with pauses.

    ``wait`` until another crawl has ended; without it raises ``LockError`` when one is at work.
    """
    told = f"another crawl (process {{}}) is at work on {database}; wait until it has ended"
    with _held(database.with_name("crawl.lock"), told, wait=wait):
        yield


@contextmanager
def _held(path: Path, told: str, *, wait: bool = False) -> Iterator[None]:
    """The system lets go of it when the process ends, however it ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LockError(f"{path} cannot be written ({error.strerror}); check the folder, or give another") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise LockError(told.format(holder)) from error
        except OSError as error:
            raise LockError(f"{path} cannot be locked ({error.strerror}): keep the database on a local disk") from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
