"""The text of one cell -> a number, where it is certain."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum, auto
from functools import lru_cache
from typing import NamedTuple

from crawler.reading.report import Cell, Number, RemarkKind


class Kind(StrEnum):
    """What a column counts: things, a change in things (signed), or money in 万元."""

    COUNT = auto()
    CHANGE = auto()
    AMOUNT = auto()
    #: Money under a heading that says 元, 千元 or 亿元: every figure without a unit of its own is converted.
    AMOUNT_IN_YUAN = auto()
    AMOUNT_IN_THOUSANDS = auto()
    AMOUNT_IN_HUNDRED_MILLIONS = auto()


class Reading(NamedTuple):
    """A cell, and what is odd about the way it is printed."""

    cell: Cell
    remark: RemarkKind | None = None


#: Full-width ASCII to ASCII, digits included; not NFKC, which would turn 3① into 31.
_FOLD = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {
    **dict.fromkeys(map(ord, "−﹣‐‑"), "-"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"), None),
}
_NULL_MARKS = re.compile(r"[-—–―_/\\*]+|无|空|空白|N/A|NA|null", re.IGNORECASE)
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,8})?)"
_NOTE = r"(?P<note>\s*\([^()]*\)?|[。.;；])?"
_THINGS = r"(?P<unit>件|项|項|个|個|条|條|宗|份|起|例|部|类|人次|次|户|家|笔)?"
_MONEY = r"(?P<unit>万元|萬元|万|萬|亿元|千元|元)?"
_COUNT = re.compile(rf"(?P<text>共)?(?P<sign>[+-])?\s*{_NUMBER}\s*{_THINGS}{_NOTE}", re.ASCII)
_CHANGE = re.compile(
    rf"(?P<text>新增|增加|增|减少|减|↑|↓)?\s*(?P<sign>[-+—–])?\s*{_NUMBER}\s*{_THINGS}{_NOTE}", re.ASCII
)
_AMOUNT = re.compile(rf"(?P<text>人民币|[¥])?\s*(?P<sign>[+-])?\s*{_NUMBER}\s*{_MONEY}{_NOTE}", re.ASCII)
#: The unit of a figure that prints none.
_UNITS = {
    Kind.AMOUNT: "万元",
    Kind.AMOUNT_IN_YUAN: "元",
    Kind.AMOUNT_IN_THOUSANDS: "千元",
    Kind.AMOUNT_IN_HUNDRED_MILLIONS: "亿元",
}
_PATTERNS = {Kind.COUNT: _COUNT, Kind.CHANGE: _CHANGE, **dict.fromkeys(_UNITS, _AMOUNT)}
#: 12（更正为13）: which of the two counts, a person has to tell.
_CORRECTED = re.compile(r"(?:更正|改|订正|修正|调整|应|实际?)[为是成:]\s*\d")
_ZEROS = re.compile(r"0{2,}|0(?:\s+0)+")
_SEVERAL = re.compile(r"[+-]?[\d.,]+(?:\s+[+-]?[\d.,]+)+")
_FALLING = frozenset({"减少", "减", "↓"})
_TEN_THOUSANDS = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "亿元": Decimal(10000)}


@lru_cache(maxsize=8192)
def read_number(text: str, kind: Kind = Kind.COUNT) -> Reading:
    """The cell printed as ``text``.

    Blank and null marks (- / 无) have no value. What cannot be told for certain has none either, is marked not
    ``certain`` and carries a remark; the printed text is always kept. Amounts are in 万元, converted where another
    unit is printed.
    """
    raw = " ".join(text.split())
    folded = " ".join(text.translate(_FOLD).split())
    if not folded or _NULL_MARKS.fullmatch(folded):
        return Reading(Cell(None, raw))
    if _ZEROS.fullmatch(folded):
        # Several cells run into one: each of them can only have been a zero.
        return Reading(Cell(0, raw), RemarkKind.MERGED_CELLS)
    if match := _PATTERNS[kind].fullmatch(folded):
        return _number(match, raw, kind)
    several = _SEVERAL.fullmatch(folded)
    return _unclear(raw, RemarkKind.MERGED_CELLS if several else RemarkKind.UNREADABLE_NUMBER)


def _number(match: re.Match[str], raw: str, kind: Kind) -> Reading:
    unit, word, sign, note = match["unit"], match["text"], match["sign"], match["note"]
    digits = match["number"].replace(",", "")
    whole = digits.partition(".")[0]
    if (len(whole) > 1 and whole[0] == "0") or (word and sign and kind is Kind.CHANGE):
        return _unclear(raw, RemarkKind.UNREADABLE_NUMBER)
    if note and _CORRECTED.search(note):
        return _unclear(raw, RemarkKind.UNREADABLE_NUMBER)
    value = Decimal(digits)
    money = kind in _UNITS
    if not money and value != value.to_integral_value():
        return _unclear(raw, RemarkKind.UNREADABLE_NUMBER)
    factor = _TEN_THOUSANDS.get(unit or _UNITS.get(kind, ""))
    if factor is not None:
        return Reading(Cell(_plain(value * factor, sign), raw), RemarkKind.UNIT_CONVERTED)
    falling = "-" if word in _FALLING else sign
    remark = RemarkKind.NUMBER_WITH_TEXT if unit or note or word else None
    return Reading(Cell(_plain(value, falling), raw), remark)


def _plain(value: Decimal, sign: str | None) -> Number:
    number = int(value) if value == value.to_integral_value() else float(value)
    return -number if sign and sign != "+" else number


def _unclear(raw: str, remark: RemarkKind) -> Reading:
    return Reading(Cell(None, raw, certain=False), remark)


_VALUE = re.compile(
    rf"[-+—–↑↓]?\s*\d[\d.,]*\s*(?:万元|元|件|项|个|条|份|次|人次)?(?:\s*\([^()]*\)?)?|{_NULL_MARKS.pattern}",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=8192)
def looks_like_value(text: str) -> bool:
    """Whether the text is a figure or a null mark rather than words; blank is neither."""
    return _VALUE.fullmatch(text.translate(_FOLD).strip()) is not None
