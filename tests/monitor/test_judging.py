"""Judging what changed gives what judging everything gives, whatever happened in between."""

from __future__ import annotations

import multiprocessing
import os
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from select import select
from signal import SIGKILL
from typing import Any

import pytest
from filing_samples import at
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import CARDS, FAR, LINKS, SOME, Story, crawled, decided, told, write_template
from test_filing_rows import DONGSHAN, HUB, OWN, TAIPING

from crawler.monitor import collect, judge
from storage import judged
from storage.database import file_of, open_database
from storage.rows import encode
from storage.writes import save_filings

ALL = frozenset(range(len(LINKS)))
steps = SOME.flatmap(
    lambda some: st.lists(
        st.tuples(st.integers(0, 12), crawled(some) | crawled(some) | decided(some), st.booleans()),
        min_size=1,
        max_size=10,
    )
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("judging") / "nianbao.db")


def stored(story: Story) -> list[dict[str, Any]]:
    return list(story.db.query("SELECT * FROM filings ORDER BY agency_id, report_year"))


def from_scratch(story: Story, now: datetime) -> list[dict[str, Any]]:
    rows = [encode(row) for row in collect(story.db, story.registry, now)]
    return sorted(rows, key=lambda row: (row["agency_id"], row["report_year"]))


def agree(story: Story, now: datetime) -> None:
    judge(story.db, story.registry, now)
    assert stored(story) == from_scratch(story, now)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_nothing_that_changed_is_passed_over(template: Path, steps: list[Any]) -> None:
    with told(template) as story:
        now = at(1, 20)
        for days, what, judged in steps:
            now += timedelta(days=days, seconds=1)
            story.happens(now, *what)
            if judged:
                agree(story, now)
        agree(story, now + timedelta(days=1))


def test_time_alone_ends_a_deadline_and_begins_a_year(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", frozenset())
        for now in (at(1, 21), at(1, 31), at(2, 1), at(12, 31), at(12, 31) + timedelta(days=1)):
            agree(story, now)


def test_what_is_later_than_the_clock_counts_when_its_time_comes(template: Path) -> None:
    with told(template) as story:
        story.happens(at(2, 10), "look", HUB, "ok", frozenset({2}))
        for now in (at(2, 5), at(2, 11), at(2, 5)):
            agree(story, now)


def test_what_was_judged_by_a_clock_that_was_behind_does_not_stand(template: Path) -> None:
    with told(template) as story:
        story.happens(at(2, 3), "look", HUB, "ok", frozenset())
        agree(story, at(2, 4))
        story.happens(at(2, 10), "look", HUB, "ok", frozenset({2}))
        for now in (at(2, 5), at(2, 11), at(1, 31), at(2, 11, 10)):
            agree(story, now)


def test_an_older_look_that_comes_while_it_is_judged_is_not_passed_over(template: Path) -> None:
    with told(template) as story:
        agree(story, at(2, 1))
        story.happens(at(2, 2), "look", HUB, "ok", frozenset())
        story.happens(at(2, 8), "look", HUB, "ok", frozenset({0}))
        story.happens(at(2, 8, 10), "read", 0, 18)
        before = judged.begin(story.db, story.registry.divisions)
        save_filings(story.db, collect(story.db, story.registry, at(2, 9)))
        story.happens(at(2, 3), "look", OWN, "ok", frozenset())
        done = {"judged_at": at(2, 9), "stands_until": at(12, 31)}
        judged.finish(story.db, [{**row, **done} for row in before.values()], judged.touched(story.db))
        agree(story, at(2, 10))


def test_a_link_that_came_too_early_for_what_it_names_is_read_for_the_year_before_too(template: Path) -> None:
    with told(template) as story:
        story.happens(at(4, 1, year=2022), "look", HUB, "ok", frozenset({2}))
        agree(story, at(1, 20))
        story.happens(at(1, 20, 10), "read", 2, 18)
        agree(story, at(1, 21))


@pytest.mark.parametrize("first", [HUB, FAR])
def test_a_page_on_the_lists_of_two_counties_says_the_same_whichever_is_judged_last(template: Path, first: str) -> None:
    """It stood on the other county's list before: nobody dated it back, and that look proves it."""
    second = {HUB: FAR, FAR: HUB}[first]
    with told(template) as story:
        story.happens(at(1, 20), "look", first, "ok", frozenset({0, 10}))
        story.happens(at(2, 2), "look", HUB, "ok", frozenset({0} if first == HUB else ()))
        story.happens(at(2, 5), "look", second, "ok", frozenset({0, 10}))
        story.happens(at(2, 5, 11), "read", 0, 18)
        agree(story, at(2, 6))
        [filing] = [row for row in stored(story) if (row["agency_id"], row["report_year"]) == (DONGSHAN, 2022)]
        for day, channel in ((7, HUB), (8, FAR), (9, HUB)):
            story.happens(at(2, day), "look", channel, "ok", frozenset({0, 3, 10} if day == 9 else {0, 10}))
            agree(story, at(2, day, 12))
        assert filing in stored(story)
        assert "backdated" not in filing["flags"]
        proof = story.db.table("observations").get(filing["observation_id"])
        assert (proof["channel_id"], proof["observed_at"]) == (first, at(1, 20).isoformat())


def test_a_county_of_which_nothing_was_written_is_not_judged_again(template: Path) -> None:
    with told(template) as story:
        story.happens(at(2, 5), "look", HUB, "ok", frozenset())
        judge(story.db, story.registry, at(2, 6))
        # Nothing else tells: a state that is wrong stays, until something happens that could have changed it.
        story.db.execute("UPDATE filings SET state = 'on_time' WHERE agency_id = ?", [TAIPING])
        assert judge(story.db, story.registry, at(2, 7)) == []
        story.happens(at(2, 8), "look", HUB, "ok", frozenset({4}))
        assert (TAIPING, 2022) in judge(story.db, story.registry, at(2, 9))
        assert stored(story) == from_scratch(story, at(2, 9))


def test_a_withdrawn_report_that_is_back_stands_again(template: Path) -> None:
    with told(template) as story:
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20), "read", 2, 18)
        for day in (1, 2, 12):
            story.happens(at(2, day), "look", HUB, "ok", ALL - {2})
        story.happens(at(2, 13), "gone", 2, 18)
        judge(story.db, story.registry, at(2, 14))
        state = "SELECT state FROM filings WHERE agency_id = ? AND report_year = 2022"
        assert list(story.db.query(state, [TAIPING])) == [{"state": "withdrawn"}]
        story.happens(at(2, 15), "look", HUB, "ok", ALL)
        judge(story.db, story.registry, at(2, 16))
        assert list(story.db.query(state, [TAIPING])) == [{"state": "on_time"}]
        assert stored(story) == from_scratch(story, at(2, 16))


