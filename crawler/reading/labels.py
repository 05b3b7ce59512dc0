"""Printed wording -> the row or column of the form it names.

Real pages print labels with spaces and line breaks inside, with either width of bracket, with another ordinal or
none, cut by a page break, or slightly misspelt. An exact match of the bare wording comes first and costs one dict
look-up; the dearer ways are tried only when it misses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from crawler.reading.forms import FORMS
from crawler.reading.forms.shared import APPLICANTS, GROUPS, RESULTS

#: Traditional characters of the form's wording, as the /big5/ twins of some portals print them.
_SIMPLIFIED = str.maketrans(
    "規範許處罰強業費購項數減決對總項請結轉辦況類屬國關機構無復擊維糾審達證實務團體檔過義興權據執庫議確認勞組織獲單現發廢",
    "规范许处罚强业费购项数减决对总项请结转办况类属国关机构无复击维纠审达证实务团体档过义兴权据执库议确认劳组织获单现发废",
) | str.maketrans(
    "開當舉報訴傳應續繳衛與內後經個開們繼還給製複貨萬網頁計動區會見訟訪詢進這問難題額採於為稱穩係納",
    "开当举报诉传应续缴卫与内后经个开们继还给制复货万网页计动区会见讼访询进这问难题额采于为称稳系纳",
)
_BRACKETED_TAIL = re.compile(r"(?<=.)\([^()]*\)?:?$")
_ORDINAL = re.compile(r"\(?[一二三四五六七八九十]{1,2}[).、,:]+|\(?\d{1,2}[).、,]+(?!\d)|[①-⑳]")
_BARE_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,2}(?=..)|\d{1,2}(?=\D)")
_NOT_WORDS = re.compile(r"[\W_]+")
#: The second language of bilingual pages (Arabic letters, Tibetan, Mongolian, Yi), and the mark of a footnote.
_BESIDE = re.compile(
    "[\u0600-\u06ff\u0750-\u077f\u0f00-\u0fff\u1800-\u18af\ua000-\ua4cf]+|(?<=.)[\\[【〔][注\\d]{1,3}[\\]】〕]$"
)
_LONGEST = 120
#: 其他处理, the row of one form and the group of three rows in the other.
OTHER = "applications.other"
#: Shortest fragment that may stand for the one label containing it, and shortest label that may be misspelt.
_FRAGMENT, _MISSPELT = 4, 8
#: A label turned round at its middle reaches 0.5.
_IN_ORDER = 0.7


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The wording alone: no white space, ordinal, trailing bracket or punctuation; simplified and half-width."""
    folded = _BESIDE.sub("", unicodedata.normalize("NFKC", "".join(text.split())).translate(_SIMPLIFIED))
    while (match := _ORDINAL.match(folded)) and match.end() < len(folded):
        folded = folded[match.end() :]
    return _NOT_WORDS.sub("", _BRACKETED_TAIL.sub("", folded))


class Match(NamedTuple):
    """What a wording names. ``variant``: it is printed otherwise than the form has it."""

    key: str
    variant: bool = False


