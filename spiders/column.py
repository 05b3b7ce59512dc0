"""Any other portal: a column whose links speak for themselves, whose card says where to look, or that is the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import ListingRow
from crawler.reading.title import parse_link
from crawler.registry.cards import Selectors
from spiders.base import PortalSpider
from spiders.listing import (
    Listing,
    announces_nothing,
    canonical,
    decode,
    href_of,
    listed_on,
    pages_without_pager,
    rows_among,
    title_of,
    tree_of,
)
from spiders.shown import reports_shown

#: Addresses of columns: titles like 「2022年政府信息公开年报」 lead to such too. A folder named by a long number is an
#: article: /zfxxgknb/2024011617343525212/index.shtml.
_COLUMN = re.compile(r"(?<!\d{5})/(?:(?:index|list|default)(?:_\d+)?\.\w{3,5})?$")
_INDEX = re.compile(r"(?:index|default)\.\w{3,5}$")

_NEXT = re.compile(r"\W?(?:下一?页|后一?页|下一頁|next|[>›»]{1,2})\W?", re.IGNORECASE)
#: 首页 is no sign: it leads to the home page as well.
_BACK = re.compile(r"\W?(?:上一?页|前一?页|上一頁|prev|[<‹«]{1,2})\W?", re.IGNORECASE)
_TOLD = re.compile(r"共\s*(\d{1,4})\s*页|(?<!\d)\d{1,4}\s*/\s*(\d{1,4})\s*页")

#: Lists of files: the number of a page stands at the end of its name (index_1.html), as a folder, or as the query.
_NUMBER = re.compile(r"(?<=[_/?])\d{1,3}(?=(?:\.\w+)?$)")
#: Frames that hold no list.
_FURNITURE = re.compile(r"tree\.jsp|visitcount|login|share|header|footer|/top\.|/bottom\.", re.IGNORECASE)


class ColumnSpider(PortalSpider):
    """Portals on any platform, or none."""

    name = "column"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`; the selectors are those of the card of the host."""
        host = urlsplit(url).hostname
        return parse_listing(body, url, next((each.selectors for each in self.portals if host in each.all_hosts), None))


def parse_listing(body: bytes, url: str, selectors: Selectors | None = None) -> Listing:
    """One page of a list; a page without rows may be the frame of a list, or the report itself."""
    text = decode(body)
    tree = tree_of(text)
    tree.strip_tags(["script", "style"])
    rows = tuple(_selected(tree, url, selectors) if selectors else _speaking(tree, url))
    if not rows:
        return _without_rows(body, tree, text, url)
    pager = selectors.next if selectors else None
    links = tree.css("a[href]")
    onward = tree.css(pager) if pager else [*tree.css("[rel=next]"), *_labelled(links, _NEXT)]
    if next_url := next(_other_pages(onward, url), None):
        return Listing(rows, next_url)
    told = _TOLD.search(tree.root.text() if tree.root else "")
    pages = int(told[1] or told[2]) if told else pages_without_pager(text)
    last = not told and (pager is not None or any(_other_pages(_labelled(links, _BACK), url)))
    return Listing(rows, guesses=_guesses(url), pages=pages, ended=last)


def _speaking(tree: LexborHTMLParser, url: str) -> Iterator[ListingRow]:
    """Links whose titles are those of reports, with the day beside each."""
    links = [link for link in tree.css("a[href]") if parse_link(title_of(link)).is_report]
    return rows_among([link for link in links if not _COLUMN.search(canonical(url, href_of(link)))], url)


def _selected(tree: LexborHTMLParser, url: str, selectors: Selectors) -> Iterator[ListingRow]:
    """What the card points at. A row without a link or a title is none."""
    for row in tree.css(selectors.row):
        titled = row.css_first(selectors.title) if selectors.title else None
        linked = [node for node in (titled, row) if node is not None and "href" in node.attributes]
        link = next(iter(linked), None) or (titled or row).css_first("a[href]") or row.css_first("a[href]")
        dated = row.css_first(selectors.date) if selectors.date else row
        address, title = canonical(url, href_of(link)) if link else "", title_of(titled or link) if link else ""
        if address and title:
            yield ListingRow(address, title, listed_on(dated.text(separator=" ")) if dated else None)


def _without_rows(body: bytes, tree: LexborHTMLParser, text: str, url: str) -> Listing:
    if shown := reports_shown(body, tree, url):
        return Listing(shown, pages=1)
    frames = (urljoin(url, frame.attributes["src"] or "") for frame in tree.css("iframe[src]"))
    own = (each for each in frames if urlsplit(each).netloc == urlsplit(url).netloc and not _FURNITURE.search(each))
    empty = announces_nothing(text)
    return Listing((), elsewhere=None if empty else next(own, None), empty=empty)


def _labelled(links: Iterable[LexborNode], label: re.Pattern[str]) -> list[LexborNode]:
    return [link for link in links if label.fullmatch("".join(link.text().split()))]


def _other_pages(links: Iterable[LexborNode], url: str) -> Iterator[str]:
    """Where links lead on the same host, but to this page."""
    for link in links:
        address = canonical(url, href_of(link))
        if urlsplit(address).netloc == urlsplit(url).netloc and _INDEX.sub("", address) != _INDEX.sub("", url):
            yield address


def _guesses(url: str) -> tuple[str, ...]:
    """Where the second page of a list of files may be, or the page after a numbered one."""
    if number := _NUMBER.search(url):
        return (f"{url[: number.start()]}{int(number[0]) + 1}{url[number.end() :]}",)
    folder, _, name = url.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    names = [f"{stem}_1.{ending}", f"{stem}_2.{ending}"] if dot else []
    names += ["index_1.html", "index_2.html", "2", f"{name}?2"]
    return () if "?" in url else tuple(dict.fromkeys(f"{folder}/{each}" for each in names))
