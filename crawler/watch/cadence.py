"""How often what is due (``cadence.yaml``). Pure: slots of a calendar, in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.clock import SHANGHAI
from crawler.registry.parsing import plain_problems

_FILE = Path(__file__).with_name("cadence.yaml")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
#: Every kind of work has a slot at least once in so many hours.
_LONGEST = 8 * 24

Step = Literal["hourly", "daily", "weekly"]
#: The kinds of work that have a rhythm.
KINDS = frozenset({"crawl", "backup", "verify"})
Day = tuple[Annotated[int, Field(ge=1, le=12)], Annotated[int, Field(ge=1, le=31)]]


class CadenceError(ValueError):
    """The file of the cadence is not as it must be; each mistake is one line."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rhythm(_Part):
    """How often one kind of work is due; ``hour`` of those that are not hourly."""

    near: Step
    season: Step
    calm: Step
    hour: Annotated[int, Field(ge=0, le=23)]


class Season(_Part):
    """First and last day, as month and day; it may go over New Year."""

    first: Day
    last: Day

    def holds(self, day: date) -> bool:
        """Whether the day is in the season."""
        place = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last


class Cadence(_Part):
    """The whole file."""

    season: Season
    work: dict[str, Rhythm]
    heartbeat_minutes: Annotated[int, Field(ge=1, le=1440)]

    @model_validator(mode="after")
    def _names_all_work(self) -> Cadence:
        if self.work.keys() != KINDS:
            raise ValueError(f"work must name {', '.join(sorted(KINDS))}, and nothing else")
        return self

    def next_slot(self, kind: str, after: datetime, due_days: Collection[date] = ()) -> datetime:
        """The first slot after that moment; ``due_days``: those on which something missing was or is due."""
        start = _full_hour(after)
        return self._first(kind, (start + _HOUR * number for number in range(1, _LONGEST)), due_days)

    def last_slot(self, kind: str, now: datetime, due_days: Collection[date] = ()) -> datetime:
        """The last slot up to now: what has not been done since is due."""
        start = _full_hour(now)
        return self._first(kind, (start - _HOUR * number for number in range(_LONGEST)), due_days)

    def _first(self, kind: str, hours: Iterator[datetime], due_days: Collection[date]) -> datetime:
        return next(hour for hour in hours if self._is_slot(self.work[kind], hour, due_days))

    def _is_slot(self, rhythm: Rhythm, hour: datetime, due_days: Collection[date]) -> bool:
        day = hour.date()
        near = day in due_days or day - _DAY in due_days
        step = rhythm.near if near else rhythm.season if self.season.holds(day) else rhythm.calm
        if step == "hourly":
            return True
        return hour.hour == rhythm.hour and (step == "daily" or hour.weekday() == 0)


def load_cadence(path: Path = _FILE) -> Cadence:
    """The cadence in a file. Raises ``CadenceError`` for a file that is not as it must be."""
    try:
        return Cadence.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise CadenceError("\n".join(f"{path}: {line}" for line in plain_problems(error))) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CadenceError(f"{path} is no YAML file that can be read: {' '.join(str(error).split())}") from error


def _full_hour(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
