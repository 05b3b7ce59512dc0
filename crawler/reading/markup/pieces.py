"""The text of a table's cell, in one piece or in several."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from crawler.reading.markup.tags import APART, MOST_INLINE

#: What no text holds: it parts the pieces of text that elements part.
_BETWEEN = "\x1f"
_BLANKS = str.maketrans("\xa0\u3000\u2002\u2003\u2009", "     ", "\u200b\u200c\u200d\u2060\ufeff\xad")
#: Raised or in the colour of the paper beside the rest of a cell: a note or a remainder, no digit of its figure.
_APART_STYLE = re.compile(
    r"vertical-align:\s*su[pb]|text-raise|\bcolor:\s*(?:#fff(?:fff)?\b|white|transparent)", re.IGNORECASE
)
_UNSEEN_STYLE = re.compile(r"opacity:\s*0(?![.\d]*[1-9])|visibility:\s*hidden", re.IGNORECASE)
_FONT_SIZE = re.compile(r"font-size:\s*([\d.]+)", re.IGNORECASE)


def text_of(cell: LexborNode) -> str:
    """The cell's text: pieces set apart by line breaks or blocks stay apart, spans inside a word do not."""
    text = _in_one_piece(cell.text(separator=_BETWEEN))
    return _plain(_broken(cell)) if text is None else text


@lru_cache(maxsize=8192)
def _in_one_piece(text: str) -> str | None:
    """The text of a cell, ``None`` where it stands in several pieces that only its elements can tell apart."""
    filled = [piece for piece in text.translate(_BLANKS).split(_BETWEEN) if piece and not piece.isspace()]
    return _plain("".join(filled)) if len(filled) <= 1 else None


def _plain(text: str) -> str:
    return " ".join(text.translate(_BLANKS).split())


def _broken(cell: LexborNode) -> str:
    pieces: list[str] = []
    last: int | None = None
    for node in cell.traverse(include_text=True):
        if node.tag == "-text":
            setting = _setting(node)
            if not setting.seen:
                continue
            if last is not None and setting.block != last:
                pieces.append("\n")
            last = setting.block
            pieces.append(node.text_content or "")
        elif node.tag in APART:
            pieces.append("\n")
    return "".join(pieces)


class _Setting(NamedTuple):
    """The nearest element around a text that sets it apart (its ``mem_id``), and whether the text is to be seen."""

    block: int | None
    seen: bool


def _setting(text: LexborNode) -> _Setting:
    styles: list[str] = []
    node = text.parent
    for _ in range(MOST_INLINE):
        if node is None or node.tag in APART:
            break
        attributes = node.attrs
        styles.append(attributes.get("style") or "")
        if (node.tag == "a" and "href" in attributes) or _APART_STYLE.search(styles[-1]):
            break
        node = node.parent
    return _Setting(node.mem_id if node is not None else None, _is_seen(";".join(styles)))


def _is_seen(styles: str) -> bool:
    """Whether text of these styles, the nearest first, is to be seen."""
    if not styles or _UNSEEN_STYLE.search(styles):
        return not styles
    size = _FONT_SIZE.search(styles)
    return size is None or size[1].strip("0.") != ""
