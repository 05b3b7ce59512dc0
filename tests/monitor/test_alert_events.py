"""What changed, noted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alert_county import FINANCE, SHIQIAO, ZAOYUAN, County
from filing_samples import at

from crawler.monitor.alerts.announce import announce, portal_health
from crawler.monitor.alerts.changes import changes
from storage import outbox


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    county = County(tmp_path)
    yield county
    county.close()


def told(county: County) -> list[tuple[str, str | None, str | None]]:
    return [
        (each["agency_id"], each["before"], each["after"]) for each in reversed(outbox.filing_events(county.private))
    ]


def test_a_first_look_in_mid_season_is_no_news(county: County) -> None:
    assert county.look_and_judge(at(2, 10)) == 0
    assert county.look_and_judge(at(2, 11)) == 0


def test_the_first_look_after_the_deadline_is_an_event_for_each_agency(county: County) -> None:
    county.start()
    assert county.judge(at(1, 31, 23, 59)) == 0
    county.look_and_judge(at(2, 1, 0, 30))
    assert told(county) == [(name, "not_due", "overdue") for name in (FINANCE, SHIQIAO, ZAOYUAN)]
    event = outbox.filing_events(county.private)[0]
    assert event["as_of"] == "2023-02-01T00:30:00+08:00"
    assert event["observation_id"] == county.db.table("filings").get((event["agency_id"], 2022))["observation_id"]
    assert event["title"] == "青溪县枣园镇人民政府 2022年度：逾期未公布"
    assert "截至 2023-02-01 00:30，在 339901/nianbao 未见青溪县枣园镇人民政府2022年度报告" in event["text"]
    assert "期限届满后已核查1次" in event["text"]
    assert "http://www.qingxi.example/nb/" in event["text"]


def test_nothing_is_noted_twice(county: County) -> None:
    county.start()
    assert county.look_and_judge(at(2, 1)) == 3
    assert county.judge(at(2, 1, 10)) == 0
    assert county.look_and_judge(at(2, 2)) == 0


def test_the_same_history_gives_the_same_keys(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "two"):
        county = County(tmp_path / name)
        county.start()
        county.look_and_judge(at(2, 1))
        # Announced again from a backup of before: as if it had never been noted.
        for table in ("announced", "filing_events"):
            assert county.private.table(table).count == 3
        keys.append([row["id"] for row in outbox.filing_events(county.private)])
        county.close()
    assert keys[0] == keys[1]


def test_a_portal_that_was_down_at_the_deadline_accuses_nobody(county: County) -> None:
    county.start()
    county.look_and_judge(at(2, 1), "timeout")
    assert {(before, after) for _, before, after in told(county)} == {("not_due", "unverified")}
    county.look_and_judge(at(2, 2))
    assert told(county)[3:] == [(name, "unverified", "overdue") for name in (FINANCE, SHIQIAO, ZAOYUAN)]


def test_a_year_that_begins_while_nobody_looks_is_news_for_agencies_that_are_known(county: County) -> None:
    county.look_and_judge(at(2, 10))
    county.look_and_judge(at(2, 10, year=2024))
    assert told(county) == [(name, "not_due", "overdue") for name in (FINANCE, SHIQIAO, ZAOYUAN)]
    assert {each["report_year"] for each in outbox.filing_events(county.private)} == {2023}


def row(**more: Any) -> dict[str, Any]:
    base = {"agency_id": SHIQIAO, "report_year": 2022, "state": "on_time", "reason": None, "flags": []}
    base |= {"observation_id": "o1", "version_id": "v1", "errors": 0, "warnings": 0, "notes": 0}
    base |= {"roster_compared": None}
    return base | more


def announced_as(**more: Any) -> dict[tuple[str, int], dict[str, Any]]:
    [filing] = changes([row(**more)], {}).filings
    return {(SHIQIAO, 2022): filing}


def test_flags_and_severities_of_findings_come_and_go_one_by_one() -> None:
    before = announced_as(flags=["duplicate"], warnings=2)
    found = changes([row(flags=["edited", "backdated"], warnings=3, errors=1)], before)
    assert [(each["kind"], each["before"], each["after"]) for each in found.events] == [
        ("flag", "duplicate", None),
        ("flag", None, "backdated"),
        ("flag", None, "edited"),
        ("finding", None, "error"),
    ]


def test_a_roster_that_agrees_is_no_news_and_one_that_differs_is() -> None:
    assert changes([row(roster_compared="agrees")], announced_as()).events == ()
    found = changes([row(roster_compared="denied_seen")], announced_as(roster_compared="dates_differ"))
    assert [(each["kind"], each["before"], each["after"]) for each in found.events] == [
        ("roster", "dates_differ", None),
        ("roster", None, "denied_seen"),
    ]


def test_a_change_that_comes_again_is_another_event() -> None:
    first = announced_as(state="unverified", reason="down", version_id=None)
    late = changes([row(state="late")], first)
    back = changes([row(state="unverified", reason="down", version_id=None)], {(SHIQIAO, 2022): late.filings[0]})
    again = changes([row(state="late")], {(SHIQIAO, 2022): back.filings[0]})
    assert again.events[0]["id"] != late.events[0]["id"]


def test_why_we_could_not_look_is_no_change_but_a_report_without_a_date_is() -> None:
    before = announced_as(state="unverified", reason="down")
    assert changes([row(state="unverified", reason="blocked")], before).events == ()
    [event] = changes([row(state="unverified", reason="undated")], before).events
    assert (event["after"], event["reason"]) == ("unverified", "undated")


def looks(*good: bool) -> list[dict[str, Any]]:
    return [{"qualified": each} for each in good]


def test_a_portal_fails_after_some_looks_and_recovers_with_all_its_lists() -> None:
    assert portal_health([looks(True), looks(False, False, True)], 3) is None
    assert portal_health([looks(True), looks(False, False, False, True)], 3) == "failing"
    assert portal_health([looks(True), looks(False)], 3) is None
    assert portal_health([looks(True, False), looks(True, False, False, False)], 3) == "ok"
    assert portal_health([looks(True), []], 3) is None


def test_portals_that_fail_and_recover_are_noted_apart_from_filings(county: County) -> None:
    county.start()
    for day in (21, 22, 23, 24):
        county.look_and_judge(at(1, day), "refused")
    county.look_and_judge(at(1, 25))
    assert [(each["after"], each["as_of"][:10]) for each in reversed(outbox.health_events(county.private))] == [
        ("failing", "2023-01-23"),
        ("ok", "2023-01-25"),
    ]
    assert told(county) == []
    assert "不说明任何机关未公布" in outbox.health_events(county.private)[1]["text"]


def test_only_its_owner_may_read_the_private_file(county: County, tmp_path: Path) -> None:
    county.start()
    for path in tmp_path.glob("private.db*"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert announce(county.db, county.private, county.registry, at(1, 20), 3) == 0
