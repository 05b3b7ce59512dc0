"""What holds of every state, whatever the facts."""

from __future__ import annotations

from datetime import datetime, timedelta

from filing_samples import HUB, OWN, at, candidate, facts, look, publication
from hypothesis import given
from hypothesis import strategies as st

from crawler.clock import SHANGHAI
from crawler.items import Outcome
from crawler.monitor import FilingFacts, Link, Mark, Stay, explain, judge_filing
from crawler.monitor.id_clocks import IdClock
from crawler.monitor.labels import FLAG_LABELS, REASON_LABELS, STATE_LABELS

ENDS = at(2, 1, 0, 0)
OUTCOMES = [str(outcome) for outcome in Outcome]

moments = st.datetimes(at(1, 1).replace(tzinfo=None), at(4, 30).replace(tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
channels = st.sampled_from([HUB, OWN])
days = st.none() | moments.map(lambda moment: moment.date())
looks = st.builds(
    lambda when, outcome, channel, qualified: look(when, outcome, channel=channel, qualified=qualified),
    moments,
    st.sampled_from(OUTCOMES),
    channels,
    st.booleans(),
)
clocks = st.none() | moments.map(lambda moment: IdClock("ObjectId 编号", moment.date()))
marks = st.builds(
    lambda flag, when, verdicts: Mark(flag, when, tuple(sorted(verdicts))),
    st.sampled_from(["wrong_year", "wrong_form", "unreadable"]),
    moments,
    st.lists(st.tuples(moments, st.booleans()), max_size=2),
)
publications = st.builds(
    lambda seen, version, url, wait, published, signed, body, clock, moved, noted: publication(
        seen,
        version,
        url=f"http://h.example/{url}",
        read_at=seen + wait,
        published_on=published,
        signed_on=signed,
        body_hash=body,
        clock=clock,
        moved_days={day: at for day, at in moved if day},
        marks=tuple(noted),
    ),
    moments,
    st.sampled_from(["a", "b", "c"]),
    st.integers(1, 2),
    st.timedeltas(timedelta(0), timedelta(days=3)),
    days,
    days,
    st.none() | st.sampled_from(["甲", "乙"]),
    clocks,
    st.lists(st.tuples(days, moments), max_size=2),
    st.lists(marks, max_size=1),
)
candidates = st.builds(candidate, moments, st.none() | moments)
kinds = st.sampled_from(["department", "government", "township"])


some_facts = st.builds(
    lambda looks, kind, names, published, waiting: facts(
        *looks, kind=kind, channels=names, published=tuple(published), candidates=tuple(waiting)
    ),
    st.lists(looks, max_size=8),
    kinds,
    st.sampled_from([(HUB,), (OWN, HUB), ()]),
    st.lists(publications, max_size=3),
    st.lists(candidates, max_size=2),
)


@given(some_facts, moments)
def test_overdue_needs_a_clean_look_at_every_channel_after_the_day_and_nothing_found(
    known: FilingFacts, now: datetime
) -> None:
    state = judge_filing(known, now)
    if state.state != "overdue":
        return
    assert known.channels
    for channel in known.channels:
        seen = channel.between(known.deadline.ends_at, now + timedelta.resolution)
        assert any(each.qualified and each.outcome in ("ok", "not_modified") for each in seen)
    assert not any(each.known_at <= now for each in known.publications)
    assert not any(each.open_at(now) for each in known.candidates)


failing = st.builds(
    lambda when, outcome, channel: look(when, outcome, channel=channel),
    moments,
    st.sampled_from([each for each in OUTCOMES if each not in ("ok", "not_modified")]),
    channels,
)
too_early = st.builds(
    lambda when, channel: look(min(when, ENDS - timedelta(seconds=1)), channel=channel), moments, channels
)


@given(st.lists(failing | too_early, max_size=12), moments)
def test_no_sequence_of_looks_without_a_clean_one_after_the_day_accuses(seen: list, now: datetime) -> None:
    assert judge_filing(facts(*seen), now).state in ("not_due", "unverified")


@given(st.lists(looks.filter(lambda each: each.channel_id == HUB), max_size=12), moments)
def test_looks_at_one_channel_never_accuse_where_there_are_two(seen: list, now: datetime) -> None:
    assert judge_filing(facts(*seen, channels=(HUB, OWN)), now).state in ("not_due", "unverified")


@given(some_facts, some_facts, moments)
def test_later_facts_never_change_an_earlier_day(known: FilingFacts, later: FilingFacts, now: datetime) -> None:
    everything = [
        each for part in (known, later) for channel in part.channels for each in channel.between(None, at(12, 31))
    ]
    past = [each for each in everything if each.at <= now]
    published = [*known.publications, *later.publications]
    waiting = [*known.candidates, *later.candidates]
    names = tuple(channel.channel_id for channel in known.channels)
    whole = facts(*everything, channels=names, published=tuple(published), candidates=tuple(waiting))
    then = facts(
        *past,
        channels=names,
        published=tuple(each for each in published if each.known_at <= now),
        candidates=tuple(each for each in waiting if each.first_seen_at <= now),
    )
    assert judge_filing(whole, now) == judge_filing(then, now)
    assert explain(whole, judge_filing(whole, now), now) == explain(then, judge_filing(then, now), now)


@given(some_facts, moments)
def test_every_state_has_its_words_and_its_reasons(known: FilingFacts, now: datetime) -> None:
    state = judge_filing(known, now)
    assert state.state in STATE_LABELS
    assert (state.reason in REASON_LABELS) == (state.state == "unverified")
    assert set(state.flags) <= set(FLAG_LABELS)
    assert (state.days_late is not None) == (state.state == "late")
    assert state.days_late is None or state.days_late > 0
    lines = explain(known, state, now)
    assert len(lines) >= 3
    assert all(lines)


@given(some_facts, moments)
def test_late_is_never_more_than_what_was_seen(known: FilingFacts, now: datetime) -> None:
    state = judge_filing(known, now)
    if state.state == "late":
        assert state.first_seen_at is not None
        seen_on = state.first_seen_at.astimezone(SHANGHAI).date()
        assert state.days_late <= (seen_on - state.due_on).days


@given(some_facts, moments)
def test_a_report_seen_in_time_is_never_called_late_or_missing(known: FilingFacts, now: datetime) -> None:
    in_time = [
        each for each in known.publications if each.known_at <= now and each.witnessed_on <= known.deadline.due_on
    ]
    if in_time:
        assert judge_filing(known, now).state == "on_time"


links = st.builds(
    lambda url, first, stay, moved, answers: (
        f"http://h.example/{url}",
        first,
        first + stay,
        moved,
        tuple(sorted(answers)),
    ),
    st.integers(1, 2),
    moments,
    st.timedeltas(timedelta(0), timedelta(days=20)),
    st.none() | moments,
    st.lists(st.tuples(moments, st.booleans()), max_size=3),
)


def linked(known: FilingFacts, told: list[tuple]) -> FilingFacts:
    if not known.channels:
        return known
    made = [
        Link(url, known.channels[0], (Stay(first, last, moved),), answers) for url, first, last, moved, answers in told
    ]
    return known._replace(links=tuple(made))


@given(some_facts, st.lists(links, max_size=2), moments)
def test_flags_have_their_words_and_their_lines_also_where_links_have_gone(
    known: FilingFacts, told: list[tuple], now: datetime
) -> None:
    whole = linked(known, told)
    state = judge_filing(whole, now)
    lines = explain(whole, state, now)
    plain = explain(whole, state._replace(flags=()), now)
    assert set(state.flags) <= set(FLAG_LABELS)
    assert len(set(state.flags)) == len(state.flags)
    assert len(lines) > len(plain) if state.flags else lines == plain
    if state.state == "withdrawn":
        assert any(gone and at <= now for link in whole.links for at, gone in link.answers)


@given(some_facts, st.lists(links, max_size=2), st.lists(moments, min_size=1, max_size=4), moments)
def test_what_becomes_known_later_of_a_report_changes_no_earlier_day(
    known: FilingFacts, told: list[tuple], later: list[datetime], now: datetime
) -> None:
    """A later version, a later mark and verdict, a move recognised later, a page found gone later."""
    base = linked(known, told)
    after = [max(when, now + timedelta(minutes=1)) for when in later]
    grown = tuple(
        each._replace(
            marks=(*each.marks, Mark("wrong_form", after[0])),
            moved_days={each.published_on: after[0], **each.moved_days} if each.published_on else each.moved_days,
        )
        for each in base.publications
    )
    edited = tuple(publication(when, f"later {place}", body_hash="丙") for place, when in enumerate(after))
    gone = tuple(
        link._replace(answers=(*(each for each in link.answers if each[0] <= now), (after[0], True)))
        for link in base.links
    )
    then = base._replace(
        links=tuple(each._replace(answers=tuple(a for a in each.answers if a[0] <= now)) for each in base.links)
    )
    whole = base._replace(publications=(*grown, *edited), links=gone)
    assert judge_filing(whole, now) == judge_filing(then, now)


@given(some_facts, st.lists(links, max_size=2), moments)
def test_flags_change_no_state(known: FilingFacts, told: list[tuple], now: datetime) -> None:
    whole = linked(known, told)
    bare = whole._replace(
        publications=tuple(each._replace(marks=(), clock=None, body_hash=None) for each in whole.publications)
    )
    assert judge_filing(whole, now)._replace(flags=()) == judge_filing(bare, now)._replace(flags=())
