"""Recognising the headings of a report's six parts by their words; numerals are often missing, wrong or nested."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from crawler.reading.labels import bare

#: What each of the six parts is about, as the bare wording of its heading (ordinal, spaces, punctuation removed).
_MEANINGS = (
    r"(?:\d{4}年度?|本年度?)?(?:政府|政务)?(?:信息公开|政务公开)?(?:工作)?(?:的)?(?:总体|基本|整体)(?:工作)?(?:推进|开展)?情况|(?:工作)?(?:概述|概况|综述)",
    r"(?:\d{4}年度?|本年度?)?主动公开(?:政府)?(?:政府)?信息(?:的)?(?:工作)?情况",
    r"(?:行政机关)?收到和?处理(?:的)?(?:政府)?(?:政府)?信息公开申请(?:的)?情况",
    r".{0,14}?(?:因)?(?:政府信息公开)?(?:工作)?(?:被)?(?:申请|提起)?行政复议(?:和|与|及)?(?:被)?(?:提起)?行政诉讼(?:的)?情况",
    r"(?:政府|政务)?(?:信息公开|政务公开)?(?:工作)?(?:中)?(?:存在)?(?:的)?(?:主要)?(?:困难和|不足和)?问题(?:和不足|与不足|与困难)?(?:及|和|与|以及)?(?:下一步)?(?:改进|整改)(?:的)?(?:工作)?(?:情况|措施|意见|建议|办法|方向)",
    r"其[他它]需要?(?:报告|说明)的?(?:事项|情况|问题)(?:情况)?",
)
#: Words that suffice where the right ordinal stands before them.
_LOOSE = (
    r"总体|基本|概况|概述|开展情况",
    r"主动公开",
    r"申请",
    r"复议|诉讼",
    r"问题|不足|改进",
    r"其[他它]",
)
_STRICT = re.compile("|".join(f"({meaning})" for meaning in _MEANINGS))
_LOOSE_RES = tuple(map(re.compile, _LOOSE))
#: The headings exactly as the form prints them.
FORM_HEADINGS = frozenset(
    {
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议行政诉讼情况",
        "因政府信息公开工作被申请行政复议提起行政诉讼情况",
        "存在的主要问题及改进情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "其他需要报告的事项",
    }
)

#: Other numerals, as the form's would be: 壹、 or Ⅱ. at the top level, ㈢ and ④ below it.
_OTHER_NUMERALS = {
    **dict(zip("壹贰叁肆伍陆貳參叄陸ⅠⅡⅢⅣⅤⅥ", "一二三四五六二三三六一二三四五六", strict=True)),
    **{chr(ord("㈠") + place): f"（{numeral}）" for place, numeral in enumerate("一二三四五六七八九十")},
    **{chr(ord("①") + place): f"{place + 1}." for place in range(10)},
}
_ROMAN = re.compile(r"(I{1,3}|IV|VI?)(?=\s*[、.．])")
_ROMANS = dict(zip(("I", "II", "III", "IV", "V", "VI"), "一二三四五六", strict=True))

_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)}
_TOP = re.compile(r"(?:第\s*)?(十?[一二三四五六七八九十])\s*(?:部分|章|[、.．，,:：]|(?=\s))\s*(?=\S)")
_BRACKETED = re.compile(r"[(（]\s*([一二三四五六七八九十])\s*[)）]")
_ARABIC = re.compile(r"(\d{1,2})\s*[、.．](?!\d)")
_MARKS = re.compile(r"^[#*>\s•·◆■]+|[*#\s]+$")
#: How every line begins that is numbered at the top level; most lines of a page need no closer look.
_NUMBERED = re.compile(r"[#*>\s•·◆■]*[第一二三四五六七八九十壹贰叁肆伍陆貳參叄陸Ⅰ-ⅥIV]")
_SENTENCE = re.compile(r"[。；;！？!?](?=.)")
_RUN_IN = re.compile(
    r"([\s#*]*[一二三四五六七八九十]\s*[、.．].{2,40}?(?:情况|事项|措施|概述))(?:[。：:]\s*|\s+)(\S.*)", re.DOTALL
)
#: A heading of the form in bold, its text right behind it in the same paragraph.
_RUN_TOGETHER = re.compile(
    r"([\s#*]*[一二三四五六]\s*[、.．]\s*(?:总体情况|主动公开政府信息情况|收到和处理政府信息公开申请情况|政府信息公开行政复议、行政诉讼情况"
    r"|(?:政府信息公开工作)?存在的主要问题及改进情况|其他需要报告的事项))(?=[^，。；：]+[，。；：])(\S.*)",
    re.DOTALL,
)
_LONGEST, _LONGEST_LINE = 45, 80


class Style(IntEnum):
    """How a heading is numbered."""

    TOP = 0
    NONE = 1
    ARABIC = 2
    BRACKETED = 3


class Heading(NamedTuple):
    """A line that may be a heading: its ordinal and the part (1-6) its words name, strictly or by a key word.

    ``other``: it is numbered 壹、 or Ⅱ. where the form has 一、.
    """

    text: str
    number: int | None
    style: Style
    strict: int | None
    loose: bool
    other: bool = False


def heading_of(line: str) -> Heading | None:
    """The line as a heading; ``None`` for running text."""
    return _heading_of(line) if len(line) <= _LONGEST_LINE else None


@lru_cache(maxsize=4096)
def _heading_of(line: str) -> Heading | None:
    text = " ".join(_MARKS.sub("", line).split())
    if not text or len(text) > _LONGEST or _SENTENCE.search(text):
        return None
    plain = _plainly_numbered(text)
    number, style = _ordinal(plain)
    word = bare(plain)
    match = _STRICT.fullmatch(word)
    strict = match.lastindex if match else None
    if strict is None and number is None:
        return None
    loose = number is not None and number <= len(_LOOSE_RES) and _LOOSE_RES[number - 1].search(word) is not None
    return Heading(text, number, style, strict, loose, other=style is Style.TOP and plain != text)


def is_heading(line: str) -> bool:
    """Whether the line is one of the six headings beyond doubt: numbered at the top level and worded so."""
    if len(line) > _LONGEST or not _NUMBERED.match(line):
        return False
    heading = heading_of(line)
    return heading is not None and heading.strict is not None and heading.style is Style.TOP


def run_in(line: str) -> tuple[str, str] | None:
    """A heading with its text on the same line, parted."""
    if not _NUMBERED.match(line):
        return None
    for pattern in (_RUN_IN, _RUN_TOGETHER):
        if (match := pattern.fullmatch(line)) and is_heading(match[1]):
            return match[1], match[2]
    return None


def _plainly_numbered(text: str) -> str:
    """The heading with its ordinal as the form prints ordinals."""
    if roman := _ROMAN.match(text):
        return _ROMANS[roman[1]] + text[roman.end() :]
    return _OTHER_NUMERALS.get(text[0], text[0]) + text[1:]


def _ordinal(text: str) -> tuple[int | None, Style]:
    if match := _TOP.match(text):
        return _value(match[1]), Style.TOP
    if match := _BRACKETED.match(text):
        return _value(match[1]), Style.BRACKETED
    if match := _ARABIC.match(text):
        return int(match[1]), Style.ARABIC
    return None, Style.NONE


def _value(numeral: str) -> int:
    return 10 + _NUMERALS[numeral[1]] if len(numeral) == 2 else _NUMERALS[numeral]
