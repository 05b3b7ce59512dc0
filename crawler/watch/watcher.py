"""``nianbao watch``: what is due is computed from the files, planned, and done until the process is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from apscheduler.triggers.interval import IntervalTrigger

from crawler.clock import now
from crawler.lock import only_watcher
from crawler.watch.due import all_due_days, is_due, next_alerts_at
from crawler.watch.scheduler import Pace, Scheduler
from crawler.watch.work import Work
from storage.database import open_private

logger = logging.getLogger(__name__)

#: The work of running watchers, by the path of the database: jobs in a job store name it, they cannot hold it.
_at_work: dict[str, Watcher] = {}


class Watcher:
    """The schedule of one database.

    ``stop_crawl`` ends a crawl that runs when the watcher is told to stop.
    """

    def __init__(self, work: Work, pace: Pace, stop_crawl: Callable[[], None] = lambda: None) -> None:
        self._work = work
        self._stop_crawl = stop_crawl
        self.scheduler = Scheduler(work.files.database, pace, self.next_time, self._plan)

    def run(self) -> None:
        """Work until :meth:`stop`. Raises ``LockError`` beside another watcher, ``StorageError`` for bad files."""
        with only_watcher(self._work.files.database):
            self._work.prepare()
            _at_work[self.scheduler.key] = self
            try:
                with _on_signals(self.stop):
                    self.scheduler.begin()
            finally:
                self._stop_crawl()
                if self.scheduler.running:
                    self.scheduler.shutdown(wait=True)
                del _at_work[self.scheduler.key]

    def stop(self) -> None:
        """Start nothing more, and let the crawl that runs end."""
        self.scheduler.stop()

    def next_time(self, kind: str, after: datetime) -> datetime:
        """When work of a kind is due next."""
        if kind == "alerts":
            with closing(open_private(self._work.files.private)) as private:
                return next_alerts_at(private, self._work.alerts_file, after)
        days = all_due_days(self._work.files.database) if kind == "crawl" else set()
        return self._work.cadence.next_slot(kind, after, days)

    def do(self, kind: str) -> None:
        """Do the work; after a crawl there may be alerts. What failed is tried again before its next time."""
        getattr(self._work, kind)()
        if self.scheduler.stopping.is_set():
            return
        if kind == "crawl":
            self.scheduler.hurry("alerts", now())
        if again := self._work.retry_at(kind, now()):
            self.scheduler.hurry(kind, again)

    def _plan(self) -> None:
        """A watcher that was away catches up at once, and once; a crawl always looks whether a portal is due."""
        at = now()
        with closing(open_private(self._work.files.private)) as private:
            late = {kind for kind in ("backup", "verify") if is_due(private, self._work.cadence, kind, at)}
        for kind in ("crawl", "alerts"):
            self.scheduler.plan(kind, work, at)
        for kind in ("backup", "verify"):
            self.scheduler.plan(kind, work, at if kind in late else self.next_time(kind, at))
        beats = IntervalTrigger(minutes=self._work.cadence.heartbeat_minutes)
        self.scheduler.plan("heartbeat", work, at, beats)


def work(key: str, kind: str) -> None:
    """What the jobs in the job store call. A failure is logged; the schedule goes on."""
    try:
        _at_work[key].do(kind)
    except Exception:
        logger.exception("%s failed", kind)


@contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Stop at SIGTERM and SIGINT; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = (signal.SIGTERM, signal.SIGINT)

    def told(*_: object) -> None:
        # In a thread: a handler runs in the middle of whatever the main thread does, perhaps while it holds the lock.
        threading.Thread(target=stop).start()

    before = [signal.signal(name, told) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)
