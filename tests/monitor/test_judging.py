"""Judging what changed gives what judging everything gives, whatever happened in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from filing_samples import at
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from test_filing_rows import DONGSHAN, GOV, HUB, OFFICE, OWN, OWN_COLUMN, TAIPING, registry
from test_filings_in_database import fetch, listing, observation, version

from crawler.monitor import collect, judge
from crawler.registry import to_rows
from storage.database import open_database
from storage.rows import encode
from storage.writes import save_fetch, save_observation, save_registry, save_trouble, save_version

CARDS = registry(OWN_COLUMN)
#: What the lists may show: whose it is said to be, and on which year.
LINKS = [(DONGSHAN, 2022), (DONGSHAN, 2021), (TAIPING, 2022), (GOV, None), (None, 2022), (OFFICE, 2022)]
READINGS: dict[str, list[Any]] = {
    name: [] for name in ("sections", "disclosures", "applications", "proceedings", "origins")
}

subsets = st.sets(st.integers(0, len(LINKS) - 1))
whole = st.just(set(range(len(LINKS))))
looks = st.tuples(st.just("look"), st.sampled_from([HUB, OWN]), st.booleans(), whole | subsets)
articles = st.tuples(st.sampled_from(["read", "gone", "trouble"]), st.integers(0, len(LINKS) - 1))
steps = st.lists(st.tuples(st.integers(0, 12), looks | articles, st.booleans()), min_size=1, max_size=14)


@contextmanager
def opened(template: Path) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        with closing(open_database(path)) as db:
            yield db


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("judging") / "nianbao.db"
    with closing(open_database(path, create=True)) as db:
        save_registry(db, **to_rows(CARDS))
    return path


def url(number: int) -> str:
    return f"http://h.example/art/{number}.html"


def listed(number: int) -> dict[str, Any]:
    agency_id, year = LINKS[number]
    return {**listing(), "url": url(number), "position": number, "agency_id": agency_id, "report_year": year}


def happen(db: Database, when: datetime, what: str, *rest: Any) -> None:
    """One thing a crawl stores."""
    if what == "look":
        channel, clean, numbers = rest
        result = {"outcome": "ok"} if clean else {"outcome": "down", "qualified": False, "reason": "down"}
        look = {**observation(), **result, "channel_id": channel, "observed_at": when}
        save_observation(db, look, [], [listed(number) for number in sorted(numbers)] if clean else [])
        return
    [number] = rest
    if not db.table("listings").count_where("url = ?", [url(number)]):
        return
    page = {**fetch(url(number), f"{number:064}"), "requested_at": when}
    if what == "gone":
        save_fetch(db, {**page, "outcome": "http_error", "status": 404, "sha256": None}, url(number))
    elif what == "trouble":
        save_trouble(db, url(number), page, "unreadable")
    else:
        agency_id, year = LINKS[number]
        save_version(
            db,
            listing_url=url(number),
            fetch=page,
            report={"agency_id": agency_id, "report_year": year, "portal_id": "430623"},
            version={**version(), "content_hash": f"c{when}", "body_hash": f"b{when}", "first_seen_at": when},
            readings=READINGS,
        )


def stored(db: Database) -> list[dict[str, Any]]:
    return list(db.query("SELECT * FROM filings ORDER BY agency_id, report_year"))


def from_scratch(db: Database, now: datetime) -> list[dict[str, Any]]:
    rows = [encode(row) for row in collect(db, CARDS, now)]
    return sorted(rows, key=lambda row: (row["agency_id"], row["report_year"]))


@settings(max_examples=60, deadline=None)
@given(steps)
def test_nothing_that_changed_is_passed_over(template: Path, steps: list[Any]) -> None:
    with opened(template) as db:
        now = at(1, 20)
        for days, what, judged in steps:
            now += timedelta(days=days, seconds=1)
            happen(db, now, *what)
            if judged:
                judge(db, CARDS, now)
                assert stored(db) == from_scratch(db, now)
        now += timedelta(days=1)
        judge(db, CARDS, now)
        assert stored(db) == from_scratch(db, now)


def test_time_alone_ends_a_deadline_and_begins_a_year(template: Path) -> None:
    with opened(template) as db:
        happen(db, at(1, 20), "look", HUB, True, set())
        for now in (at(1, 21), at(1, 31), at(2, 1), at(12, 31), at(12, 31) + timedelta(days=1)):
            judge(db, CARDS, now)
            assert stored(db) == from_scratch(db, now)


def test_what_is_later_than_the_clock_counts_when_its_time_comes(template: Path) -> None:
    with opened(template) as db:
        happen(db, at(2, 10), "look", HUB, True, {2})
        for now in (at(2, 5), at(2, 11), at(2, 5)):
            judge(db, CARDS, now)
            assert stored(db) == from_scratch(db, now)


def test_a_county_of_which_nothing_was_written_is_not_judged_again(template: Path) -> None:
    with opened(template) as db:
        happen(db, at(2, 5), "look", HUB, True, set())
        judge(db, CARDS, at(2, 6))
        # Nothing else tells: a state that is wrong stays, until something happens that could have changed it.
        db.execute("UPDATE filings SET state = 'on_time' WHERE agency_id = ?", [TAIPING])
        assert judge(db, CARDS, at(2, 7)) == []
        happen(db, at(2, 8), "look", HUB, True, {0})
        assert {change["agency_id"] for change in judge(db, CARDS, at(2, 9))} >= {TAIPING}
        assert stored(db) == from_scratch(db, at(2, 9))


def test_a_withdrawn_report_that_is_back_stands_again(template: Path) -> None:
    everything = set(range(len(LINKS)))
    with opened(template) as db:
        happen(db, at(1, 20), "look", HUB, True, everything)
        happen(db, at(1, 20), "read", 2)
        for day in (1, 2, 12):
            happen(db, at(2, day), "look", HUB, True, everything - {2})
        happen(db, at(2, 13), "gone", 2)
        judge(db, CARDS, at(2, 14))
        state = "SELECT state FROM filings WHERE agency_id = ? AND report_year = 2022"
        assert list(db.query(state, [TAIPING])) == [{"state": "withdrawn"}]
        happen(db, at(2, 15), "look", HUB, True, everything)
        judge(db, CARDS, at(2, 16))
        assert list(db.query(state, [TAIPING])) == [{"state": "on_time"}]
        assert stored(db) == from_scratch(db, at(2, 16))


def test_counties_in_two_processes(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.monitor.judging._PARALLEL_FROM", 1)
    with opened(template) as db:
        happen(db, at(2, 5), "look", HUB, True, {0, 1, 2})
        happen(db, at(2, 5), "read", 2)
        judge(db, CARDS, at(2, 6))
        assert stored(db) == from_scratch(db, at(2, 6))
