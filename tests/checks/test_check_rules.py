"""The registry: every rule complete, in order, and what a finding carries."""

from __future__ import annotations

import re

import pytest
from reports import report

from crawler.checks import RULES, Basis, Context, Outcome, Rule, Severity, check, judge
from crawler.checks.rules import rule
from crawler.reading.report import Report

CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("each", RULES.values(), ids=list(RULES))
def test_every_rule_says_what_it_is_and_what_would_refute_it(each: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d(?:-[a-z]+)+", each.id)
    assert CHINESE.search(each.title)
    assert CHINESE.search(each.refuted_by)
    assert each.severity in Severity
    assert each.basis in Basis


def test_every_rule_answers_every_report() -> None:
    for original in (Report(), report(), report(form="2019")):
        verdicts = judge(original)
        assert list(dict.fromkeys(each.id for each, _ in verdicts)) == list(RULES)
        assert not [each.id for each, verdict in verdicts if verdict.outcome is Outcome.BROKEN and not verdict.message]


def test_an_empty_report_is_accused_of_nothing_but_being_undated() -> None:
    assert [finding.rule for finding in check(Report())] == ["I2-undated"]


def test_findings_are_json_ready_and_carry_their_refutation() -> None:
    (finding,) = check(report(publisher="政务服务管理局"), Context())
    assert finding.to_dict() == {
        "rule": "I1-publisher",
        "severity": "note",
        "basis": "推断",
        "message": "发布机构为“政务服务管理局”，报告机关为“华容县东山镇人民政府”",
        "evidence": {"cells": {}, "quote": "政务服务管理局", "refuted_by": "网站以主办单位或录入单位为发布机构"},
    }


def test_two_rules_of_one_name_are_refused() -> None:
    register = rule("D1-column-balance", "重名", Severity.NOTE, Basis.INFERENCE, "无")
    with pytest.raises(ValueError, match="D1-column-balance"):
        register(lambda _report, _context: ())
