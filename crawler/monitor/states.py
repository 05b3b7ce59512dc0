"""The state of a filing: a pure function of facts and the time, so any past day can be asked again.

``overdue`` is said only when every channel was seen healthy, to its end and without the report after the due day had
ended in Asia/Shanghai. Whatever falls short of that is ``unverified``, for a reason of ours. Facts later than ``now``
do not exist yet.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from crawler.monitor.claims import claim, first_of
from crawler.monitor.facts import FilingFacts, Look, Publication
from crawler.monitor.flags import flags_beside, open_flags
from crawler.monitor.withdrawal import withdrawal


class FilingState(NamedTuple):
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
    state = _published(facts, published, now) if published else _unpublished(facts, now)
    return state._replace(state="exempt", reason=None, days_late=None, flags=()) if facts.exempt else state


def _unpublished(facts: FilingFacts, now: datetime) -> FilingState:
    state = FilingState("not_due", facts.deadline.due_on)
    if any(each.open_at(now) for each in facts.candidates):
        return state._replace(state="needs_review", flags=open_flags(facts, now))
    return state if now < facts.deadline.ends_at else _missing(facts, now, state)


def _missing(facts: FilingFacts, now: datetime, state: FilingState) -> FilingState:
    """Nothing was found and the due day is over: either every channel proves it, or we do not know."""
    before = now + timedelta.resolution
    if not facts.channels:
        return state._replace(state="unverified", reason="no_channel")
    if proof := silent_look(facts, before):
        return state._replace(state="overdue", observation_id=proof.observation_id)
    start = facts.deadline.ends_at
    doubtful = [each for each in facts.channels if not each.newest_clean(start, before)]
    looks = [look for each in doubtful if (look := each.newest(start, before))]
    if not looks:
        return state._replace(state="unverified", reason="not_looked")
    newest = max(looks, key=lambda look: look.at)
    return state._replace(state="unverified", reason=newest.obstacle, observation_id=newest.observation_id)


def silent_look(facts: FilingFacts, before: datetime) -> Look | None:
    """Proof that after the due day, up to ``before``, the report was on no channel: a clean look at every one.

    The least recent of these looks, because the proof reaches no further; ``None`` where a channel has none.
    """
    proof = None
    for channel in facts.channels:
        if (look := channel.newest_clean(facts.deadline.ends_at, before)) is None:
            return None
        if proof is None or look.at < proof.at:
            proof = look
    return proof


def _published(facts: FilingFacts, published: list[Publication], now: datetime) -> FilingState:
    first = first_of(published, facts.deadline, now)
    claimed_on, claimed_by = claim(first, facts.deadline, now) or (None, None)
    unseen = silent_look(facts, first.silent_before)
    state = FilingState(
        "on_time",
        facts.deadline.due_on,
        claimed_on=claimed_on,
        claimed_by=claimed_by,
        first_seen_at=first.first_seen_at,
        version_id=first.version_id,
        observation_id=unseen.observation_id if unseen else first.observation_id,
        flags=tuple(flags_beside(facts, published, first, claimed_on, now, unseen=unseen is not None)),
    )
    if gone := withdrawal(facts, now):
        return state._replace(state="withdrawn", observation_id=gone.proof.observation_id)
    out_on = claimed_on or first.witnessed_on
    if out_on <= facts.deadline.closes_on:
        return state
    if _undated(facts, published, now):
        return state._replace(state="unverified", reason="undated")
    return state._replace(state="late", days_late=(out_on - facts.deadline.due_on).days)


def _undated(facts: FilingFacts, published: list[Publication], now: datetime) -> bool:
    """Whether a copy without a date may have been out in time: nothing proves that it was not."""
    dated = {each.url for each in published if claim(each, facts.deadline, now)}
    return any(each.url not in dated and not silent_look(facts, each.silent_before) for each in published)
