"""What pages keep in their scripts: objects that are almost JSON, and articles that only a script shows."""

from __future__ import annotations

import json
import re
from typing import Any

#: A string that is never closed runs to the end of the text: looking for its end again and again would take for ever.
_STRING = r""""(?:\\.|[^"\\])*(?:"|\\?\Z)|'(?:\\.|[^'\\])*(?:'|\\?\Z)"""
_BRACKET = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_NOT_JSON = re.compile(rf"{_STRING}|[A-Za-z_$][\w$]*(?=\s{{0,9}}:)|,(?=\s{{0,99}}[\]}}])|undefined", re.DOTALL)

#: gkmlpt writes the article into DETAIL.content; the element it is shown in stays empty, or is not there.
_DETAIL = re.compile(r"""DETAIL(?<=\bDETAIL)["']?\s*:\s*(?=\{)""")
#: A pattern finds a rare first character sooner than ``in`` a short word: 19 µs a page of 68 KB instead of 32.
_MENTIONED = re.compile(rb"DETAIL")
_EMPTY_ARTICLE = re.compile(
    r"""(<div[^>]{0,200}\bclass=["'][^"'>]{0,200}\barticle-content\b[^>]{0,200}>)\s*(?=</div>)"""
)
_ARTICLE = re.compile(r"""<div[^>]{0,200}\bclass=["'][^"'>]{0,200}\barticle-content\b""")


def object_at(text: str, start: int) -> Any:
    """The JavaScript object or array that begins at ``start``, its keys bare or quoted. Raises ``ValueError``."""
    depth = 0
    for found in _BRACKET.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        if not depth:
            return _parsed(_NOT_JSON.sub(_as_json, text[start : found.end()]))
    raise ValueError("the object in the script has no end")


def with_scripted_article(page: bytes) -> bytes:
    """The page (in UTF-8) with the article in its place that only a script would put there; others as they are."""
    return _with_article(page.decode()).encode() if _MENTIONED.search(page) else page


def _with_article(markup: str) -> str:
    detail = _DETAIL.search(markup)
    if not detail:
        return markup
    try:
        content = object_at(markup, detail.end()).get("content")
    except ValueError:
        return markup
    if not isinstance(content, str):
        return markup
    if _EMPTY_ARTICLE.search(markup):
        return _EMPTY_ARTICLE.sub(lambda opening: opening[1] + content, markup, count=1)
    return markup if _ARTICLE.search(markup) else f'{markup}<div class="article-content">{content}</div>'


def _parsed(source: str) -> Any:
    try:
        return json.loads(source, strict=False)
    except RecursionError as error:
        raise ValueError("the object in the script is nested too deep") from error


def _as_json(token: re.Match[str]) -> str:
    text = token[0]
    if text[0] == "'":
        return json.dumps(re.sub(r"\\(['\"])", r"\1", text[1:-1]))
    if text[0] in '",':
        return text.rstrip(",")
    return "null" if text == "undefined" else f'"{text}"'
