"""What is known about one filing, as plain facts with their times: the input of its state.

Tuples, because a nation has millions of them: frozen dataclasses take six times as long to make.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from crawler.clock import SHANGHAI
from crawler.monitor.deadlines import Deadline
from crawler.monitor.id_clocks import IdClock
from crawler.monitor.look_quality import CLEAN_OUTCOMES, PROVING_OUTCOMES, reason_of
from crawler.monitor.moved_days import MovedDays

_NONE_MOVED: MovedDays = MappingProxyType({})


class Look(NamedTuple):
    """One observation of a channel. ``qualified``: its silence is evidence; if not, ``reason`` may say why."""

    observation_id: str
    channel_id: str
    at: datetime
    outcome: str
    qualified: bool
    reason: str | None = None

    @property
    def clean(self) -> bool:
        """Whether silence counts: only of a look that read the list itself, whatever was recorded."""
        return self.qualified and self.outcome in PROVING_OUTCOMES

    @property
    def healthy(self) -> bool:
        """Whether it got the list, or was told that the list is still what an earlier look read."""
        return self.qualified and self.outcome in CLEAN_OUTCOMES

    @property
    def obstacle(self) -> str:
        """Why its silence does not count."""
        unread = self.qualified and self.outcome == "not_modified"
        return self.reason or ("not_modified" if unread else reason_of(self.outcome))


class Mark(NamedTuple):
    """Something about a document that puts a flag beside the state, since ``at``.

    ``verdicts``: what people said of it, by time: whether it holds.
    """

    flag: str
    at: datetime
    verdicts: tuple[tuple[datetime, bool], ...] = ()

    def holds(self, now: datetime) -> bool:
        """Whether it was known by then, and nobody had last dismissed it."""
        said = [holds for at, holds in self.verdicts if at <= now]
        return self.at <= now and (not said or said[-1])


class Publication(NamedTuple):
    """One version of the agency's report on that year.

    ``first_seen_at``: when it was first seen to be public; ``read_at``: when it was read, so that what it is became
    known (default: at once). ``listed_since``: since when its link stands on a list, or may have stood there for all
    we know (default: since it was first seen); only looks before that were silent about it. ``observation_id``: the
    look that first listed it. ``body_hash``: equal where parts and tables are. ``clock``: the time inside its address;
    ``moved_days``: days that say nothing, because its portal was moved on them.
    """

    version_id: str
    title: str
    url: str
    first_seen_at: datetime
    published_on: date | None = None
    created_on: date | None = None
    listed_on: date | None = None
    signed_on: date | None = None
    read_at: datetime | None = None
    listed_since: datetime | None = None
    observation_id: str | None = None
    body_hash: str | None = None
    clock: IdClock | None = None
    moved_days: MovedDays = _NONE_MOVED
    marks: tuple[Mark, ...] = ()

    @property
    def body(self) -> str:
        """What tells its content from another's."""
        return self.body_hash or self.version_id

    @property
    def known_at(self) -> datetime:
        """From when on it is a fact."""
        return self.read_at or self.first_seen_at

    @property
    def silent_before(self) -> datetime:
        """Looks before this time did not show it."""
        return self.listed_since or self.first_seen_at

    def may_be_moved(self, closes_on: date) -> bool:
        """Whether it bears a day that says something else if the portal was moved on it."""
        days = [day for day in (self.published_on, self.listed_on, self.created_on) if day]
        last = max(days, default=closes_on)
        late = max(last, self.signed_on or last) > closes_on
        return late or (self.clock is not None and self.clock.on > min(last, closes_on))

    @property
    def witnessed_on(self) -> date:
        """The day it was first seen, in Asia/Shanghai."""
        return self.first_seen_at.astimezone(SHANGHAI).date()


class Dismissal(NamedTuple):
    """That a person said a link of a list to be no report: when, why, and who, where told."""

    channel_id: str
    last_listed_at: datetime
    at: datetime
    because: str
    reviewer: str | None = None


