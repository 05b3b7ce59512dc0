"""Trying out a portal: fetch one page to tell what it is, or crawl it once into a database that is thrown away."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import urlsplit

from pydantic import ValidationError
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import fleet
from crawler.items import Article, Fetch, ListingRow, Observation, Outcome
from crawler.jobs import JobError
from crawler.registry import AgencyCard, ChannelCard, CountyCard, PortalCard, Registry
from crawler.registry.cards import Years
from crawler.tally import Summary
from spiders.base import PortalSpider
from spiders.listing import Listing
from storage.browse.labels import labels

#: A county that is on no card and in no table: whoever asks for one page need not say where it belongs.
_NOWHERE = "999999"


class FirstPage(PortalSpider):
    """Asks for one page and reads nothing in it."""

    name = "first_page"

    def parse_listing(self, body: bytes, url: str) -> Listing:  # noqa: ARG002 -- the signature of all spiders
        """No rows, so that nothing else is asked for."""
        return Listing((), empty=True)


@dataclass
class Trial:
    """What a crawl into nowhere gave, in the order it came."""

    looks: list[Observation] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)


def platforms() -> list[str]:
    """The platforms that a spider reads."""
    return sorted(_loader().list())


def rows_of(platform: str, body: bytes, url: str) -> tuple[ListingRow, ...]:
    """What the spider of a platform sees on one page; nothing where it cannot read it as a list."""
    module = sys.modules[_loader().load(platform).__module__]
    parse = cast("Callable[[bytes, str], Listing]", module.parse_listing)
    try:
        return parse(body, url).rows
    except ValueError:
        return ()


def fetch_page(url: str, settings: dict[str, Any]) -> Fetch:
    """One page, asked for as in a crawl: robots.txt first, no other host. Raises ``JobError`` if it did not come."""
    trial = _tried(_registry_of(url), settings | {"SPIDER_MODULES": [__name__]})
    if not trial.looks:
        raise JobError(f"{url} was not asked for: {trial.summary.errors or 'interrupted'}")
    fetch = trial.looks[0].fetches[-1]
    if fetch.outcome is not Outcome.OK:
        raise JobError(f"{url} did not come: {labels('advice')[fetch.outcome].en}, {fetch.detail}")
    return fetch


def try_portal(registry: Registry, portal_id: str, settings: dict[str, Any]) -> Trial:
    """Crawl one portal as if for the first time, and keep nothing. Raises ``JobError`` where no spider can."""
    card = registry.portals[portal_id]
    if card.platform not in platforms():
        known = ", ".join(platforms())
        raise JobError(f"portal {portal_id}: no spider reads the platform {card.platform}; there are {known}")
    if not card.channels:
        raise JobError(f"portal {portal_id}: its card names no channel")
    return _tried(Registry(registry.divisions, registry.agencies, {portal_id: card}), settings)


def _tried(registry: Registry, settings: dict[str, Any]) -> Trial:
    trial = Trial()

    def told(item: object) -> None:
        if isinstance(item, Observation):
            trial.looks.append(item)
        elif isinstance(item, Article):
            trial.articles.append(item)

    with TemporaryDirectory(prefix="nianbao-") as folder:
        trial.summary = fleet.crawl(registry, Path(folder) / "nianbao.db", settings=settings, progress=told)
    return trial


def _registry_of(url: str) -> Registry:
    """Cards that allow one page of one host to be asked for, with and without ``www.``"""
    parts = urlsplit(url)
    bare = (parts.hostname or "").removeprefix("www.")
    years = Years(first=2008)
    try:
        page = ChannelCard(id="page", url=url, years=years)
        portal = PortalCard(
            portal="page",
            name=url[:200],
            county=_NOWHERE,
            platform=FirstPage.name,
            url=f"{parts.scheme}://{parts.netloc}",
            hosts=tuple({parts.hostname or "", bare, f"www.{bare}"}),
            status="unverified",
            channels=(page,),
        )
    except ValidationError as error:
        raise JobError(f"{url} is no address of a web page such as http://www.huarong.gov.cn/zwgk/nianbao/") from error
    agency = AgencyCard(id=f"{_NOWHERE}-gov", name="不明", kind="government")
    county = CountyCard(county=_NOWHERE, name="不明", city="不明", province="不明", agencies=(agency,))
    return Registry.of([county], [portal])


def _loader() -> SpiderLoader:
    return SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
