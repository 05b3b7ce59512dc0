"""How many requests a host bears on one day, over all crawls: the last door before the network."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from crawler.archive import archive_of
from crawler.clock import CLOCK_SETTING, SHANGHAI, now
from crawler.items import Outcome
from storage.writes import count_request

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class OverBudget(IgnoreRequest):
    """A request that is left for another day."""

    outcome = Outcome.OVER_BUDGET


class Budget:
    """Downloader middleware nearest to the network, so that retries, redirects and robots.txt count too.

    The number is that of the host's card, or else ``NIANBAO_DAILY_BUDGET``; a day is one in Beijing. What is left
    undone stays wanted: the next crawl on another day goes on with it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._db = archive_of(crawler).db
        self._clock = crawler.settings[CLOCK_SETTING]
        cards = getattr(crawler.spider, "portals", ())
        self._portal_of = {host: card.portal for card in cards for host in card.all_hosts}
        self._most = {host: card.budget for card in cards for host in card.all_hosts if card.budget is not None}
        self._usual = crawler.settings.getint("NIANBAO_DAILY_BUDGET")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Count the request and let it pass; raises ``OverBudget``."""
        host, today = urlsplit(request.url).hostname or "", now(self._clock).astimezone(SHANGHAI).date()
        most = self._most.get(host, self._usual)
        if not count_request(self._db, host, today, self._portal_of.get(host, ""), most):
            raise OverBudget(f"{host} had its {most} requests of {today}; a crawl on another day goes on")
