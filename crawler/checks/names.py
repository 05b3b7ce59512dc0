"""Whether two names may be those of one agency."""

from __future__ import annotations

import re

_BODY = re.compile(
    r"(?:党政(?:综合)?办(?:公室)?|综合办(?:公室)?|人民政府办公[厅室]|政府办(?:公[厅室])?|人民政府|政府|办事处|街道办)$"
)


def core(name: str) -> str:
    """The name without what every agency of its kind is called: 华容县东山镇 of 华容县东山镇人民政府."""
    return _BODY.sub("", re.sub(r"\s+", "", name))


def may_be_one(one: str, other: str) -> bool:
    """Whether either can be short for the other: 县卫健局 for 某县卫生健康局, 东山镇 for 华容县东山镇人民政府."""
    first, second = core(one), core(other)
    return _is_within(first, second) or _is_within(second, first)


def _is_within(short: str, long: str) -> bool:
    """Whether the characters of ``short`` stand in ``long`` in the same order."""
    rest = iter(long)
    return all(character in rest for character in short)
