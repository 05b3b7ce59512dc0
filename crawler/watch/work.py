"""The work of the watcher, one method a kind. What came of each run is kept, and told when it changes."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.clock import now
from crawler.monitor import judge
from crawler.monitor.alerts.announce import announce
from crawler.monitor.alerts.compose import compose
from crawler.monitor.alerts.delivery import deliver
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import Registry, from_rows, to_rows
from crawler.registry.describe import left_out
from crawler.watch.cadence import KINDS, Cadence
from crawler.watch.crawling import Crawl, CrawlError, CrawlStoppedError
from crawler.watch.due import due_portals, is_due
from crawler.watch.heartbeat import beat
from storage import outbox, queries
from storage.backup import back_up
from storage.database import open_database, open_originals, open_private
from storage.errors import StorageError
from storage.originals import Originals
from storage.runs import failures, finish_run, start_run
from storage.writes import save_registry

logger = logging.getLogger(__name__)

#: How many copies of each file are kept.
_BACKUPS = 7
#: After each failure of work that is due. A portal is asked again no more often, whatever it is that fails.
_AGAIN_AFTER = tuple(timedelta(hours=hours) for hours in (1, 3, 9))
_LABELS = {"crawl": "抓取", "backup": "备份", "verify": "原件核验"}


@dataclass(frozen=True)
class Files:
    """Where everything lies: beside the database."""

    database: Path

    @property
    def originals(self) -> Path:
        """The originals."""
        return self.database.with_name("originals.db")

    @property
    def private(self) -> Path:
        """What was told to whom, and what ran."""
        return self.database.with_name("private.db")

    @property
    def backups(self) -> Path:
        """The folder of copies."""
        return self.database.with_name("backups")

    @property
    def heartbeat(self) -> Path:
        """The sign of life."""
        return self.database.with_name("heartbeat")


class Work:
    """What the watcher does, each when it is due. Each method opens the files it needs: they run in threads."""

    def __init__(
        self,
        files: Files,
        registry: Registry,
        cadence: Cadence,
        alerts: AlertsFile,
        addresses: Mapping[str, str],
        crawl: Crawl,
    ) -> None:
        self.files = files
        self.registry = registry
        self.cadence = cadence
        self.alerts_file = alerts
        self._addresses = addresses
        self._crawl = crawl

    def prepare(self) -> None:
        """Make the files that are not there, and tell what is watched and who is told; raises ``StorageError``."""
        with closing(open_database(self.files.database, create=True)) as db:
            if gone := left_out(from_rows(queries.registry(db)), self.registry):
                logger.warning("%s", gone)
            save_registry(db, **to_rows(self.registry))
        open_originals(self.files.originals, create=True).close()
        open_private(self.files.private, create=True).close()
        told = ", ".join(self.alerts_file.targets) or "nobody"
        logger.info("watching %d portals for %s; told: %s", len(self.registry.portals), self.files.database, told)
        if not os.environ.get("NIANBAO_CONTACT"):
            logger.warning("NIANBAO_CONTACT is not set: portals are told nobody to write to")

    def crawl(self) -> None:
        """Crawl the portals that are due, then judge every filing and note what changed."""
        with self._opened() as (db, private):
            due = dict(due_portals(db, private, self.registry, self.cadence, now()))
            if due:
                with self._run(private, "crawl", due):
                    self._crawl(due)
            moment = now()
            judge(db, self.registry, moment)
            announce(db, private, self.registry, moment, self.alerts_file.failing_after)

    def alerts(self) -> None:
        """Make the alerts whose time has come, and send what is due."""
        with self._opened() as (db, private):
            compose(db, private, self.registry, self.alerts_file, now())
            # An empty file is more likely a mistake than the wish to drop everything.
            deliver(private, self._addresses, now(), self.alerts_file.pairs or None)

    def backup(self) -> None:
        """Copy all files."""
        files = self.files
        with self._opened() as (_, private), self._run(private, "backup", self._slot("backup")):
            back_up((files.database, files.private, files.originals), files.backups, now(), _BACKUPS)

    def verify(self) -> None:
        """Prove every original whole."""
        with (
            self._opened() as (_, private),
            closing(open_originals(self.files.originals, read_only=True)) as file,
            self._run(private, "verify", self._slot("verify")),
        ):
            if damaged := list(Originals(file).verify()):
                raise StorageError(f"{len(damaged)} originals are damaged, such as: {damaged[0]}")

    def heartbeat(self) -> None:
        """Give a sign of life."""
        beat(self.files.heartbeat, now(), os.environ.get("NIANBAO_HEARTBEAT_URL", ""))

    def retry_at(self, kind: str, at: datetime) -> datetime | None:
        """When to try again what has failed since it was due; ``None`` where it has not, or has too often."""
        if kind not in KINDS:
            return None
        with self._opened() as (db, private):
            if kind == "crawl":
                slots = [slot for _, slot in due_portals(db, private, self.registry, self.cadence, at)]
            else:
                slots = [self.cadence.last_slot(kind, at)] if is_due(private, self.cadence, kind, at) else []
            failed = failures(private, kind, min(slots), at) if slots else 0
        return at + _AGAIN_AFTER[failed - 1] if 0 < failed <= len(_AGAIN_AFTER) else None

    def _slot(self, kind: str) -> dict[str, datetime]:
        return {"": self.cadence.last_slot(kind, now())}

    @contextmanager
    def _opened(self) -> Iterator[tuple[Database, Database]]:
        with ExitStack() as stack:
            db = stack.enter_context(closing(open_database(self.files.database)))
            private = stack.enter_context(closing(open_private(self.files.private)))
            yield db, private

    @contextmanager
    def _run(self, private: Database, kind: str, due: Mapping[str, datetime]) -> Iterator[None]:
        """Keep a run of each subject; a failure ends the run, not the watcher. One that is stopped stays unfinished."""
        started_at = now()
        for subject, due_at in due.items():
            start_run(private, kind, subject, due_at=due_at, started_at=started_at)
        trouble = ""
        try:
            yield
        except CrawlStoppedError:
            return
        except (CrawlError, StorageError) as error:
            trouble = str(error)
        except Exception as error:
            logger.exception("%s failed", kind)
            trouble = f"{type(error).__name__}: {error}"
        result, finished_at = "failed" if trouble else "ok", now()
        logger.info("%s %s: %s", kind, " ".join(due), trouble or "ok")
        for subject in due:
            finish_run(
                private, kind, subject, started_at=started_at, finished_at=finished_at, result=result, detail=trouble
            )
        title = f"{_LABELS[kind]}{'失败' if trouble else '恢复正常'}"
        outbox.save_health(
            private, f"job:{kind}", "failing" if trouble else "ok", as_of=finished_at, title=title, text=trouble
        )
