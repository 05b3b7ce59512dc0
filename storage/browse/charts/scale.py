"""Places on an axis."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, floor, log10


def ticks(largest: float, wanted: int = 4) -> list[int]:
    """Round numbers from 0 to ``largest`` or the first above it, about ``wanted`` steps apart."""
    rough = max(largest, 1) / wanted
    power = 10 ** floor(log10(rough))
    step = max(1, next(int(factor * power) for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough))
    return list(range(0, step * ceil(max(largest, 1) / step) + 1, step))


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def marks(first: date, last: date, most: int) -> list[date]:
    """At most ``most`` days to name on an axis, evenly apart: the firsts of months, or halves, or weeks."""
    whole = days(first, last)
    for chosen in ((1, 8, 15, 22), (1, 15), (1,)):
        found = [day for day in whole if day.day in chosen]
        if len(found) <= most:
            return found
    firsts = [day for day in whole if day.day == 1]
    return firsts[:: ceil(len(firsts) / most)]
