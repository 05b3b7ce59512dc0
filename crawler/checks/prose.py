"""The running text of a report, without the white space that converters leave inside words, and the counts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from crawler.reading.report import Report, Section

# A line that ends a sentence, or a next line that starts an item, is a real break; any other is a wrapped line.
# A break between two digits stays: joined, they would make a figure that nobody printed.
# (The break comes first in the pattern: one that begins by looking back is tried at every character.)
_WRAPPED = re.compile(r"\n(?<![。；;：:！？!?\n]\n)(?!\n|\d|[（(]?[一二三四五六七八九十]{1,3}[）)、.．])")
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
#: All digits of a number, in groups of three or not. No count has more of them, and Python turns no more than 4,300
#: into a number.
NUMBER = r"\d(?<![\d.第,]\d)\d{0,11}(?:,\d{3})*(?!,?\d)"
_COUNT = re.compile(rf"({NUMBER})([余多来几])?(件|条|份|项|起|宗|例|次|个)(?!月|工作日)")
_DELIMITERS = re.compile(r"[，,：:（）()]")
_NEXT = re.compile(r"[，,、：:（）()\d]")
_ABOUT = ("约", "近", "超", "逾", "超过", "不足")


class Count(NamedTuple):
    """An exact number with its unit, as 「收到申请 5 件」. Approximate ones (余, 多, 约) are no counts.

    ``lead`` is the text before it since the last clause or count, ``tail`` the text after it up to the next; ``prefix``
    is its ``sentence`` up to its ``end``.
    """

    value: int
    unit: str
    lead: str
    tail: str
    sentence: str
    end: int

    @property
    def prefix(self) -> str:
        """Made when it is asked for: a sentence of thousands of counts would be kept thousands of times."""
        return self.sentence[: self.end]


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a report without blanks, its sentences and their counts, in order."""

    text: str
    sentences: tuple[str, ...]
    counts: tuple[Count, ...]


def prose(report: Report) -> Prose:
    """The running text of the report: its preamble and its parts, headings aside."""
    return _prose(report.preamble, report.sections)


@lru_cache(maxsize=64)
def _prose(preamble: str, sections: tuple[Section, ...]) -> Prose:
    text = "\n".join(map(compact, filter(None, [preamble, *(section.text for section in sections)])))
    sentences = tuple(_SENTENCE.findall(text))
    return Prose(text, sentences, tuple([count for sentence in sentences for count in _counts(sentence)]))


@lru_cache(maxsize=64)
def compact(text: str) -> str:
    """The text without blanks, wrapped lines joined. (Rules ask for a part that the whole text was made of.)"""
    return _WRAPPED.sub("", "\n".join(["".join(line.split()) for line in text.split("\n")]))


def number_of(printed: str) -> int:
    """The number printed as :data:`NUMBER` finds it: 1,256 is one."""
    return int(printed.replace(",", ""))


def excerpt(text: str, at: int = 0, width: int = 80) -> str:
    """At most ``width`` characters of the text around position ``at``."""
    start = max(0, min(at - width // 2, len(text) - width))
    return text[start : start + width]


def _counts(sentence: str) -> Iterator[Count]:
    end = 0
    for match in _COUNT.finditer(sentence):
        lead = _DELIMITERS.split(sentence[end : match.start()])[-1]
        end = match.end()
        if match[2] or lead.endswith(_ABOUT):
            continue
        following = _NEXT.search(sentence, end)
        tail = sentence[end : following.start()] if following else sentence[end:]
        yield Count(number_of(match[1]), match[3], lead, tail, sentence, end)
