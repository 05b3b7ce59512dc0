"""大汉 Hanweb (JCMS jpage): lists in a <datastore> that the server hands out window by window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.items import ListingRow
from spiders.base import PortalSpider
from spiders.listing import Listing, announces_nothing, decode, pages_without_pager, rows_of, tree_of
from spiders.shown import reports_shown

#: Article addresses: /art/2026/1/20/art_20318_1180001.html, and /art/2026/art_<32 hex>.html on newer sites.
ARTICLE = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/art_\d+_\d+|art_[0-9a-f]{32})(?:\.html)?(?:[?#;]|$)")
_ANY = re.compile("")

#: The datastore is no XML document (it lives in a script, its links carry bare ampersands): cut it, do not parse it.
_TOTAL = re.compile(r"""(?:<totalrecord>|totalRecord["']?\s*:)\s*["']?(\d+)""", re.IGNORECASE)
_PER_PAGE = re.compile(r"""perPage["']?\s*:\s*["']?(\d+)""", re.IGNORECASE)
_PROXY = re.compile(r"""proxyUrl["']?\s*:\s*["']([^"']+)""")
_PARAMETERS = re.compile(r"""ajaxParam["']?\s*:\s*\{([^}]{0,2000})\}""")
_PARAMETER = re.compile(r"""(\w+)["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^,\s}]+))""")
_NEXT_GROUP = re.compile(r"""<nextgroup>\s*<!\[CDATA\[[^\]]{0,500}?href=["']([^"']+)""", re.IGNORECASE)

#: One agency's report of the year asked for (area=CODE&fbtime=2022), with a tab for each year.
_PROBE = "/xxgkAnnualReport.jsp?"

#: Servers that page by number cut larger pages short (seen above about 300 rows).
_LARGEST_PAGE = 100


class HanwebSpider(PortalSpider):
    """Portals on Hanweb."""

    name = "hanweb"

    def parse_listing(self, body: bytes, url: str) -> Listing:
        """See :func:`parse_listing`."""
        return parse_listing(body, url)


def parse_listing(body: bytes, url: str) -> Listing:
    """A column page with its first group of rows, or one answer of the data proxy.

    Some servers honour ``startrecord`` and ``endrecord``; others ignore them and honour ``page``. Windows are asked for
    in the first dialect, and ``other_url`` is the same window in the second.
    """
    text = decode(body)
    if _PROBE in url:
        shown = reports_shown(body, tree_of(text), url)
        return Listing(shown, pages=1, empty=announces_nothing(text) and not shown)
    rows = tuple(_rows(text, url))
    total = _TOTAL.search(text)
    onward = _onward(url)
    next_url, other_url = onward or (_first_window(text, url, len(rows)), None)
    return Listing(
        rows,
        next_url if rows else None,
        other_url,
        total=int(total[1]) if total else None,
        # An answer of the proxy has no pager whatever follows it; only the column page can say that it is all there is.
        pages=None if onward else pages_without_pager(text),
        empty=not rows and ((total is not None and int(total[1]) == 0) or announces_nothing(text)),
    )


def _rows(text: str, url: str) -> Iterator[ListingRow]:
    """The records of a datastore; where there is none, the server wrote the rows into the page."""
    records = list(_records(text))
    if not records and "<datastore" not in text.lower():
        yield from rows_of(tree_of(text), url, ARTICLE)
    for record in records:
        fragment = tree_of(record)
        found = [*rows_of(fragment, url, ARTICLE), *rows_of(fragment, url, _ANY)]
        yield from found[:1]


def _records(text: str) -> Iterator[str]:
    """The contents of <record><![CDATA[...]]></record>, found in one pass however long or broken the text is."""
    before, *blocks = text.split("<![CDATA[")
    for block in blocks:
        if before.rstrip().endswith("<record>"):
            yield block.partition("]]>")[0]
        before = block


def _first_window(text: str, url: str, group: int) -> str | None:
    """The window after the group that the column page carries; ``None`` where the page names no data proxy."""
    proxy, next_group, parameters = _PROXY.search(text), _NEXT_GROUP.search(text), _PARAMETERS.search(text)
    path, _, query = (next_group[1].replace("&amp;", "&") if next_group else "").partition("?")
    fields = dict(parse_qsl(query, keep_blank_values=True))
    if parameters:
        fields |= {name: a or b or c for name, a, b, c in _PARAMETER.findall(parameters[1])}
    if not fields or not (proxy or path):
        return None
    fields.pop("page", None)
    size = _PER_PAGE.search(text)
    window = {"startrecord": group + 1, "endrecord": 2 * group, "perpage": size[1] if size else group}
    return f"{urljoin(url, proxy[1] if proxy else path)}?{urlencode({**fields, **window})}"


def _onward(url: str) -> tuple[str, str | None] | None:
    """The window after the one that ``url`` asks the data proxy for, and this one in the other dialect."""
    proxy, _, query = url.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    if not urlsplit(proxy).path.endswith("dataproxy.jsp"):
        return None
    if "startrecord" not in asked:
        return f"{proxy}?{urlencode({**asked, 'page': int(asked['page']) + 1})}", None
    first, last, perpage = int(asked.pop("startrecord")), int(asked.pop("endrecord")), int(asked["perpage"])
    group = last - first + 1
    size = group if group <= _LARGEST_PAGE else perpage
    window = {"startrecord": last + 1, "endrecord": last + group}
    page = {"page": (first - 1) // size + 1, "perpage": size}
    return f"{proxy}?{urlencode({**asked, **window})}", f"{proxy}?{urlencode({**asked, **page})}"
