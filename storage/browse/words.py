"""What every template can say: both languages side by side, the words for keys, addresses that keep the language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from markupsafe import Markup

from storage.browse import tables
from storage.browse.labels import by_word, labels
from storage.browse.language import ROOTS, Language, language_of, other_address


class Words:
    """The words and addresses of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, zh: str, en: str, **values: Any) -> str:
        """The text in this language; ``{name}`` stands for a value."""
        text = en if self.language == "en" else zh
        return text.format(**values) if values else text

    def word(self, kind: str, key: str | None) -> str:
        """What a stored key is called; a key without a word stays as it is stored."""
        label = by_word(kind, key)
        return label.word(self.language) if label else key or ""

    def chip(self, kind: str, key: str) -> Markup:
        """A key as a coloured label with its word."""
        return _chip(self.language, kind, key)

    def to(self, *steps: str, **arguments: Any) -> str:
        """The address of a page: ``to("board", year=2022)``; arguments that are empty are left out."""
        path = ROOTS[self.language] + "/".join(map(_step, steps))
        given = {key.rstrip("_"): value for key, value in arguments.items() if value not in (None, "", False)}
        return f"{path}?{urlencode(given, quote_via=_quoted)}" if given else path


# A page asks for the same few labels and names hundreds of times.
@lru_cache(maxsize=4096)
def _step(step: str) -> str:
    return quote(step, safe="")


@lru_cache(maxsize=4096)
def _quoted(*given: Any) -> str:
    return quote_plus(*given)


@lru_cache(maxsize=1024)
def _chip(language: Language, kind: str, key: str) -> Markup:
    label = by_word(kind, key)
    tone, meaning = (label.tone, label.meaning(language)) if label else ("grey", "")
    title = Markup(' title="{}"').format(meaning) if meaning else ""
    return Markup('<span class="chip {}"{}>{}</span>').format(tone, title, label.word(language) if label else key)


@lru_cache(maxsize=16)
def _titles(datasette: Any) -> dict[str, str]:
    """What the tables are called; Datasette copies all that is described for each question about it."""
    tables = datasette.metadata("tables", database="nianbao") or {}
    return {name: about["title"] for name, about in tables.items()}


def for_templates(datasette: Any, request: Any) -> dict[str, Any]:
    """The names that templates use."""
    language = language_of(datasette)
    words = Words(language)
    return {
        "say": words.say,
        "word": words.word,
        "chip": words.chip,
        "to": words.to,
        "labels": labels,
        "by_word": by_word,
        "language": language,
        "titles": _titles(datasette),
        "other_language": _other(language, request),
        "minute": minute,
        "heading": tables.heading,
        "table_row": tables.row,
        "row_of": tables.row_of,
        "number": "{:,}".format,
        "public": not datasette.setting("default_allow_sql"),
    }


def minute(moment: str | None) -> str:
    """A stored time as people read it."""
    return (moment or "")[:16].replace("T", " ")


def _other(language: Language, request: Any) -> str:
    if request is None:
        return ROOTS["en" if language == "zh" else "zh"]
    raw: bytes = request.scope.get("raw_path") or request.path.encode()
    return other_address(language, raw.split(b"?")[0].decode("latin-1"), request.query_string)


def without(arguments: Mapping[str, str], *names: str) -> dict[str, str]:
    """What was asked for, but for these names; for links that change one thing."""
    return {key: value for key, value in arguments.items() if key not in names and value}
