"""What the lines behind a state say: facts with times, the basis, and nothing that accuses."""

from __future__ import annotations

import pytest
from filing_samples import HUB, OWN, at, candidate, day, facts, look, publication

from crawler.items import Outcome
from crawler.monitor import FilingFacts, explain, judge_filing

NOON = at(2, 10, 12)


def lines(known: FilingFacts) -> str:
    return "\n".join(explain(known, judge_filing(known, NOON), NOON))


def test_overdue_says_when_where_until_when_and_how_often() -> None:
    """The time is that of the last look that proves it, not of the asking."""
    said = lines(facts(look(at(2, 2)), look(at(2, 9, 8, 30)), look(at(2, 10), "timeout")))
    assert "截至 2023-02-09 08:30，在 430623/nianbao 未见华容县应急管理局2022年度报告" in said
    assert "应于 2023-01-31 前公布（依据：《政府信息公开条例》（国务院令第711号）第四十九条第一款）" in said
    assert "期限届满后已核查3次" in said
    assert "其中完整核查2次；最近一次 2023-02-10 09:00，连接超时（不作依据，未能访问网站）" in said


def test_overdue_on_two_channels_is_as_old_as_the_older_proof() -> None:
    said = lines(facts(look(at(2, 9)), look(at(2, 3), channel=OWN), channels=(HUB, OWN)))
    assert "截至 2023-02-03 09:00，在 430623/nianbao、430623/yjglj 未见" in said


def test_a_township_is_held_to_notice_and_practice_only() -> None:
    for known in (
        facts(look(at(2, 9)), kind="township"),
        facts(kind="township", published=(publication(at(2, 9), published_on=day(2, 8)),)),
    ):
        said = lines(known)
        assert "按地方通知和惯例" in said
        assert "法定期限" not in said
        assert "第四十九条第" not in said


@pytest.mark.parametrize("outcome", ["timeout", "blocked", "layout_changed"])
def test_what_we_could_not_see_says_nothing_about_the_agency(outcome: str) -> None:
    said = lines(facts(look(at(2, 9), outcome)))
    assert "这不说明该机关未公布" in said
    assert "逾期" not in said


def test_what_was_found_is_told_with_every_printed_date() -> None:
    said = lines(facts(published=(publication(at(2, 9), published_on=day(2, 8), created_on=day(1, 20)),)))
    assert "首次见到于 2023-02-09 09:00；载明页面发布日期 2023-02-08、生成日期 2023-01-20" in said
    assert "按页面发布日期认定为 2023-02-08，比法定期限 2023-01-31 晚8天" in said


def test_a_bound_is_called_a_bound() -> None:
    assert "至多晚9天" in lines(facts(look(at(2, 5)), published=(publication(at(2, 9)),)))


def test_backdating_is_left_to_a_person() -> None:
    said = lines(facts(look(at(2, 5)), published=(publication(at(2, 9), published_on=day(1, 20)),)))
    assert "期限届满后完整核查全部栏目时尚未见到，首次见到于 2023-02-09 09:00" in said
    assert "须由人工核对" in said


def test_many_candidates_are_counted() -> None:
    said = lines(facts(candidates=tuple(candidate(at(2, 9)) for _ in range(5))))
    assert said.count("栏目列有") == 3
    assert "另有2个此类文件" in said


def test_every_outcome_is_told_in_chinese() -> None:
    for outcome in Outcome:
        assert outcome not in lines(facts(look(at(2, 9), str(outcome)))).replace(HUB, "")
