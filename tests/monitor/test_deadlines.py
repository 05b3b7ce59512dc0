"""When reports are due, and how that may be put."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

import pytest
from filing_samples import at, facts, look, publication
from pydantic import ValidationError

from crawler.monitor import DeadlineError, due, judge_filing
from crawler.registry.cards import FIRST_REPORT_YEAR, AgencyKind, DeadlineCard

KINDS = get_args(AgencyKind)


@pytest.mark.parametrize(
    ("kind", "year", "due_on", "statutory", "article"),
    [
        ("department", 2022, date(2023, 1, 31), True, "第四十九条第一款"),
        ("office", 2019, date(2020, 1, 31), True, "第四十九条第一款"),
        ("government", 2022, date(2023, 3, 31), True, "第四十九条第二款"),
        ("township", 2022, date(2023, 1, 31), False, "地方年度通知和惯例"),
        ("subdistrict", 2022, date(2023, 1, 31), False, "地方年度通知和惯例"),
        ("zone", 2022, date(2023, 1, 31), False, "地方年度通知和惯例"),
        ("department", 2018, date(2019, 3, 31), True, "第492号）第三十一条"),
        ("township", 2018, date(2019, 3, 31), True, "第492号）第三十一条"),
        ("government", 2008, date(2009, 3, 31), True, "第492号）第三十一条"),
    ],
)
def test_due_days_and_their_basis(kind: str, year: int, due_on: date, statutory: bool, article: str) -> None:
    deadline = due(kind, year)
    assert (deadline.due_on, deadline.statutory) == (due_on, statutory)
    assert article in deadline.basis
    assert f"{due_on.year}年{due_on.month}月{due_on.day}日" in deadline.wording


def test_the_day_ends_in_beijing() -> None:
    assert due("department", 2022).ends_at == datetime(2023, 1, 31, 16, tzinfo=UTC)


def test_a_weekend_moves_nothing() -> None:
    assert due("department", 2025).due_on == date(2026, 1, 31)  # a Saturday


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_card_has_a_deadline_for_every_year_of_cards(kind: str) -> None:
    for year in range(FIRST_REPORT_YEAR, 2101):
        assert due(kind, year).due_on.year == year + 1


@pytest.mark.parametrize(("kind", "year"), [("department", 2007), ("village", 2022)])
def test_no_deadline_is_made_up(kind: str, year: int) -> None:
    with pytest.raises(DeadlineError, match=f"{kind} and the report year {year}"):
        due(kind, year)


def test_a_township_is_never_told_of_a_duty_by_statute() -> None:
    deadline = due("township", 2022)
    assert deadline.wording.startswith("按地方通知和惯例")
    assert "未规定其公布日期" in deadline.basis


NOTICE = {"kinds": ["township"], "first": 2022, "last": 2022, "month": 1, "day": 15, "basis": "青政办函〔2023〕3号"}


def local(**more: object) -> tuple[DeadlineCard, ...]:
    return (DeadlineCard.model_validate({**NOTICE, **more}),)


def test_the_notice_of_a_county_goes_before_the_nation_for_its_kinds_and_years() -> None:
    noticed = due("township", 2022, "430623", local())
    assert (noticed.due_on, noticed.basis, noticed.statutory) == (date(2023, 1, 15), "青政办函〔2023〕3号", False)
    assert noticed.wording == "按地方通知，年度报告应于2023年1月15日前公布"
    assert due("township", 2023, "430623", local()).due_on == date(2024, 1, 31)
    assert due("department", 2022, "430623", local()) == due("department", 2022)


def test_nobody_is_late_or_missing_within_a_grace_and_its_source_is_told() -> None:
    graced = due("township", 2022, "430623", local(grace_days=5, grace_basis="青政办函〔2023〕4号"))
    assert (graced.due_on, graced.closes_on) == (date(2023, 1, 15), date(2023, 1, 20))
    nothing = facts(look(at(1, 18)), look(at(1, 22)))._replace(deadline=graced)
    assert [judge_filing(nothing, at(1, day, 12)).state for day in (18, 20, 22)] == ["not_due", "not_due", "overdue"]
    for claimed, state, days in ((20, "on_time", None), (21, "late", 6)):
        published = (publication(at(1, 22), published_on=date(2023, 1, claimed)),)
        judged = judge_filing(facts(published=published)._replace(deadline=graced), at(1, 23))
        assert (judged.state, judged.days_late, judged.due_on) == (state, days, date(2023, 1, 15))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"grace_days": 5}, "go together"),
        ({"month": 2, "day": 30}, "day is out of range"),
        ({"wording": "应于期限前公布"}, "no {due}"),
        ({"basis": None}, "basis"),
    ],
)
def test_a_deadline_without_its_source_or_with_an_impossible_day_is_refused(
    wrong: dict[str, object], told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        local(**wrong)
