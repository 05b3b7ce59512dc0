"""What a county's own roster says beside what we saw: told, never believed, never in place of a look."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.monitor.rosters import claim_line, claims

SEEN = {"version_id": "v1", "first_seen_at": "2023-02-10T09:00:00+08:00"}
ROSTER = {
    "id": "r1",
    "division_code": "330799",
    "report_year": 2022,
    "written_on": "2023-02-01",
    "first_seen_at": "2023-02-03T09:00:00+08:00",
    "title": "青溪县2022年政府信息公开工作年度报告公布情况",
    "url": "http://www.qingxi.example/1.html",
}


def filing(state: str, **other: Any) -> dict[str, Any]:
    about = {"agency_id": "330799101", "agency": "石桥镇", "division_code": "330799", "report_year": 2022}
    blank = dict.fromkeys(("reason", "claimed_on", "first_seen_at", "version_id"))
    return {**about, **blank, "state": state, "due_on": "2023-01-31", **other}


def line(says: str | None, day: str | None = None, roster: str = "r1", agency: str | None = "330799101") -> Any:
    return {"roster_id": roster, "position": 0, "agency_id": agency, "says": says, "published_on": day}


ON_TIME = filing("on_time", **SEEN, claimed_on="2023-01-20")
LATE = filing("late", **SEEN, claimed_on="2023-02-09")


@pytest.mark.parametrize(
    ("saw", "said", "compared"),
    [
        (ON_TIME, line("published", "2023-01-20"), "agrees"),
        (ON_TIME, line("published"), "agrees"),
        (filing("on_time", **SEEN), line("published", "2023-01-20"), "agrees"),  # ours has no date to differ
        (ON_TIME, line("published", "2023-01-21"), "dates_differ"),
        (ON_TIME, line("late"), "timing_differs"),
        (LATE, line("in_time"), "timing_differs"),
        (LATE, line("late"), "agrees"),
        (filing("overdue"), line("published"), "claimed_unseen"),
        (filing("overdue"), line("in_time", "2023-01-20"), "claimed_unseen"),
        (filing("overdue"), line("late"), "agrees"),
        (filing("overdue"), line("not_published"), "agrees"),
        (filing("unverified", reason="down"), line("published"), "claimed_unseen"),
        (ON_TIME, line("not_published"), "denied_seen"),
        (LATE, line("not_published"), "agrees"),  # it was written before the report came up
        (ON_TIME, line(None), "unclear"),
        (ON_TIME, line("published", agency="330799102"), "unnamed"),
    ],
)
def test_compared(saw: dict[str, Any], said: dict[str, Any], compared: str) -> None:
    [claim] = claims([ROSTER], [said], [saw])
    assert (claim["compared"], claim["roster_id"]) == (compared, "r1")


@pytest.mark.parametrize(
    ("saw", "said"),
    [
        (filing("exempt", **SEEN), line("published")),
        (filing("overdue"), line("published", agency="330799102")),  # not on the roster, not seen: nothing to say
        (ON_TIME, line("published", agency=None)),  # names nobody for certain
        (ON_TIME, line("not_published", agency="330799102")),  # a list of those that are missing
        (ON_TIME, line("published", agency="330799-mzj")),  # a list of departments
        (filing("on_time", **SEEN, report_year=2021), line("published")),
    ],
)
def test_nothing_to_compare(saw: dict[str, Any], said: dict[str, Any]) -> None:
    assert claims([ROSTER], [said], [saw]) == []


def test_the_newest_roster_that_names_the_agency_counts() -> None:
    newer = {**ROSTER, "id": "r2", "written_on": "2023-02-09", "url": "http://www.qingxi.example/2.html"}
    lines = [line("not_published"), line("published", roster="r2")]
    assert [each["says"] for each in claims([newer, ROSTER], lines, [ON_TIME])] == ["published"]
    others = [line("not_published"), line("published", roster="r2", agency="330799102")]
    assert [each["says"] for each in claims([newer, ROSTER], others, [ON_TIME])] == ["not_published"]


def test_of_two_pages_of_one_day_nobody_can_tell_which_is_newer() -> None:
    other = {**ROSTER, "id": "r2", "url": "http://www.qingxi.example/2.html"}
    lines = [line("not_published"), line("published", roster="r2")]
    assert [each["compared"] for each in claims([other, ROSTER], lines, [ON_TIME])] == ["unclear"]
    assert [each["says"] for each in claims([other, ROSTER], lines[1:], [ON_TIME])] == ["published"]


def test_two_lines_that_differ_say_nothing() -> None:
    [claim] = claims([ROSTER], [line("published"), line("not_published")], [ON_TIME])
    assert (claim["says"], claim["compared"]) == (None, "unclear")


@pytest.mark.parametrize(
    ("saw", "ours"),
    [
        (filing("overdue"), "我们在应查的全部栏目完整核查，未见其报告"),
        (filing("unverified", reason="down"), "我们无法核实（未能访问网站）"),
        (filing("needs_review"), "我们所见须由人工核对"),
        (filing("not_due"), "我们尚未见到其报告"),
    ],
)
def test_what_we_did_not_see_is_told_with_how_far_we_looked(saw: dict[str, Any], ours: str) -> None:
    [claim] = claims([ROSTER], [line("published", "2023-01-20")], [saw])
    about = {"title": ROSTER["title"], "url": ROSTER["url"], "seen_at": ROSTER["first_seen_at"]}
    told = claim_line({**claim, **about}, saw)
    assert told == (
        "公布情况《青溪县2022年政府信息公开工作年度报告公布情况》（http://www.qingxi.example/1.html，"
        f"首次见到于 2023-02-03 09:00）称已公布（2023-01-20），{ours}。"
    )
