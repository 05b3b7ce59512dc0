"""APScheduler with time from outside: the real one waits, the one of a rehearsal jumps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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

from crawler.clock import SHANGHAI

#: A machine that slept has not waited: its clock is looked at at least so often, in seconds.
_LONGEST = 60.0

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
        """The next time after both."""
        return _times[self.database](self.kind, max(previous_fire_time or now, now))

    def __getstate__(self) -> tuple[str, str]:
        return self.database, self.kind

    def __setstate__(self, state: tuple[str, str]) -> None:
        self.database, self.kind = state


class Scheduler(BlockingScheduler):  # type: ignore[misc]  # APScheduler ships no types
    """A blocking scheduler at a given pace. ``next_time(kind, after)`` tells when work is due next.

    Jobs are in a file of their own, so that what was planned can be seen there; the plan itself is made anew at each
    start from what ran.
    """

    def __init__(self, database: Path, pace: Pace, next_time: Callable[[str, datetime], datetime]) -> None:
        self.key = str(database.resolve())
        _times[self.key] = next_time
        self._pace = pace
        self.stopping = Event()
        # Connections are not pooled: threads come and go, and the file may be copied at any time.
        engine = create_engine(f"sqlite:///{database.with_name('schedule.db')}", poolclass=NullPool)
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

    def hurry(self, kind: str, now: datetime) -> None:
        """Let work run now, and at its time again."""
        self.modify_job(kind, next_run_time=now)

    def stop(self) -> None:
        """Let the loop end."""
        self.stopping.set()
        self.wakeup()

    def _main_loop(self) -> None:
        wait = 0.0
        while self.state != STATE_STOPPED and not self.stopping.is_set():
            self._pace.wait(wait, self._event)
            self._event.clear()
            if not self.stopping.is_set():
                wait = self._process_jobs()
        _times.pop(self.key, None)
