"""The time that some addresses carry inside the number of a document: when it was put into the publishing system.

A witness beside the date that somebody typed, and a bound only: a draft may be older than its publication, and a site
that was moved numbers all its documents anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

#: Twitter's epoch in milliseconds, which the generator of MyBatis-Plus, common on these portals, took over.
_SNOWFLAKE_EPOCH = 1_288_834_974_657
_EARLIEST, _LATEST = date(2008, 1, 1), date(2099, 12, 31)
_BEIJING_MS, _DAY_MS, _EPOCH_DAY = 8 * 3_600_000, 86_400_000, date(1970, 1, 1).toordinal()

_CARRIERS = re.compile(
    r"/(?:[Tt](?P<trs>(?:19|20)\d{6})_|[Aa][Rr][Tt]/(?P<hanweb>(?:19|20)\d\d/\d{1,2}/\d{1,2})/)"
    r"|(?<![0-9A-Za-z])(?:(?P<objectid>[4-7][0-9A-Fa-f]{23})|0*(?P<number>[1-9]\d{12,18}))(?![0-9A-Za-z])"
)


class IdClock(NamedTuple):
    """``kind``: what carries the time, in Chinese; ``on``: the day in Asia/Shanghai."""

    kind: str
    on: date


def id_clock(url: str) -> IdClock | None:
    """The day inside the last such number of an address; ``None`` where there is none that can be a time."""
    told = None
    for match in _CARRIERS.finditer(url):
        carrier = match.lastgroup or ""
        told = _clock(carrier, match[carrier]) or told
    return told


@lru_cache(maxsize=4096)
def _clock(carrier: str, digits: str) -> IdClock | None:
    """``None`` for a number that is no time, such as 20231399112233. Days come again and again."""
    try:
        kind, on = _READERS[carrier](digits)
    except ValueError:
        return None
    return IdClock(kind, on) if _EARLIEST <= on <= _LATEST else None


def _trs(digits: str) -> tuple[str, date]:
    return "文件名", _shown(digits[:4], digits[4:6], digits[6:])


def _hanweb(path: str) -> tuple[str, date]:
    return "路径", _shown(*path.split("/"))


def _objectid(digits: str) -> tuple[str, date]:
    """The first four bytes of an ObjectId of MongoDB are Unix seconds."""
    return "ObjectId 编号", _counted(int(digits[:8], 16) * 1000)


def _number(digits: str) -> tuple[str, date]:
    if len(digits) == 19:
        return "雪花编号", _counted((int(digits) >> 22) + _SNOWFLAKE_EPOCH)
    if len(digits) in (14, 17) and digits.startswith("20"):
        return "时间编号", _shown(digits[:4], digits[4:6], digits[6:8])
    if len(digits) <= 17:
        # Milliseconds, with up to four digits that tell apart what came in one of them (Liaoning).
        return "毫秒编号", _counted(int(digits[:13]))
    raise ValueError(digits)


_READERS: dict[str, Callable[[str], tuple[str, date]]] = {
    "trs": _trs,
    "hanweb": _hanweb,
    "objectid": _objectid,
    "number": _number,
}


def _shown(year: str, month: str, day: str) -> date:
    return date(int(year), int(month), int(day))


def _counted(milliseconds: int) -> date:
    """The day of a count since 1970, by the offset of Beijing."""
    return date.fromordinal(_EPOCH_DAY + (milliseconds + _BEIJING_MS) // _DAY_MS)
