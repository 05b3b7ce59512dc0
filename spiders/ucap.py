"""开普 UCAP: lists published as list.shtml, list_2.shtml, ..., and behind them a search that answers JSON."""

from __future__ import annotations

import json
import re
from html import escape
from urllib.parse import parse_qsl, urlencode, urljoin

from spiders.base import PortalSpider
from spiders.listing import Listing, announces_nothing, decode, pages_without_pager, rows_of, tree_of

#: Article addresses: /sqz/xxgknb/202601/<32 hex>.shtml, and /c100201/202601/c10_7213.shtml.
ARTICLE = re.compile(r"/\d{6}/(?:[0-9a-f]{32}|c\d+_\d+)\.s?html?(?:[?#;]|$)")
_ANY = re.compile("")

#: createPageHTML('page_div', 4, 1, 'list', 'shtml', 48): an element's id, pages, this page from 1, how files are named,
#: rows. TRS has a function of that name whose first arguments are numbers.
_PAGER = re.compile(
    r"""createPageHTML\(\s*['"][\w-]+['"]\s*,\s*['"]?(?P<pages>\d+)['"]?\s*,\s*['"]?(?P<current>\d+)['"]?"""
    r"""\s*,\s*['"](?P<stem>[\w-]+)['"]\s*,\s*['"](?P<ext>\w+)['"](?:\s*,\s*['"]?(?P<total>\d+))?"""
)
_SEARCH = "/common/search/{}?page=1&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
#: Some portals number their pages list.shtml?1, ?2, ...; the card of such a channel ends in ?1.
_NUMBERED = re.compile(r"\?(\d+)$")


class UcapSpider(PortalSpider):
    """Portals on UCAP."""

    name = "ucap"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)


def parse_listing(body: bytes, url: str) -> Listing:
    """A page of a list, or an answer of the search; raises ``ValueError`` for one that is no JSON.

    The page is the better source where it shows rows: it has validators, the search has none. A page whose list is
    filled by a script names the channel to search in.
    """
    text = decode(body)
    return _answer(text, url) if text.lstrip().startswith("{") else _page(text, url)


def _page(text: str, url: str) -> Listing:
    tree = tree_of(text)
    rows = tuple(rows_of(tree, url, ARTICLE))
    pager = _PAGER.search("\n".join(script.text() for script in tree.css("script")))
    channel = tree.css_first("meta[name=channelid]")
    nothing = pager is not None and int(pager["pages"]) <= 1 and not int(pager["total"] or 0)
    if channel and not (rows or nothing):
        return Listing((), elsewhere=urljoin(url, _SEARCH.format(channel.attributes["content"])))
    if pager:
        return Listing(rows, _onward(url, pager), pages=max(int(pager["pages"]), 1), empty=nothing and not rows)
    # Links beside a list that a script fills are no proof that this is all there is.
    pages = None if channel else pages_without_pager(text)
    return Listing(rows, pages=pages, empty=not rows and announces_nothing(text))


def _onward(url: str, pager: re.Match[str]) -> str:
    if numbered := _NUMBERED.search(url):
        return _NUMBERED.sub(f"?{int(numbered[1]) + 1}", url)
    return urljoin(url, f"{pager['stem']}_{int(pager['current']) + 1}.{pager['ext']}")


def _answer(text: str, url: str) -> Listing:
    """Titles mark the words searched for (``<em>``); addresses come without their scheme."""
    data = json.loads(text, strict=False)["data"]
    found = ((row["url"], row["title"], row.get("publishedTimeStr", "")) for row in data["results"])
    html = "".join(f'<li><a href="{escape(link)}">{title}</a> {day}</li>' for link, title, day in found)
    search, _, query = url.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    return Listing(
        tuple(rows_of(tree_of(html), url, _ANY)),
        f"{search}?{urlencode({**asked, 'page': int(data['page']) + 1})}",
        pages=max(-(-int(data["total"]) // int(data["rows"])), 1),
        empty=int(data["total"]) == 0,
    )
