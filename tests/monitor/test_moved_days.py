"""A site that was moved dates its documents anew; that makes nobody late and raises no flag."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from filing_samples import at, day, facts, look, publication
from test_filing_rows import DONGSHAN, HUB, TAIPING, listing, observation, registry, version

from crawler.monitor import Stored, compute, explain, judge_filing
from crawler.monitor.id_clocks import IdClock
from crawler.monitor.moved_days import Dated, moved_days

MOVED = date(2023, 3, 16)


def dated(year: int, number: int = 1, *, known: datetime | None = None, **more: Any) -> Dated:
    days, number_day = more.get("days", (MOVED,)), more.get("number_day")
    return Dated(f"http://h.example/{year}/{number}", year, known or at(3, 20), days, number_day)


def test_reports_of_several_years_on_one_day_long_after_them_were_moved() -> None:
    first, second = at(3, 18), at(3, 19)
    assert moved_days([dated(2019, known=second), dated(2020, known=first)]) == {MOVED: second}
    by_number = [dated(year, days=(), number_day=MOVED) for year in (2019, 2020)]
    assert moved_days(by_number) == {MOVED: at(3, 20)}


@pytest.mark.parametrize(
    "documents",
    [
        [dated(2022, number) for number in range(40)],  # a county that puts its reports out on one day
        [dated(2020), dated(2022)],
        [dated(2020, number) for number in range(40)],  # all of one year, years later
        [dated(2022, number, days=(day(1, 30),), number_day=day(2, 9)) for number in range(4)],
        [dated(2022, number, days=(day(2, 8),), number_day=day(2, 9)) for number in range(40)],
    ],
)
def test_what_people_do_is_no_move(documents: list[Dated]) -> None:
    assert moved_days(documents) == {}


def test_many_documents_numbered_days_after_their_dates_were_put_there_by_a_machine() -> None:
    documents = [
        dated(2022, number, known=at(2, 10 + number), days=(day(1, 30),), number_day=day(2, 9)) for number in range(7)
    ]
    assert moved_days(documents) == {day(2, 9): at(2, 14)}


def test_a_day_of_a_move_is_no_claim_from_when_it_is_known() -> None:
    stamped = publication(at(3, 20), published_on=MOVED, signed_on=day(1, 20), moved_days={MOVED: at(3, 25)})
    known = facts(look(at(1, 25)), published=(stamped,))
    assert judge_filing(known, at(3, 24)).state == "late"
    judged = judge_filing(known, at(3, 26))
    assert (judged.state, judged.claimed_on, judged.claimed_by) == ("on_time", day(1, 20), "signed_on")
    assert "同载 2023-03-16，应为网站迁移所致，不据以认定公布日期" in "\n".join(explain(known, judged, at(3, 26)))
    undated = facts(published=(publication(at(3, 20), published_on=MOVED, moved_days={MOVED: at(3, 20)}),))
    assert judge_filing(undated, at(3, 26)).reason == "undated"


def test_what_was_moved_by_the_due_day_was_there_by_the_due_day() -> None:
    moved = publication(at(3, 20), published_on=day(1, 30), moved_days={day(1, 30): at(3, 20)})
    assert judge_filing(facts(published=(moved,)), at(3, 26)).state == "on_time"


def test_a_number_given_after_the_deadline_is_a_witness_but_for_a_move() -> None:
    claims = {"published_on": day(1, 30), "clock": IdClock("ObjectId 编号", day(2, 9))}
    seen = publication(at(2, 20), **claims)
    known = facts(look(at(1, 25)), published=(seen,))
    judged = judge_filing(known, at(2, 21))
    assert (judged.state, judged.flags) == ("on_time", ("backdated",))
    said = "\n".join(explain(known, judged, at(2, 21)))
    assert "载明的日期为 2023-01-30，而地址中的ObjectId 编号所含日期为 2023-02-09" in said
    assert "须由人工核对" in said
    for changes in (
        {"moved_days": {day(2, 9): at(2, 20)}},
        {"clock": IdClock("ObjectId 编号", day(2, 1)), "published_on": day(1, 31)},  # a day of waiting
        {"clock": IdClock("ObjectId 编号", day(3, 9))},  # after we saw it: no time at all
    ):
        moved = publication(at(2, 20), **{**claims, **changes})
        assert judge_filing(facts(look(at(1, 25)), published=(moved,)), at(2, 21)).flags == ()
    early = publication(at(1, 30), **claims)
    assert judge_filing(facts(look(at(1, 25)), published=(early,)), at(2, 21)).flags == (), "we saw it in time"


def test_from_rows_a_moved_portal_makes_nobody_late() -> None:
    """Every page bears the day of the move; one also prints when it was signed."""
    pages = [
        (DONGSHAN, 2021, None),
        (TAIPING, 2021, None),
        (DONGSHAN, 2022, "2023-01-20"),
        (TAIPING, 2022, None),
        (DONGSHAN, 2020, None),
    ]
    stamp, seen = {"published_on": "2023-02-07", "listed_on": "2023-02-07"}, {"first_seen_at": at(2, 9).isoformat()}
    versions, links = [], []
    for number, (agency_id, year, signed_on) in enumerate(pages):
        url = f"http://h.example/{number}"
        named = {"agency_id": agency_id, "report_year": year, "url": url, "id": f"v{number}", "report_id": f"r{number}"}
        versions.append(version(**{**stamp, **seen, **named, "signed_on": signed_on}))
        links.append(listing("x", url=url, agency_id=agency_id, report_year=year, version_id=f"v{number}"))
    rows = compute(registry(), Stored([observation(9, HUB)], links, versions), at(2, 10))
    found = {(row["agency_id"], row["report_year"]): row["reason"] or row["state"] for row in rows}
    assert found[DONGSHAN, 2022] == "on_time"
    assert {found[TAIPING, 2022], found[DONGSHAN, 2021], found[TAIPING, 2021]} == {"undated"}
