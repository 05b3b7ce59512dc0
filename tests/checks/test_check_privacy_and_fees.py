"""Applicants' personal data never appear in a finding; fees of part six are in the table."""

from __future__ import annotations

import pytest
from reports import OVERVIEW, found, outcomes, report, sections, with_cell

from crawler.checks import Outcome, check
from crawler.checks.personal import masked
from crawler.reading.report import Report

#: A made-up number whose check character is right.
ID_CARD = "11010519491231002X"


def saying(text: str) -> Report:
    return report(sections=sections(OVERVIEW + text))


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (f"身份证号{ID_CARD}。", ["身份证号码：1" + "＊" * 17]),
        ("申请人分别为：张三丰、李四。", ["申请人姓名：张＊＊", "申请人姓名：李＊"]),
        ("依申请公开2件，申请人：王小明，已答复。", ["申请人姓名：王＊＊"]),
        ("申请人电话13800138000。", ["申请人手机号码：1" + "＊" * 10]),
        # Half a minute where every digit is tried as the beginning of an address.
        ("申请人留有" + "0" * 100_000 + "和wang@example.com。", ["申请人电子邮箱：w" + "＊" * 15]),
        ("申请人邮箱" + "." * 70 + "wang@example.com。", ["申请人电子邮箱：." + "＊" * 85]),
        (
            "申请人邮箱wang@example.com+li@example.com。",
            ["申请人电子邮箱：w" + "＊" * 15, "申请人电子邮箱：+" + "＊" * 14],
        ),
    ],
)
def test_personal_data_are_found_and_masked(text: str, quotes: list[str]) -> None:
    findings = check(saying(text))
    assert [finding.evidence.quote for finding in findings] == quotes
    assert {(finding.rule, finding.severity, finding.basis) for finding in findings} == {
        ("C4-personal-data", "error", "法定")
    }


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0730-4188001，手机13800138000，邮箱dsz@example.gov.cn。",
        "统一社会信用代码11430623006383401N。",
        "证号110105194912310021。",
        "组长由乡长苏某某同志担任。",
        "申请人：自然人11件，法人5件。",
        "申请人为：张某，已答复。",
        "申请人：江苏籍村民。",
        "方便申请人：高校、任何单位均可申请。",
        "咨询电话13800138000，邮箱wang@example.com，欢迎申请人来电。",
        "申请人可拨打13800138000查询进度。",
    ],
)
def test_contact_lines_officials_and_masked_names_are_normal(text: str) -> None:
    assert found(saying(text)) == {}


def test_other_findings_do_not_quote_personal_data_either() -> None:
    finding = next(f for f in check(saying(f"{ID_CARD}等收到政府信息公开申请5件。")) if f.rule == "D7-applications")
    assert ID_CARD not in str(finding.to_dict())
    assert masked(f"申请人：王小明，{ID_CARD}") == "申请人：王＊＊，1" + "＊" * 17


def charging(text: str, amount: float | None = 0) -> Report:
    original = report(sections=sections(None, None, None, None, None, text))
    return with_cell(original, "disclosures.fees.amount_10k_yuan", amount)


@pytest.mark.parametrize(
    ("text", "amount", "outcome"),
    [
        ("有1件申请收取信息处理费380元。", 0, Outcome.BROKEN),
        ("收取信息处理费380元。", 0.038, Outcome.HOLDS),
        ("收取信息处理费380元。", 12.5, Outcome.HOLDS),
        ("收取信息处理费0.2万元。", 0.1, Outcome.BROKEN),
        ("收取信息处理费380元。", None, Outcome.CANNOT_TELL),
        ("2021年收取信息处理费380元。", 0, Outcome.NOT_APPLICABLE),
        ("未收取信息处理费。", 0, Outcome.NOT_APPLICABLE),
        ("信息处理费0元，未收取。", 3, Outcome.NOT_APPLICABLE),
        ("无", 0, Outcome.NOT_APPLICABLE),
    ],
)
def test_fees_of_part_six_are_in_the_table(text: str, amount: float | None, outcome: Outcome) -> None:
    assert outcomes(charging(text, amount), "C5-fees") == [outcome]


def test_fees_typed_in_yuan() -> None:
    assert found(charging("收取信息处理费380元。", 380))["C5-fees"] == [
        "信息处理费为 380 元，表格行政事业性收费为 380 万元，或以元填写"
    ]
