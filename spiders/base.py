"""What the spiders of all platforms share: one look a channel, one request a report, an outcome for every fetch."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.items import Article, Attachment, Fetch, ListingRow, Observation, Outcome
from crawler.reading.title import parse_link
from crawler.registry import PortalCard, Registry, load
from spiders.fetches import failed, fetched
from spiders.listing import Listing, ListingError
from spiders.look import Look
from spiders.obstacles import FILE, LIST, expected_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_HERE = Path(__file__).resolve().parent
PACKAGED_CARDS = (_HERE.parent / "crawler" / "registry" / "counties", _HERE / "portals")

#: Lists before articles: a channel is looked at even when the crawl is stopped early.
_LIST_PRIORITY = 10

Output = Iterator[Request | Observation | Article | Attachment | Fetch]


class PortalSpider(scrapy.Spider):
    """Looks at every channel of one portal, or of all portals of its platform, and fetches what may be a report.

    ``portal``: the id of a portal card. ``cards``: folders of county and portal cards instead of the packaged ones,
    separated as in ``PATH``. ``registry``: cards already loaded. Raises ``ValueError`` for a portal that is not there
    or runs on another platform, and ``CardError`` for cards that cannot be used.
    """

    def __init__(self, portal: str | None = None, cards: str | None = None, registry: Registry | None = None):
        super().__init__()
        folders = [Path(folder) for folder in cards.split(os.pathsep)] if cards else PACKAGED_CARDS
        self.registry = registry or load(*folders)
        self.portals = self._portals(portal)
        self._scripted = {card.portal for card in self.portals if card.browser}
        self._asked_for: set[object] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """A card knows what its portal bears: its delay takes the place of the usual one."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        delays = [card.delay for card in spider.portals if card.delay is not None]
        if delays:
            crawler.settings.set("DOWNLOAD_DELAY", max(delays), priority="spider")
        return spider

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """What a list page of the platform says."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """One request a channel."""
        if not self.portals:
            logger.error("no portal card has the platform %s; nothing to crawl", self.name)
        most = self.settings.getint("NIANBAO_MAX_PAGES")
        ids = {card.portal for card in self.portals}
        for channel in self.registry.channels.values():
            if channel.portal_id in ids:
                yield self._list_request(Look(channel.portal_id, channel.id, channel.url, most), channel.url)

    def parse(self, response: Response, look: Look | None = None) -> Output:
        """A page of a channel's list; ``scrapy parse`` has no look and sees the one page."""
        look = look or Look("", "", response.url, max_pages=1)
        fetch = fetched(look.portal_id, response, LIST)
        if fetch.outcome is not Outcome.OK:
            look.fail(fetch)
        elif isinstance(listing := self._read(response), Listing):
            look.take(fetch, listing)
        else:
            look.fail(replace(fetch, outcome=Outcome.LAYOUT_CHANGED, detail=listing))
        yield from self._go_on(look, response.meta)

    def parse_failure(self, failure: Failure) -> Output:
        """A page of a list that did not come."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy, its stubs say so too
        look: Look = request.cb_kwargs["look"]
        look.fail(failed(look.portal_id, request, failure))
        yield from self._go_on(look, request.meta)

    def article_requests(self, channel_id: str, rows: Iterable[ListingRow]) -> Iterator[Request]:
        """A request for each of these listed pages that was not asked for in this run."""
        for row in rows:
            if row.url not in self._asked_for:
                self._asked_for.add(row.url)
                yield Request(
                    row.url,
                    callback=self.parse_article,
                    errback=self.article_failure,
                    cb_kwargs={"channel_id": channel_id, "row": row},
                    meta={"listing_url": row.url},
                    dont_filter=True,
                )

    def parse_article(self, response: Response, channel_id: str = "", row: ListingRow | None = None) -> Output:
        """A page, or a file, that may be a report."""
        yield from _robots(response.meta)
        fetch = fetched(_portal_of(channel_id), response, expected_of(response.url))
        yield Article(channel_id, row or ListingRow(response.url, ""), fetch)

    def article_failure(self, failure: Failure) -> Output:
        """An article that did not come."""
        request = failure.request  # type: ignore[attr-defined]  # as above
        yield from _robots(request.meta)
        channel_id: str = request.cb_kwargs["channel_id"]
        yield Article(channel_id, request.cb_kwargs["row"], failed(_portal_of(channel_id), request, failure))

    def attachment_requests(self, wanted: Iterable[Mapping[str, Any]]) -> Iterator[Request]:
        """A request for each file (``version_id``, ``url``, ``channel_id``) that was not asked for in this run."""
        for row in wanted:
            key = (row["version_id"], row["url"])
            if key not in self._asked_for:
                self._asked_for.add(key)
                yield Request(
                    row["url"],
                    callback=self.parse_attachment,
                    errback=self.attachment_failure,
                    cb_kwargs={"file": row},
                    dont_filter=True,
                )

    def parse_attachment(self, response: Response, file: Mapping[str, Any]) -> Output:
        """A file that a report links to, or what stands in its place."""
        yield from _robots(response.meta)
        fetch = fetched(_portal_of(file["channel_id"]), response, FILE)
        yield Attachment(file["version_id"], file["url"], fetch)

    def attachment_failure(self, failure: Failure) -> Output:
        """A file that did not come."""
        request = failure.request  # type: ignore[attr-defined]  # as above
        yield from _robots(request.meta)
        file = request.cb_kwargs["file"]
        fetch = failed(_portal_of(file["channel_id"]), request, failure)
        yield Attachment(file["version_id"], file["url"], fetch)

    def _portals(self, wanted: str | None) -> tuple[PortalCard, ...]:
        cards = self.registry.portals
        if wanted is None:
            return tuple(card for card in cards.values() if card.platform == self.name)
        if wanted not in cards:
            raise ValueError(f"there is no portal card {wanted!r}; there are: {', '.join(cards) or 'none'}")
        if (platform := cards[wanted].platform) != self.name:
            raise ValueError(f"portal {wanted} runs on {platform}, not on {self.name}; use the spider {platform}")
        return (cards[wanted],)

    def _read(self, response: Response) -> Listing | str:
        """What the page lists, or why it cannot be read."""
        try:
            return self.parse_listing(response.body, response.url)
        except Exception as error:
            # Whatever a page does to the parser, the look must end in an observation.
            logger.exception("%s cannot be read as a list of %s", response.url, self.name)
            why = str(error) if isinstance(error, ListingError) else "the log tells where"
            return f"the page cannot be read as a list of this platform: {why}"

    def _go_on(self, look: Look, meta: dict[str, Any]) -> Output:
        """The next page of the list; after the last one the observation first, then the reports it found."""
        yield from _robots(meta)
        yield from (fetched(look.portal_id, part, LIST) for part in meta.pop("parts", ()))
        if look.next_url:
            yield self._list_request(look, look.next_url)
            return
        yield look.observation()
        wanted = (row for row in look.rows.values() if parse_link(row.title).is_wanted)
        yield from self.article_requests(look.channel_id, wanted)

    def _list_request(self, look: Look, url: str) -> Request:
        return Request(
            url,
            callback=self.parse,
            errback=self.parse_failure,
            cb_kwargs={"look": look},
            meta={
                "download_maxsize": self.settings.getint("NIANBAO_LIST_MAXSIZE"),
                **({"channel_id": look.channel_id} if look.is_new else {}),
                "browser": look.portal_id in self._scripted,
            },
            priority=_LIST_PRIORITY,
            dont_filter=True,
        )


def _portal_of(channel_id: str) -> str:
    return channel_id.partition("/")[0]


def _robots(meta: dict[str, Any]) -> Iterator[Fetch]:
    """The fetch of robots.txt that this request waited for, told once."""
    if fetch := meta.pop("robots_fetch", None):
        yield fetch
