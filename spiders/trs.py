"""拓尔思 TRS WCM: lists published as static files, index.html, index_1.html, ..., with the pager written by script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.items import ListingRow
from spiders.base import PortalSpider
from spiders.listing import (
    Listing,
    announces_nothing,
    canonical,
    decode,
    listed_on,
    pages_without_pager,
    rows_of,
    tree_of,
)

#: Article addresses: .../202601/t20260120_398361.html, and without a day t_7158622.html.
ARTICLE = re.compile(r"(?:^|/)t(?:\d{8}_\d+(?:_wap|_app)?|_?\d+)\.s?html?(?:[?#;]|$)")

#: createPageHTML(4, 0, "index", "html"): pages, current page from 0. With an element's id before them,
#: ('paging', 25, 1, 'index', 'html', 500), the current page counts from 1. Definitions have no numbers there.
_PAGER = re.compile(
    r"""createPage(?:HTML)?\(\s*(?P<id>['"][\w-]+['"]\s*,)?\s*["']?(?P<pages>\d+)["']?\s*,\s*["']?(?P<current>\d+)["']?"""
    r"""\s*,\s*["'](?P<stem>[\w-]+)["']\s*,\s*["'](?P<ext>\w+)["']"""
)
#: $(".pagination").pagination({totalPage: 7}) counts from 1; var countPage=56 from 0.
_FROM_ONE = re.compile(r"totalPage\s*:\s*(\d+)")
_FROM_ZERO = re.compile(r"var\s+countPage\s*=\s*(\d+)")

#: Rows that a script writes into the page.
_SCRIPT_ROW = re.compile(
    r"""url\s*=\s*["']([^"']+)["']\s*;\s*(?:var\s+)?title\s*=\s*["']([^"']+)["'](.{0,200})""", re.DOTALL
)

#: Past the last page some servers answer 200 with a stub of 300 to 400 bytes.
_STUB = 600


@dataclass(frozen=True, slots=True)
class Pager:
    """What a page's pager says: how many pages, the number in the second page's name, and how files are named."""

    pages: int
    second: int
    stem: str = "index"
    ext: str = "html"


class TrsSpider(PortalSpider):
    """Portals on TRS WCM."""

    name = "trs"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)


def parse_listing(body: bytes, url: str) -> Listing:
    """One page of a static list. Rows inside comments are no rows; a stub in place of a deep page ends the list."""
    text = decode(body)
    tree = tree_of(text)
    scripts = "\n".join(script.text() for script in tree.css("script"))
    rows = (*rows_of(tree, url, ARTICLE), *_written_by_script(scripts, url))
    pager = _pager(scripts)
    next_url, other_url = _onward(url, pager) if pager else (None, None)
    return Listing(
        rows,
        next_url,
        other_url,
        pages=max(pager.pages, 1) if pager else pages_without_pager(text),
        empty=not rows and ((pager is not None and pager.pages <= 1) or announces_nothing(text)),
        ended=not rows and len(body) < _STUB and tree.css_first("a[href]") is None,
    )


def _pager(scripts: str) -> Pager | None:
    if found := _PAGER.search(scripts):
        second = 2 if found["id"] or found["current"] == "1" else 1
        return Pager(int(found["pages"]), second, found["stem"], found["ext"])
    if found := _FROM_ONE.search(scripts):
        return Pager(int(found[1]), 2)
    if found := _FROM_ZERO.search(scripts):
        return Pager(int(found[1]), 1)
    return None


def _onward(url: str, pager: Pager) -> tuple[str | None, str | None]:
    """The next page, and the one to try where this one repeats the first: a pager can print 0 and yet count from 1."""
    name = urlsplit(url).path.rpartition("/")[2]
    current = re.fullmatch(rf"{re.escape(pager.stem)}_(\d+)\.{pager.ext}", name)
    following = int(current[1]) + 1 if current else pager.second
    next_url = urljoin(url, f"{pager.stem}_{following}.{pager.ext}")
    if pager.pages < 2:
        return None, None
    return next_url, next_url if current and following == 2 else None


def _written_by_script(scripts: str, base: str) -> Iterator[ListingRow]:
    for href, title, around in _SCRIPT_ROW.findall(scripts):
        if ARTICLE.search(href) and (url := canonical(base, href)):
            yield ListingRow(url, " ".join(title.split()), listed_on(around))
