"""The words a reader sees for the keys the database stores (``labels.yaml``), in Chinese and English."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from storage.browse.language import Language

_FILE = Path(__file__).with_name("labels.yaml")


@dataclass(frozen=True, slots=True)
class Label:
    """What one key is called. ``tone`` names a colour of the stylesheet; it never stands without the word."""

    key: str
    zh: str
    en: str = ""
    tone: str = "grey"
    zh_meaning: str = ""
    en_meaning: str = ""

    def word(self, language: Language) -> str:
        """What the key is called; the forms' own rows and columns have Chinese words only."""
        return self.en if language == "en" and self.en else self.zh

    def meaning(self, language: Language) -> str:
        """What it means, in a sentence."""
        return self.en_meaning if language == "en" else self.zh_meaning


@cache
def _all() -> Mapping[str, Mapping[str, Label]]:
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {column: {key: _label(key, words) for key, words in keys.items()} for column, keys in content.items()}


def _label(key: str, words: str | dict[str, str]) -> Label:
    return Label(key, words) if isinstance(words, str) else Label(key, **words)


def labels(column: str) -> Mapping[str, Label]:
    """Key -> label of the keys in ``column`` (``state``, ``severity`` ...), in the order in which they are shown."""
    return _all().get(column, {})


def in_chinese(column: str, key: str | None) -> str | None:
    """The Chinese word for ``key``; a key without a word stays as it is stored."""
    label = labels(column).get(key or "")
    return label.zh if label else key


@lru_cache(maxsize=1024)
def by_word(column: str, word: Hashable) -> Label | None:
    """The label whose key or word, in either language, is ``word``."""
    return next((label for label in labels(column).values() if word in (label.key, label.zh, label.en)), None)
