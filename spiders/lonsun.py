"""龙讯 Lonsun: lists that a page's script asks of /site/label/8888, and columns that show a year's report inline."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from spiders.base import PortalSpider
from spiders.listing import Listing, announces_nothing, decode, pages_without_pager, rows_of, tree_of
from spiders.shown import reports_shown

#: Article addresses: /public/100200300/1100000456.html, and /zwgk/2021nzfxxgkgzndbg/xznb/278307505.html in hubs.
ARTICLE = re.compile(r"(?:^|/)(?:public/\d+/\d+|\d{7,10})\.html(?:[?#;]|$)")

#: Some hosts have the label below a folder: /chuzhou/site/label/8888.
_LABEL = re.compile(r"""["']([^"'\s?]{0,200}/site/label/8888)(\?[^"'\s]{0,1500})?["']""")
_LIST = re.compile(r"""labelName["']?\s*:\s*["']publicInfoList["']""")
#: A field with a plain value; the others (pageIndex: i) are the script's to fill in.
_FIELD = re.compile(r"""\b(\w+)["']?\s*:\s*(?:'([^']{0,300})'|"([^"]{0,300})"|(\d+|true|false))\s*(?=[,}])""")
_PAGES = re.compile(r"""pageCount["']?\s*:\s*["']?(\d+)""")
_ORGAN = re.compile(r"/public/column/(\d+)")

#: A column of type 3 shows the annual report of the year asked for; what others list is of type 4.
_INLINE = "3"


class LonsunSpider(PortalSpider):
    """Portals on Lonsun."""

    name = "lonsun"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)


def parse_listing(body: bytes, url: str) -> Listing:
    """A column, which is the frame of a list or shows reports itself, or one answer of the label."""
    text = decode(body)
    tree, asked = tree_of(text), dict(parse_qsl(urlsplit(url).query))
    nothing = announces_nothing(text)
    if asked.get("type") == _INLINE:
        rows = reports_shown(body, tree, url)
        return Listing(rows, pages=1, empty=nothing and not rows)
    page = int(asked.get("pageIndex", 0))
    if not page and (label := _label(text, url, asked)):
        return Listing((), elsewhere=label)
    rows = tuple(rows_of(tree, url, ARTICLE))
    told = _PAGES.search(text)
    pages = int(told[1]) if told else pages_without_pager(text)
    onward = url.replace(f"pageIndex={page}", f"pageIndex={page + 1}") if page else None
    return Listing(rows, onward, pages=pages, empty=nothing and not rows, ended=nothing and not rows)


def _label(text: str, url: str, asked: dict[str, str]) -> str | None:
    """The request of the list's first page: what the column's script says, and what its address says more closely."""
    place, listed, organ = _LABEL.search(text), _LIST.search(text), _ORGAN.search(url)
    if not place:
        return None
    fields = dict(parse_qsl((place[2] or "?")[1:], keep_blank_values=True))
    if listed:
        start, end = text.rfind("{", 0, listed.start()), text.find("}", listed.end())
        fields |= {name: a or b or c for name, a, b, c in _FIELD.findall(text[start : end + 1])}
    if fields.get("labelName") != "publicInfoList":
        return None
    known = {"organId": organ[1]} if organ else {}
    first = {"IsAjax": "1", "dataType": "html", **fields, **known, **asked, "pageIndex": "1"}
    return f"{urljoin(url, place[1])}?{urlencode(first)}"
