"""A crawl in a process of its own: what leaks or breaks there ends there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

#: Crawls these portals; raises ``CrawlError`` or ``StorageError`` unless all went well.
Crawl = Callable[[Collection[str]], None]

#: How long a crawl may take to end after it was told to: requests on their way are waited for.
_PATIENCE = 90.0
#: Of what a crawl printed last, so much is kept to explain its failure.
_LAST = 1000


class CrawlError(RuntimeError):
    """A crawl failed; what it stored before is kept. The message is one line."""


class CrawlStoppedError(CrawlError):
    """A crawl was stopped because the watcher stops: the next crawl completes it."""


class ChildCrawl:
    """Crawls in child processes, one at a time. The child stops by itself when this process dies."""

    def __init__(self, database: Path, cards: Sequence[Path], *, loopback: bool = False) -> None:
        self._arguments = {"database": str(database), "cards": [str(path) for path in cards], "loopback": loopback}
        self._child: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def __call__(self, portals: Collection[str]) -> None:
        """Crawl; raises ``CrawlError`` when the child failed, ``CrawlStoppedError`` when it was stopped."""
        arguments = json.dumps({**self._arguments, "portals": sorted(portals)})
        command = [sys.executable, "-m", "crawler.watch.child", arguments]
        pipe = subprocess.PIPE
        with self._lock:
            if self._stopped:
                raise CrawlStoppedError("the watcher is stopping")
            # Its standard input closes when we die, however we die.
            self._child = subprocess.Popen(  # noqa: S603 -- our own module
                command,
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",  # whatever a library prints there, the crawl must be waited for
            )
        said = _tail(self._child)
        code = self._child.wait()
        if self._stopped:
            raise CrawlStoppedError("stopped with the watcher; the next crawl completes it")
        if code < 0:
            name = signal.Signals(-code).name
            raise CrawlError(f"the crawl was ended by {name}, perhaps for want of memory; what it stored is kept")
        if code:
            raise CrawlError(f"the crawl ended with code {code}: {' '.join(said.split()[-60:])}")

    def stop(self) -> None:
        """Let the crawl end, and wait for it; kill it when that takes too long."""
        with self._lock:
            self._stopped = True
            child = self._child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()


def _tail(child: subprocess.Popen[str]) -> str:
    """Read all a child prints, and keep the end of it."""
    kept = ""
    for line in child.stdout or ():
        kept = (kept + line)[-_LAST:]
    return kept
