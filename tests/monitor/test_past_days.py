"""What is stored later changes no state of an earlier day: links vanish and come back, are renamed and rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from filing_samples import at
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import HUB, LINKS, OWN, SOME, Named, Story, crawled, told, write_template
from test_filing_rows import DONGSHAN, TAIPING

from crawler.monitor import collect

ALL = frozenset(range(len(LINKS)))
steps = SOME.flatmap(lambda some: st.lists(st.tuples(st.integers(0, 12), crawled(some)), min_size=1, max_size=14))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("past") / "nianbao.db")


def board(story: Story, now: Any) -> list[dict[str, Any]]:
    return collect(story.db, story.registry, now)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_states_of_the_past_stay_whatever_is_seen_later(template: Path, steps: list[Any]) -> None:
    with told(template) as story:
        now, then = at(1, 20), []
        for days, what in steps:
            now += timedelta(days=days, seconds=1)
            story.happens(now, *what)
            then.append((now, board(story, now)))
        for moment, stood in then:
            assert board(story, moment) == stood


def state(story: Story, agency_id: str, now: Any) -> str:
    [row] = [row for row in board(story, now) if (row["agency_id"], row["report_year"]) == (agency_id, 2022)]
    return str(row["state"])


def test_a_report_that_came_back_was_withdrawn_in_between(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20, 10), "read", 2, 18)
        for day in (1, 2, 12):
            story.happens(at(2, day), "look", HUB, "ok", ALL - {2})
        story.happens(at(2, 13), "gone", 2, 0)
        assert state(story, TAIPING, at(2, 14)) == "withdrawn"
        for day in (15, 16, 17):
            story.happens(at(2, day), "look", HUB, "ok", ALL)
        assert [state(story, TAIPING, at(2, day)) for day in (11, 14, 16)] == ["on_time", "withdrawn", "on_time"]
        assert story.db.table("former_listings").count == 1, "it is not noted again at every look"


def test_a_link_that_is_renamed_for_the_next_report_was_the_last_one_before(template: Path) -> None:
    with told(template) as story:
        story.names[0] = Named(HUB, DONGSHAN, 2021)
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 25), "read", 0, 18)
        before = board(story, at(1, 31))
        story.names[0] = Named(HUB, DONGSHAN, 2022)
        story.happens(at(2, 5), "look", HUB, "ok", ALL)
        story.happens(at(2, 5, 10), "read", 0, 30)
        assert board(story, at(1, 31)) == before


def test_what_began_with_a_fetch_keeps_the_look_that_first_listed_it(template: Path) -> None:
    with told(template) as story:
        story.names[0] = Named(HUB, DONGSHAN, 2021)
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.names[0] = Named(HUB, DONGSHAN, 2022)
        story.happens(at(1, 20, 10), "read", 0, 20)
        story.happens(at(1, 20, 11), "rewritten", 0, 20)
        before = board(story, at(1, 20, 12))
        story.happens(at(1, 21), "look", HUB, "ok", ALL)
        assert board(story, at(1, 20, 12)) == before


def test_a_page_that_shows_another_report_twice_did_so_the_first_time_too(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20, 10), "rewritten", 0, 20)
        before = board(story, at(1, 20, 11))
        story.happens(at(1, 21), "read", 0, 20)
        story.happens(at(1, 22), "rewritten", 0, 20)
        assert board(story, at(1, 20, 11)) == before


def test_a_page_that_is_rewritten_after_its_link_had_gone_did_not_bring_it_back(template: Path) -> None:
    with told(template) as story:
        for day in (1, 2):
            story.happens(at(2, day), "look", HUB, "ok", ALL)
        story.happens(at(2, 10), "look", HUB, "ok", frozenset({0, 1, 3}))
        story.happens(at(2, 10, 10), "read", 2, 20)
        before = board(story, at(2, 10, 11))
        story.happens(at(2, 12), "rewritten", 2, 20)
        assert board(story, at(2, 10, 11)) == before, "three links of six had vanished, not four: it is no move"


def test_a_copy_that_was_listed_earlier_counts_from_when_it_was_read(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", OWN, "ok", ALL - {9})
        story.happens(at(2, 2), "look", HUB, "ok", ALL)
        story.happens(at(2, 2, 10), "read", 0, 20)
        before = board(story, at(2, 3))
        story.happens(at(2, 4), "read", 6, 20)
        assert board(story, at(2, 3)) == before
        [row] = [row for row in board(story, at(2, 5)) if (row["agency_id"], row["report_year"]) == (DONGSHAN, 2022)]
        assert row["version_id"], "it is one version, at two addresses"


def test_a_page_shows_what_another_showed_only_from_when_it_was_read(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20, 10), "read", 0, 20)
        before = board(story, at(1, 21))
        story.happens(at(1, 22), "rewritten", 1, 20)
        assert board(story, at(1, 21)) == before


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (4, {"name": "太平镇等"}),
        (3, {"listed_on": date(2022, 3, 1)}),
        (2, {"is_report": False}),
    ],
)
def test_what_a_link_may_be_is_told_by_what_its_list_said_then(
    template: Path, number: int, said: dict[str, Any]
) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", frozenset({number}))
        before = board(story, at(1, 21))
        story.happens(at(1, 22), "renamed", number, said)
        story.happens(at(1, 23), "look", HUB, "ok", frozenset({number}))
        assert board(story, at(1, 21)) == before


def test_a_link_that_is_read_to_be_a_report_was_none_to_it_before(template: Path) -> None:
    with told(template) as story:
        for channel in (HUB, OWN):
            story.happens(at(1, 20), "look", channel, "ok", frozenset({0, 1, 2, 3}))
        story.happens(at(1, 20, 10), "read", 0, 20)
        for day in (1, 2, 12):
            for channel in (HUB, OWN):
                story.happens(at(2, day), "look", channel, "ok", frozenset({1, 2, 3}))
        story.happens(at(2, 13), "gone", 0, 20)
        story.happens(at(2, 15), "rewritten", 1, 20)
        assert [state(story, DONGSHAN, at(2, day)) for day in (14, 16)] == ["withdrawn", "on_time"]


def test_what_is_listed_elsewhere_too_is_known_there_at_once(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20, 10), "read", 0, 20)
        before = board(story, at(1, 21))
        story.happens(at(1, 22), "look", OWN, "ok", frozenset({9}))
        assert board(story, at(1, 21)) == before
        assert state(story, DONGSHAN, at(1, 23)) == "on_time"


def test_what_came_to_be_named_a_report_was_none_that_vanished_or_stayed(template: Path) -> None:
    with told(template) as story:
        story.names[5] = story.names[5]._replace(is_report=False)
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(2, 2), "look", HUB, "ok", frozenset({0, 1, 5}))
        before = board(story, at(2, 3))
        assert "layout_changed" in {row["reason"] for row in before}, "three of five links to reports had vanished"
        story.names[5] = LINKS[5]
        story.happens(at(2, 4), "look", HUB, "ok", ALL)
        assert board(story, at(2, 3)) == before


@pytest.mark.parametrize("said", [{"listed_on": date(2023, 1, 25)}, {"name": "新版"}])
def test_what_a_list_says_otherwise_of_the_same_report_is_no_other_name(template: Path, said: dict[str, Any]) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20, 10), "trouble", 0, 20)
        story.happens(at(2, 3), "read", 0, 40)
        before = board(story, at(2, 4))
        story.happens(at(2, 5), "renamed", 0, said)
        story.happens(at(2, 5), "look", HUB, "ok", ALL)
        assert board(story, at(2, 4)) == before