class Candidate(NamedTuple):
    """Something listed that may be the report but was not read, or fits no agency for certain, until ``read_at``.

    ``doubt``: what speaks against the other year that it names. ``dismissal``: of one that waits no more, because it is
    no report.
    """

    title: str
    url: str
    first_seen_at: datetime
    read_at: datetime | None = None
    marks: tuple[Mark, ...] = ()
    doubt: Mark | None = None
    dismissal: Dismissal | None = None

    def open_at(self, now: datetime) -> bool:
        """Whether it was waiting to be told at that time."""
        waiting = self.first_seen_at <= now and (self.read_at is None or now < self.read_at)
        return waiting and self.dismissal is None and (self.doubt is None or self.doubt.holds(now))


class ChannelLooks:
    """The looks at one channel in order of time; made once and shared by all filings looked for there."""

    def __init__(self, channel_id: str, looks: Iterable[Look] = (), url: str = ""):
        self.channel_id, self.url = channel_id, url
        self._looks = sorted(looks, key=lambda look: look.at)
        self._clean = [look for look in self._looks if look.clean]
        self._times = [look.at for look in self._looks]
        self._clean_times = [look.at for look in self._clean]
        self._came_at = next((look.at for look in self._looks if look.outcome in CLEAN_OUTCOMES), None)

    def between(self, start: datetime | None, before: datetime) -> Sequence[Look]:
        """The looks from ``start`` (``None``: ever) up to, not at, ``before``."""
        first = bisect_left(self._times, start) if start else 0
        return self._looks[first : bisect_left(self._times, before)]

    def came_before(self, moment: datetime) -> bool:
        """Whether the list itself had ever come by that time, whole or not."""
        return self._came_at is not None and self._came_at < moment

    def begins_after(self, moment: datetime) -> bool:
        """Whether no look was before that time."""
        return not self._times or self._times[0] >= moment

    def newest(self, start: datetime, before: datetime) -> Look | None:
        """The last look in that time."""
        return _last(self._looks, self._times, start, before)

    def newest_clean(self, start: datetime, before: datetime) -> Look | None:
        """The last look in that time whose silence counts."""
        return _last(self._clean, self._clean_times, start, before)


def _last(looks: Sequence[Look], times: Sequence[datetime], start: datetime, before: datetime) -> Look | None:
    position = bisect_left(times, before) - 1
    return looks[position] if position >= 0 and looks[position].at >= start else None


class Stay(NamedTuple):
    """A time in which every look that read the list showed a link: from the first such look to the last.

    ``moved_at``: the look at which it had vanished together with more than half of the report links of its list.
    """

    first_at: datetime
    last_at: datetime
    moved_at: datetime | None = None


class Link(NamedTuple):
    """A link to the report on a channel's list.

    ``stays``: when it stood there, in order of time; one or more. ``answers``: what its page answered when it was asked
    for, by time: whether it is gone (404, 410, or a page that says so); answers that tell neither are left out.
    ``read_at``: when it was read to be the report, and so became a link to it (default: at once).
    """

    url: str
    looks: ChannelLooks
    stays: tuple[Stay, ...]
    answers: tuple[tuple[datetime, bool], ...] = ()
    read_at: datetime | None = None

    def last_listed_at(self, now: datetime) -> datetime | None:
        """Up to when it was there so far as is known by ``now``; ``None`` before its time."""
        stay = self._stay(now)
        return min(stay.last_at, now) if stay else None

    def moved_by(self, now: datetime) -> bool:
        """Whether it had vanished in a move by then, and was not back."""
        stay = self._stay(now)
        return stay is not None and stay.moved_at is not None and stay.moved_at <= now

    def _stay(self, now: datetime) -> Stay | None:
        if self.read_at and now < self.read_at:
            return None
        return next((stay for stay in reversed(self.stays) if stay.first_at <= now), None)

    def gone_at(self, since: datetime, now: datetime) -> datetime | None:
        """When its page was last found to be gone, if that was its last answer after ``since`` and up to ``now``."""
        answers = [(at, gone) for at, gone in self.answers if since < at <= now]
        return answers[-1][0] if answers and answers[-1][1] else None


class FilingFacts(NamedTuple):
    """All that bears on one filing; ``channels`` are those on which that year's report is expected.

    ``links``: where what was published stands or stood. ``exempt``: why nothing is owed, in a Chinese clause.
    """

    agency_name: str
    report_year: int
    deadline: Deadline
    channels: tuple[ChannelLooks, ...] = ()
    publications: tuple[Publication, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    links: tuple[Link, ...] = ()
    exempt: str | None = None
