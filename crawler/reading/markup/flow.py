"""The running text of a page, line by line, with the element each line stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Paragraph
from crawler.reading.headings import is_heading
from crawler.reading.markup.cells import CLOSE, OPEN
from crawler.reading.markup.tags import BLOCKS, LINE_ENDS, MOST_INLINE, SHOWN

_FILES = (".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".rar", ".zip", ".7z")
_DECORATION = re.compile(r"icon|logo|spacer|blank\.gif|qrcode|ewm|fileTypeImages", re.IGNORECASE)
_FEWEST_LINES = 3


class Link(NamedTuple):
    """The address of a picture or frame that the page shows, or of a file ``attached`` to it."""

    address: str
    attached: bool


class Placed(NamedTuple):
    """A block or link, and the element it stands in."""

    block: Block | Link
    owner: LexborNode


def flow(tree: LexborHTMLParser, lifted: Sequence[Block]) -> list[Placed]:
    """The page's lines, lifted blocks and links in reading order. Iterative: nesting may be as deep as it likes."""
    writer = _Writer(lifted)
    root = tree.body or tree.root
    if root is None:
        return []
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            writer.text(node)
        elif tag in LINE_ENDS:
            writer.end_line()
        elif tag == "a" or tag in SHOWN:
            writer.link(node, attached=tag == "a")
    writer.end_line()
    return writer.placed


class _Writer:
    def __init__(self, lifted: Sequence[Block]) -> None:
        self.placed: list[Placed] = []
        self._lifted = lifted
        self._pieces: list[str] = []
        self._owner: LexborNode | None = None
        self._owner_id = 0

    def text(self, node: LexborNode) -> None:
        text = node.text_content
        if not text or text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        owner = _owner(node)
        if owner.mem_id != self._owner_id:
            self.end_line()
            self._owner, self._owner_id = owner, owner.mem_id
        if OPEN in text:
            self._with_lifted(text, owner)
        elif text.count("\n") >= _FEWEST_LINES and any(map(is_heading, lines := text.split("\n"))):
            self._with_lines(lines, owner)
        else:
            self._pieces.append(text)

    def _with_lines(self, lines: Sequence[str], owner: LexborNode) -> None:
        """Text whose own line ends count, as its style sheet says: its headings stand on lines of their own."""
        for line in lines:
            self._owner, self._owner_id = owner, owner.mem_id
            self._pieces.append(line)
            self.end_line()

    def link(self, node: LexborNode, *, attached: bool) -> None:
        address = node.attributes.get("href" if attached else "data" if node.tag == "object" else "src") or ""
        if address and (_is_file(address) if attached else not _DECORATION.search(address)):
            self.placed.append(Placed(Link(address, attached), node))

    def _with_lifted(self, text: str, owner: LexborNode) -> None:
        for piece in text.split(OPEN):
            index, closed, rest = piece.partition(CLOSE)
            known = closed and index.isdecimal() and int(index) < len(self._lifted)
            if known:
                self.end_line()
                self.placed.append(Placed(self._lifted[int(index)], owner))
                self._owner, self._owner_id = owner, owner.mem_id
            self._pieces.append(rest if known else piece)

    def end_line(self) -> None:
        if not self._pieces:
            return
        lines = "".join(self._pieces).split()
        self._pieces = []
        if lines and self._owner is not None:
            self.placed.append(Placed(Paragraph(" ".join(lines)), self._owner))
        self._owner_id = 0


def _owner(text: LexborNode) -> LexborNode:
    node = text.parent
    for _ in range(MOST_INLINE):
        if node is None or node.tag in BLOCKS or (around := node.parent) is None:
            break
        node = around
    return node if node is not None else text


def _is_file(address: str) -> bool:
    path = address.partition("?")[0].lower().rstrip()
    return path.endswith(_FILES) or "downfile.jsp" in path or "download.jsp" in path
