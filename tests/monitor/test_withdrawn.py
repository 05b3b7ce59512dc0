"""Withdrawn is said after repeated clean looks and a page that is gone, never on less."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from filing_samples import HUB, OWN, URL, at, candidate, facts, look, publication
from hypothesis import given
from hypothesis import strategies as st
from test_filing_rows import DONGSHAN, NOW, TAIPING, listing, observation, version
from test_filing_rows import registry as cards

from crawler.clock import SHANGHAI
from crawler.items import Outcome
from crawler.monitor import FilingFacts, Link, Look, Stay, Stored, compute, explain, judge_filing

SEEN, LAST = at(1, 20), at(2, 10)
GONE = ((at(2, 14), True),)


def vanished(
    *looks: Look,
    channels: tuple[str, ...] = (HUB,),
    published: Any = None,
    moved_at: datetime | None = None,
    answers: tuple[tuple[datetime, bool], ...] = GONE,
) -> FilingFacts:
    """A report seen on 20 January, last listed on 10 February; the looks are those since."""
    known = facts(*looks, channels=channels, published=(published or publication(SEEN, published_on=SEEN.date()),))
    link = Link(URL, known.channels[0], (Stay(SEEN, LAST, moved_at),), answers)
    return known._replace(links=(link,))


ENOUGH = [look(at(2, day)) for day in (12, 15, 19)]


def state(known: FilingFacts, now: datetime | None = None) -> str:
    return judge_filing(known, now or at(2, 20)).state


def test_gone_from_the_list_for_a_week_and_from_its_address() -> None:
    known = vanished(*ENOUGH)
    judged = judge_filing(known, at(2, 20))
    assert (judged.state, judged.reason, judged.days_late) == ("withdrawn", None, None)
    assert judged.observation_id == ENOUGH[-1].observation_id
    assert (judged.version_id, judged.claimed_on) == ("v1", SEEN.date())
    lines = "\n".join(explain(known, judged, at(2, 20)))
    for told in ("2023-02-10 09:00", "完整核查有关栏目3次", "2023-02-12 09:00", "2023-02-19 09:00", "2023-02-14 09:00"):
        assert told in lines


@pytest.mark.parametrize("now", [at(2, 10), at(2, 14), at(2, 18), at(2, 19, 8, 59)])
def test_the_days_before_stay_as_they_were(now: datetime) -> None:
    known = vanished(*ENOUGH)
    before = known._replace(links=())
    assert judge_filing(known, now) == judge_filing(before, now)
    assert state(known, now) == "on_time"


@pytest.mark.parametrize(
    "known",
    [
        vanished(*ENOUGH[:2]),
        vanished(*(look(at(2, 12, hour)) for hour in (8, 9, 10)), look(at(2, 19))),  # two days
        vanished(*(look(at(2, day)) for day in (12, 15, 18))),  # less than a week
        vanished(*ENOUGH[:2], look(at(2, 19), "http_5xx")),
        vanished(*ENOUGH[:2], look(at(2, 19), qualified=False)),
        vanished(*ENOUGH, answers=()),
        vanished(*ENOUGH, answers=((at(2, 9), True),)),  # before it was listed for the last time
        vanished(*ENOUGH, answers=((at(2, 14), True), (at(2, 19), False))),  # it is there again
        vanished(*ENOUGH, moved_at=at(2, 12)),
        vanished(*ENOUGH, channels=(HUB, OWN)),  # it may stand in the other column
        vanished(*ENOUGH[1:]),
        vanished(*ENOUGH)._replace(candidates=(candidate(at(2, 16)),)),  # or at another address
        vanished(*ENOUGH)._replace(links=()),
    ],
)
def test_anything_less_changes_nothing(known: FilingFacts) -> None:
    assert state(known) == "on_time"


def test_a_copy_that_is_still_listed_or_still_there_keeps_the_report_public() -> None:
    known = vanished(*ENOUGH)
    listed = known.links[0]._replace(url=f"{URL}?2", stays=(Stay(SEEN, at(2, 19)),))
    there = known.links[0]._replace(url=f"{URL}?2", answers=((at(2, 15), False),))
    for copy in (listed, there):
        assert state(known._replace(links=(*known.links, copy))) == "on_time"
    later = listed._replace(stays=(Stay(at(3, 1), at(3, 1)),))
    assert state(known._replace(links=(*known.links, later))) == "withdrawn", "on that day it was"
    assert state(known._replace(links=(*known.links, later)), at(3, 2)) == "on_time"


moments = st.datetimes(at(2, 1).replace(tzinfo=None), at(3, 30).replace(tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
outcomes = st.sampled_from([str(each) for each in Outcome])
looks = st.builds(lambda when, outcome, clean: look(when, outcome, qualified=clean), moments, outcomes, st.booleans())
clean_looks = st.builds(look, moments)
answers = st.lists(st.tuples(moments, st.booleans()), max_size=4).map(lambda each: tuple(sorted(each)))


@given(st.lists(looks | clean_looks, max_size=12), answers, moments)
def test_withdrawn_needs_three_clean_days_over_a_week_and_a_page_that_is_gone(
    seen: list[Look], told: tuple[tuple[datetime, bool], ...], now: datetime
) -> None:
    known = vanished(*seen, answers=told)
    if state(known, now) != "withdrawn":
        return
    clean = [each.at for each in seen if LAST < each.at <= now and each.qualified]
    clean = [when for when in clean if any(each.at == when and each.outcome in ("ok", "not_modified") for each in seen)]
    assert len({when.date() for when in clean}) >= 3
    assert max(clean) - min(clean) >= timedelta(days=7)
    assert any(LAST < when <= now and gone for when, gone in told)


failing = st.builds(
    look, moments, st.sampled_from([str(each) for each in Outcome if each not in (Outcome.OK, Outcome.NOT_MODIFIED)])
)


@given(st.lists(failing, max_size=12), st.lists(clean_looks, max_size=2), moments)
def test_no_failed_look_ever_withdraws(seen: list[Look], clean: list[Look], now: datetime) -> None:
    assert state(vanished(*seen, *clean), now) != "withdrawn"


@given(st.lists(clean_looks, max_size=10), answers, st.lists(clean_looks, max_size=4), moments)
def test_later_looks_never_change_an_earlier_day(
    seen: list[Look], told: tuple[tuple[datetime, bool], ...], later: list[Look], now: datetime
) -> None:
    whole = vanished(*seen, *(each for each in later if each.at > now), answers=told)
    then = vanished(*seen, answers=tuple(each for each in told if each[0] <= now))
    assert judge_filing(whole, now) == judge_filing(then, now)


def rows(*names: str, last: int, agency: str | None = DONGSHAN, month: int = 1) -> list[dict[str, Any]]:
    when = at(1, 20).isoformat()
    return [
        listing(name, first_seen_at=when, last_seen_at=at(month, last).isoformat(), agency_id=agency, version_id=None)
        for name in names
    ]


def stored(gone: list[dict[str, Any]], stay: list[dict[str, Any]]) -> Stored:
    """Eight looks from 20 January on; the first of the vanished links is a report that was read."""
    gone[0] |= {"version_id": "v1"}
    days = [(1, 20), (1, 25), (1, 28), (1, 30), (2, 1), (2, 4), (2, 7), (2, 9)]
    observed = [observation(day, month=month) for month, day in days]
    told = {"listing_url": gone[0]["url"], "outcome": "http_4xx", "status": 404}
    answers = [{**told, "requested_at": at(2, 2).isoformat()}]
    published = version(first_seen_at=at(1, 20, 9, 1).isoformat(), published_on="2023-01-20")
    return Stored(observed, [*gone, *stay], [published], answers=answers)


def judged(known: Stored, agency: str, now: datetime = NOW) -> tuple[str, str | None]:
    [row] = [row for row in compute(cards(), known, now) if (row["agency_id"], row["report_year"]) == (agency, 2022)]
    return row["state"], row["reason"]


def test_from_rows() -> None:
    stay = rows("b", "c", last=9, month=2, agency="430623-gov")
    assert judged(stored(rows("a", last=25), stay), DONGSHAN) == ("withdrawn", None)
    assert judged(stored(rows("a", last=25), stay), DONGSHAN, at(2, 1)) == ("on_time", None)
    assert judged(stored(rows("a", last=25), stay), TAIPING) == ("overdue", None)


def test_a_list_that_was_rebuilt_withdraws_nothing_and_proves_nothing_for_a_while() -> None:
    stay = rows("d", last=9, month=2, agency="430623-gov")
    moved = stored(rows("a", "b", "c", last=30), stay)
    assert judged(moved, DONGSHAN) == ("on_time", None)
    assert judged(moved, DONGSHAN, at(3, 30)) == ("on_time", None)
    assert judged(moved, TAIPING, at(2, 7, 8)) == ("unverified", "layout_changed")
    assert judged(moved, TAIPING, NOW) == ("overdue", None), "it has settled"
