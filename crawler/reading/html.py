"""HTML -> Document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from crawler.reading.document import Document
from crawler.reading.markup.article import split_article
from crawler.reading.markup.cells import CLOSE, IMAGE, OPEN, lift_tables
from crawler.reading.markup.flow import flow
from crawler.reading.markup.guard import check_limits, without_embedded
from crawler.reading.report import Remark

_UNSEEN = ["script", "style", "noscript", "template", "textarea", "select", "button", "object", "nav"]
_HIDDEN_SELECTOR = (
    "[hidden],[style*='display:none' i],[style*='display: none' i],[style*='visibility:hidden' i],[style*='mso-hide' i]"
)
#: A hidden element with more text than this is shown by a script; a smaller one is a dead label or a spare cell.
_LONGEST_HIDDEN = 400
_SUFFIXES = (".pdf", ".doc", ".wps", ".xls", ".et", ".ofd", ".rar", ".zip", "downfile.jsp", "download.jsp")
_ATTACHMENTS = ",".join(f"a[href*='{suffix}' i]" for suffix in _SUFFIXES)
_DECORATION = re.compile(r"icon|logo|spacer|blank\.gif|qrcode|ewm|/images/|/static/|fileTypeImages", re.IGNORECASE)


def read_html(text: str, remarks: tuple[Remark, ...] = ()) -> Document:
    """The page as a Document. Raises TooLarge for markup beyond any report's."""
    markup = without_embedded(text.replace(OPEN, "").replace(CLOSE, ""))
    check_limits(markup)
    tree = LexborHTMLParser(markup)
    meta = tuple(_meta(tree))
    titles = tuple(_titles(tree))
    tree.strip_tags(_UNSEEN, recursive=True)
    if "none" in markup or "hid" in markup:
        _drop_hidden(tree)
    if "<input" in markup or "<img" in markup:
        _show_cell_content(tree)
    links = tuple(dict.fromkeys(_links(tree)))
    before, body = split_article(tree, flow(tree, lift_tables(tree)))
    return Document(tuple(body), tuple(before), meta, titles, links, remarks)


def _meta(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[name]"):
        attributes = node.attributes
        yield attributes["name"] or "", " ".join((attributes.get("content") or "").split())


def _titles(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for source in ("ucaptitle", "h1", "title"):
        for node in tree.css(source)[:5]:
            if title := " ".join(node.text(separator=" ").split()):
                yield source, title


def _drop_hidden(tree: LexborHTMLParser) -> None:
    for node in tree.css(_HIDDEN_SELECTOR):
        if len(node.text()) <= _LONGEST_HIDDEN and node.css_first("table") is None:
            node.decompose()


def _show_cell_content(tree: LexborHTMLParser) -> None:
    """Figures typed into input fields or pasted as images are printed in their cells all the same."""
    for node in tree.css("td input[value], th input[value]"):
        if (node.attributes.get("type") or "text").lower() in ("text", "number"):
            node.replace_with(node.attributes["value"] or "")
    for node in tree.css("td img"):
        cell = node.parent
        if cell is not None and not cell.text(strip=True):
            node.replace_with(IMAGE)


def _links(tree: LexborHTMLParser) -> Iterator[str]:
    """Addresses of what may hold tables that the text lacks."""
    for node in tree.css("img[src],iframe[src],embed[src]"):
        if (address := node.attributes["src"]) and not _DECORATION.search(address):
            yield address
    for node in tree.css(_ATTACHMENTS):
        yield node.attributes["href"] or ""