def _words(entries: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {bare(label): key for label, key in entries}


_GROUPS = (*map(bare, GROUPS), "其他处理")


class Labels:
    """A set of labels to find wordings in: official ones, and variants seen in real reports."""

    def __init__(self, official: Mapping[str, str], variants: Mapping[str, str]) -> None:
        self.official = dict(official)
        self.variants = {word: key for word, key in variants.items() if word not in self.official}
        self._pairs = {word: _pairs_of(word) for word in self.official if len(word) >= _MISSPELT}

    def exact(self, word: str) -> Match | None:
        """The label of exactly this bare wording."""
        if (key := self.official.get(word)) is not None:
            return Match(key)
        return Match(key, variant=True) if (key := self.variants.get(word)) is not None else None

    def find(self, text: str) -> Match | None:
        """The label that a printed text names for certain, else ``None``."""
        if len(text) > _LONGEST:
            return None
        word = bare(text)
        return self.exact(word) or (self._near(word) if len(word) >= 2 else None)

    def _near(self, word: str) -> Match | None:
        if self._names_several(word):
            return None
        stripped = _without_ordinal(word)
        return (
            self.exact(stripped) or self._below_group(stripped) or self._fragment(stripped) or self._misspelt(stripped)
        )

    def _below_group(self, word: str) -> Match | None:
        """A label behind the name of its group, where the cells of both were merged: （三）不予公开1.属于国家秘密."""
        group = next((name for name in _GROUPS if word.startswith(name)), None)
        label = _without_ordinal(word[len(group) :]) if group else ""
        return self.exact(label) or self._below_group(label) if label else None

    def _names_several(self, word: str) -> bool:
        """Whether the labels of two rows stand in a wording, as where their cells were merged: it is neither's."""
        named = {key for label, key in self.official.items() if len(label) >= _FRAGMENT and label in word}
        return len([key for key in named if not key.endswith(".") and key != OTHER]) > 1

    def _fragment(self, word: str) -> Match | None:
        if len(word) < _FRAGMENT:
            return None
        keys = {key for label, key in self.official.items() if word in label}
        return Match(keys.pop()) if len(keys) == 1 else None

    def _misspelt(self, word: str) -> Match | None:
        if len(word) < _MISSPELT - 1:
            return None
        pairs = _pairs_of(word)
        scores = sorted(
            ((len(pairs & own) / len(pairs | own), label) for label, own in self._pairs.items()), reverse=True
        )
        runner_up = scores[1][0] if len(scores) > 1 else 0.0
        best, label = scores[0]
        clear = best >= 0.6 and best - runner_up >= 0.15 and _in_order(word, label)
        return Match(self.official[label], variant=True) if clear else None


def _without_ordinal(word: str) -> str:
    return _BARE_ORDINAL.sub("", word, count=1) if _BARE_ORDINAL.match(word) else word


def _pairs_of(word: str) -> frozenset[str]:
    return frozenset(word[start : start + 2] for start in range(len(word) - 1))


def _in_order(word: str, label: str) -> bool:
    """Whether most of a label stands in a wording, in its order."""
    return SequenceMatcher(None, word, label, autojunk=False).ratio() >= _IN_ORDER


_TABLES = list(chain.from_iterable(form.tables.values() for form in FORMS.values()))
_ROWS = [(row, f"{table.key}.{row.key}") for table in _TABLES if table.key != "proceedings" for row in table.rows]

#: Row labels of tables 2 and 3 -> ``table.row``; the lines that head a group of rows -> ``applications.``.
ROWS = Labels(
    {**_words((group, "applications.") for group in GROUPS), **_words((row.label, key) for row, key in _ROWS)},
    _words((alias, key) for row, key in _ROWS for alias in row.aliases),
)

#: 其他, with which longer labels begin; its own is the third of its group.
MISC = "applications.other_misc"
_NOT_THIRD = re.compile(r"[124-9１２４-９]\s*[.．、]")

_MEASURES = [column for form in FORMS.values() for column in form.disclosures.columns]
#: Column headings of table 2 -> measure.
MEASURES = Labels(
    _words((column.label, column.key) for column in _MEASURES),
    _words((alias, column.key) for column in _MEASURES for alias in column.aliases),
)

_KINDS = list(APPLICANTS)
#: Column headings of table 3 -> kind of applicant.
APPLICANT_HEADS = {**_words((c.label, c.key) for c in _KINDS), **_words((a, c.key) for c in _KINDS for a in c.aliases)}
#: Column headings of table 4 -> result.
RESULT_HEADS = {**_words((c.label, c.key) for c in RESULTS), **_words((a, c.key) for c in RESULTS for a in c.aliases)}

_ROUTES = FORMS["2021"].proceedings.rows
#: Headings of table 4's groups -> route.
ROUTE_HEADS = {
    **_words((route.label, route.key) for route in _ROUTES),
    **_words((alias, route.key) for route in _ROUTES for alias in route.aliases),
}

#: Headings that only a header row prints ("other" and "total" are names of rows too).
_SHARED_NAMES = frozenset({"other", "total"})
APPLICANT_ONLY = frozenset(word for word, key in APPLICANT_HEADS.items() if key not in _SHARED_NAMES) | {
    "申请人情况",
    "法人或其他组织",
}
RESULT_ONLY = frozenset(word for word, key in RESULT_HEADS.items() if key not in {"total"})
ROUTE_ONLY = frozenset(ROUTE_HEADS) | {"行政诉讼"}
#: The first cell of every header of table 2.
MEASURE_CORNER = "信息内容"

#: Every exact word of the statutory tables that is not an everyday word as well.
FORM_WORDS = frozenset(
    {*ROWS.official, *MEASURES.official, *APPLICANT_ONLY, *RESULT_ONLY, *ROUTE_ONLY, MEASURE_CORNER} - {"其他", "总计"}
)


@lru_cache(maxsize=8192)
def exact_row(text: str) -> Match | None:
    """The row of tables 2 and 3 whose wording a printed text is, spaces and ordinals apart."""
    return ROWS.exact(bare(text)) if len(text) <= _LONGEST else None


def begins_another(key: str, text: str) -> bool:
    """Whether the row was named by the beginning of another label: 「2.其他」 is no 「3.其他」."""
    return key == MISC and _NOT_THIRD.match(text) is not None


find_row = lru_cache(maxsize=8192)(ROWS.find)
find_measure = lru_cache(maxsize=1024)(MEASURES.find)
