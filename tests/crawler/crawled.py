"""How the tests of this folder crawl, and what a crawl gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from loopback import CLOCK

from crawler import fleet
from crawler.items import Article, Attachment, Fetch, Observation

#: A crawl of a test: on loopback, without pauses, and quick to give up.
QUICK = {
    "NIANBAO_CLOCK": CLOCK,
    "NIANBAO_ALLOW_LOOPBACK": True,
    "DOWNLOAD_DELAY": 0.001,
    "RETRY_TIMES": 0,
    "NIANBAO_RETRY_BASE": 0.001,
    "DOWNLOAD_TIMEOUT": 10,
}


@dataclass
class Crawled:
    """What a crawl gave: its items in the order stored, and its summary."""

    summary: fleet.Summary
    looks: list[Observation] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)


Crawl = Callable[..., Crawled]
