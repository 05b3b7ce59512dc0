"""What a crawl need not ask for: lists that have not changed, reports kept before; and what it must ask for again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest

from crawler.archive import archive_of
from crawler.clock import CLOCK_SETTING, SHANGHAI, now
from crawler.items import Article, ListingRow, Observation, Outcome
from crawler.monitor import due
from crawler.reading.title import parse_link
from crawler.registry.cards import AgencyKind
from crawler.revisits import is_due
from storage.queries import clean_observation, pending_listings, settled_listings, wanted_attachments

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.base import PortalSpider

#: So long after a deadline every list is read in full once a day.
_CONFIRMING = timedelta(days=7)
_VALIDATORS = (("etag", "If-None-Match"), ("last_modified", "If-Modified-Since"))


class Memory:
    """Spider middleware between a crawl and the crawls before it.

    The first page of a list is asked for on condition that it changed since the last clean look. A report that was
    kept, or could not be read, is asked for again by plan (:mod:`crawler.revisits`), on the same condition. One that
    was listed but never came, because the crawl was killed or the page failed, is asked for also where the list has
    not changed; so is an attachment. Nothing is asked for again of a channel whose list did not come.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._db = archive_of(crawler).db
        self._crawler = crawler
        self._now = now(crawler.settings[CLOCK_SETTING])
        self._trusted_for = timedelta(days=crawler.settings.getint("NIANBAO_FULL_LOOK_DAYS"))
        # Before the first look of this crawl, which tells links by their titles alone.
        self._waiting = [row for card in self._spider.portals for row in self._wanted_pages(card.portal)]
        known = [row for card in self._spider.portals for row in settled_listings(self._db, card.portal)]
        self._due = [row for row in known if is_due(row, self._now)]
        self._validators_of = {row["url"]: _validators(row) for row in self._due}
        self._settled = {row["url"] for row in known} - self._validators_of.keys()
        crawler.signals.connect(self._drop_settled, signal=signals.request_scheduled)
        crawler.signals.connect(self._ask_for_attachments, signal=signals.item_scraped)

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
        """After a list that came, ask for what is due of it."""
        async for item in result:
            yield self._conditional(item)
            for request in self._further(item):
                yield self._conditional(request)

    def _conditional(self, item: Any) -> Any:
        """A request for a page that is due asks only for what has changed."""
        if isinstance(item, Request):
            item.headers.update(self._validators_of.get(item.meta.get("listing_url"), {}))
        return item

    def _further(self, item: Any) -> Iterator[Request]:
        """What was wanted of a channel before this look and its list may not show."""
        if isinstance(item, Observation) and item.outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
            for rows in (self._pending(item), self._unseen(item)):
                yield from self._spider.article_requests(item.channel_id, rows)
            yield from self._spider.attachment_requests(self._wanted(item.portal_id, channel_id=item.channel_id))

    def _ask_for_attachments(self, item: Any) -> None:
        """Once a report is stored; the spider goes on before that."""
        if isinstance(item, Article) and (item.report or item.is_roster):
            wanted = self._wanted(item.fetch.portal_id, listing_url=item.row.url)
            for request in self._spider.attachment_requests(wanted):
                self._crawler.engine.crawl(request)

    def _drop_settled(self, request: Request) -> None:
        """Scrapy asks before it schedules; ``IgnoreRequest`` drops the request without a word."""
        if request.meta.get("listing_url") in self._settled:
            raise IgnoreRequest("settled before")

    def _validators(self, channel_id: str) -> dict[str, str]:
        clean = clean_observation(self._db, channel_id)
        return _validators(clean["fetches"][0]) if clean and self._is_trusted(channel_id, clean["observed_at"]) else {}

    def _is_trusted(self, channel_id: str, observed_at: str) -> bool:
        """Whether "not modified" since then is believed: not for long, not over a deadline, and in the week after one
        for the rest of the day only.

        Some servers answer it after an edit; that a report was not there in time is said from a list that was read, and
        who waits for a second such look to confirm it should have it on the next day.
        """
        seen, ends = datetime.fromisoformat(observed_at), self._ends(channel_id)
        if self._now - seen > self._trusted_for or any(seen < end <= self._now for end in ends):
            return False
        today = self._now.astimezone(SHANGHAI).date()
        just_over = any(end <= self._now < end + _CONFIRMING for end in ends)
        return not just_over or seen.astimezone(SHANGHAI).date() == today

    def _ends(self, channel_id: str) -> set[datetime]:
        """When the deadlines of last year's reports in the county of a channel, which are all this year, are over."""
        registry = self._spider.registry
        county = registry.divisions[registry.portals[registry.channels[channel_id].portal_id].county]
        year = self._now.astimezone(SHANGHAI).year - 1
        return {due(kind, year, county.county, county.deadlines).ends_at for kind in get_args(AgencyKind)}

    def _wanted_pages(self, portal_id: str) -> Iterator[Mapping[str, Any]]:
        yield from pending_listings(self._db, portal_id)
        others = pending_listings(self._db, portal_id, reports=False)
        yield from (row for row in others if parse_link(row["title"]).is_roster)

    def _pending(self, look: Observation) -> Iterator[ListingRow]:
        """Also what a person said to be a report, whatever its title says."""
        shown = {row.url for row in look.rows}
        for row in self._waiting:
            there = look.outcome is Outcome.NOT_MODIFIED or row["url"] in shown
            if row["channel_id"] == look.channel_id and there:
                yield _listing_row(row)

    def _unseen(self, look: Observation) -> Iterator[ListingRow]:
        """What is due and was not in this look, so that no one else asks for it."""
        shown = {row.url for row in look.rows}
        for row in self._due:
            if row["channel_id"] == look.channel_id and row["url"] not in shown:
                yield _listing_row(row)

    def _wanted(self, portal_id: str, **where: str) -> Iterator[dict[str, Any]]:
        for row in wanted_attachments(self._db, portal_id):
            if where.items() <= row.items() and (row["asked_at"] is None or is_due(row, self._now)):
                yield row


def _validators(fetch: Mapping[str, Any]) -> dict[str, str]:
    return {header: fetch[name] for name, header in _VALIDATORS if fetch[name]}


def _listing_row(row: Mapping[str, Any]) -> ListingRow:
    return ListingRow(row["url"], row["title"], date.fromisoformat(row["listed_on"]) if row["listed_on"] else None)
