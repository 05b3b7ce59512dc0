"""The files that a report's page links to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.doors import doors_of, refusal
from crawler.reading.markup.article import CONTAINERS
from crawler.reading.parts import lacks
from crawler.reading.report import Report
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
#: What a page shows in place of text; pictures with these words are part of its dress.
_SHOWN = re.compile(r"\.(?:pdf|png|jpe?g|gif|bmp|tiff?)$", re.IGNORECASE)
_LINKED, _LINKED_OR_SHOWN = "a[href]", "a[href],img[src],iframe[src],embed[src],object[data]"
_DECORATION = re.compile(r"icon|logo|spacer|blank\.gif|qrcode|ewm|fileTypeImages|^data:", re.IGNORECASE)
#: Page furniture, which links to guides and forms of the whole site.
_FURNITURE = "header,footer,nav,aside"
#: Publishing systems put attachments below the element that holds the text; what adds more words is the page's frame.
_LITTLE = 300
#: A report has a few attachments; a page with more is a column of files.
_MOST = 10


def links_in(body: bytes, url: str, doors: Mapping[str, frozenset[int]], *, shown: bool = False) -> tuple[Link, ...]:
    """The files linked in the article of a page, in order, each address once; none where ``body`` is no page.

    ``doors``: the hosts that may be asked (:func:`crawler.doors.doors_of`); links to others are left out. ``shown``:
    also the pictures and framed files that the page shows in its article, which may be its tables.
    """
    if not body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ()
    tree = LexborHTMLParser(decode(body))
    for node in tree.css(_FURNITURE):
        node.decompose()
    article = _article(tree)
    found: dict[str, Link] = {}
    for node in (
        article.css("a[href],img[src],iframe[src],embed[src],object[data]" if shown else "a[href]") if article else ()
    ):
        address = canonical(url, href_of(node) if node.tag == "a" else _framed(node))
        pattern = _FILE if node.tag == "a" else _SHOWN
        if address and pattern.search(address.partition("?")[0]) and not refusal(address, doors):
            found.setdefault(address, Link(address, title_of(node)))
    return tuple(found.values())[:_MOST]


def attachment_rows(registry: Registry, portal_id: str, url: str, body: bytes, report: Report) -> list[dict[str, Any]]:
    """The same as rows for the database; none for a portal that no card names any more.

    What the page shows in place of text is asked for only where the page's report lacks a table.
    """
    card = registry.portals.get(portal_id)
    links = links_in(body, url, doors_of([card]), shown=bool(lacks(report))) if card else ()
    return [link._asdict() for link in links]


def _framed(node: LexborNode) -> str:
    """The address of a picture, or of the file that a frame shows, also through a viewer (viewer.html?file=x.pdf)."""
    address = node.attributes.get("data" if node.tag == "object" else "src") or ""
    if _DECORATION.search(address):
        return ""
    return next(iter(parse_qs(urlsplit(address).query).get("file", [])), address)


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
