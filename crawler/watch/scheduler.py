"""APScheduler with time from outside: the real one waits, the one of a rehearsal jumps."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from apscheduler.executors.base import BaseExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import STATE_STOPPED
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from crawler.clock import SHANGHAI, now

logger = logging.getLogger(__name__)

#: A machine that slept has not waited: its clock is looked at at least so often, in seconds.
_LONGEST = 60.0

#: A clock that was set back by more than this makes the plan void.
_SET_BACK = timedelta(minutes=2)
_ASK_AGAIN = timedelta(minutes=10)

#: What triggers ask for the next time, by the path of the database. A job store keeps triggers as pickles, so a trigger
#: holds names only.
_times: dict[str, Callable[[str, datetime], datetime]] = {}


class Pace(Protocol):
    """How time goes by."""

    executor: BaseExecutor

    def wait(self, seconds: float, woken: Event) -> None:
        """Return when so much time is over or ``woken`` is set; sooner does no harm."""


class RealPace:
    """Time goes by itself; work is done beside the waiting."""

    def __init__(self) -> None:
        self.executor: BaseExecutor = ThreadPoolExecutor(max_workers=6)

    def wait(self, seconds: float, woken: Event) -> None:
        """Wait."""
        woken.wait(min(seconds, _LONGEST))


class WhenDue(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Fires when the watcher of a database says that work of that kind is due: once, however long nobody looked."""

    __slots__ = ("database", "kind")

    def __init__(self, database: str, kind: str) -> None:
        self.database = database
        self.kind = kind

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next time after both; where that cannot be told now, it is asked again soon."""
        after = max(previous_fire_time or now, now)
        try:
            return _times[self.database](self.kind, after)
        except Exception:
            # A file that cannot be read for a while must not end the schedule.
            logger.exception("when %s is due next cannot be told", self.kind)
            return after + _ASK_AGAIN

    def __getstate__(self) -> tuple[str, str]:
        return self.database, self.kind

    def __setstate__(self, state: tuple[str, str]) -> None:
        self.database, self.kind = state


class Scheduler(BlockingScheduler):  # type: ignore[misc]  # APScheduler ships no types
    """A blocking scheduler at a given pace. ``next_time(kind, after)`` tells when work is due next.

    Jobs are in a file of their own, so that what was planned can be seen there; the plan itself is made anew by
    ``make_plan``, at each start and when the clock was set back, from what ran.
    """

    def __init__(
        self,
        database: Path,
        pace: Pace,
        next_time: Callable[[str, datetime], datetime],
        make_plan: Callable[[], None],
    ) -> None:
        self.key = str(database.resolve())
        _times[self.key] = next_time
        self._pace = pace
        self._make_plan = make_plan
        self.stopping = Event()
        # Connections are not pooled: threads come and go, and the file may be copied at any time.
        self._file = database.with_name("schedule.db")
        engine = create_engine(f"sqlite:///{self._file}", poolclass=NullPool)
        super().__init__(
            jobstores={"default": SQLAlchemyJobStore(engine=engine)},
            executors={"default": pace.executor},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=SHANGHAI,
        )
        self._event = Event()

    def plan(self, kind: str, work: Any, first: datetime, trigger: BaseTrigger | None = None) -> None:
        """Let ``work(key, kind)`` run at ``first`` and then whenever it is due."""
        self.add_job(
            work,
            trigger or WhenDue(self.key, kind),
            args=[self.key, kind],
            id=kind,
            next_run_time=first,
            replace_existing=True,
        )

    def begin(self) -> None:
        """Plan and work until :meth:`stop`. A file of jobs that cannot be read is put aside: nothing hangs on it."""
        if self._file.exists() and not _is_readable(self._file):
            logger.warning("%s cannot be read and is made anew", self._file)
            self._file.with_name(f"{self._file.name}-journal").unlink(missing_ok=True)
            self._file.unlink()
        self._make_plan()
        self.start()

    def hurry(self, kind: str, moment: datetime) -> None:
        """Let work run at that moment, unless it would sooner, and then at its time again."""
        if self.get_job(kind).next_run_time > moment:
            self.modify_job(kind, next_run_time=moment)

    def stop(self) -> None:
        """Let the loop end."""
        self.stopping.set()
        self.wakeup()

    def _main_loop(self) -> None:
        wait, seen = 0.0, now()
        while self.state != STATE_STOPPED and not self.stopping.is_set():
            self._pace.wait(wait, self._event)
            self._event.clear()
            if now() < seen - _SET_BACK:
                # What was planned by the wrong clock may lie years ahead.
                logger.warning("the clock was set back, from %s to %s: all is planned anew", seen, now())
                self._make_plan()
            seen = now()
            if not self.stopping.is_set():
                wait = self._process_jobs()
        _times.pop(self.key, None)


def _is_readable(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
