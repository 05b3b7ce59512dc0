"""robots.txt as RFC 9309 asks: 4xx allows, a server that fails or cannot be reached is not crawled now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from crawler.items import Fetch, Outcome
from spiders.fetches import failed, fetched
from spiders.obstacles import LIST, Verdict

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: A crawler must read at least the first 500 KiB (RFC 9309, 2.5); no more is read of a file without end.
_LARGEST = 500 * 1024

#: A host that wants a longer pause than this between two requests cannot be crawled in one run.
_LONGEST_DELAY = 120.0


class RobotsRefused(IgnoreRequest):
    """A request that is not made.

    ``outcome`` is ``robots`` where the file forbids it. Where the file cannot be read now, it is what came of asking
    for it: a portal that is down is down, and has forbidden nothing.
    """

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome


class Rules(NamedTuple):
    """What a host's robots.txt says: why nothing may be asked now, else the parsed file (``None``: no rules)."""

    fetch: Fetch
    refusal: Verdict | None = None
    file: Protego | None = None


def rules_of(fetch: Fetch, agent: str) -> Rules:
    """The rules that the answer to a request for robots.txt sets for the product ``agent``.

    429 is a 4xx by number only: a host that asks for fewer requests gets none.
    """
    status = fetch.status or 0
    if 400 <= status < 500 and status != 429:
        return Rules(fetch)
    if not 200 <= status < 300:
        return Rules(fetch, Verdict(fetch.outcome, f"robots.txt cannot be read now: {fetch.detail}"))
    file = Protego.parse((fetch.body or b"")[:_LARGEST].decode("utf-8-sig", errors="replace"))
    delay = file.crawl_delay(agent) or 0.0
    if delay > _LONGEST_DELAY:
        detail = f"robots.txt asks for {delay:.0f} seconds between two requests"
        return Rules(fetch, Verdict(Outcome.ROBOTS, detail))
    return Rules(fetch, file=file)


class Robots:
    """Downloader middleware that asks each host for its robots.txt once a run, before anything else."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._hosts: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass; raises ``RobotsRefused``.

        The fetch of robots.txt itself travels on in ``meta["robots_fetch"]`` of the request that caused it.
        """
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        is_first = origin not in self._hosts
        if is_first:
            self._hosts[origin] = asyncio.ensure_future(self._ask(origin))
        rules = await asyncio.shield(self._hosts[origin])
        if is_first:
            request.meta["robots_fetch"] = rules.fetch
        if rules.refusal:
            raise RobotsRefused(*rules.refusal)
        if rules.file and not rules.file.can_fetch(request.url, self._agent):
            raise RobotsRefused(Outcome.ROBOTS, f"robots.txt of {parts.netloc} does not allow {parts.path}")

    async def _ask(self, origin: str) -> Rules:
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta={"is_robots": True}, dont_filter=True)
        portal_id = self._portal_of(origin)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:  # noqa: BLE001 -- whatever keeps robots.txt away, the host is not crawled and the fetch says why
            return rules_of(failed(portal_id, request, Failure()), self._agent)  # type: ignore[no-untyped-call]  # Twisted
        rules = rules_of(fetched(portal_id, response, LIST), self._agent)
        if rules.file and (delay := rules.file.crawl_delay(self._agent)):
            self._slow_down(urlsplit(origin).hostname or "", delay)
        return rules

    def _portal_of(self, origin: str) -> str:
        host = urlsplit(origin).hostname
        cards = getattr(self._crawler.spider, "portals", ())
        return next((card.portal for card in cards if host in card.all_hosts), "")

    def _slow_down(self, host: str, delay: float) -> None:
        """Never ask the host sooner than it wants: not when it answers fast, nor where the pause varies."""
        delay /= 1 - self._crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER")
        if throttle := self._crawler.get_extension(AutoThrottle):
            throttle.mindelay = max(throttle.mindelay, delay)
        if slot := self._crawler.engine.downloader.slots.get(host):
            slot.delay = max(slot.delay, delay)
