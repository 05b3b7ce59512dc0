"""The state of a filing: a pure function of facts and the time, so any past day can be asked again.

``overdue`` is said only when every channel was seen healthy, to its end and without the report after the due day had
ended in Asia/Shanghai. Whatever falls short of that is ``unverified``, for a reason of ours. Facts later than ``now``
do not exist yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from crawler.monitor.facts import FilingFacts, Look, Publication
from crawler.monitor.withdrawal import Withdrawal, withdrawal

#: Which printed date is the claim: the first of these that is credible.
CLAIMS = ("published_on", "listed_on", "created_on", "signed_on")


@dataclass(frozen=True, slots=True)
class FilingState:
    """The state and what it rests on.

    ``days_late``: by the claimed day, or where there is none at most this many; ``claimed_by``: the date that stands
    as the claim; ``observation_id``: the look that proves the state (of several, the least recent).
    """

    state: str
    due_on: date
    reason: str | None = None
    days_late: int | None = None
    claimed_on: date | None = None
    claimed_by: str | None = None
    first_seen_at: datetime | None = None
    version_id: str | None = None
    observation_id: str | None = None
    flags: tuple[str, ...] = ()


def judge_filing(facts: FilingFacts, now: datetime) -> FilingState:
    """The state of a filing at ``now`` (aware)."""
    published = [each for each in facts.publications if each.known_at <= now]
    if published:
        state = _published(facts, published)
        gone = withdrawal(facts, now)
        return _withdrawn(state, gone) if gone else state
    state = FilingState("not_due", facts.deadline.due_on)
    if any(each.open_at(now) for each in facts.candidates):
        return replace(state, state="needs_review")
    return state if now < facts.deadline.ends_at else _unpublished(facts, now, state)


def _unpublished(facts: FilingFacts, now: datetime, state: FilingState) -> FilingState:
    """Nothing was found and the due day is over: either every channel proves it, or we do not know."""
    before = now + timedelta.resolution
    if not facts.channels:
        return replace(state, state="unverified", reason="no_channel")
    if proof := silent_look(facts, before):
        return replace(state, state="overdue", observation_id=proof.observation_id)
    start = facts.deadline.ends_at
    doubtful = [each for each in facts.channels if not each.newest_clean(start, before)]
    looks = [look for each in doubtful if (look := each.newest(start, before))]
    if not looks:
        return replace(state, state="unverified", reason="not_looked")
    newest = max(looks, key=lambda look: look.at)
    return replace(state, state="unverified", reason=newest.obstacle, observation_id=newest.observation_id)


def silent_look(facts: FilingFacts, before: datetime) -> Look | None:
    """Proof that after the due day, up to ``before``, the report was on no channel: a clean look at every one.

    The least recent of these looks, because the proof reaches no further; ``None`` where a channel has none.
    """
    looks = [channel.newest_clean(facts.deadline.ends_at, before) for channel in facts.channels]
    proven = [look for look in looks if look]
    return min(proven, key=lambda look: look.at) if proven and len(proven) == len(looks) else None


def claim(publication: Publication, report_year: int) -> tuple[date, str] | None:
    """The day a version says it was published, and which date says so.

    A date before December of the report year, or after the day we saw the report, cannot be right (slips of the pen,
    pages stamped anew when a site is rebuilt); the next kind of date is taken.
    """
    for name in CLAIMS:
        day: date | None = getattr(publication, name)
        if day and date(report_year, 12, 1) <= day <= publication.witnessed_on:
            return day, name
    return None


def earliest(publications: Iterable[Publication], report_year: int) -> Publication:
    """The version that was out first: by its claim, or without one by the day it was seen."""

    def order(each: Publication) -> tuple[date, datetime, str]:
        claimed = claim(each, report_year)
        return (claimed[0] if claimed else each.witnessed_on, each.first_seen_at, each.version_id)

    return min(publications, key=order)


def _published(facts: FilingFacts, published: list[Publication]) -> FilingState:
    first = earliest(published, facts.report_year)
    claimed_on, claimed_by = claim(first, facts.report_year) or (None, None)
    due_on, unseen = facts.deadline.due_on, silent_look(facts, first.silent_before)
    state = FilingState(
        "on_time",
        due_on,
        claimed_on=claimed_on,
        claimed_by=claimed_by,
        first_seen_at=first.first_seen_at,
        version_id=first.version_id,
        observation_id=unseen.observation_id if unseen else first.observation_id,
        flags=tuple(_flags(published, bool(claimed_on and claimed_on <= due_on and unseen))),
    )
    out_on = claimed_on or first.witnessed_on
    if out_on <= due_on:
        return state
    if _undated(facts, published):
        return replace(state, state="unverified", reason="undated")
    return replace(state, state="late", days_late=(out_on - due_on).days)


def _withdrawn(state: FilingState, gone: Withdrawal) -> FilingState:
    return replace(state, state="withdrawn", reason=None, days_late=None, observation_id=gone.proof.observation_id)


def _undated(facts: FilingFacts, published: list[Publication]) -> bool:
    """Whether a copy without a date may have been out in time: nothing proves that it was not."""
    dated = {each.url for each in published if claim(each, facts.report_year)}
    return any(each.url not in dated and not silent_look(facts, each.silent_before) for each in published)


def _flags(published: list[Publication], backdated: bool) -> Iterator[str]:
    addresses = {each.url for each in published}
    if backdated:
        yield "backdated"
    if len(addresses) > 1:
        yield "duplicate"
    if len(published) > len(addresses):
        yield "edited"
