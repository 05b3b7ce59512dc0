"""Menus: lists of nothing but links. Most pages of a portal hold more lines of them than of the report itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Paragraph
from crawler.reading.markup.cells import OPEN, mark
from crawler.reading.markup.links import is_file

#: Shorter lists are walked as quickly.
_FEWEST = 4
#: Parts the texts of elements; a non-character, so no page holds it.
_BETWEEN = "\ufdd2"
_LAST_OF_ENTRY = re.compile(r"</a>\s*</li>")
_ADDRESS = re.compile(r' href="([^"]*)"')
#: Words of titles, headings and footers: lists with these are walked, for their lines part the page. (All begin with a
#: character, none with a choice of some: then the pattern is tried at these characters only, and takes a sixth.)
_TELLING = re.compile(
    "报告|年报|上一[条篇]|下一[条篇]|相关|版权|主办|承办|网站|备|扫一扫|打印|关闭|分享|"
    + "".join([f"{numeral}[、.．]|" for numeral in "一二三四五六"])
    + OPEN
)


class Menu(NamedTuple):
    """The lines of a menu."""

    lines: tuple[str, ...]


def lift_menus(tree: LexborHTMLParser, blocks: list[Block | Menu]) -> None:
    """Take the menus of the tree out of it into ``blocks``, leaving a mark in their place.

    Only what cannot be part of a report, nor tell where one begins or ends: no files, headings, titles or footers.
    """
    for node in tree.css("ul:not(:has(ul))"):
        if menu := _menu(node):
            node.replace_with(mark(len(blocks)))
            blocks.append(menu)


def unfold(block: Block | Menu) -> tuple[Block, ...]:
    """The lines of a menu as paragraphs, any other block as it is."""
    return tuple(map(Paragraph, block.lines)) if isinstance(block, Menu) else (block,)


def _menu(node: LexborNode) -> Menu | None:
    text = " ".join(node.text(separator=_BETWEEN).split())
    lines = [line for piece in text.split(_BETWEEN) if (line := piece.strip())]
    if len(lines) < _FEWEST or _TELLING.search(text):
        return None
    markup = node.html or ""
    if not _is_plain(markup, len(lines)) or any(map(is_file, _ADDRESS.findall(markup))):
        return None
    return Menu(tuple(lines))


def _is_plain(markup: str, count: int) -> bool:
    """Whether a list as the parser writes it is nothing but so many entries, each of one link that holds a text.

    The list and so many links and entries, each closed again, are all of its tags.
    """
    if markup.count("<") != 4 * count + 2 or "></a>" in markup:
        return False
    return markup.count("</a></li>") == count or len(_LAST_OF_ENTRY.findall(markup)) == count
