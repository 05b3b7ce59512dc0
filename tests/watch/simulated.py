"""Time that jumps, and a crawl in this process: the watcher of a rehearsal. All else is as in earnest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import time_machine
from apscheduler.executors.base import BaseExecutor
from apscheduler.executors.debug import DebugExecutor

from crawler import jobs
from crawler.clock import now
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import Registry
from crawler.watch.cadence import Cadence, load_cadence
from crawler.watch.watcher import Watcher
from crawler.watch.work import Files, Work

#: A crawl of a rehearsal: on loopback, without pauses, and quick to give up.
QUICK = jobs.REHEARSAL | {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 10}


class JumpingPace:
    """Time stands still while there is work, and jumps to the next of it. ``turned`` is called after each jump."""

    def __init__(self, time: time_machine.Coordinates, end: datetime, turned: Callable[[], None]) -> None:
        self.executor: BaseExecutor = DebugExecutor()
        self.ended: Callable[[], None] = lambda: None
        self._time, self._end, self._turned = time, end, turned

    def wait(self, seconds: float, woken: Event) -> None:
        del woken
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
