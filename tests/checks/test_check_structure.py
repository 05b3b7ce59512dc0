"""The six parts, and what must not be left standing in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reports import HEADINGS, OVERVIEW, found, outcomes, report, sections

from crawler.checks import Outcome, check
from crawler.reading.report import Remark, RemarkKind, Section


def reworded(number: int, heading: str) -> dict[str, list[str]]:
    changed = [s._replace(heading=heading) if s.number == number else s for s in sections()]
    return found(report(sections=tuple(changed)))


def test_a_missing_part() -> None:
    assert found(report(sections=sections()[:5])) == {"F2-missing-part": ["缺少“六、其他需要报告的事项”部分"]}


def test_without_any_part_there_is_nothing_to_say() -> None:
    assert found(report(sections=())) == {}


def test_a_heading_without_its_numeral() -> None:
    first, second, *rest = sections()
    messages = found(report(sections=(first, Section(None, HEADINGS[1], second.text), *rest)))
    assert messages == {"F2-heading-numeral": ["“主动公开政府信息情况”无序号，格式为“二、主动公开政府信息情况”"]}


def test_a_heading_with_another_part_s_numeral() -> None:
    parts = list(sections())
    parts[4] = parts[4]._replace(number=6, heading="六、存在的主要问题及改进情况")
    assert list(found(report(sections=tuple(parts)))) == ["F2-heading-numeral"]


def test_an_extra_part() -> None:
    extra = (*sections(), Section(7, "七、附件", "无"))
    assert found(report(sections=extra)) == {"F2-extra-part": ["格式之外的部分：七、附件"]}


def test_a_reworded_heading_is_still_the_part() -> None:
    assert reworded(5, "五、存在的问题及改进措施") == {
        "F2-heading-wording": ["标题为“五、存在的问题及改进措施”，格式为“五、存在的主要问题及改进情况”"]
    }
    assert list(reworded(1, "一、年度工作推进")) == ["F2-heading-wording"]


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (1, "一、 总体情况"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        (5, "五、政府信息公开工作存在的主要问题及改进情况。"),
        (3, "三、行政机关收到和处理政府信息公开申请情况"),
    ],
)
def test_accepted_wordings(number: int, heading: str) -> None:
    assert reworded(number, heading) == {}


def test_parts_out_of_order() -> None:
    first, second, third, *rest = sections()
    assert found(report(sections=(first, third, second, *rest))) == {
        "F2-part-order": ["各部分次序为：一、三、二、四、五、六"]
    }


def test_a_part_without_content() -> None:
    assert found(report(sections=sections(None, None, None, None, None, " \n"))) == {
        "F2-empty-part": ["“六、其他需要报告的事项”之下未读到内容"]
    }


def test_parts_that_consist_of_a_table_need_no_text() -> None:
    assert [section.text for section in report().sections][1:4] == ["", "", ""]
    assert "F2-empty-part" not in found(report())


@pytest.mark.parametrize("text", ["无", "无。", "无其他需要报告的事项。", "本机关2022年未收取信息处理费。"])
def test_nothing_else_to_report_is_normal(text: str) -> None:
    assert found(report(sections=sections(None, None, None, None, None, text))) == {}


@pytest.mark.parametrize(
    "text",
    ["其他需要报告的事项。", "xx镇无其他事项", "××乡无需要报告的事项", "（此处填写）", "本年度收取信息处理费____元"],
)
def test_placeholders(text: str) -> None:
    assert "C3-placeholder" in found(report(sections=sections(None, None, None, None, None, text)))


@pytest.mark.parametrize(
    "text",
    ["邮箱 xxgk@example.gov.cn", "网址 http://xxgk.example.gov.cn/", "**镇人民政府**", "3×4个栏目", "X光室公示栏"],
)
def test_addresses_and_markup_are_no_placeholders(text: str) -> None:
    assert "C3-placeholder" not in found(report(sections=sections(OVERVIEW + text)))


def test_part_five_needs_substance() -> None:
    assert found(report(sections=sections(None, None, None, None, "无"))) == {
        "F2-part-five-short": ["第五部分仅有 1 字"]
    }


def test_an_overview_that_leaves_out_a_head() -> None:
    text = "主动公开方面，全年更新栏目。政府信息管理方面，先审后发。平台建设方面，改版。监督保障方面，纳入考核。"
    assert found(report(sections=sections(text)))["F2-overview-heads"] == ["总体情况未提及：依申请公开"]


def test_governments_report_on_assessment() -> None:
    text = "主动公开方面，全年更新栏目。依申请公开方面，按时办结。管理方面，先审后发。平台改版。监督保障到位。"
    original = report(sections=sections(text))
    assert list(found(original)) == ["F2-assessment"]
    assert found(replace(original, agency_name="华容县水利局")) == {}


def test_reports_of_the_free_form_have_other_parts() -> None:
    old = report(report_year=2017, form=None, disclosures={}, applications={}, proceedings={}, index_number=None)
    old = replace(old, sections=(Section(1, "一、概述", "全年工作。"),))
    assert outcomes(old, "F2-missing-part") == [Outcome.NOT_APPLICABLE]
    assert found(old) == {}


def test_a_signature_in_the_middle() -> None:
    text = f"{OVERVIEW}\n\n2023年 1 月 20 日"
    assert found(report(sections=sections(text))) == {
        "F2-inner-signature": ["“一、总体情况”之末有落款日期，其后仍有正文"]
    }
    assert found(report(sections=sections(OVERVIEW + "\n截至2022年12月31日"))) == {}


def test_every_row_that_names_nothing_on_the_form_is_quoted() -> None:
    rows = ("行政奖励 | 3", "行政确认 | 4")
    remarks = tuple(Remark(RemarkKind.UNKNOWN_LABEL, "disclosures", row) for row in rows)
    (finding,) = check(report(remarks=remarks))
    assert all(row in finding.message for row in rows)
    assert finding.evidence.cells == {"disclosures": "\n".join(rows)}
