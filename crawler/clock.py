"""What time it is: the real time, or the fixed moment of a rehearsal (the demo, a test)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

#: Deadlines end with the day in Beijing time, wherever the machine stands. The offset has not changed since 1991,
#: so no time zone database is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

#: Environment variable and Scrapy setting that hold the fixed moment; empty means real time.
CLOCK_SETTING = "NIANBAO_CLOCK"


class ClockError(ValueError):
    """The fixed moment is no ISO time with an offset."""


def now(fixed: str | None = None) -> datetime:
    """The present in Asia/Shanghai, to the second; or ``fixed``, an ISO time with an offset.

    Raises ``ClockError`` when ``fixed`` is neither empty nor such a time.
    """
    if not fixed:
        return datetime.now(UTC).astimezone(SHANGHAI).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError as error:
        raise ClockError(f"{CLOCK_SETTING}={fixed!r} is not an ISO time such as 2023-02-10T09:00:00+08:00") from error
    if moment.tzinfo is None:
        raise ClockError(f"{CLOCK_SETTING}={fixed!r} has no offset; write 2023-02-10T09:00:00+08:00")
    return moment.astimezone(SHANGHAI)
