"""The six parts of the form, and which of them each printed heading stands for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from crawler.reading.report import Report, Section


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: ``wordings`` are its heading and its variants, bare; ``pattern`` finds it when reworded."""

    number: int
    wordings: frozenset[str]
    pattern: re.Pattern[str]

    @property
    def heading(self) -> str:
        """「六、其他需要报告的事项」, as the form prints it."""
        return f"{NUMERALS[self.number - 1]}、{_HEADINGS[self.number - 1]}"


NUMERALS = "一二三四五六七八九十"
_HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
# Wordings of provincial reports, and of headings that differ by 因, 和 or 的 only.
_VARIANTS = (
    (),
    ("行政机关主动公开政府信息情况",),
    ("行政机关收到和处理政府信息公开申请情况",),
    (
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "因政府信息公开被申请行政复议、提起行政诉讼情况",
        "政府信息公开行政复议和行政诉讼情况",
    ),
    ("政府信息公开工作存在的主要问题及改进情况",),
    (),
)
_PATTERNS = ("总体|概述|概况|基本情况", "主动公开", "申请(?!行政)", "复议|诉讼", "问题", "其他|说明的事项|报告的事项")
_NUMERAL = re.compile(rf"^\s*(?:第[{NUMERALS}]部分|[（(]?[{NUMERALS}\d]{{1,3}}(?:[）)、.．，,：:]+|\s+))")
_PUNCTUATION = re.compile(r"[。：:；;、，,.\s]+")


@lru_cache(maxsize=1024)
def wording(heading: str) -> str:
    """The heading without its numeral, blanks and punctuation."""
    return _PUNCTUATION.sub("", _NUMERAL.sub("", heading))


PARTS = tuple(
    Part(number, frozenset(map(wording, (heading, *variants))), re.compile(pattern))
    for number, (heading, variants, pattern) in enumerate(zip(_HEADINGS, _VARIANTS, _PATTERNS, strict=True), 1)
)
# 四 speaks of 申请行政复议, 三 of 申请; a heading on 问题 may name either. The most telling word decides.
_BY_TELLING = tuple(PARTS[index] for index in (3, 4, 5, 1, 2, 0))


def parts(report: Report) -> tuple[tuple[Part | None, Section], ...]:
    """Every section, with the part it is.

    A heading is told by its words; by its numeral only where no other heading has the words of that part.
    """
    return _parts(report.sections)


@lru_cache(maxsize=64)
def _parts(sections: tuple[Section, ...]) -> tuple[tuple[Part | None, Section], ...]:
    named = [(_by_words(section.heading), section) for section in sections]
    taken = {part.number for part, _ in named if part}
    return tuple((part or _by_number(section.number, taken), section) for part, section in named)


def part_text(report: Report, number: int) -> str | None:
    """The text of a part, ``None`` where the report has no such part."""
    return next((section.text for part, section in parts(report) if part and part.number == number), None)


@lru_cache(maxsize=1024)
def _by_words(heading: str) -> Part | None:
    words = wording(heading)
    exact = next((part for part in PARTS if words in part.wordings), None)
    return exact or next((part for part in _BY_TELLING if words and part.pattern.search(words)), None)


def _by_number(number: int | None, taken: Collection[int]) -> Part | None:
    return PARTS[number - 1] if number and number <= len(PARTS) and number not in taken else None
