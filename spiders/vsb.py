"""博达 VSB: the first page of a list is <name>.htm, the others <name>/<n>.htm, where n counts down to 1."""

from __future__ import annotations

import re

from spiders.base import PortalSpider
from spiders.listing import (
    Listing,
    announces_nothing,
    canonical,
    decode,
    href_of,
    pages_without_pager,
    rows_of,
    tree_of,
)
from spiders.shown import reports_shown

#: Article addresses: ../info/1025/61001.htm, and the same page made on demand.
ARTICLE = re.compile(r"(?:^|/)info/\d+/\d+\.html?(?:[?#;]|$)|content\.jsp\?.*\bwbnewsid=\d+")

#: The items of a list have ids: line_u8_0, in old skins line188434_0.
_ITEMS = 'li[id^="line"], tr[id^="line"]'
#: The number of the second page depends on how many there are, so only the pager's own link leads there.
_NEXT, _LAST = ".p_next.p_fun a[href]", ".p_next_d"
_NO_ROWS = re.compile(r"共\s*0\s*条")


class VsbSpider(PortalSpider):
    """Portals on VSB."""

    name = "vsb"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)


def parse_listing(body: bytes, url: str) -> Listing:
    """One page of a list, or a column whose only page is the report.

    Such a page links the reports before and after it (上一条, 下一条): they are other agencies', and no rows.
    """
    text = decode(body)
    tree = tree_of(text)
    listed = tree.css_first(_ITEMS) is not None
    rows = (() if listed else reports_shown(body, tree, url)) or tuple(rows_of(tree, url, ARTICLE))
    following = tree.css_first(_NEXT)
    return Listing(
        rows,
        canonical(url, href_of(following)) or None if following else None,
        pages=None if following else pages_without_pager(text),
        empty=not rows and (_NO_ROWS.search(text) is not None or announces_nothing(text)),
        ended=following is None and tree.css_first(_LAST) is not None,
    )
