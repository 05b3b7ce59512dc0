"""Text taken over from the agency's own report of the year before, or from another agency's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.names import core
from crawler.checks.parts import PARTS, part_text
from crawler.checks.rules import HOLDS, Verdict, broken, rule
from crawler.reading.report import Report, Section

#: The share of a part's word sequences that also stand in the other text.
ALIKE = 0.9
#: Below this many Chinese characters any two reports resemble one another.
FEWEST = 120
_LENGTH = 5
# Law, notices and contact lines are the same in every report.
_BOILERPLATE = re.compile(
    r"[^。\n]*(?:《中华人民共和国政府信息公开条例》|国办公开办函|统计期限|联系电话|电子版)[^。\n]*"
)
_NOT_CHINESE = re.compile(r"[^一-鿿]+")
_COMPARED = (1, 5)
#: One of so many sequences is compared first: where too many of these are missing, the others cannot make up for it.
_SAMPLED = 5


class _Text(NamedTuple):
    """A part's word sequences, and a sample of them."""

    sequences: frozenset[str]
    sample: frozenset[str]


@rule("C1-same-as-last-year", "内容不照搬上一年度", Severity.WARNING, Basis.INFERENCE, "两年工作内容确实相同")
def same_as_last_year(report: Report, context: Context) -> Iterator[Verdict]:
    """一 or 五 repeat the agency's own report of the year before, figures and years aside."""
    if context.previous is None:
        return
    for number in _COMPARED:
        mine, theirs = _text_of(report, number), _text_of(context.previous, number)
        if mine is None or theirs is None:
            continue
        alike = _alike(mine, theirs)
        heading, year = PARTS[number - 1].heading, context.previous.report_year
        yield broken(f"“{heading}”与本机关 {year} 年度报告文字重合 {alike:.0%}") if alike >= ALIKE else HOLDS


@rule(
    "C2-same-as-other",
    "内容不照搬其他机关",
    Severity.WARNING,
    Basis.INFERENCE,
    "两机关共同编写，或该部分由上级统一提供",
)
def same_as_other(report: Report, context: Context) -> Iterator[Verdict]:
    """一 or 五 repeat another agency's report of the same year; which of the two wrote it first is not known."""
    for number in _COMPARED if context.others else ():
        mine = _text_of(report, number)
        texts = [(_text_of(other, number), other) for other in context.others] if mine else []
        ranked = [(_alike(mine, theirs), other) for theirs, other in texts if mine and theirs]
        if not ranked:
            continue
        alike, other = max(ranked, key=lambda pair: pair[0])
        heading, name = PARTS[number - 1].heading, other.agency_name or other.title
        yield broken(f"“{heading}”与“{name}”的报告文字重合 {alike:.0%}") if alike >= ALIKE else HOLDS


def _alike(mine: _Text, theirs: _Text) -> float:
    """How much of my text stands in theirs; zero where it is certainly less than ``ALIKE``."""
    if len(mine.sample - theirs.sequences) > (1 - ALIKE) * len(mine.sequences):
        return 0
    return len(mine.sequences & theirs.sequences) / len(mine.sequences)


def _text_of(report: Report, number: int) -> _Text | None:
    return _text(report.sections, core(report.agency_name or ""), number)


@lru_cache(maxsize=1024)
def _text(sections: tuple[Section, ...], name: str, number: int) -> _Text | None:
    """A part without boilerplate and without its agency's name; ``None`` where it is absent or too short to say."""
    own = _NOT_CHINESE.sub("", _BOILERPLATE.sub("", part_text(Report(sections=sections), number) or ""))
    plain = own.replace(name, "") if name else own
    if len(plain) < FEWEST:
        return None
    sequences = list(dict.fromkeys(plain[at : at + _LENGTH] for at in range(len(plain) - _LENGTH + 1)))
    return _Text(frozenset(sequences), frozenset(sequences[::_SAMPLED]))
