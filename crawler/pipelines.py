"""The stages of an item: keep the original, read it, identify the agency, store the rows.

Findings are no stage: they rest on other reports too, so they are made when a crawl has ended (``crawler.recheck``).
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Self

from crawler.archive import archive_of
from crawler.attachments import attachment_rows
from crawler.identify import agency_of, printed
from crawler.interpret import read_report, rows_of
from crawler.items import Article, Attachment, Fetch, Observation, Outcome
from crawler.reading.kinds import kind_of
from crawler.registry import Registry
from crawler.reread import catch_up
from crawler.rosters.rows import roster_rows
from crawler.rows import fetch_row, listing_rows, observation_row
from storage.queries import clean_observation, is_settled_by, versions_beside
from storage.writes import save_attachment, save_fetch, save_observation, save_roster, save_trouble, save_version

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: For Scrapy's own commands, whose spider knows no cards.
NO_CARDS = Registry.of((), ())

Item = Observation | Article | Attachment | Fetch


def registry_of(crawler: Crawler) -> Registry:
    """The cards that the crawler's spider has been given."""
    registry: Registry = getattr(crawler.spider, "registry", NO_CARDS)
    return registry


class Stage:
    """One step of an article that came; other items pass."""

    def __init__(self, crawler: Crawler) -> None:
        self.registry = registry_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        """Hand an article with content to ``advance``."""
        if isinstance(item, Article) and item.fetch.outcome is Outcome.OK:
            self.advance(item)
        return item

    def advance(self, article: Article) -> None:
        """Fill in what this stage finds."""
        raise NotImplementedError


class Keep(Stage):
    """The bytes of every page on disk, before any row speaks of them."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._originals = archive_of(crawler).originals

    def process_item(self, item: Item) -> Item:
        """Keep whatever was answered: pages of a list, articles, robots.txt, error and block pages too."""
        for fetch in _fetches(item):
            if fetch.body:
                self._originals.keep(fetch.body, fetch.media_type, fetch.requested_at, fetch.portal_id)
        return item


class Read:
    """The report in the bytes, or why there is none.

    A file that is no text is parsed by a child process, which takes seconds; the crawl goes on meanwhile.
    """

    async def process_item(self, item: Item) -> Item:
        """Set ``report`` or ``trouble`` of an article that came."""
        if isinstance(item, Article) and item.fetch.outcome is Outcome.OK and not item.is_roster:
            body = item.fetch.body or b""
            reading = partial(read_report, body, item.fetch.url, item.fetch.media_type)
            item.report, item.trouble = reading() if kind_of(body) is None else await asyncio.to_thread(reading)
        return item


class Identify(Stage):
    """The agency whose report it is, where that is certain."""

    def advance(self, article: Article) -> None:
        """Set ``agency_id``."""
        if article.report and article.channel_id in self.registry.channels:
            name = printed(article.report, article.row.title).agency_name
            article.agency_id = agency_of(self.registry, article.channel_id, name)


class Store:
    """Rows: one transaction a look, a report, or a fetch that brought nothing."""

    def __init__(self, crawler: Crawler) -> None:
        archive = archive_of(crawler)
        self._db, self._originals = archive.db, archive.originals
        self._registry = registry_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_item(self, item: Item) -> Item:
        """Write the rows of an item."""
        match item:
            case Observation():
                self._look(item)
            case Article(fetch=Fetch(outcome=Outcome.OK)):
                await self._article(item)
            case Article(fetch=fetch):
                save_fetch(self._db, fetch_row(fetch), item.row.url)
            case Attachment(fetch=fetch):
                trouble = None if fetch.outcome is Outcome.OK else f"{fetch.outcome}: {fetch.detail}"
                save_attachment(self._db, item.version_id, item.url, fetch_row(fetch), trouble)
            case Fetch():
                save_fetch(self._db, fetch_row(item))
        return item

    async def _article(self, article: Article) -> None:
        """Write a report with all its readings, or why there is none; the same bytes again are only a fetch."""
        came = article.fetch
        fetch = fetch_row(came)
        if is_settled_by(self._db, article.row.url, fetch["sha256"]):
            save_fetch(self._db, fetch, article.row.url)
            return
        if article.is_roster:
            save_roster(self._db, fetch, **roster_rows(self._registry, article))
            return
        if article.report is None:
            save_trouble(self._db, article.row.url, fetch, article.trouble or "")
            return
        rows = rows_of(article.report, article.agency_id, came.portal_id, article.row.title)
        stored = versions_beside(self._db, article.row.url, came.url, rows["report"])
        await catch_up(self._db, self._originals, self._registry, stored, rows["version"]["content_hash"])
        seen = {"channel_id": article.channel_id, "first_seen_at": came.requested_at}
        save_version(
            self._db,
            listing_url=article.row.url,
            fetch=fetch,
            report=rows["report"],
            version={**rows["version"], **seen, "listed_on": article.row.listed_on},
            readings=rows["readings"],
            attachments=attachment_rows(self._registry, came.portal_id, came.url, came.body or b"", article.report),
        )

    def _look(self, look: Observation) -> None:
        unchanged = look.outcome is Outcome.NOT_MODIFIED
        clean = clean_observation(self._db, look.channel_id) if unchanged else None
        save_observation(
            self._db,
            observation_row(look, self._registry, clean),
            [fetch_row(fetch) for fetch in look.fetches],
            listing_rows(look, self._registry),
        )


def _fetches(item: Item) -> tuple[Fetch, ...]:
    match item:
        case Observation():
            return item.fetches
        case Article() | Attachment():
            return (item.fetch,)
        case _:
            return (item,)
