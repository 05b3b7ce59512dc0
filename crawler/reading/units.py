"""The unit of money that a table names beside its figures, where the form has 万元."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.reading.numbers import Kind

#: Not 单位：元氏县财政局, which names who reports.
_UNIT = re.compile(
    r"(?:单位[:：]?(?:[件项条个宗]|[、,，/;；和])*|[(（])(?:人民币)?([千万亿]?元)(?:人民币)?(?![^\W件项条个宗和及或])"
)
_CAPTION = re.compile(r"[(（\[【]?(?:金额|计量)?单位[:：].{1,12}")
_KINDS = {"": Kind.AMOUNT, "万元": Kind.AMOUNT} | {
    "元": Kind.AMOUNT_IN_YUAN,
    "千元": Kind.AMOUNT_IN_THOUSANDS,
    "亿元": Kind.AMOUNT_IN_HUNDRED_MILLIONS,
}


@lru_cache(maxsize=1024)
def unit_in(wording: str) -> str:
    """The unit that a heading or label names (元, 万元), ``""`` for none."""
    found = _UNIT.search("".join(wording.split()))
    return found[1] if found else ""


def unit_above(text: str) -> str:
    """The unit that a line above a table names (单位：元); ``""`` for any other line."""
    return unit_in(text) if "单位" in text and _CAPTION.fullmatch("".join(text.split())) else ""


def kind_of_amount(*units: str) -> Kind:
    """How amounts are read under the first of these units that is named."""
    return _KINDS[next(filter(None, units), "")]
