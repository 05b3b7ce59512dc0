"""What a crawl need not ask for again: lists that have not changed, reports already kept; and what it must."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest

from crawler.archive import archive_of
from crawler.clock import CLOCK_SETTING, now
from crawler.items import ListingRow, Observation, Outcome
from storage.queries import clean_observation, known_urls, pending_listings

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.base import PortalSpider

_VALIDATORS = (("etag", "If-None-Match"), ("last_modified", "If-Modified-Since"))


class Memory:
    """Spider middleware between a crawl and the crawls before it.

    The first page of a list is asked for on condition that it changed since the last clean look. A report that was
    kept, or could not be read, is not asked for again. One that was listed but never came, because the crawl was killed
    or the page failed, is asked for also where the list has not changed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._db = archive_of(crawler).db
        self._crawler = crawler
        self._now = now(crawler.settings[CLOCK_SETTING])
        self._trusted_for = timedelta(days=crawler.settings.getint("NIANBAO_FULL_LOOK_DAYS"))
        self._settled = {
            url
            for card in self._spider.portals
            for url, known in known_urls(self._db, card.portal).items()
            if known["settled"]
        }
        crawler.signals.connect(self._drop_settled, signal=signals.request_scheduled)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Memory:
        """Scrapy's constructor."""
        return cls(crawler)

    @property
    def _spider(self) -> PortalSpider:
        spider: Any = self._crawler.spider
        return spider  # type: ignore[no-any-return]

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Make the first request of every channel conditional."""
        async for request in start:
            if isinstance(request, Request) and (channel_id := request.meta.get("channel_id")):
                request.headers.update(self._validators(channel_id))
            yield request

    async def process_spider_output(self, response: Any, result: AsyncIterator[Any]) -> AsyncIterator[Any]:  # noqa: ARG002 -- Scrapy's signature
        """After a list that has not changed, ask for what it listed and never came."""
        async for item in result:
            yield item
            if isinstance(item, Observation) and item.outcome is Outcome.NOT_MODIFIED:
                for request in self._spider.article_requests(item.channel_id, self._pending(item)):
                    yield request

    def _drop_settled(self, request: Request) -> None:
        """Scrapy asks before it schedules; ``IgnoreRequest`` drops the request without a word."""
        if request.meta.get("listing_url") in self._settled:
            raise IgnoreRequest("settled before")

    def _validators(self, channel_id: str) -> dict[str, str]:
        clean = clean_observation(self._db, channel_id)
        if clean is None or self._now - datetime.fromisoformat(clean["observed_at"]) > self._trusted_for:
            return {}
        first_page = clean["fetches"][0]
        return {header: first_page[name] for name, header in _VALIDATORS if first_page[name]}

    def _pending(self, look: Observation) -> Iterator[ListingRow]:
        for row in pending_listings(self._db, look.portal_id):
            if row["channel_id"] == look.channel_id:
                day = date.fromisoformat(row["listed_on"]) if row["listed_on"] else None
                yield ListingRow(row["url"], row["title"], day)
