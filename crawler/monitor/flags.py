"""What stands beside a state: facts a person should look at, none of which changes the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from crawler.monitor.deadlines import Deadline
from crawler.monitor.facts import ChannelLooks, FilingFacts, Publication
from crawler.monitor.id_clocks import IdClock
from crawler.monitor.moved_days import TOLERANCE


def flags_beside(
    facts: FilingFacts,
    known: Sequence[Publication],
    first: Publication,
    claimed_on: date | None,
    now: datetime,
    *,
    unseen: bool,
) -> Iterator[str]:
    """The flags of a filing that was published.

    ``known``: the versions that were read by then; ``first``: the one that counts; ``claimed_on``: its claim;
    ``unseen``: clean looks after the deadline did not show it.
    """
    in_time = claimed_on is not None and claimed_on <= facts.deadline.closes_on
    if in_time and (unseen or later_clock(first, claimed_on, facts.deadline, now)):
        yield "backdated"
    if was_there_before(facts.channels, first, facts.deadline):
        yield "before_watch"
    if len(known) > 1:
        if any(edits(known, facts.deadline)):
            yield "edited"
        if len({each.body for each in copies(facts, known, now)}) > 1:
            yield "duplicate"
    if any(each.marks for each in known):
        yield from sorted({mark.flag for each in known for mark in each.marks if mark.holds(now)})


def open_flags(facts: FilingFacts, now: datetime) -> tuple[str, ...]:
    """The flags of a filing for which there are only candidates."""
    waiting = [mark for each in facts.candidates if each.open_at(now) for mark in each.marks]
    return tuple(sorted({mark.flag for mark in waiting if mark.holds(now)}))


def later_clock(first: Publication, claimed_on: date | None, deadline: Deadline, now: datetime) -> IdClock | None:
    """The time inside an address that is later than both the claim and the deadline.

    ``None`` where we saw the report in time, or where the portal was moved on that day, as far as is known by ``now``.
    """
    clock = first.clock
    if clock is None or claimed_on is None or first.first_seen_at < deadline.ends_at:
        return None
    moved = first.moved_days.get(clock.on)
    contradicts = deadline.closes_on < clock.on <= first.witnessed_on and clock.on - claimed_on > TOLERANCE
    return clock if contradicts and not (moved and moved <= now) else None


def was_there_before(channels: Sequence[ChannelLooks], first: Publication, deadline: Deadline) -> bool:
    """Whether it was first seen after the deadline and no list had come before that: when it appeared is not known, and
    its own date stands alone.
    """
    if first.first_seen_at < deadline.ends_at:
        return False
    return not any(channel.came_before(first.silent_before) for channel in channels)


def edits(known: Sequence[Publication], deadline: Deadline) -> Iterator[tuple[Publication, Publication]]:
    """Pairs of versions of one page of which the later says something else and was found after the deadline."""
    for versions in _by_address(known).values():
        for before, after in pairwise(versions):
            if after.known_at >= deadline.ends_at and after.body != before.body:
                yield before, after


def copies(facts: FilingFacts, known: Sequence[Publication], now: datetime) -> list[Publication]:
    """The newest version at each address, without addresses that a move of the list left behind."""
    left = {link.url for link in facts.links if link.moved_by(now)}
    newest = [versions[-1] for versions in _by_address(known).values()]
    return sorted((each for each in newest if each.url not in left), key=lambda each: (each.known_at, each.url))


def _by_address(known: Sequence[Publication]) -> dict[str, list[Publication]]:
    grouped: dict[str, list[Publication]] = defaultdict(list)
    for each in sorted(known, key=lambda each: (each.known_at, each.version_id)):
        grouped[each.url].append(each)
    return grouped
