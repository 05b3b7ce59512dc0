"""HTML -> Document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.document import Document
from crawler.reading.markup.article import split_article
from crawler.reading.markup.cells import IMAGE, lift_tables
from crawler.reading.markup.flow import flow
from crawler.reading.markup.guard import check_limits, without_embedded
from crawler.reading.report import Remark

_UNSEEN = ["script", "style", "noscript", "template", "textarea", "select", "button", "object", "nav"]
_HIDING = ("display:none", "display: none", "visibility:hidden", "mso-hide", " hidden")
_HIDDEN = (
    "[hidden],[style*='display:none' i],[style*='display: none' i],[style*='visibility:hidden' i],[style*='mso-hide' i]"
)
#: A hidden element with more text than this is shown by a script; a smaller one is a dead label or a spare cell.
_LONGEST_HIDDEN = 400
_ATTACHED = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rar|zip|7z)$|downfile\.jsp|download\.jsp", re.IGNORECASE)
_DECORATION = re.compile(r"icon|logo|spacer|blank\.gif|qrcode|ewm|/images/|/static/|fileTypeImages", re.IGNORECASE)


def read_html(text: str, remarks: tuple[Remark, ...] = ()) -> Document:
    """The page as a Document. Raises TooLarge for markup beyond any report's."""
    markup = without_embedded(text)
    check_limits(markup)
    tree = LexborHTMLParser(markup)
    tree.strip_tags(_UNSEEN, recursive=True)
    if any(word in markup for word in _HIDING):
        _drop_hidden(tree)
    shown = list(_shown(tree)) if "<img" in markup or "<iframe" in markup or "<input" in markup else []
    grids = lift_tables(tree)
    before, body = split_article(tree, flow(tree, grids))
    return Document(
        body=tuple(body),
        before=tuple(before),
        meta=tuple(_meta(tree)),
        titles=tuple(_titles(tree)),
        links=tuple(dict.fromkeys([*shown, *_attachments(tree)])),
        remarks=remarks,
    )


def _meta(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[name]"):
        attributes = node.attributes
        yield attributes["name"] or "", " ".join((attributes.get("content") or "").split())


def _titles(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    found = [
        (node.tag or "", " ".join(node.text(separator=" ").split())) for node in tree.css("ucaptitle,h1,title")[:12]
    ]
    for source in ("ucaptitle", "h1", "title"):
        yield from ((tag, text) for tag, text in found if tag == source and text)


def _drop_hidden(tree: LexborHTMLParser) -> None:
    for node in tree.css(_HIDDEN):
        if len(node.text()) <= _LONGEST_HIDDEN and node.css_first("table") is None:
            node.decompose()


def _shown(tree: LexborHTMLParser) -> Iterator[str]:
    """Addresses of images and frames; those in a cell, and figures typed into an input field, become its text."""
    for node in tree.css("img,iframe,embed,td input[value]"):
        attributes = node.attributes
        if node.tag == "input":
            if (attributes.get("type") or "text").lower() in ("text", "number"):
                node.replace_with(attributes["value"] or "")
            continue
        address = attributes.get("src") or ""
        if address and not _DECORATION.search(address):
            yield address
            if node.tag == "img" and _alone_in_cell(node):
                node.replace_with(IMAGE)


def _alone_in_cell(image: LexborNode) -> bool:
    parent = image.parent
    cell = parent if parent is None or parent.tag == "td" else parent.parent
    return cell is not None and cell.tag == "td" and not cell.text(strip=True)


def _attachments(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("a[href]"):
        address = node.attributes["href"] or ""
        if _ATTACHED.search(address.partition("?")[0]):
            yield address
