"""Days that many documents of a portal bear at once because the site was moved: such a day dates none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest
from typing import TypeVar

Key = TypeVar("Key")

#: From when on a day is known to be that of a move.
MovedDays = Mapping[date, datetime]

#: A document put into the system so long after the day it claims may only have waited for its upload.
TOLERANCE = timedelta(days=2)
#: Documents of so many report years on a day long after their seasons, or so many later than they claim.
_LEAST_YEARS = 2
_LEAST_DOCUMENTS = 5


@dataclass(frozen=True, slots=True)
class Dated:
    """One document: ``days`` it bears, and ``number_day``, the day inside the number of its address."""

    url: str
    report_year: int
    known_at: datetime
    days: tuple[date, ...]
    number_day: date | None

    def out_of_season(self) -> Iterable[date]:
        """Days after the year in which such a report is published."""
        days = (*self.days, self.number_day) if self.number_day else self.days
        return {day for day in days if day.year > self.report_year + 1}

    def contradicted_on(self) -> date | None:
        """The day of its number, if that is later than every day it bears."""
        number_day = self.number_day
        late = number_day and self.days and number_day - max(self.days) > TOLERANCE
        return number_day if late else None


def moved_days(documents: Iterable[Dated]) -> MovedDays:
    """The days of moves among the documents of one portal.

    Nobody publishes the reports of several years on a day long after all of them, nor uploads one after the other days
    after the date on it: such a cluster is the work of a machine.
    """
    years: dict[date, dict[int, datetime]] = defaultdict(dict)
    contradicted: dict[date, dict[str, datetime]] = defaultdict(dict)
    for each in documents:
        for day in each.out_of_season():
            _note(years[day], each.report_year, each.known_at)
        if number_day := each.contradicted_on():
            _note(contradicted[number_day], each.url, each.known_at)
    moved: dict[date, datetime] = {}
    for seen, least in ((years, _LEAST_YEARS), (contradicted, _LEAST_DOCUMENTS)):
        for day, known in seen.items():
            if len(known) >= least:
                _note(moved, day, nsmallest(least, known.values())[-1])
    return moved


def _note(known: dict[Key, datetime], key: Key, at: datetime) -> None:
    """Keep the earliest time."""
    known[key] = min(at, known.get(key, at))
