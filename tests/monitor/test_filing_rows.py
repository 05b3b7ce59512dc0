"""From stored rows and cards to the rows of all filings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from filing_samples import at

from crawler.monitor import Stored, compute
from crawler.registry import CountyCard, PortalCard, Registry
from crawler.registry.cards import AgencyKind

NOW = at(2, 10, 12)
HUB, OWN = "430623/nianbao", "430623/dongshan"
GOV, OFFICE, DONGSHAN, TAIPING = "430623-gov", "430623-office", "430623113", "430623120"


def agency(identifier: str, name: str, kind: AgencyKind, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "name": f"华容县{name}", "kind": kind, **more}


def registry(*channels: dict[str, Any], status: str = "verified", **hub: Any) -> Registry:
    agencies = [
        agency(GOV, "人民政府", "government"),
        agency(OFFICE, "人民政府办公室", "office"),
        agency(DONGSHAN, "东山镇人民政府", "township"),
        agency(TAIPING, "太平镇人民政府", "township"),
    ]
    county = {"county": "430623", "name": "华容县", "city": "岳阳市", "province": "湖南省", "agencies": agencies}
    portal = {
        "portal": "430623",
        "name": "华容县人民政府",
        "county": "430623",
        "platform": "hanweb",
        "url": "http://h.example",
        "status": status,
        "channels": [{"id": "nianbao", "url": "/nb/", "years": {"first": 2021}, **hub}, *channels],
    }
    return Registry.of([CountyCard.model_validate(county)], [PortalCard.model_validate(portal)])


OWN_COLUMN = {"id": "dongshan", "url": "/ds/", "agency": DONGSHAN, "years": {"first": 2022}}


def observation(
    day: int, channel: str = HUB, outcome: str = "ok", qualified: int = 1, month: int = 2
) -> dict[str, Any]:
    when = at(month, day).isoformat()
    return {
        "id": f"{channel} {when}",
        "channel_id": channel,
        "observed_at": when,
        "outcome": outcome,
        "qualified": qualified,
        "reason": None,
    }


def listing(title: str, **more: Any) -> dict[str, Any]:
    return {
        "channel_id": HUB,
        "url": f"http://h.example/{title}",
        "title": title,
        "listed_on": None,
        "is_report": 1,
        "agency_id": None,
        "report_year": 2022,
        "first_seen_at": at(2, 9).isoformat(),
        "first_observation_id": f"{HUB} {at(2, 9).isoformat()}",
        "last_seen_at": at(2, 9).isoformat(),
        "version_id": None,
        "read_at": at(2, 9, 9, 1).isoformat(),
        "trouble_at": None,
        **more,
    }


def version(agency_id: str | None = DONGSHAN, **more: Any) -> dict[str, Any]:
    return {
        "id": "v1",
        "report_id": "r1",
        "channel_id": HUB,
        "url": "http://h.example/1",
        "first_seen_at": at(2, 9, 9, 1).isoformat(),
        "title": "2022年政府信息公开工作年度报告",
        "agency_name": None,
        "created_on": None,
        "published_on": None,
        "signed_on": None,
        "listed_on": None,
        "body_hash": None,
        "agency_id": agency_id,
        "report_year": 2022,
        **more,
    }


def states(stored: Stored, cards: Registry | None = None, year: int = 2022) -> dict[str, str]:
    rows = compute(cards or registry(), stored, NOW)
    return {row["agency_id"]: row["reason"] or row["state"] for row in rows if row["report_year"] == year}


def test_one_row_an_agency_and_watched_year_with_the_columns_of_the_table() -> None:
    rows = compute(registry(), Stored([observation(9)]), NOW)
    assert [(row["agency_id"], row["report_year"]) for row in rows] == [
        (agency_id, year) for agency_id in (GOV, OFFICE, DONGSHAN, TAIPING) for year in (2021, 2022)
    ]
    assert rows[5] == {
        "agency_id": DONGSHAN,
        "report_year": 2022,
        "state": "overdue",
        "reason": None,
        "due_on": at(1, 31).date(),
        "days_late": None,
        "claimed_on": None,
        "claimed_by": None,
        "first_seen_at": None,
        "version_id": None,
        "observation_id": f"{HUB} {at(2, 9).isoformat()}",
        "flags": [],
    }
    assert states(Stored([observation(9)]))[GOV] == "not_due"


def test_a_new_year_begins_in_beijing() -> None:
    new_year = at(1, 1, 0, 0)
    for now in (new_year, new_year.astimezone(UTC)):
        assert {row["report_year"] for row in compute(registry(), Stored(), now)} == {2021, 2022}
    eve = at(12, 31, 23, 59, year=2022)
    assert {row["report_year"] for row in compute(registry(), Stored(), eve)} == {2021}


def test_an_agency_with_a_column_of_its_own_is_looked_for_on_both() -> None:
    both = states(Stored([observation(9)]), registry(OWN_COLUMN))
    assert (both[DONGSHAN], both[TAIPING]) == ("not_looked", "overdue")
    before = states(Stored([observation(9)]), registry(OWN_COLUMN), year=2021)
    assert before[DONGSHAN] == "overdue"  # its column begins with the report on 2022


def test_nobody_is_overdue_on_a_list_that_no_person_has_confirmed() -> None:
    """Reports found there count; their absence may be that of the right list. What keeps a look away is told first."""
    unverified = registry(status="unverified")
    assert set(states(Stored([observation(9)]), unverified).values()) == {"unconfirmed", "not_due"}
    found = Stored([observation(9)], [listing("x", version_id="v1")], [version(published_on="2023-01-20")])
    assert states(found, unverified)[DONGSHAN] == "on_time"
    down = {**observation(9), "outcome": "timeout", "qualified": 0, "reason": "down"}
    assert states(Stored([down]), unverified)[DONGSHAN] == "down"
    claims = Stored([observation(5)], [listing("x", version_id="v1")], [version(published_on="2023-01-20")])
    assert compute(unverified, claims, NOW)[5]["flags"] == [], "nor is a date doubted"


def test_a_list_of_townships_says_nothing_of_an_office() -> None:
    judged = states(Stored([observation(9)]), registry(kinds=["township"]))
    assert (judged[DONGSHAN], judged[OFFICE], judged[GOV]) == ("overdue", "no_channel", "not_due")


def test_a_report_is_that_of_its_agency_and_year() -> None:
    published = version(published_on="2023-01-20")
    rows = compute(registry(), Stored([observation(9)], [listing("x", version_id="v1")], [published]), NOW)
    (found,) = [row for row in rows if row["state"] == "on_time"]
    assert (found["agency_id"], found["report_year"], found["version_id"]) == (DONGSHAN, 2022, "v1")
    assert (found["claimed_on"], found["claimed_by"]) == (at(1, 20).date(), "published_on")


def test_links_that_came_at_once_prove_the_same_in_any_order() -> None:
    here = listing("x", version_id="v1", agency_id=DONGSHAN)
    there = {**here, "channel_id": OWN, "first_observation_id": f"{OWN} {at(2, 9).isoformat()}"}
    proofs = [
        compute(registry(OWN_COLUMN), Stored([], rows, [version()]), NOW)[5]["observation_id"]
        for rows in ([here, there], [there, here])
    ]
    assert proofs[0] == proofs[1] == there["first_observation_id"]


@pytest.mark.parametrize(
    ("linked", "first_seen"),
    [
        ({"agency_id": DONGSHAN}, at(1, 30)),
        ({"agency_id": TAIPING}, at(2, 9, 9, 1)),
        ({"agency_id": DONGSHAN, "report_year": None}, at(2, 9, 9, 1)),
        ({"agency_id": DONGSHAN, "first_seen_at": at(1, 20, year=2022).isoformat()}, at(2, 9, 9, 1)),
    ],
)
def test_a_link_is_a_witness_only_if_it_named_this_report_in_its_season(
    linked: dict[str, Any], first_seen: object
) -> None:
    row = listing("x", version_id="v1", **{"first_seen_at": at(1, 30).isoformat(), **linked})
    found = compute(registry(), Stored([], [row], [version()]), NOW)[5]
    assert found["first_seen_at"] == first_seen
    assert found["state"] == ("on_time" if first_seen == at(1, 30) else "unverified")


def test_the_look_that_listed_a_report_does_not_testify_against_it() -> None:
    claims = version(published_on="2023-01-20")
    listed = listing("x", version_id="v1", agency_id=DONGSHAN)
    assert compute(registry(), Stored([observation(9)], [listed], [claims]), NOW)[5]["flags"] == ["before_watch"]
    assert compute(registry(), Stored([observation(5)], [listed], [claims]), NOW)[5]["flags"] == ["backdated"]


def test_without_the_list_that_showed_it_no_look_testifies_against_a_report() -> None:
    assert states(Stored([observation(5)], [], [version()]))[DONGSHAN] == "undated"


@pytest.mark.parametrize(
    ("row", "waiting"),
    [
        (listing("东山镇2022年年报", agency_id=DONGSHAN), {DONGSHAN}),
        (listing("2022年政府信息公开工作年度报告"), {OFFICE, DONGSHAN, TAIPING, GOV}),
        (listing("太平乡2022年政府信息公开工作年度报告"), {TAIPING}),
        (listing("华容县水利局2022年政府信息公开工作年度报告"), set()),
        (listing("东山镇2021年年报", agency_id=DONGSHAN, report_year=2021), set()),
        (listing("东山镇年报", agency_id=DONGSHAN, report_year=None), {DONGSHAN}),
        (listing("东山镇年报", agency_id=DONGSHAN, report_year=None, listed_on="2022-01-20"), set()),
        (listing("东山镇年报", agency_id=DONGSHAN, report_year=None, listed_on="2023-01-20"), {DONGSHAN}),
        (listing("东山镇年报解读", agency_id=DONGSHAN, is_report=0), set()),
        (listing("2022年年报", channel_id="gone/nianbao"), set()),
    ],
)
def test_whose_report_an_unread_link_may_be(row: dict[str, Any], waiting: set[str]) -> None:
    judged = states(Stored([observation(9)], [row]))
    assert {agency_id for agency_id, state in judged.items() if state == "needs_review"} == waiting


def test_an_unread_link_in_an_own_column_is_its_owners() -> None:
    row = listing("2022年政府信息公开工作年度报告", channel_id=OWN)
    judged = states(Stored([observation(9), observation(9, OWN)], [row]), registry(OWN_COLUMN))
    assert (judged[DONGSHAN], judged[TAIPING]) == ("needs_review", "overdue")


@pytest.mark.parametrize(
    ("name", "waiting"), [("太平乡", {TAIPING}), ("水利局", set()), (None, {OFFICE, DONGSHAN, TAIPING, GOV})]
)
def test_a_report_that_was_read_but_fits_no_agency_is_for_a_person(name: str | None, waiting: set[str]) -> None:
    judged = states(Stored([observation(9)], [], [version(None, agency_name=name)]))
    assert {agency_id for agency_id, state in judged.items() if state == "needs_review"} == waiting


def test_a_link_waits_only_until_it_is_read() -> None:
    row = listing("东山镇2022年年报", agency_id=DONGSHAN, version_id="v1", first_seen_at=at(2, 8).isoformat())
    stored = Stored([observation(5)], [row], [version(published_on="2023-02-08")])
    then = {at(2, 7): "overdue", at(2, 8): "needs_review", NOW: "late"}
    for now, state in then.items():
        assert compute(registry(), stored, now)[5]["state"] == state


@pytest.mark.parametrize("shown", [{"agency_id": TAIPING}, {"report_year": 2021}, {"agency_id": None}])
def test_a_link_that_shows_another_report_than_it_names_is_for_a_person(shown: dict[str, Any]) -> None:
    row = listing("东山镇2022年年报", agency_id=DONGSHAN, version_id="v1", first_seen_at=at(2, 8).isoformat())
    stored = Stored([observation(9)], [row], [version(**shown, published_on="2023-02-08", agency_name="太平镇")])
    assert states(stored)[DONGSHAN] == "needs_review"


def row_of(stored: Stored, year: int = 2022, now: datetime = NOW) -> tuple[str, list[str]]:
    [row] = [
        row for row in compute(registry(), stored, now) if (row["agency_id"], row["report_year"]) == (DONGSHAN, year)
    ]
    return row["state"], row["flags"]


def test_a_report_named_for_the_year_it_was_written_in_accuses_nobody() -> None:
    """「2023年年度报告」 of January 2023 is on 2022, and not on 2023 a year later."""
    named = listing("东山镇", report_year=2023, agency_id=DONGSHAN)
    unread = Stored([observation(9)], [named])
    read = Stored([observation(9)], [{**named, "version_id": "v1"}], [version(report_year=2023)])
    assert row_of(unread) == ("needs_review", [])
    assert row_of(read) == ("needs_review", ["wrong_year"])
    assert row_of(read, 2023, at(2, 10, year=2024)) == ("needs_review", ["wrong_year"])
    in_december = at(12, 28).isoformat()
    early = version(report_year=2023, first_seen_at=in_december, published_on="2023-12-28")
    assert row_of(Stored([], [], [early]), 2023, at(2, 10, year=2024)) == ("on_time", [])


def test_a_report_that_names_two_years_accuses_in_neither() -> None:
    two = {"version_id": "v1", "flag": "wrong_year", "verdict": None, "reviewed_at": None}
    dismissed = {**two, "verdict": "dismissed", "reviewed_at": at(2, 10, 9).isoformat()}
    named = listing("东山镇", report_year=2021, agency_id=DONGSHAN, version_id="v1")
    for remark, now, expected in (
        (two, NOW, ("needs_review", ["wrong_year"])),
        (dismissed, NOW, ("overdue", [])),
        (dismissed, at(2, 10, 8), ("needs_review", ["wrong_year"])),
    ):
        stored = Stored([observation(9)], [named], [version(report_year=2021)], [remark])
        assert row_of(stored, now=now) == expected
