"""HTML -> Document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Block, Document, Stream
from crawler.reading.markup.article import find_article
from crawler.reading.markup.cells import lift_tables, mark
from crawler.reading.markup.flow import Placed, flow
from crawler.reading.markup.guard import check_limits, check_tables, without_embedded
from crawler.reading.markup.links import Link
from crawler.reading.markup.menus import Menu, lift_menus, unfold
from crawler.reading.markup.scripted import with_scripted_article
from crawler.reading.markup.tags import BLOCKS, MOST_INLINE, UNSEEN
from crawler.reading.report import Remark
from crawler.reading.text import read_text

_PARAGRAPHS = re.compile(rb"<(?:p|div|br|body|li|h[1-6])[\s>/]", re.IGNORECASE)
_TABLE = re.compile(rb"(<table.*?</table>)", re.IGNORECASE | re.DOTALL)
_MOST_TABLES = 40
#: A title that is not closed holds the rest of the page.
_LONGEST_TITLE = 1000
#: What a page with hidden elements holds, and the elements.
_HIDDEN = {
    b" hidden": "[hidden]",
    b"display:none": "[style*='display:none' i]",
    b"display: none": "[style*='display: none' i]",
    b"visibility:hidden": "[style*='visibility:hidden' i]",
    b"mso-hide": "[style*='mso-hide' i]",
}
#: Three of these words, in one pass over the page: one for each takes a sixth as long as parsing it.
_HID = re.compile(rb"hid(?:(?<= hid)den|(?<=visibility:hid)den|(?<=mso-hid)e)")
_HIDES = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
#: A hidden element with more text than this is shown by a script; a smaller one is a dead label or a spare cell.
_LONGEST_HIDDEN = 400


def read_html(page: str | bytes, remarks: tuple[Remark, ...] = (), *, framed: bool = True) -> Document:
    """The page (as text, or in UTF-8) as a Document. Raises TooLarge for markup beyond any report's.

    ``framed``: the page has more on it than its article, as those of portals have; else all of it is the article.
    """
    # The parser takes bytes faster than text, and bytes are faster to search.
    encoded = page if isinstance(page, bytes) else page.encode("utf-8", "replace")
    markup = with_scripted_article(without_embedded(_broken_lines(encoded)))
    folded = markup.lower()
    check_limits(folded)
    tree = LexborHTMLParser(markup)
    tree.strip_tags(UNSEEN, recursive=True)
    _drop_hidden(tree, folded)
    _print_inputs(tree)
    if b"line-through" in folded:
        _part_struck(tree)
    blocks: list[Block] = []
    tables = tree.css("table")
    check_tables(len(tables), folded)
    lift_tables(tree, tables, blocks, _pictured(tree))
    _lift_typed(tree, blocks)
    lifted: list[Block | Menu] = [*blocks]
    lift_menus(tree, lifted)
    placed = flow(tree, lifted)
    start, end = find_article(tree, placed) if framed else (0, len(placed))
    shown = [each.block.address for each in placed[start:end] if isinstance(each.block, Link)]
    below = [each.block.address for each in placed[end:] if isinstance(each.block, Link) and each.block.attached]
    return Document(
        body=_blocks(placed[start:end]),
        before=_before(placed[:start]),
        meta=tuple(_meta(tree)),
        titles=tuple(_titles(tree)),
        links=tuple(dict.fromkeys(shown + below)),
        remarks=remarks,
    )


def _blocks(placed: Sequence[Placed]) -> tuple[Block, ...]:
    return tuple([block for each in placed if not isinstance(each.block, Link) for block in unfold(each.block)])


def _before(placed: Sequence[Placed]) -> tuple[Block, ...]:
    """The blocks, every menu in one: pages have hundreds of links above the article."""
    shown = [each.block for each in placed if not isinstance(each.block, Link)]
    return tuple([Stream(block.lines) if isinstance(block, Menu) else block for block in shown])


def _part_struck(tree: LexborHTMLParser) -> None:
    """Set what is struck out by its style apart, as ``<del>`` is: 5 struck before 6 is not 56."""
    for struck in reversed(tree.css("[style*='line-through' i]")):
        if struck.tag not in BLOCKS:
            struck.replace_with(f"\n{struck.text()}\n")


def _broken_lines(markup: bytes) -> bytes:
    """Plain text with HTML tables in it (from a converter) with its line ends as markup."""
    if _PARAGRAPHS.search(markup) or not 0 < markup.count(b"<table") <= _MOST_TABLES:
        return markup
    outside = _TABLE.split(markup)
    return b"".join(part if number % 2 else part.replace(b"\n", b"<br>") for number, part in enumerate(outside))


def _lift_typed(tree: LexborHTMLParser, blocks: list[Block]) -> None:
    """Text typed with its own line ends and tabs is read as text."""
    found = tree.css("pre")
    nested = {node.mem_id for node in tree.css("pre pre")} if found else set()
    for node in [node for node in found if node.mem_id not in nested]:
        typed = read_text(node.text())
        node.replace_with("".join(mark(len(blocks) + number) for number, _ in enumerate(typed)))
        blocks.extend(typed)


def _meta(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[name]"):
        attributes = node.attributes
        yield attributes["name"] or "", " ".join((attributes.get("content") or "").split())


def _titles(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    found = [
        (node.tag or "", " ".join(node.text(separator=" ")[:_LONGEST_TITLE].split()))
        for node in tree.css("ucaptitle,h1,title")[:12]
    ]
    for source in ("ucaptitle", "h1", "title"):
        yield from ((tag, text) for tag, text in found if tag == source and text)


def _drop_hidden(tree: LexborHTMLParser, folded: bytes) -> None:
    hid = _HID.search(folded)
    hidden = [selector for word, selector in _HIDDEN.items() if (hid or b"hid" not in word) and word in folded]
    for node in tree.css(",".join(hidden)) if hidden else ():
        small = len(node.text()) <= _LONGEST_HIDDEN and node.css_first("table") is None
        if small or _is_shown_beside(node):
            node.decompose()


def _is_shown_beside(node: LexborNode) -> bool:
    """Whether an element beside a hidden one, of the same class, is shown: of tabs only the open one is."""
    names, parent = (node.attributes.get("class") or "").split()[:1], node.parent
    if not names or parent is None:
        return False
    alike = [each for each in parent.iter() if (each.attributes.get("class") or "").split()[:1] == names]
    return not all(_HIDES.search(each.attributes.get("style") or "") for each in alike)


def _print_inputs(tree: LexborHTMLParser) -> None:
    """Figures typed into the fields of a form are printed in their cells all the same."""
    for node in tree.css("td input[value]"):
        attributes = node.attributes
        if (attributes.get("type") or "text").lower() in ("text", "number"):
            node.replace_with(attributes["value"] or "")


def _pictured(tree: LexborHTMLParser) -> set[int]:
    """The ``mem_id`` of the cells with a picture."""
    found = set()
    for node in tree.css("td img"):
        cell = node.parent
        for _ in range(MOST_INLINE):
            if cell is None or cell.tag == "td":
                break
            cell = cell.parent
        if cell is not None:
            found.add(cell.mem_id)
    return found
