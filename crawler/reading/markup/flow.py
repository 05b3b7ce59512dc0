"""The running text of a page, line by line, with the element each line stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Paragraph
from crawler.reading.headings import is_heading
from crawler.reading.markup.cells import CLOSE, OPEN
from crawler.reading.markup.links import Link, link_of
from crawler.reading.markup.menus import Menu
from crawler.reading.markup.tags import BLOCKS, LINE_ENDS, MOST_INLINE, SHOWN

_FEWEST_LINES = 3


class Placed(NamedTuple):
    """A block, menu or link, and where it was found: the first text of a line, the element of a link."""

    block: Block | Menu | Link
    node: LexborNode

    @property
    def owner(self) -> LexborNode:
        """The element that the block stands in; a link's own."""
        return self.node if isinstance(self.block, Link) else _owner(self.node)


def flow(tree: LexborHTMLParser, lifted: Sequence[Block | Menu]) -> list[Placed]:
    """The page's lines, lifted blocks and links in reading order. Iterative: nesting may be as deep as it likes."""
    root = tree.body or tree.root
    if root is None:
        return []
    line = _Line(lifted)
    pieces = line.pieces
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            text = node.text_content
            if text and not text.isspace():
                line.add(text, node)
            elif pieces:
                pieces.append(" ")
        elif tag in LINE_ENDS:
            if pieces:
                line.end()
        elif (tag == "a" or tag in SHOWN) and (link := link_of(node, tag)):
            line.placed.append(Placed(link, node))
    line.end()
    return line.placed


class _Line:
    """The line that is being gathered from its ``pieces``, and what was placed before it."""

    def __init__(self, lifted: Sequence[Block | Menu]) -> None:
        self.placed: list[Placed] = []
        self.pieces: list[str] = []
        self._lifted = lifted
        self._node: LexborNode

    def add(self, text: str, node: LexborNode) -> None:
        """Add text that is not blank; in another element than the line's it begins the next one."""
        if self.pieces and _owner(node).mem_id != _owner(self._node).mem_id:
            self.end()
        if OPEN in text:
            self._with_lifted(text, node)
        elif "\n" in text and len(lines := text.split("\n")) > _FEWEST_LINES and any(map(is_heading, lines)):
            self._with_lines(lines, node)
        else:
            self._append(text, node)

    def _append(self, text: str, node: LexborNode) -> None:
        if not self.pieces:
            self._node = node
        self.pieces.append(text)

    def _with_lines(self, lines: Sequence[str], node: LexborNode) -> None:
        """Text whose own line ends count, as its style sheet says: its headings stand on lines of their own."""
        for line in lines:
            self._append(line, node)
            self.end()

    def _with_lifted(self, text: str, node: LexborNode) -> None:
        for piece in text.split(OPEN):
            index, closed, rest = piece.partition(CLOSE)
            known = closed and index.isdecimal() and int(index) < len(self._lifted)
            if known:
                self.end()
                self.placed.append(Placed(self._lifted[int(index)], node))
            self._append(rest if known else piece, node)

    def end(self) -> None:
        """Place the line, if there is anything in it."""
        text = " ".join("".join(self.pieces).split())
        self.pieces.clear()
        if text:
            self.placed.append(Placed(Paragraph(text), self._node))


def _owner(text: LexborNode) -> LexborNode:
    node = text.parent
    for _ in range(MOST_INLINE):
        if node is None or node.tag in BLOCKS or (around := node.parent) is None:
            break
        node = around
    return node if node is not None else text
