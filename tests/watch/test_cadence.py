"""When work is due: calm out of season, daily in it, hourly around a deadline; and after a standstill once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.watch.cadence import KINDS, CadenceError, load_cadence

CADENCE = load_cadence()
DUE = {date(2023, 1, 31)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("after", "following"),
    [
        ("2023-07-05T12:00", "2023-07-10T09:00"),  # a Wednesday: the next Monday
        ("2022-12-19T09:00", "2022-12-20T09:00"),  # the season begins
        ("2023-01-12T09:00", "2023-01-13T09:00"),
        ("2023-01-12T08:59", "2023-01-12T09:00"),
        ("2023-01-30T09:00", "2023-01-31T00:00"),  # the due day
        ("2023-01-31T00:00", "2023-01-31T01:00"),
        ("2023-01-31T23:30", "2023-02-01T00:00"),  # it is over: the look that can prove anything
        ("2023-02-01T23:00", "2023-02-02T09:00"),
    ],
)
def test_the_next_look(after: str, following: str) -> None:
    assert CADENCE.next_slot("crawl", at(after), DUE) == at(following)


def test_hourly_only_where_something_is_missing() -> None:
    assert CADENCE.next_slot("crawl", at("2023-01-31T10:00")) == at("2023-02-01T09:00")


@given(st.integers(0, 10 * 365 * 24 * 60), st.sampled_from(sorted(KINDS)))
def test_slots_follow_one_another_without_a_gap(minutes: int, kind: str) -> None:
    now = at("2020-01-01T00:00") + timedelta(minutes=minutes)
    last, following = CADENCE.last_slot(kind, now, DUE), CADENCE.next_slot(kind, now, DUE)
    assert last <= now < following
    assert CADENCE.next_slot(kind, last, DUE) == following
    assert CADENCE.last_slot(kind, following - timedelta(seconds=1), DUE) == last


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "is no YAML file that can be read"),
        ("season: {first: [13, 1], last: [1, 1]}", "season.first[0]: Input should be less than or equal to 12"),
        ("heartbeat_minutes: 5", "work: is missing"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "cadence.yaml"
    path.write_text(text)
    with pytest.raises(CadenceError) as told:
        load_cadence(path)
    assert said in str(told.value)
