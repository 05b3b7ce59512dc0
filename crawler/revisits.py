"""When a page that is known is asked for again: soon after it came up, then rarer, and again when its link has gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from crawler.clock import SHANGHAI

#: Days after a page was first seen, or after its link was last listed.
AFTER = (1, 3, 7, 14, 30, 60)
#: From then on it is asked for every so many days, until the season after its own is over.
EVERY = 90


def is_due(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a page is to be asked for again: a day of its plan has come since it was last asked for.

    ``row``: ``first_seen_at`` and ``asked_at`` (ISO times), ``report_year`` or ``None``; and where the page is a link
    of a list ``last_seen_at`` and ``unlisted``, which says that the list does not show it any more. Of several days
    that were missed only one is made up for.
    """
    asked_on, today = _day(row["asked_at"]), now.astimezone(SHANGHAI).date()
    return any(asked_on < day <= today for day in _plan(row))


def _plan(row: Mapping[str, Any]) -> Iterator[date]:
    """A report that was old when it was first seen is not new to anyone: only its going is news."""
    seen_on = _day(row["first_seen_at"])
    last = date((row["report_year"] or seen_on.year - 1) + 2, 12, 31)
    yield from _days(seen_on, last)
    if row.get("unlisted"):
        gone_on = _day(row["last_seen_at"])
        yield from _days(gone_on, max(last, gone_on + timedelta(days=AFTER[-1])))


def _days(start: date, last: date) -> Iterator[date]:
    steps = [*AFTER, *range(AFTER[-1] + EVERY, (last - start).days + 1, EVERY)]
    return (day for step in steps if (day := start + timedelta(days=step)) <= last)


def _day(time: str) -> date:
    return datetime.fromisoformat(time).astimezone(SHANGHAI).date()
