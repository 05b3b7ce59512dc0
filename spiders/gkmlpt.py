"""广东 gkmlpt (信息公开目录平台): a page of scripts that names its category, and the list as JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from math import ceil
from typing import Any
from urllib.parse import urldefrag, urlsplit

from scrapy.http import Response

from crawler.clock import SHANGHAI
from crawler.items import ListingRow
from crawler.reading.markup.scripted import object_at
from spiders.base import Output, PortalSpider
from spiders.listing import Listing, ListingError, canonical, decode, printable
from spiders.look import Look

#: An office has the platform at its host's root or below a folder of its own: /pskjcxfws/gkmlpt/index.
_MOUNT = re.compile(r"[^?#]*?/gkmlpt(?=/)")
_PAGE = re.compile(r"(?<=[?&]page=)\d+")
_SID = re.compile(r"""\bSID["']?\s*:\s*["']?(\d+)""")
_TREE = re.compile(r"""\bTREE["']?\s*:\s*(?=\[)""")
_ANNUAL = re.compile(r"年报|年度报告")

#: The API hands out 100 a page; articles that are hidden leave 88 to 99 of them on a full one.
_PER_PAGE = 100
_FULL = 0.8

_TAG = re.compile(r"<[^<>]{0,200}>")
#: The mobile twin of an article has the same text.
_MOBILE = re.compile(r"/mpost_(?=\d+\.html)")


class GkmlptSpider(PortalSpider):
    """Portals on gkmlpt."""

    name = "gkmlpt"

    def parse(self, response: Response, look: Look | None = None) -> Output:
        """As for all; the category stands behind the address (#2031), where Scrapy cuts it off an answer's."""
        asked = response.request.url if response.request else response.url
        return super().parse(response.replace(url=asked), look)

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)


def parse_listing(body: bytes, url: str) -> Listing:
    """A page of the platform, which is the frame of a list, or one answer of its API.

    Raises ``ListingError`` where the page does not tell which of its categories is meant.
    """
    if "/gkmlpt/api/all/" in url:
        return _answer(decode(body), url)
    text, mount = decode(body), _MOUNT.match(url)
    sid, tree = _SID.search(text), _TREE.search(text)
    if not (mount and sid and tree):
        return Listing(())
    category = _category(object_at(text, tree.end()), urlsplit(url).fragment)
    return Listing((), elsewhere=f"{mount[0]}/api/all/{category}?page=1&sid={sid[1]}")


def _category(tree: list[Any], wanted: str) -> str:
    nodes = {str(node["id"]): node for node in _nodes(tree)}
    if not wanted.isdigit():
        found = [id_ for id_, node in nodes.items() if _ANNUAL.search(node["name"]) and not node.get("children")]
        if len(found) != 1:
            told = ", ".join(f"#{id_} {nodes[id_]['name']}" for id_ in found) or "none"
            raise ListingError(f"categories of annual reports: {told}; write one behind the channel's address")
        wanted = found[0]
    if address := nodes.get(wanted, {}).get("jump_url"):
        raise ListingError(f"category {wanted} leads to {address}; make that the channel's address")
    return wanted


def _nodes(tree: list[Any]) -> Iterator[dict[str, Any]]:
    for node in tree:
        yield node
        yield from _nodes(node.get("children") or [])


def _answer(text: str, url: str) -> Listing:
    """Past the last page come HTML pages, or nothing: no list, and no proof of an end either."""
    try:
        answer = json.loads(text, strict=False)
        articles = list(answer["articles"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Listing(())
    rows = tuple(_rows(articles, url))
    page = int(found[0]) if (found := _PAGE.search(url)) else 1
    total = answer.get("total", (answer.get("classify") or {}).get("post_count"))
    onward = _PAGE.sub(str(page + 1), url)
    if total is None:
        return Listing(rows, guesses=(onward,), ended=not articles)
    pages = ceil(total / _PER_PAGE) if len(articles) >= _FULL * min(total - (page - 1) * _PER_PAGE, _PER_PAGE) else None
    return Listing(rows, onward, total=total, pages=pages, empty=not (total or rows), ended=not articles)


def _rows(articles: list[dict[str, Any]], base: str) -> Iterator[ListingRow]:
    """Articles that lead to another host (a newspaper, WeChat) are rows like all; asking there is not for us."""
    for article in articles:
        url = _MOBILE.sub("/post_", canonical(base, article.get("url") or article.get("post_url") or ""))
        title = printable(" ".join(_TAG.sub("", html.unescape(article.get("title") or "")).split()))
        if url and url != urldefrag(base).url and title:
            yield ListingRow(url, title, _day(article.get("display_publish_time") or article.get("date")))


def _day(seconds: Any) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, SHANGHAI).date()
    except (TypeError, ValueError, OverflowError, OSError):
        return None
