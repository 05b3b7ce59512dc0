"""What the log says about items: which one and what came of it, never the whole page it carries."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.items import Article, Attachment, Fetch, Observation


class ShortFormatter(LogFormatter):
    """Scrapy's messages with one line for an item in place of its contents."""

    def scraped(self, item: Any, *_: Any) -> LogFormatterResult:
        """An item that went through all stages: the progress of a crawl."""
        return {"level": logging.INFO, "msg": "%(item)s", "args": {"item": _line(item)}}

    def item_error(self, item: Any, *args: Any) -> LogFormatterResult:
        """A stage that failed on an item; the traceback follows."""
        return {**super().item_error(item, *args), "args": {"item": _line(item)}}


def _line(item: Any) -> str:
    match item:
        case Observation():
            return f"{item.channel_id}: {item.outcome}, {len(item.rows)} rows {item.detail}".rstrip()
        case Article():
            said = item.trouble or (item.report.title if item.report else "")
            return f"{item.channel_id}: {item.fetch.url} {item.fetch.outcome} {item.fetch.detail or said}".rstrip()
        case Attachment(fetch=fetch):
            return f"{fetch.portal_id}: {item.url} {fetch.outcome} {fetch.detail}".rstrip()
        case Fetch():
            return f"{item.portal_id}: {item.url} {item.outcome} {item.detail}".rstrip()
        case _:
            return type(item).__name__
