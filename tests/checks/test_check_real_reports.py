"""Five published reports: what is wrong with them is found, and nothing else is claimed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.checks import Finding, Outcome, check, judge
from crawler.reading import read
from crawler.reading.report import Report

Read = Callable[[str], Report]


@pytest.fixture
def seed(real_data: Path) -> Read:
    def load(start: str) -> Report:
        (path,) = (real_data / "seeds").glob(f"{start}_*.txt")
        return read(path.read_bytes())

    return load


def rules(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings}


def messages(findings: tuple[Finding, ...], rule: str) -> list[str]:
    return [finding.message for finding in findings if finding.rule == rule]


def test_a_zero_report_with_a_part_missing(seed: Read) -> None:
    findings = check(seed("000"))
    assert rules(findings) == {
        "F2-missing-part",
        "F2-heading-numeral",
        "F2-overview-heads",
        "F2-title-split",
        "I2-undated",
    }
    assert messages(findings, "F2-missing-part") == ["缺少“六、其他需要报告的事项”部分"]
    assert {finding.severity for finding in findings} == {"warning", "note"}


def test_a_report_on_the_old_form_with_blank_tables_and_another_office_s_text(seed: Read) -> None:
    findings = check(seed("001"))
    assert rules(findings) == {
        "F1-form",
        "F3-blank-table",
        "F2-missing-part",
        "F2-inner-signature",
        "D8-rules-without-power",
        "D8-copied-values",
        "C2-other-agency-words",
        "I1-titles-differ",
    }
    assert len(messages(findings, "F3-blank-table")) == 2
    assert messages(findings, "D8-copied-values") == ["其他对外管理服务事项各栏均为同一数：97/97/97"]
    assert rules(tuple(f for f in findings if f.severity == "error")) == {"F1-form", "D8-rules-without-power"}


def test_a_report_with_blanks_and_a_list_that_does_not_add_up(seed: Read) -> None:
    original = seed("002")
    findings = check(original)
    assert rules(findings) == {"F3-blank-cells", "F3-missing-cells", "D7-text-sum", "C2-office-scope", "I2-undated"}
    assert messages(findings, "D7-text-sum") == ["正文总数 1460 条 ≠ 分项之和 60+265+249+159+51+696=1480"]
    sums = [verdict.outcome for rule, verdict in judge(original) if rule.id == "D3-outcome-total"]
    assert sums == [*[Outcome.CANNOT_TELL] * 6, Outcome.HOLDS]


def test_a_converted_report_with_merged_rows(seed: Read) -> None:
    findings = check(seed("003"))
    assert rules(findings) == {
        "F2-title-wording",
        "F2-heading-wording",
        "F3-blank-cells",
        "F3-merged-cells",
        "F3-missing-cells",
        "F3-label-variant",
    }
    assert "“政府信息公开行政复议、行政诉讼情况表”有 5 格空白，未按零计算：行政复议" in messages(
        findings, "F3-blank-cells"
    )


def test_a_report_with_surplus_cells_and_a_placeholder(seed: Read) -> None:
    findings = check(seed("004"))
    assert rules(findings) == {
        "F3-surplus-cells",
        "F3-label-variant",
        "F2-extra-part",
        "F2-assessment",
        "C3-placeholder",
        "I2-undated",
    }
    assert messages(findings, "F2-extra-part") == ["格式之外的部分：七、附件"]
    assert messages(findings, "F3-surplus-cells")[0].endswith("等 18 处")


def test_an_office_whose_text_leaves_out_some_applicants(real_data: Path) -> None:
    """Totals are blank, but what the rows print is more than the text says already; and one share does not follow."""
    original = read((real_data / "real" / "shanghai_office_2019.html").read_bytes())
    findings = check(original)
    assert rules(findings) == {"F3-blank-cells", "D7-outcomes", "D7-percentages", "D8-unit"}
    assert messages(findings, "D7-outcomes") == [
        "正文所称予以公开及部分公开数为 258，表格为 至少 275",
        "正文所称无法提供数为 265，表格为 至少 337",
    ]
    outcomes = {verdict.outcome for rule, verdict in judge(original) if rule.id == "D1-column-balance"}
    assert outcomes == {Outcome.HOLDS, Outcome.CANNOT_TELL}


@pytest.mark.parametrize("start", ["000", "001", "002", "003", "004"])
def test_no_sum_of_a_published_table_is_accused(seed: Read, start: str) -> None:
    assert not {rule for rule in rules(check(seed(start))) if rule.startswith(("D1", "D2", "D3", "D4"))}
