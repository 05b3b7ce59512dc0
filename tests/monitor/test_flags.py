"""What stands beside a state, what it rests on, and that it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from filing_samples import HUB, OWN, URL, at, candidate, day, facts, look, publication
from test_filing_rows import DONGSHAN, listing, observation, registry, version

from crawler.monitor import FilingFacts, Link, Mark, Stay, Stored, compute, differences, explain, judge_filing
from crawler.monitor.remarks import compared
from crawler.registry import CountyCard, Registry

NOON = at(2, 10, 12)
CHECKED = look(at(1, 10))


def flags(known: FilingFacts, now: Any = NOON) -> tuple[str, ...]:
    return judge_filing(known, now).flags


def seen(*published: Any) -> FilingFacts:
    return facts(CHECKED, published=published)


def test_what_was_there_when_we_first_looked_after_the_deadline_is_marked_and_judged_by_its_date() -> None:
    first = look(at(2, 9))
    for claimed, state in ((day(1, 20), "on_time"), (day(2, 3), "late")):
        known = facts(first, published=(publication(at(2, 9), published_on=claimed),))
        judged = judge_filing(known, NOON)
        assert (judged.state, judged.flags) == (state, ("before_watch",))
        assert "首次核查（2023-02-09 09:00）时已经公布" in "\n".join(explain(known, judged, NOON))


def test_what_was_seen_in_time_or_after_an_earlier_look_needs_no_mark() -> None:
    assert flags(facts(published=(publication(at(1, 20), published_on=day(1, 20)),))) == ()
    assert flags(seen(publication(at(2, 9), published_on=day(2, 8)))) == ()
    failed = facts(look(at(1, 10), "timeout"), published=(publication(at(2, 9), published_on=day(2, 8)),))
    assert flags(failed) == ("before_watch",)


def test_only_a_change_of_what_it_says_after_the_deadline_is_an_edit() -> None:
    first = publication(at(1, 20), "v1", published_on=day(1, 20), body_hash="a")
    for changed, expected in (
        (publication(at(2, 5), "v2", published_on=day(1, 20), body_hash="b"), ("edited",)),
        (publication(at(2, 5), "v2", published_on=day(2, 4), body_hash="a"), ()),  # dated anew
        (publication(at(1, 25), "v2", published_on=day(1, 20), body_hash="b"), ()),  # before the deadline
        (publication(at(2, 5), "v2", url=f"{URL}?2", published_on=day(1, 20), body_hash="b"), ("duplicate",)),
        (publication(at(2, 5), "v2", url=f"{URL}?2", published_on=day(1, 25), body_hash="a"), ()),  # the same twice
    ):
        known = seen(first, changed)
        assert flags(known) == expected
        assert judge_filing(known, NOON).state == "on_time"
        assert flags(known, at(2, 4)) == ()


def test_an_address_that_a_move_left_behind_is_no_copy() -> None:
    old = publication(at(1, 20), "v1", published_on=day(1, 20))
    new = publication(at(2, 5), "v2", url=f"{URL}?2", published_on=day(1, 20))
    known = seen(old, new)
    link = Link(URL, known.channels[0], (Stay(at(1, 20), at(2, 3), at(2, 5)),))
    assert flags(known) == ("duplicate",)
    assert flags(known._replace(links=(link,))) == ()
    assert flags(known._replace(links=(link._replace(stays=(Stay(at(1, 20), at(2, 3), at(2, 11)),)),))) == (
        "duplicate",
    ), "not moved yet"


def test_marks_stand_from_when_they_are_known_until_a_person_dismisses_them() -> None:
    mark = Mark("wrong_form", at(2, 5), ((at(2, 7), False), (at(2, 9), True)))
    known = seen(publication(at(1, 20), published_on=day(1, 20), marks=(mark,)))
    assert [flags(known, at(2, when)) for when in (4, 6, 8, 10)] == [(), ("wrong_form",), (), ("wrong_form",)]
    assert "格式有误：所用表格" in "\n".join(explain(known, judge_filing(known, NOON), NOON))


def test_a_file_that_cannot_be_read_waits_for_a_person_and_says_why() -> None:
    waiting = candidate(at(2, 9))._replace(marks=(Mark("unreadable", at(2, 9)),))
    known = facts(look(at(2, 9)), candidates=(waiting,))
    judged = judge_filing(known, NOON)
    assert (judged.state, judged.flags) == ("needs_review", ("unreadable",))
    assert "原件已保存，须由人工读取" in "\n".join(explain(known, judged, NOON))


def rows_of(*links: dict[str, Any], versions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    rows = compute(registry(), Stored([observation(9)], links, versions, **more), NOON)
    return next(row for row in rows if (row["agency_id"], row["report_year"]) == (DONGSHAN, 2022))


def test_marks_from_rows() -> None:
    read = [version(published_on="2023-01-20")]
    linked = listing("x", version_id="v1", agency_id=DONGSHAN)
    said = {"version_id": "v1", "flag": "wrong_form", "verdict": None, "reviewed_at": None}
    assert rows_of(linked, versions=read, remarks=[said])["flags"] == ["before_watch", "wrong_form"]
    dismissed = {**said, "verdict": "dismissed", "reviewed_at": at(2, 10, 10).isoformat()}
    assert rows_of(linked, versions=read, remarks=[dismissed])["flags"] == ["before_watch"]
    unread = listing("东山镇2022年年报", agency_id=DONGSHAN, trouble_at=at(2, 9).isoformat())
    assert rows_of(unread, versions=[])["flags"] == ["unreadable"]
    other_year = rows_of(linked, versions=[version(report_year=2021)])
    assert (other_year["state"], other_year["flags"]) == ("needs_review", ["wrong_year"])


def test_nothing_is_owed_after_the_last_year_on_the_card() -> None:
    cards = registry()
    county = cards.divisions["430623"]
    gone = {"until": 2021, "merged_into": "430623120"}
    agencies = tuple(each.model_copy(update=gone) if each.id == DONGSHAN else each for each in county.agencies)
    merged: CountyCard = county.model_copy(update={"agencies": agencies})
    rows = compute(Registry.of([merged], cards.portals.values()), Stored([observation(9)]), NOON)
    assert {row["report_year"]: row["state"] for row in rows if row["agency_id"] == DONGSHAN} == {
        2021: "overdue",
        2022: "exempt",
    }


@pytest.mark.parametrize("published", [(), (publication(at(2, 9), published_on=day(2, 8)),)])
def test_an_exempt_agency_is_never_late_and_the_card_is_the_reason(published: tuple[Any, ...]) -> None:
    known = facts(look(at(2, 5)), published=published)._replace(exempt="登记的最后一个应报年度为2021年度")
    judged = judge_filing(known, NOON)
    assert (judged.state, judged.days_late, judged.reason) == ("exempt", None, None)
    assert "无须报送：登记的最后一个应报年度为2021年度。" in "\n".join(explain(known, judged, NOON))


def readings(**changes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        "sections": [{"number": 1, "heading": "总体情况", "text": "全年公开信息15条。受理申请4件。"}],
        "disclosures": [{"row": "fees", "measure": "amount_10k_yuan", "raw": "3.5"}],
        "applications": [{"outcome": "received", "raw": {"natural_person": "4", "enterprise": "", "total": "4"}}],
        "proceedings": [{"route": "reconsideration", "raw": {"upheld": "1"}}],
        **changes,
    }


HEAD = dict.fromkeys(("form", "index_number", "created_on", "signed_on")) | {
    "title": "甲",
    "published_on": "2023-01-20",
}


def test_differences_are_told_cell_by_cell_and_part_by_part() -> None:
    later = readings(
        sections=[
            {"number": 1, "heading": "总体情况", "text": "全年公开信息16条。受理申请4件。"},
            {"number": 6, "heading": "其他事项", "text": "无"},
        ],
        applications=[{"outcome": "received", "raw": {"natural_person": "5", "enterprise": "0"}}],
        proceedings=[],
    )
    assert differences((HEAD, readings()), ({**HEAD, "published_on": "2023-02-06"}, later)) == [
        "页面发布日期：2023-01-20 → 2023-02-06",
        "依申请公开 本年新收 自然人：4 → 5",
        "依申请公开 本年新收 商业企业：空白 → 0",
        "依申请公开 本年新收 总计：4 → 未印",
        "复议诉讼 行政复议 结果维持：1 → 未印",
        "“总体情况”部分：“全年公开信息15条。” → “全年公开信息16条。”",
        "“其他事项”部分：增加",
    ]
    assert differences((HEAD, readings()), (HEAD, readings())) == []


def test_an_edit_is_explained_by_its_differences() -> None:
    first = publication(at(1, 20), "v1", published_on=day(1, 20))
    changed = publication(at(2, 5), "v2", published_on=day(1, 20))
    known = seen(first, changed)
    assert list(compared(known, NOON)) == [("v1", "v2")]
    assert list(compared(known, at(2, 4))) == []
    many = [f"第{number}处" for number in range(25)]
    said = "\n".join(explain(known, judge_filing(known, NOON), NOON, {("v1", "v2"): many}))
    assert "于 2023-02-05 09:00 见到的内容与此前不同：25处" in said
    assert "第19处" in said
    assert "另有5处" in said
    assert "见两个版本的原件" in "\n".join(explain(known, judge_filing(known, NOON), NOON))


def test_two_columns_that_show_the_same_are_no_doubt() -> None:
    hub = publication(at(1, 20), "v1", published_on=day(1, 20), body_hash="a")
    own = publication(at(1, 21), "v2", url=f"{URL}?2", published_on=day(1, 21), body_hash="a")
    assert flags(facts(CHECKED, channels=(HUB, OWN), published=(hub, own))) == ()