def test_counties_in_two_processes(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.monitor.judging._PARALLEL_FROM", 1)
    with told(template) as story:
        story.happens(at(2, 5), "look", HUB, "ok", frozenset({0, 1, 2}))
        story.happens(at(2, 5), "read", 2, 18)
        agree(story, at(2, 6))
        # From now on they share a page, and are judged in one.
        story.happens(at(2, 7), "look", FAR, "ok", frozenset({10}))
        story.happens(at(2, 7), "read", 0, 18)
        agree(story, at(2, 8))


def test_who_is_killed_while_judging_leaves_no_process_with_his_files_open(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_PARALLEL_FROM", "_AT_A_TIME"):
        monkeypatch.setattr(f"crawler.monitor.judging.{name}", 1)
    monkeypatch.setattr("crawler.monitor.judging.save_filings", lambda *_, **__: os.kill(os.getpid(), SIGKILL))
    ended, held = os.pipe()
    with told(template) as story:
        path = file_of(story.db)
        child = multiprocessing.get_context("fork").Process(target=judge_file, args=(path,))
        child.start()
        os.close(held)
        child.join()
        assert child.exitcode == -SIGKILL
        assert select([ended], [], [], 20)[0], "a process still holds what the one that was killed had open"
        os.close(ended)


def judge_file(path: Path) -> None:
    with closing(open_database(path)) as db:
        judge(db, CARDS[0], at(2, 6))


def test_looks_at_the_address_a_list_had_before_prove_nothing(template: Path) -> None:
    with told(template) as story:
        state = "SELECT state, reason FROM filings WHERE agency_id = ? AND report_year = 2022"
        story.happens(at(2, 5), "look", HUB, "ok", frozenset({0}))
        agree(story, at(2, 6))
        assert list(story.db.query(state, [TAIPING])) == [{"state": "overdue", "reason": None}]
        story.happens(at(2, 6, 10), "cards", 5)
        agree(story, at(2, 7))
        assert list(story.db.query(state, [TAIPING])) == [{"state": "unverified", "reason": "not_looked"}]
        story.happens(at(2, 8), "look", HUB, "timeout", frozenset())
        agree(story, at(2, 9))
        assert list(story.db.query(state, [TAIPING])) == [{"state": "unverified", "reason": "down"}]
        story.happens(at(2, 10), "look", HUB, "ok", frozenset({0}))
        agree(story, at(2, 11))
        assert list(story.db.query(state, [TAIPING])) == [{"state": "overdue", "reason": None}]


def test_looks_at_a_list_that_was_rebuilt_long_ago_have_only_what_is_missing_judged(template: Path) -> None:
    with told(template) as story:
        overdue = "SELECT count(*) AS n FROM filings WHERE state = 'overdue' AND report_year = 2021"
        story.happens(at(1, 20), "look", HUB, "ok", ALL)
        story.happens(at(1, 20, 10), "read", 2, 18)
        agree(story, at(1, 21))
        [before] = story.db.query(overdue)
        story.happens(at(2, 2), "look", HUB, "ok", frozenset({4}))
        story.happens(at(2, 3), "look", HUB, "ok", ALL)
        for day in (4, 8, 10, 11):
            story.happens(at(2, day), "look", HUB, "ok", ALL)
            agree(story, at(2, day, 10))
        assert before["n"] > 0
        assert list(story.db.query(overdue)) == [before]
        story.db.execute("UPDATE filings SET state = 'late' WHERE version_id IS NOT NULL")
        story.happens(at(2, 12), "look", HUB, "ok", ALL)
        assert (TAIPING, 2022) not in judge(story.db, story.registry, at(2, 12, 10))


def test_a_list_of_which_a_doubtful_look_renamed_most_is_in_doubt_from_the_next_look_on(template: Path) -> None:
    with told(template) as story:
        story.happens(at(2, 1), "look", HUB, "short", ALL)
        for number in range(5):
            story.happens(at(2, 2), "renamed", number, {"is_report": False})
        story.happens(at(2, 2), "look", HUB, "short", ALL)
        agree(story, at(2, 3))
        story.happens(at(2, 20), "look", HUB, "ok", ALL)
        agree(story, at(2, 21))
        assert "layout_changed" in {row["reason"] for row in stored(story)}
        for day in (24, 28):
            story.happens(at(2, day), "look", HUB, "ok", ALL)
            agree(story, at(2, day, 10))
