"""Values that cannot be, and values that look copied or mistyped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reports import cases, cells, disclosures, found, outcomes, report, with_cell

from crawler.checks import Context, Outcome
from crawler.reading.report import Remark, RemarkKind


def test_a_township_makes_no_rules() -> None:
    messages = found(report(disclosures=disclosures(rules={"issued": 3, "repealed": 0, "in_force": 4})))
    assert messages["D8-rules-without-power"] == [
        "县级以下机关无规章制定权，规章一行填有：规章·本年制发件数 3、规章·现行有效件数 4"
    ]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("华容县水利局", Outcome.BROKEN),
        ("城西街道办事处", Outcome.BROKEN),
        ("昆明市五华区人民政府", Outcome.BROKEN),
        ("淮安市人民政府", Outcome.CANNOT_TELL),
        ("贵州省卫生健康委员会", Outcome.CANNOT_TELL),
        ("西藏自治区人民政府办公厅", Outcome.CANNOT_TELL),
    ],
)
def test_who_may_make_rules_is_told_from_the_name_only_where_it_says(name: str, outcome: Outcome) -> None:
    original = report(agency_name=name, disclosures=disclosures(rules={"issued": 1, "repealed": 0, "in_force": 11}))
    assert outcomes(original, "D8-rules-without-power") == [outcome]


def test_the_registry_tells_the_level_of_a_bare_city() -> None:
    original = report(
        agency_name="龙港市人民政府", disclosures=disclosures(rules={"issued": 1, "repealed": 0, "in_force": 1})
    )
    assert outcomes(original, "D8-rules-without-power", Context(level="county")) == [Outcome.BROKEN]
    assert outcomes(original, "D8-rules-without-power", Context(level="prefecture")) == [Outcome.CANNOT_TELL]


def test_blank_rules_say_nothing() -> None:
    blank = disclosures(rules={"issued": None, "repealed": None, "in_force": None})
    assert outcomes(report(disclosures=blank), "D8-rules-without-power") == [Outcome.CANNOT_TELL]


def test_normative_documents_are_a_township_s_right() -> None:
    assert "D8-rules-without-power" not in found(report())


def test_counts_are_not_negative_but_a_change_may_be() -> None:
    changes = {"items_last_year": 12, "change": -7, "decisions": 90}
    assert "D8-negative" not in found(report(form="2019", disclosures=disclosures("2019", licences=changes)))
    assert found(with_cell(report(), "disclosures.licences.decisions", -3))["D8-negative"] == [
        "行政许可·本年处理决定数量为负数：-3"
    ]


def test_counts_have_no_decimals_but_money_may() -> None:
    assert "D8-fraction" not in found(with_cell(report(), "disclosures.fees.amount_10k_yuan", 3.25))
    remark = Remark(RemarkKind.UNREADABLE_NUMBER, "disclosures.penalties.decisions", "3.5")
    assert found(report(remarks=(remark,)))["D8-fraction"] == ["行政处罚·本年处理决定数量为小数：3.5"]


def test_an_amount_printed_in_yuan() -> None:
    remark = Remark(RemarkKind.UNIT_CONVERTED, "disclosures.procurement.amount_10k_yuan", "251000元")
    assert found(report(remarks=(remark,)))["D8-unit"] == ["表格单位为万元，单元格印为“251000元”"]


def test_a_township_with_the_fees_of_a_city() -> None:
    original = with_cell(report(), "disclosures.fees.amount_10k_yuan", 38_000)
    assert "D8-large-amount" in found(original)
    assert "D8-large-amount" not in found(replace(original, agency_name="淮安市人民政府"))


def test_one_number_in_three_unlike_columns() -> None:
    copied = {"items_last_year": 97, "change": 97, "decisions": 97}
    messages = found(report(form="2019", disclosures=disclosures("2019", other_services=copied)))
    assert messages["D8-copied-values"] == ["其他对外管理服务事项各栏均为同一数：97/97/97"]


@pytest.mark.parametrize(
    "row",
    [
        {"items_last_year": 1, "change": 1, "decisions": 1},
        {"items_last_year": 97, "change": 97, "decisions": None},
        {"items_last_year": 0, "change": 0, "decisions": 0},
    ],
)
def test_small_blank_and_zero_repetitions_are_normal(row: dict[str, int | None]) -> None:
    assert "D8-copied-values" not in found(report(form="2019", disclosures=disclosures("2019", licences=row)))


def test_the_same_number_of_documents_made_and_disclosed_is_normal() -> None:
    row = {"made": 13, "disclosed": 13, "disclosed_total": 13}
    assert found(report(form="2019", disclosures=disclosures("2019", normative_documents=row))) == {}


def test_the_total_disclosed_includes_this_year_s() -> None:
    row = {"made": 8, "disclosed": 8, "disclosed_total": 5}
    messages = found(report(form="2019", disclosures=disclosures("2019", normative_documents=row)))
    assert list(messages) == ["D8-disclosed-total"]
    blank = {**row, "disclosed_total": None}
    assert "D8-disclosed-total" not in found(
        report(form="2019", disclosures=disclosures("2019", normative_documents=blank))
    )


def test_documents_issued_this_year_are_in_force_or_repealed() -> None:
    row = {"issued": 6, "repealed": 2, "in_force": 3}
    messages = found(report(disclosures=disclosures(normative_documents=row)))
    assert list(messages) == ["D8-in-force"]
    assert "制发件数 6" in messages["D8-in-force"][0]


def test_plain_figures_raise_nothing() -> None:
    original = report(proceedings=cases(reconsideration=(72, 64, 178, 37)), disclosures=cells(disclosures()))
    assert found(original) == {}
