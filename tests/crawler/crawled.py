"""How the tests of this folder crawl, and what a crawl gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from loopback import CLOCK
from scrapy import Request
from scrapy.crawler import Crawler

from crawler.items import Article, Attachment, Fetch, Observation
from crawler.settings import DOWNLOADER_MIDDLEWARES
from crawler.tally import Summary

#: A crawl of a test: on loopback, without pauses, and quick to give up.
QUICK = {
    "NIANBAO_CLOCK": CLOCK,
    "NIANBAO_ALLOW_LOOPBACK": True,
    "DOWNLOAD_DELAY": 0.001,
    "RETRY_TIMES": 0,
    "NIANBAO_RETRY_BASE": 0.001,
    # No test waits for it: what never answers is given up by ``impatient``, and a busy machine fails nothing.
    "DOWNLOAD_TIMEOUT": 60,
}


class Impatient:
    """Downloader middleware that gives up the one address that never answers, and is patient with others."""

    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Impatient:
        return cls(crawler.settings["IMPATIENT_OF"])

    def process_request(self, request: Request) -> None:
        if urlsplit(request.url).path == self._path:
            request.meta["download_timeout"] = 0.2


def impatient(path: str) -> dict[str, Any]:
    """Settings of a crawl that soon gives up the page at ``path``, which never answers."""
    return {"IMPATIENT_OF": path, "DOWNLOADER_MIDDLEWARES": DOWNLOADER_MIDDLEWARES | {Impatient: 960}}


@dataclass
class Crawled:
    """What a crawl gave: its items in the order stored, and its summary."""

    summary: Summary
    looks: list[Observation] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)


Crawl = Callable[..., Crawled]
