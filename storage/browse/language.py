"""The two languages of the site: Chinese at the root, English under ``/en/``, each a site of its own on one database.

A link stays in its language because every address of the English site begins with the same prefix; no cookie is set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["zh", "en"]

#: Where each language begins (Datasette's setting ``base_url``).
ROOTS: Mapping[Language, str] = {"zh": "/", "en": "/en/"}

#: What stands between the halves of a text of ``metadata.yaml``: 「名称 · Name」「中文。English.」
_BETWEEN = re.compile(r" · |(?<=。)(?=[A-Z])")


def language_of(datasette: Any) -> Language:
    """The language that a site speaks."""
    return "en" if datasette.setting("base_url") == ROOTS["en"] else "zh"


def in_language(language: Language, content: Any) -> Any:
    """``content`` (as read from YAML) with every text in two languages reduced to the half of that language."""
    if isinstance(content, dict):
        return {key: in_language(language, value) for key, value in content.items()}
    if isinstance(content, list):
        return [in_language(language, value) for value in content]
    if isinstance(content, str):
        halves = _BETWEEN.split(content, 1)
        return halves[-1] if language == "en" else halves[0]
    return content


def other_address(language: Language, raw_path: str, query: str) -> str:
    """The same page in the other language, as a path from the root of the host."""
    if language == "en":
        path = "/" + raw_path.removeprefix(ROOTS["en"]).lstrip("/")
    else:
        path = ROOTS["en"] + raw_path.lstrip("/")
    return f"{path}?{query}" if query else path
