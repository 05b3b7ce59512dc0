"""What a crawl came to, in counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.items import Article, Attachment, Fetch, Observation

Item = Observation | Article | Attachment | Fetch


@dataclass
class Summary:
    """What a crawl came to.

    ``looks``, ``articles`` and ``attachments`` count outcomes. ``errors``: what failed inside the program, by portal.
    ``passed_over``: portals on platforms no spider knows. ``interrupted``: the crawl was stopped; the next one
    completes it.
    """

    looks: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    attachments: Counter[str] = field(default_factory=Counter)
    new_reports: int = 0
    new_versions: int = 0
    new_originals: int = 0
    passed_over: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    interrupted: bool = False

    def add(self, item: Item) -> None:
        """Count an item."""
        if isinstance(item, Observation):
            self.looks[item.outcome.value] += 1
        elif isinstance(item, Article):
            self.articles[item.fetch.outcome.value] += 1
        elif isinstance(item, Attachment):
            self.attachments[item.fetch.outcome.value] += 1
