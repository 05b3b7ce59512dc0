"""What a list page says, whatever the platform: its rows and where the list goes on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import ListingRow
from crawler.reading.title import parse_link

#: White space may stand inside a date broken over lines ("2026-\n 01-\n 20"), brackets around it ("[2026-01-20]").
#: No digit may follow: an index number such as 2026-02-00018 is no date.
_DATE = re.compile(r"(?<!\d)(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")

_CHARSET = re.compile(rb"""<meta[^>]{0,120}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)

#: gb2312 pages use characters of its supersets.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030"}

#: Session marks and mobile or traditional-character twins lead to the same page under another address.
_TWINS = (
    (re.compile(r";jsessionid=[^?#]*", re.IGNORECASE), ""),
    (re.compile(r"(/t\d{8}_\d+)_(?:wap|app)(?=\.s?html?$)"), r"\1"),
    (re.compile(r"\?isMobile=(?:true|false)$"), ""),
    (re.compile(r"^https?://[^/]+/gate/big5/"), "http://"),
)


#: What list pages print where there is nothing to list.
_NOTHING = ("暂无相关信息", "暂无数据", "暂无信息", "没有找到")

#: What a list that has further pages shows somewhere.
_PAGED = re.compile(
    r"[下后後][一]?[页頁]|[尾末][页頁]|加载更多|共\s*(?!1\s*页)\d+\s*[页頁条條]|(?:index|list)_\d+\.s?html?"
    r"|[?&](?:page|page_?num|page_?no|p|cur_?page|curr_?page)=\d|>\s*(?:[2-9]|\d\d+|[›»]|&gt;|&raquo;|next)\s*</a>"
    r"|pagination|createPage|jpage|laypage|pageCount|totalPage",
    re.IGNORECASE,
)

#: Pages of the site itself, linked from every footer with addresses like an article's.
_FURNITURE = frozenset(
    ("网站声明", "联系我们", "网站地图", "关于我们", "版权声明", "隐私声明", "使用帮助", "网站简介", "免责声明")
)

#: Elements that are one row of a list, and how far above its link a row may begin where none of them is used.
_ROW_TAGS = frozenset({"li", "tr", "dl"})
_ROW_DEPTH = 4


#: The parser's time grows with the square of the depth of tags.
_MOST_TAGS = 50_000


class ListingError(ValueError):
    """A page cannot be read as a list; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a channel's list.

    ``next_url``: the page after it. ``other_url``: where the rows that should be here are in the server's other
    dialect, to be asked for if this page only repeats what was seen before. ``guesses``: where the page after it may
    be, most likely first, where the page does not say. ``elsewhere``: the page is only a frame, the list stands there.
    ``total`` rows and ``pages`` are what the list announces of itself. ``empty``: the page says itself that nothing is
    listed. ``ended``: it says by its shape that the list is over. A first page without rows that is neither empty nor
    a frame is not the list we know.
    """

    rows: tuple[ListingRow, ...]
    next_url: str | None = None
    other_url: str | None = None
    guesses: tuple[str, ...] = ()
    elsewhere: str | None = None
    total: int | None = None
    pages: int | None = None
    empty: bool = False
    ended: bool = False


def pages_without_pager(text: str) -> int | None:
    """1 where nothing on a page hints at further pages; ``None`` where something does that no pager here explains."""
    return None if _PAGED.search(text) else 1


def announces_nothing(text: str) -> bool:
    """Whether a page prints one of the sentences that stand in place of an empty list."""
    return any(phrase in text for phrase in _NOTHING)


def decode(body: bytes) -> str:
    """The text of a list page: BOM, then the charset its head declares, then UTF-8, then gb18030."""
    declared = _CHARSET.search(body[:4096])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    for charset in ("utf-8-sig", _SUPERSETS.get(name, name), "gb18030"):
        try:
            return body.decode(charset)
        except (UnicodeError, LookupError):
            # Some names are no charsets of text: charset=undefined raises what is no UnicodeDecodeError.
            continue
    return body.decode("gb18030", errors="replace")


def tree_of(text: str) -> LexborHTMLParser:
    """The parsed page; raises ``ListingError`` for one of more tags than any list has."""
    if text.count("<") > _MOST_TAGS:
        raise ListingError(f"the page has more than {_MOST_TAGS} tags")
    return LexborHTMLParser(text)


def printable(text: str) -> str:
    """Text that can be written: the halves of characters that JSON may hold (``"\\ud83d"``) become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def canonical(base: str, href: str) -> str:
    """The plain absolute address of a link; empty for one that leads to no page (``javascript:``, ``http://[``)."""
    try:
        url = urldefrag(urljoin(base, printable("".join(href.split())))).url
    except ValueError:
        return ""
    for pattern, plain in _TWINS:
        url = pattern.sub(plain, url)
    return url if url.startswith(("http://", "https://")) else ""


def listed_on(text: str) -> date | None:
    """The day a row shows; of several (written, published) the last one."""
    found = None
    for year, month, day in _DATE.findall(text):
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
    return found


def rows_of(tree: LexborHTMLParser, base: str, article: re.Pattern[str]) -> Iterator[ListingRow]:
    """The rows of a list: links whose address looks like an article's, each with its title and day.

    A link that names an agency's report of a year is a row wherever it leads: lists link pages of other systems too.
    """
    links = tree.css("a[href]")
    return rows_among([link for link in links if article.search(href_of(link)) or _names_report(link)], base)


def rows_among(links: Sequence[LexborNode], base: str) -> Iterator[ListingRow]:
    """The rows that these links of a page are in, each with its title and day.

    A row may link its article twice, by a picture and by its title: the first link with a title counts.
    """
    articles_in: dict[int, set[str]] = defaultdict(set)
    for link in links:
        for node in _around(link):
            articles_in[node.mem_id].add(href_of(link))
    seen = {""}
    for link in links:
        url, title = canonical(base, href_of(link)), title_of(link)
        if url not in seen and title and title not in _FURNITURE:
            seen.add(url)
            alone = takewhile(lambda node: len(articles_in[node.mem_id]) == 1, _around(link))
            *_, row = (link, *alone)
            yield ListingRow(url, title, listed_on(row.text(separator=" ")))


def title_of(link: LexborNode) -> str:
    """The title attribute, which is whole where the text is cut short; else the text, without a date inside it."""
    title = link.attributes.get("title") or _DATE.sub("", link.text())
    return " ".join(title.split())


def _names_report(link: LexborNode) -> bool:
    title = parse_link(title_of(link))
    return title.is_report and title.agency_name is not None and title.report_year is not None


def _around(link: LexborNode) -> Iterator[LexborNode]:
    """The elements around a link, from the inside, that may be its row. A row ends where another article is linked."""
    node = link
    for _ in range(_ROW_DEPTH):
        if node.tag in _ROW_TAGS or node.parent is None:
            return
        node = node.parent
        yield node


def href_of(link: LexborNode) -> str:
    """Where a link leads, as it is written."""
    return (link.attributes["href"] or "").strip()
