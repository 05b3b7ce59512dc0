"""大汉 JPaaS: the first page of a list is written by the server, the others come from its page builder as JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin

from scrapy.http import Request, Response

from spiders.base import Output, PortalSpider
from spiders.hanweb import ARTICLE
from spiders.listing import Listing, announces_nothing, decode, pages_without_pager, printable, rows_of, tree_of
from spiders.look import Look

#: The query in the pager is no JSON: {'webId':'3001','pageId':'1229000001', ...}, quoted either way or not at all.
_FIELD = re.compile(r"""(\w{1,50})["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^'",\s}]+))""")


class JpaasSpider(PortalSpider):
    """Portals on JPaaS."""

    name = "jpaas"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)

    def parse(self, response: Response, look: Look | None = None) -> Output:
        """Ask for every further page as the column's own page would: the builder refuses (403) whoever does not."""
        column = response.request.headers.get("Referer") if response.request else None
        for output in super().parse(response, look):
            if column and isinstance(output, Request) and output.callback == self.parse:
                output.headers["Referer"] = column
            yield output


def parse_listing(body: bytes, url: str) -> Listing:
    """A column page, or an answer of the page builder.

    The number of pages follows from the rows the pager counts and those it puts on a page. Rows seen cannot be counted
    up to it: other blocks of a column page link articles too. Raises ``ValueError`` for an answer that is no JSON.
    """
    text = decode(body)
    html = _markup(text) if text.lstrip().startswith("{") else text
    tree = tree_of(html)
    found = tree.css_first("[count][rows]")
    pager = {name: value or "" for name, value in found.attributes.items()} if found else {}
    rows, next_url = tuple(rows_of(tree, url, ARTICLE)), _onward(url, pager)
    alone = None if next_url else pages_without_pager(html)
    return Listing(
        rows,
        next_url,
        pages=max(-(-int(pager["count"]) // int(pager["rows"])), 1) if pager else alone,
        empty=not rows and (pager.get("count") == "0" or announces_nothing(html)),
    )


def _markup(text: str) -> str:
    """The HTML in an answer: ``data.html``, or ``data`` itself. Line breaks stand raw in its strings."""
    data: Any = json.loads(text, strict=False).get("data")
    return printable(str((data.get("html") if isinstance(data, dict) else data) or ""))


def _onward(url: str, pager: dict[str, str]) -> str | None:
    """The next page. The builder goes by ``paramJson``; without it every page is the first."""
    address, _, query = url.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    if "paramJson" in asked:
        page = json.loads(asked["paramJson"])
    elif "uniturl" in pager:
        address, fields = urljoin(url, pager["uniturl"]), _FIELD.findall(pager.get("querydata", ""))
        asked = {"editType": "null"} | {name: a or b or c for name, a, b, c in fields}
        page = {"pageNo": 1, "pageSize": int(pager["rows"])}
    else:
        return None
    asked["paramJson"] = json.dumps({**page, "pageNo": page["pageNo"] + 1}, separators=(",", ":"))
    return f"{address}?{urlencode(asked)}"
