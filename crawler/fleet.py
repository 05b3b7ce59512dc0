"""Many portals: each a crawl of its own, a few at once, in this process."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor
from twisted.python.failure import Failure

from crawler import browser
from crawler.archive import Archive, opened
from crawler.registry import PortalCard, Registry
from crawler.tally import Item, Summary
from storage.errors import StorageError
from storage.queries import counts

#: Called with every item once it is stored.
Progress = Callable[[Item], None]

#: Requests of one portal that wait in the downloader: one to be answered, one to follow. A stop waits for them.
_UNDER_WAY = 2


def crawl(
    registry: Registry,
    database: Path,
    *,
    portals: Collection[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    at_once: int = 8,
    progress: Progress | None = None,
) -> Summary:
    """Crawl these portals (``None``: all) into ``database``; ``settings`` override the project's.

    The unit is the portal: no two crawls ask one host at the same time. The first SIGINT or SIGTERM lets requests on
    their way finish. Raises ``StorageError`` when the database cannot be used and ``ValueError`` for an unknown portal.
    """
    unknown = sorted(set(portals or ()) - set(registry.portals))
    if unknown:
        raise ValueError(f"there is no card of portal {', '.join(unknown)}")
    cards = [card for card in registry.portals.values() if portals is None or card.portal in portals]
    with opened(database, registry) as archive:
        overrides = {"NIANBAO_DB": str(database), "CONCURRENT_REQUESTS": _UNDER_WAY, **(settings or {})}
        fleet = _Fleet(registry, overrides, at_once, progress)
        before = _sizes(archive)
        _loop().run_until_complete(fleet.run(cards))
        after = _sizes(archive)
    fleet.summary.new_reports, fleet.summary.new_versions, fleet.summary.new_originals = (
        new - old for new, old in zip(after, before, strict=True)
    )
    return fleet.summary


class _Fleet:
    """One run over several portals."""

    def __init__(self, registry: Registry, overrides: Mapping[str, Any], at_once: int, progress: Progress | None):
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        settings.update(dict(overrides), priority="cmdline")
        self.summary = Summary()
        self._registry = registry
        self._runner = AsyncCrawlerRunner(settings)
        self._free = asyncio.Semaphore(at_once)
        self._progress = progress
        self._storage_error: StorageError | None = None

    async def run(self, cards: Collection[PortalCard]) -> None:
        """Crawl the portals; raises ``StorageError`` when the database failed on the way."""
        known = set(self._runner.spider_loader.list())
        self.summary.passed_over = [card.portal for card in cards if card.platform not in known]
        with _on_signals(self._interrupt):
            await asyncio.gather(*(self._crawl(card) for card in cards if card.platform in known and self._can(card)))
        if self._storage_error:
            raise self._storage_error

    def _can(self, card: PortalCard) -> bool:
        """Whether what its card needs is installed; if not, that is told."""
        lacking = browser.missing() if card.browser else None
        if lacking:
            self.summary.errors.append((card.portal, lacking))
        return lacking is None

    async def _crawl(self, card: PortalCard) -> None:
        async with self._free:
            if self.summary.interrupted:
                return
            crawler = self._runner.create_crawler(card.platform)

            def failed(failure: Failure) -> None:
                self._failed(card.portal, failure)

            crawler.signals.connect(self._opened, signal=signals.spider_opened)
            crawler.signals.connect(self._stored, signal=signals.item_scraped)
            crawler.signals.connect(failed, signal=signals.item_error)
            crawler.signals.connect(failed, signal=signals.spider_error)
            await self._runner.crawl(crawler, portal=card.portal, registry=self._registry)

    def _opened(self) -> None:
        """A crawl that opens just when all are told to stop."""
        if self.summary.interrupted:
            raise CloseSpider("interrupted")

    def _stored(self, item: Item) -> None:
        self.summary.add(item)
        if self._progress:
            self._progress(item)

    def _failed(self, portal_id: str, failure: Failure) -> None:
        """Our own fault on one item is told at the end; a database that fails ends the crawl."""
        self.summary.errors.append((portal_id, f"{type(failure.value).__name__}: {failure.value}"))
        if isinstance(failure.value, StorageError):
            self._storage_error = failure.value
            self._interrupt()

    def _interrupt(self) -> None:
        if not self.summary.interrupted:
            self.summary.interrupted = True
            self._stopping = asyncio.ensure_future(self._runner.stop())


@contextmanager
def _on_signals(interrupt: Callable[[], None]) -> Iterator[None]:
    """Call ``interrupt`` at the first SIGINT or SIGTERM; the second has its usual effect. Only the main thread can."""
    loop = asyncio.get_running_loop()
    names = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()

    def once() -> None:
        for name in names:
            loop.remove_signal_handler(name)
        interrupt()

    for name in names:
        loop.add_signal_handler(name, once)
    try:
        yield
    finally:
        for name in names:
            loop.remove_signal_handler(name)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop that Scrapy's reactor lives on. It is driven directly: a Twisted reactor can be run only once."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    return asyncio.get_event_loop()


def _sizes(archive: Archive) -> tuple[int, int, int]:
    tables = counts(archive.db)
    return tables["reports"], tables["versions"], len(archive.originals)
