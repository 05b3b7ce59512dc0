"""A report against last year's, other agencies' and the units it sums up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reports import OVERVIEW, applications, cases, disclosures, found, outcomes, report, sections, with_cell

from crawler.checks import Context, Outcome, check
from crawler.reading.report import Report

NO_APPLICATIONS = {"applications": applications({}), "proceedings": cases()}


def before(**changes: object) -> Report:
    """The year before, from which the sound report of 2022 follows in every figure."""
    sound: dict[str, object] = {
        "report_year": 2021,
        "index_number": "006383401N/2022-1010133",
        "title": "华容县东山镇人民政府2021年政府信息公开工作年度报告",
        "disclosures": disclosures(normative_documents={"issued": 3, "repealed": 0, "in_force": 6}),
        "applications": applications({"natural_person": 9, "enterprise": 2}, carried_in=1, carried_out=4),
    }
    return report(**{**sound, **changes})


def test_a_report_that_follows_from_the_year_before() -> None:
    assert found(report(), Context(previous=before())) == {}


def test_what_was_carried_out_is_carried_in() -> None:
    earlier = before(applications=applications({"natural_person": 9, "enterprise": 2}, carried_in=1, carried_out=3))
    assert found(report(), Context(previous=earlier)) == {
        "D5-carried-over": [
            "自然人列：2022 年度上年结转 4 ≠ 2021 年度结转下年度 3",
            "总计列：2022 年度上年结转 4 ≠ 2021 年度结转下年度 3",
        ]
    }


def test_a_blank_carries_nothing_over() -> None:
    earlier = with_cell(before(), "applications.carried_out.natural_person", None)
    assert outcomes(report(), "D5-carried-over", Context(previous=earlier))[0] is Outcome.CANNOT_TELL
    assert "D5-carried-over" not in found(report(), Context(previous=earlier))


def test_a_report_of_two_years_before_carries_nothing_over() -> None:
    earlier = before(report_year=2020, applications=applications({"natural_person": 50}, carried_out=30))
    assert outcomes(report(), "D5-carried-over", Context(previous=earlier)) == [Outcome.NOT_APPLICABLE]


def test_documents_in_force_balance() -> None:
    earlier = before(disclosures=disclosures(normative_documents={"issued": 3, "repealed": 0, "in_force": 9}))
    assert found(report(), Context(previous=earlier)) == {
        "D5-in-force-balance": ["行政规范性文件：现行有效 7 ≠ 2021 年度现行有效 9 + 制发 2 − 废止 1"]
    }


def test_the_change_of_form_breaks_the_balance_of_documents() -> None:
    earlier = replace(report(form="2019"), report_year=2021)
    assert outcomes(report(), "D5-in-force-balance", Context(previous=earlier)) == [Outcome.NOT_APPLICABLE]


def test_items_of_the_form_of_2019_balance() -> None:
    row = {"items_last_year": 80, "change": -13, "decisions": 76}
    earlier = replace(report(form="2019", disclosures=disclosures("2019", licences=row)), report_year=2019)
    same = report(
        form="2019", disclosures=disclosures("2019", licences={**row, "items_last_year": 67}), **NO_APPLICATIONS
    )
    other = report(
        form="2019", disclosures=disclosures("2019", licences={**row, "items_last_year": 80}), **NO_APPLICATIONS
    )
    assert "D5-items-balance" not in found(same, Context(previous=earlier))
    assert found(other, Context(previous=earlier))["D5-items-balance"] == [
        "行政许可·上一年项目数量 80 ≠ 2019 年度项目数量与增减之和 67"
    ]


@pytest.mark.parametrize(
    ("old", "new", "odd"), [(20, 101, True), (20, 100, False), (40, 7, True), (19, 300, False), (30, 0, True)]
)
def test_swings(old: int, new: int, odd: bool) -> None:
    earlier = with_cell(before(), "disclosures.penalties.decisions", old)
    now = with_cell(report(), "disclosures.penalties.decisions", new)
    assert ("D5-swing" in found(now, Context(previous=earlier))) is odd


def test_the_same_table_two_years_running() -> None:
    earlier = before(applications=report().applications)
    assert found(report(), Context(previous=earlier))["D5-repeated-table"] == [
        "申请表的 16 个非零数与 2021 年度全部相同"
    ]


def test_one_application_a_year_is_no_copied_table() -> None:
    figures = applications({"natural_person": 1})
    assert found(report(applications=figures), Context(previous=before(applications=figures))) == {}


def test_zeros_two_years_running_are_normal() -> None:
    assert found(report(**NO_APPLICATIONS), Context(previous=before(**NO_APPLICATIONS))) == {}


def long_text(word: str) -> str:
    """A text long enough to be compared, of which ``word`` colours every sentence."""
    subjects = ("栏目", "文件", "平台", "窗口", "热线", "公告", "解读", "审查", "培训", "档案")
    return OVERVIEW + "".join(
        f"{word}负责{subject}的{word}更新与核对，每月由{word}通报{subject}的办理进度。" for subject in subjects
    )


def test_last_year_s_text_with_other_figures() -> None:
    text = "{}年更新栏目{}条。" + long_text("党政办")
    earlier = before(sections=sections(text.format(2021, 35)))
    now = report(sections=sections(text.format(2022, 48)))
    assert found(now, Context(previous=earlier)) == {
        "C1-same-as-last-year": ["“一、总体情况”与本机关 2021 年度报告文字重合 100%"]
    }


def test_new_text_and_short_text_are_not_copied() -> None:
    earlier = before(sections=sections(long_text("党政办")))
    assert found(report(sections=sections(long_text("综合执法队"))), Context(previous=earlier)) == {}
    assert found(report(), Context(previous=before())) == {}


def test_another_agency_s_text_under_another_name() -> None:
    mine = report(sections=sections("东山镇" + long_text("党政办")))
    theirs = report(agency_name="华容县北景港镇人民政府", sections=sections("北景港镇" + long_text("党政办")))
    unlike = report(agency_name="华容县注滋口镇人民政府", sections=sections(long_text("应急站")))
    messages = found(mine, Context(others=(unlike, theirs)))
    assert list(messages) == ["C2-same-as-other"]
    assert messages["C2-same-as-other"][0].startswith("“一、总体情况”与“华容县北景港镇人民政府”的报告文字重合 9")
    assert found(mine, Context(others=(unlike,))) == {}


COUNTY = Context(agency_kind="government", level="county")


def county(**changes: object) -> Report:
    return report(agency_name="华容县人民政府", title="华容县人民政府2022年政府信息公开工作年度报告", **changes)


def test_a_unit_with_more_than_the_county() -> None:
    unit = report(agency_name="华容县水利局", applications=applications({"natural_person": 11, "enterprise": 8}))
    (finding,) = [
        f for f in check(county(), replace(COUNTY, units=(unit,))) if f.message.startswith("本年新收·商业企业")
    ]
    assert finding.message == "本年新收·商业企业：全县汇总 5 < “华容县水利局” 8"
    assert (finding.rule, finding.severity) == ("D6-unit-exceeds-county", "error")


def test_the_sum_of_the_units_known() -> None:
    unit = report(applications=applications({"natural_person": 4}), proceedings=cases())
    messages = found(county(), replace(COUNTY, units=(unit, unit)))
    assert messages["D6-sum-of-units"][0] == "本年新收·总计：全县汇总 19，已收集的 2 个单位之和 8"


def test_units_that_add_up() -> None:
    assert outcomes(county(), "D6-sum-of-units", replace(COUNTY, units=(report(),))) == [Outcome.HOLDS] * 7


@pytest.mark.parametrize("change", [{"report_year": 2021}, {"form": "2019"}])
def test_units_of_another_year_or_form_are_not_added(change: dict[str, object]) -> None:
    unit = replace(report(applications=applications({"natural_person": 90})), **change)
    assert outcomes(county(), "D6-unit-exceeds-county", replace(COUNTY, units=(unit,))) == [Outcome.NOT_APPLICABLE]


def test_a_township_sums_up_nobody() -> None:
    unit = report(applications=applications({"natural_person": 90}))
    assert found(report(), Context(units=(unit,))) == {}
