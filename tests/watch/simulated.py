"""Time that jumps, and a crawl in this process: the watcher of a rehearsal. All else is as in earnest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import time_machine
from apscheduler.executors.base import BaseExecutor, run_job

from crawler import jobs
from crawler.clock import now
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import Registry
from crawler.watch.cadence import Cadence, load_cadence
from crawler.watch.watcher import Watcher
from crawler.watch.work import Files, Work

#: A crawl of a rehearsal: on loopback, without pauses, and quick to give up.
QUICK = jobs.REHEARSAL | {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 10}


class Afterwards(BaseExecutor):  # type: ignore[misc]  # APScheduler ships no types
    """Work is done in this thread, once the scheduler has planned its next time, as it has with threads."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[Any, Any]] = []

    def _do_submit_job(self, job: Any, run_times: Any) -> None:
        self._waiting.append((job, run_times))

    def work(self) -> bool:
        """Do what waits; was there anything?"""
        waiting, self._waiting = self._waiting, []
        for job, run_times in waiting:
            self._run_job_success(job.id, run_job(job, job._jobstore_alias, run_times, self._logger.name))
        return bool(waiting)


class JumpingPace:
    """Time stands still while there is work, and jumps to the next of it. ``turned`` is called after each jump."""

    def __init__(self, time: time_machine.Coordinates, end: datetime, turned: Callable[[], None]) -> None:
        self.executor = Afterwards()
        self.ended: Callable[[], None] = lambda: None
        self._time, self._end, self._turned = time, end, turned

    def wait(self, seconds: float, woken: Event) -> None:
        del woken
        if self.executor.work():
            return
        if now() + timedelta(seconds=seconds) > self._end:
            self.ended()
            return
        self._time.shift(timedelta(seconds=seconds))
        self._turned()


def cadence(**changes: int) -> Cadence:
    """The packaged cadence but for a heartbeat that would make the rehearsal long."""
    return load_cadence().model_copy(update={"heartbeat_minutes": 1440, **changes})


def watch(
    folder: Path,
    registry: Registry,
    time: time_machine.Coordinates,
    end: datetime,
    *,
    alerts: Mapping[str, object] | None = None,
    addresses: Mapping[str, str] | None = None,
    turned: Callable[[], None] = lambda: None,
) -> None:
    """Let the watcher work until the end."""
    files = Files(folder / "nianbao.db")

    def crawl(portals: Collection[str]) -> None:
        jobs.crawl(registry, files.database, portals=portals, clock=now().isoformat(), settings=QUICK)

    work = Work(files, registry, cadence(), AlertsFile.model_validate(alerts or {}), addresses or {}, crawl)
    pace = JumpingPace(time, end, turned)
    watcher = Watcher(work, pace)
    pace.ended = watcher.stop
    watcher.run()
