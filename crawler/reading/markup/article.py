"""The article of a page: the element a publishing system puts it in, else the one that holds all signs of a report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Grid, Paragraph
from crawler.reading.headings import is_heading
from crawler.reading.lines import speaks_of_form
from crawler.reading.markup.flow import Placed
from crawler.reading.markup.links import Link
from crawler.reading.markup.menus import Menu
from crawler.reading.title import parse_title

#: Article containers of the common publishing systems, most specific first.
CONTAINERS = (
    "ucapcontent",
    "#UCAP-CONTENT",
    "#vsb_content",
    ".v_news_content",
    ".trs_editor_view",
    ".TRS_UEDITOR",
    ".TRS_Editor",
    ".j-fontContent",
    "#zoom",
    "#Zoom",
    "#zoomcon",
    ".ewb-article-content",
    ".news_cont_d_wrap",
    ".Article_content",
    ".artile_zw",
    ".zc_article_con",
    ".main-txt",
    ".article-content",
)
#: ``tag``, ``#id`` or ``.class`` in lower case -> how specific it is, most specific first.
_RANKS = {selector.lower(): rank for rank, selector in reversed(list(enumerate(CONTAINERS)))}
_MOST_AROUND = 24
_ROOTS = frozenset({"body", "html"})
#: Where a page without any recognisable container stops being the article.
_END = re.compile(
    r"(?:上|下)一[条篇]|相关(?:链接|文章|信息|阅读)|版权所有|主办单位|主办[:：]|承办单位|网站地图|网站标识码|.{0,3}ICP备|扫一扫|【?(?:打印|关闭)|分享到"
)
_GRID_WEIGHT = 300
_DEEPEST = 400


def find_article(tree: LexborHTMLParser, placed: Sequence[Placed]) -> tuple[int, int]:
    """Where the article begins and ends among the page's blocks."""
    signs = [index for index, each in enumerate(placed) if _is_sign(each.block)]
    container = _container(tree, placed, signs)
    if container is None or container.tag in _ROOTS:
        return _by_signs(placed, signs)
    inside = _Inside(container)
    first = signs[0] if signs else next((index for index, each in enumerate(placed) if inside(each.node)), None)
    if first is None:
        return 0, len(placed)
    # Whatever stands in the container is in one piece.
    start = bisect_left(placed, True, hi=first, key=lambda each: inside(each.node))
    return start, bisect_left(placed, True, lo=first + 1, key=lambda each: not inside(each.node))


def _is_sign(block: Block | Menu | Link) -> bool:
    """A heading of the six parts, or a grid with words of the form."""
    if isinstance(block, Paragraph):
        return is_heading(block.text)
    return isinstance(block, Grid) and speaks_of_form(block.rows[:12])


def _container(tree: LexborHTMLParser, placed: Sequence[Placed], signs: Sequence[int]) -> LexborNode | None:
    owners = [placed[index].owner for index in signs]
    best = _around(owners) or _known(tree)
    if best is None:
        best = owners[0] if len(owners) > 1 else _densest(placed)
    return _holding(best, owners) if best is not None else None


def _around(owners: Sequence[LexborNode]) -> LexborNode | None:
    """The known container that holds the most owners; of equals the most specific, then the outermost."""
    around = _Around()
    held = Counter(container for owner in owners for container in around(owner))
    best = max(held, key=lambda each: (held[each], -around.found[each][0]), default=None)
    return around.found[best][1] if best is not None else None


class _Around:
    """The known containers around an element, as ``mem_id``, outermost first; remembers what it has seen on the way up.

    ``found`` holds the rank and the node of each.
    """

    def __init__(self) -> None:
        self.found: dict[int, tuple[int, LexborNode]] = {}
        self._known: dict[int, tuple[int, ...]] = {}

    def __call__(self, node: LexborNode | None) -> tuple[int, ...]:
        path: list[LexborNode] = []
        while node is not None and node.mem_id not in self._known and len(path) < _DEEPEST:
            path.append(node)
            node = node.parent
        around = self._known.get(node.mem_id, ()) if node is not None else ()
        for each in reversed(path):
            if len(around) < _MOST_AROUND and (rank := _rank(each)) is not None:
                self.found[each.mem_id] = (rank, each)
                around = (*around, each.mem_id)
            self._known[each.mem_id] = around
        return around


def _rank(node: LexborNode) -> int | None:
    attributes = node.attributes
    classes = (attributes.get("class") or "").lower().split()
    names = (node.tag or "", f"#{attributes.get('id')}".lower(), *(f".{name}" for name in classes))
    return min((_RANKS[name] for name in names if name in _RANKS), default=None)


def _known(tree: LexborHTMLParser) -> LexborNode | None:
    """The most specific known container with anything in it."""
    known = (node for selector in CONTAINERS for node in tree.css(selector)[:3]) if tree.body else ()
    return next((node for node in known if _has_content(node)), None)


def _has_content(node: LexborNode) -> bool:
    return len(node.text(strip=True)) > 30 or node.css_first("img,iframe,embed,object,a") is not None


def _holding(node: LexborNode, owners: Iterable[LexborNode]) -> LexborNode:
    """The nearest element around ``node`` that holds all the owners."""
    inside = _Inside(node)
    for owner in owners:
        while not inside(owner) and node.tag not in _ROOTS and node.parent is not None:
            node = node.parent
            inside = _Inside(node)
    return node


class _Inside:
    """Whether an element stands inside a container; remembers what it has seen on the way up."""

    def __init__(self, container: LexborNode) -> None:
        self._known = {container.mem_id: True}

    def __call__(self, node: LexborNode | None) -> bool:
        path: list[int] = []
        while node is not None and node.mem_id not in self._known and len(path) < _DEEPEST:
            path.append(node.mem_id)
            node = node.parent
        found = node is not None and self._known.get(node.mem_id, False)
        self._known.update(dict.fromkeys(path, found))
        return found


def _densest(placed: Sequence[Placed]) -> LexborNode | None:
    """The element whose own lines and grids hold the most text."""
    weights: Counter[int] = Counter()
    nodes: dict[int, LexborNode] = {}
    for each in placed:
        owner = each.owner
        parent = owner.parent if owner.tag == "p" else owner
        if parent is None:
            continue
        nodes[parent.mem_id] = parent
        weights[parent.mem_id] += _weight(each.block)
    return nodes[weights.most_common(1)[0][0]] if weights else None


def _weight(block: Block | Menu | Link) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    return _GRID_WEIGHT if isinstance(block, Grid) else 0


def _by_signs(placed: Sequence[Placed], signs: Sequence[int]) -> tuple[int, int]:
    """Without a container: from the last title above the first sign to the page's footer."""
    first, last = (signs[0], signs[-1]) if signs else (len(placed), 0)
    titles = [index for index in range(first) if _is_title(placed[index].block)]
    start = titles[-1] if titles else first if signs else 0
    ends = (index for index in range(last + 1, len(placed)) if _is_end(placed[index].block))
    return start, next(ends, len(placed))


def _is_title(block: Block | Menu | Link) -> bool:
    return isinstance(block, Paragraph) and len(block.text) < 80 and parse_title(block.text).is_report


def _is_end(block: Block | Menu | Link) -> bool:
    return isinstance(block, Paragraph) and _END.match(block.text) is not None
