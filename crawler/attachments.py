"""The files that a report's page links to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.guard import doors_of, refusal
from crawler.reading.markup.article import CONTAINERS
from crawler.registry import Registry
from spiders.listing import canonical, decode, href_of, title_of


class Link(NamedTuple):
    """A file that a report links to; ``title`` is the text of the link."""

    url: str
    title: str


#: By the ending of the address, or by the programs of 博达 VSB and 大汉 Hanweb that hand out files.
_FILE = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|ofd|rar|zip)$|/system/_content/download\.jsp$|/downfile\.jsp$", re.IGNORECASE
)
#: Page furniture, which links to guides and forms of the whole site.
_FURNITURE = "header,footer,nav,aside"
#: Publishing systems put attachments below the element that holds the text; what adds more words is the page's frame.
_LITTLE = 300
#: A report has a few attachments; a page with more is a column of files.
_MOST = 10


def links_in(body: bytes, url: str, doors: Mapping[str, frozenset[int]]) -> tuple[Link, ...]:
    """The files linked in the article of a page, in order, each address once; none where ``body`` is no page.

    ``doors``: the hosts that may be asked (:func:`crawler.guard.doors_of`); links to others are left out.
    """
    if not body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ()
    tree = LexborHTMLParser(decode(body))
    for node in tree.css(_FURNITURE):
        node.decompose()
    article = _article(tree)
    found: dict[str, Link] = {}
    for link in article.css("a[href]") if article else ():
        address = canonical(url, href_of(link))
        if address and _FILE.search(address.partition("?")[0]) and not refusal(address, doors):
            found.setdefault(address, Link(address, title_of(link)))
    return tuple(found.values())[:_MOST]


def attachment_rows(registry: Registry, portal_id: str, url: str, body: bytes) -> list[dict[str, Any]]:
    """The same as rows for the database; none for a portal that no card names any more."""
    card = registry.portals.get(portal_id)
    return [link._asdict() for link in links_in(body, url, doors_of([card]))] if card else []


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    """The element around the text with what stands below it; the whole page where no system's mark is found."""
    known = [node for selector in CONTAINERS for node in tree.css(selector)]
    article = max(known, key=_words, default=tree.body)
    while article and article.parent and article.parent.tag not in ("body", "html", "-undef"):
        if _words(article.parent) - _words(article) > _LITTLE:
            break
        article = article.parent
    return article


def _words(node: LexborNode) -> int:
    return len("".join(node.text().split()))
