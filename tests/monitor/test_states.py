"""The state of one filing, case by case, with the time always given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from filing_samples import HUB, MINUTE, OWN, at, candidate, day, facts, look, publication

from crawler.monitor import judge_filing

NOON = at(2, 10, 12)


@pytest.mark.parametrize(
    ("kind", "now", "state"),
    [
        ("department", at(1, 31, 23, 59), "not_due"),
        ("department", datetime(2023, 1, 31, 15, 59, tzinfo=UTC), "not_due"),
        ("department", at(2, 1, 0, 1), "overdue"),
        ("department", datetime(2023, 1, 31, 16, 1, tzinfo=UTC), "overdue"),
        ("government", at(3, 31, 23, 59), "not_due"),
        ("government", datetime(2023, 3, 31, 15, 59, tzinfo=UTC), "not_due"),
        ("government", at(4, 1, 0, 1), "overdue"),
        ("government", datetime(2023, 3, 31, 16, 1, tzinfo=UTC), "overdue"),
    ],
)
def test_the_day_ends_at_midnight_in_beijing(kind: str, now: datetime, state: str) -> None:
    assert judge_filing(facts(look(now), kind=kind), now).state == state


def test_a_look_one_minute_before_the_day_ends_proves_nothing() -> None:
    state = judge_filing(facts(look(at(1, 31, 23, 59))), NOON)
    assert (state.state, state.reason) == ("unverified", "not_looked")
    assert judge_filing(facts(look(at(2, 1, 0, 0))), NOON).state == "overdue"


def test_overdue_names_the_look_that_proves_it() -> None:
    proof = look(at(2, 10))
    state = judge_filing(facts(look(at(2, 2)), proof, look(at(2, 10, 10), "timeout")), NOON)
    assert (state.state, state.observation_id, state.due_on) == ("overdue", proof.observation_id, day(1, 31))
    assert (state.reason, state.version_id, state.days_late) == (None, None, None)


def test_every_channel_must_be_silent() -> None:
    both = (HUB, OWN)
    hub, own = look(at(2, 10)), look(at(2, 3), channel=OWN)
    assert judge_filing(facts(hub, channels=both), NOON).reason == "not_looked"
    assert judge_filing(facts(hub, look(at(2, 9), "refused", channel=OWN), channels=both), NOON).reason == "down"
    state = judge_filing(facts(hub, own, channels=both), NOON)
    assert (state.state, state.observation_id) == ("overdue", own.observation_id)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("dns", "down"), ("http_5xx", "down"), ("robots", "blocked"), ("soft_404", "layout_changed")],
)
def test_what_we_could_not_see_is_unverified(outcome: str, reason: str) -> None:
    older, newest = look(at(2, 2), "blocked"), look(at(2, 9), outcome)
    state = judge_filing(facts(newest, older), NOON)
    assert (state.state, state.reason, state.observation_id) == ("unverified", reason, newest.observation_id)


def test_of_several_doubtful_channels_the_newest_look_gives_the_reason() -> None:
    looks = (look(at(2, 9), "blocked", channel=OWN), look(at(2, 8), "timeout"))
    assert judge_filing(facts(*looks, channels=(HUB, OWN)), NOON).reason == "blocked"
    assert judge_filing(facts(*looks, channels=(OWN, HUB)), NOON).reason == "blocked"


def test_a_list_that_came_but_did_not_qualify_is_unverified() -> None:
    assert judge_filing(facts(look(at(2, 9), qualified=False)), NOON).reason == "layout_changed"
    assert judge_filing(facts(look(at(2, 9), qualified=False, reason="blocked")), NOON).reason == "blocked"


def test_a_look_marked_qualified_that_did_not_get_the_list_never_counts() -> None:
    assert judge_filing(facts(look(at(2, 9), "timeout", qualified=True)), NOON).reason == "down"


def test_an_agency_without_channel_is_ours_to_find() -> None:
    assert judge_filing(facts(channels=()), NOON).reason == "no_channel"
    assert judge_filing(facts(channels=()), at(1, 20)).state == "not_due"


def test_something_listed_but_not_read_is_for_a_person() -> None:
    waiting = facts(look(at(2, 9)), candidates=(candidate(at(2, 9)),))
    assert judge_filing(waiting, NOON).state == "needs_review"
    assert (
        judge_filing(facts(look(at(2, 9)), candidates=(candidate(at(2, 9), read_at=at(2, 9, 10)),)), NOON).state
        == "overdue"
    )


@pytest.mark.parametrize(
    ("dates", "claimed_by"),
    [
        ({"published_on": day(1, 20), "listed_on": day(1, 21)}, "published_on"),
        ({"listed_on": day(1, 20), "created_on": day(1, 10)}, "listed_on"),
        ({"created_on": day(1, 20), "signed_on": day(1, 18)}, "created_on"),
        ({"signed_on": day(1, 20)}, "signed_on"),
        ({"published_on": day(2, 20), "listed_on": day(1, 20)}, "listed_on"),  # later than we saw it
        (
            {"published_on": day(1, 20).replace(year=2022), "created_on": day(1, 20)},
            "created_on",
        ),  # before the year ended
    ],
)
def test_the_claim_is_the_first_credible_date(dates: dict[str, object], claimed_by: str) -> None:
    state = judge_filing(facts(published=(publication(at(2, 9), **dates),)), NOON)
    assert (state.state, state.claimed_on, state.claimed_by) == ("on_time", day(1, 20), claimed_by)
    assert (state.version_id, state.first_seen_at, state.days_late) == ("v1", at(2, 9), None)


@pytest.mark.parametrize(("claimed", "state", "days"), [(31, "on_time", None), (32, "late", 1), (40, "late", 9)])
def test_the_due_day_itself_is_in_time(claimed: int, state: str, days: int | None) -> None:
    published = publication(at(2, 10), published_on=day(1, 1) + timedelta(days=claimed - 1))
    judged = judge_filing(facts(published=(published,)), NOON)
    assert (judged.state, judged.days_late) == (state, days)


def test_our_own_eyes_beat_a_later_date_on_the_page() -> None:
    """A page stamped anew in March was there in January: we saw it."""
    stamped = publication(at(1, 30), published_on=day(3, 16))
    judged = judge_filing(facts(published=(stamped,)), at(4, 1))
    assert (judged.state, judged.claimed_on) == ("on_time", None)


def test_a_report_without_date_is_in_time_if_it_was_seen_in_time() -> None:
    assert judge_filing(facts(published=(publication(at(1, 31, 23, 59)),)), NOON).state == "on_time"


def test_a_report_without_date_seen_later_is_not_late_by_our_ignorance() -> None:
    undated = publication(at(2, 9))
    for looks in ([], [look(at(1, 31))], [look(at(2, 5), "timeout")], [look(at(2, 9))], [look(at(2, 9, 10))]):
        judged = judge_filing(facts(*looks, published=(undated,)), NOON)
        assert (judged.state, judged.reason, judged.version_id) == ("unverified", "undated", "v1")


def test_a_report_without_date_is_late_if_a_clean_look_did_not_show_it() -> None:
    judged = judge_filing(facts(look(at(2, 5)), look(at(2, 9)), published=(publication(at(2, 9)),)), NOON)
    assert (judged.state, judged.days_late, judged.claimed_on) == ("late", 9, None)
    assert judged.observation_id == look(at(2, 5)).observation_id


def test_the_look_that_first_listed_it_was_not_silent() -> None:
    """The page is read some seconds after the list: that look must not be taken for one that did not show it."""
    listing = look(at(2, 9))
    read = publication(at(2, 9) + MINUTE, listed_since=at(2, 9), published_on=day(1, 20))
    judged = judge_filing(facts(listing, published=(read,)), NOON)
    assert (judged.state, judged.flags) == ("on_time", ("before_watch",))


def test_a_claim_in_time_that_a_clean_look_did_not_show_is_backdated_not_late() -> None:
    late_seen = publication(at(2, 9), published_on=day(1, 20))
    judged = judge_filing(facts(look(at(2, 5)), published=(late_seen,)), NOON)
    assert (judged.state, judged.flags, judged.observation_id) == (
        "on_time",
        ("backdated",),
        look(at(2, 5)).observation_id,
    )
    for looks, flags in (([look(at(1, 25))], ()), ([look(at(2, 5), "timeout")], ("before_watch",))):
        assert judge_filing(facts(*looks, published=(late_seen,)), NOON).flags == flags
    assert judge_filing(facts(look(at(2, 5)), channels=(HUB, OWN), published=(late_seen,)), NOON).flags == ()


def test_a_late_report_with_a_late_date_is_not_backdated() -> None:
    judged = judge_filing(facts(look(at(2, 5)), published=(publication(at(2, 9), published_on=day(2, 8)),)), NOON)
    assert (judged.state, judged.days_late, judged.flags) == ("late", 8, ())


def test_the_earliest_of_several_copies_counts() -> None:
    hub = publication(at(2, 9), "hub", published_on=day(2, 8))
    own = publication(at(2, 10), "own", published_on=day(1, 28), url="http://www.huarong.example/own/1.html")
    judged = judge_filing(facts(published=(hub, own)), NOON)
    assert (judged.state, judged.version_id, judged.flags) == ("on_time", "own", ("before_watch", "duplicate"))


def test_a_copy_without_date_may_have_been_out_in_time() -> None:
    late = publication(at(2, 9), "hub", published_on=day(2, 8))
    undated = publication(at(2, 10), "own", url="http://www.huarong.example/own/1.html")
    assert judge_filing(facts(published=(late, undated)), NOON).reason == "undated"
    assert judge_filing(facts(look(at(2, 8)), published=(late, undated)), NOON).state == "late"


def test_a_changed_page_keeps_its_first_day() -> None:
    first = publication(at(1, 20), "v1", published_on=day(1, 20))
    changed = publication(at(3, 1), "v2", published_on=day(1, 20))
    judged = judge_filing(facts(look(at(2, 5)), published=(changed, first)), at(3, 2))
    assert (judged.state, judged.version_id, judged.flags) == ("on_time", "v1", ("edited",))


def test_a_publication_beats_a_candidate() -> None:
    judged = judge_filing(facts(published=(publication(at(1, 20)),), candidates=(candidate(at(1, 20)),)), NOON)
    assert judged.state == "on_time"


def test_any_past_day_can_be_asked_again() -> None:
    known = facts(
        look(at(2, 2)), look(at(2, 6)), published=(publication(at(2, 8), published_on=day(2, 7), read_at=at(2, 9)),)
    )
    states = [judge_filing(known, now).state for now in (at(1, 30), at(2, 1), at(2, 3), at(2, 8, 10), at(2, 9))]
    assert states == ["not_due", "unverified", "overdue", "overdue", "late"]
