"""Whose report, of which year, under which notice, in whose words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from reports import OVERVIEW, found, outcomes, report, sections

from crawler.checks import Context, Outcome, check
from crawler.checks.context import agency_kind
from crawler.checks.names import may_be_one
from crawler.reading.report import Remark, RemarkKind, Report, Vote

PERIOD = "本报告所列数据的统计期限自{}起至{}止。"


def saying(text: str, **changes: object) -> Report:
    return report(sections=sections(OVERVIEW + text), **changes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东山镇", "华容县东山镇人民政府"),
        ("华容县东山镇", "东山镇人民政府"),
        ("通道县卫健局", "通道县卫生健康局"),
        ("县政府办", "华容县人民政府办公室"),
        ("县人社局", "华容县人力资源和社会保障局"),
        ("重庆市綦江区赶水镇人民政府", "綦江区赶水镇人民政府"),
        ("东山镇党政综合办公室", "华容县东山镇人民政府"),
    ],
)
def test_short_names_are_the_same_agency(one: str, other: str) -> None:
    assert may_be_one(one, other)
    assert may_be_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("政务服务管理局", "东街街道办事处"), ("沅陵县东山镇", "华容县东山镇人民政府"), ("水利局", "农业农村局")],
)
def test_different_agencies(one: str, other: str) -> None:
    assert not may_be_one(one, other)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("华容县东山镇人民政府", "township"),
        ("正蓝旗扎格斯台苏木", "township"),
        ("平武县木座藏族乡", "township"),
        ("东街街道办事处", "subdistrict"),
        ("获嘉县人民政府办公室", "office"),
        ("鹤城区", "government"),
        ("淮安市人民政府", "government"),
        ("西藏自治区人民政府", "government"),
        ("通州区城市管理委员会", "department"),
        ("华容县水利局", "department"),
        ("五华科技产业园管理委员会", "zone"),
        ("天津经济技术开发区", "zone"),
        (None, None),
    ],
)
def test_the_kind_of_agency_is_told_from_its_name(name: str | None, kind: str | None) -> None:
    assert agency_kind(Report(agency_name=name), Context()) == kind


def test_the_registry_knows_the_kind_better() -> None:
    assert agency_kind(Report(agency_name="城区办"), Context(agency_kind="subdistrict")) == "subdistrict"


def test_another_agency_s_report_in_the_column() -> None:
    assert found(report(), Context(agency_name="华容县北景港镇人民政府"))["I1-agency"] == [
        "标题机关为“华容县东山镇人民政府”，登记机关为“华容县北景港镇人民政府”"
    ]
    assert "I1-agency" not in found(report(), Context(agency_name="东山镇人民政府"))


def test_another_publisher_only_informs() -> None:
    (finding,) = check(report(publisher="政务服务管理局"))
    assert (finding.rule, finding.severity) == ("I1-publisher", "note")
    assert found(report(publisher="东山镇")) == {}


def test_the_signature_at_the_end() -> None:
    text = "无\n\n{}\n2023年1月13日"
    assert found(report(sections=sections(None, None, None, None, None, text.format("华容县东山镇人民政府")))) == {}
    other = found(report(sections=sections(None, None, None, None, None, text.format("华容县北景港镇人民政府"))))
    assert other == {"I1-signature": ["落款机关为“华容县北景港镇人民政府”，报告机关为“华容县东山镇人民政府”"]}


def test_two_titles() -> None:
    remark = Remark(RemarkKind.TITLES_DIFFER, "title", "东山镇2022年政务公开工作报告")
    assert found(report(remarks=(remark,)))["I1-titles-differ"] == [
        "页面标题与正文标题不一致：标题“东山镇2022年政务公开工作报告”"
    ]


@pytest.mark.parametrize(
    ("raw", "rules"),
    [
        ("湘潭县锦石乡2021年政府信息公开工作 / 年度报告", ["F2-title-split"]),
        ("年都乎乡人民政府 / 2021年政府信息公开工作年度报告", []),
    ],
)
def test_a_title_cut_in_the_middle_of_its_name(raw: str, rules: list[str]) -> None:
    assert list(found(report(remarks=(Remark(RemarkKind.TITLE_SPLIT, "title", raw),)))) == rules


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("东山镇2022年度政府信息公开工作年度报告", "标题中“年度”重复"),
        ("东山镇2022年政务公开工作报告", "标题未用“政府信息公开工作年度报告”"),
    ],
)
def test_the_name_of_the_document(title: str, message: str) -> None:
    assert found(report(title=title))["F2-title-wording"][0].startswith(message)
    assert "F2-title-wording" not in found(report(title="东山镇政府信息公开工作年度报告（2022年度）"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("华容县东山镇人民政府", "我局全年公开信息。", "我局"),
        ("湘潭县锦石乡", "我镇全年公开信息。", "我镇"),
        ("华容县水利局", "我乡全年公开信息。", "我乡"),
        ("东街街道办事处", "我镇全年公开信息。", "我镇"),
    ],
)
def test_the_words_of_another_agency_for_itself(name: str, text: str, said: str) -> None:
    messages = found(saying(text, agency_name=name))
    assert messages["I1-self-reference"] == [f"报告机关为“{name}”，文中自称“{said}”"]


@pytest.mark.parametrize("text", ["我镇全年公开信息。", "我县、我委、我办协同推进。", "我局域网改造完成。"])
def test_its_own_words_for_itself(text: str) -> None:
    assert found(saying(text)) == {}


def test_the_duties_of_another_office() -> None:
    assert found(saying("信息化工程管理和双软认证信息通过信息办网站发布。"))["C2-other-agency-words"] == [
        "文中出现其他机关的职能用语：信息办网站、双软认证、信息化工程管理"
    ]
    assert found(saying("转载省信息办网站消息一则，介绍双 软 认 定。")) == {}
    assert "C2-other-agency-words" in found(saying("组织推动全省政府信息公开工作。"))


def test_an_office_that_reports_for_the_county() -> None:
    text = "一些单位公开不及时，我县将加强培训并按月检查各栏目。"
    original = report(agency_name="获嘉县人民政府办公室", sections=sections(None, None, None, None, text))
    assert found(original) == {"C2-office-scope": ["第五部分以“我县”为对象，不限于本机关"]}
    assert found(original, Context(agency_kind="government")) == {}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (PERIOD.format("2022年1月1日", "2022年12月31日"), Outcome.HOLDS),
        ("报告中使用数据统计期限为2022 年 1 月 1 日至12月31日。", Outcome.HOLDS),
        (PERIOD.format("20221月1日", "202212月31日"), Outcome.HOLDS),
        (PERIOD.format("202211日", "20221231日"), Outcome.HOLDS),
        (PERIOD.format("2021年1月1日", "12月31日"), Outcome.BROKEN),
        (PERIOD.format("2022年1月1日", "2023年12月31日"), Outcome.BROKEN),
        ("平台数据自2019年1月1日至今累计公开。", Outcome.CANNOT_TELL),
        ("2023年工作打算如下，2021年的问题已整改。", Outcome.NOT_APPLICABLE),
    ],
)
def test_the_period_of_the_data(text: str, outcome: Outcome) -> None:
    assert outcomes(saying(text), "I2-period") == [outcome]


def test_the_period_may_stand_before_the_first_part() -> None:
    preamble = PERIOD.format("2021年1月1日", "2021年12月31日")
    assert found(report(preamble=preamble)) == {"I2-period": ["标题为 2022 年度，统计期限为 2021 年"]}


def test_the_notice_is_cited_before_the_first_part() -> None:
    preamble = "根据《国务院办公厅政府信息与政务公开办公室关于印发格式的通知》（国办公开办函﹝2019﹞60号）编制。"
    assert list(found(report(preamble=preamble))) == ["F1-citation"]


def test_a_year_with_too_many_digits() -> None:
    assert found(saying(PERIOD.format("2022年1月1日", "202022年12月31日"))) == {"I2-year-slip": ["年份写作“202022年”"]}


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("006383401N/2023-2030837", Outcome.HOLDS),
        ("115330250152645191/20230116-00001", Outcome.HOLDS),
        ("01527918X-2022-153077", Outcome.BROKEN),
        ("000014349/2024-00110", Outcome.BROKEN),
        ("/2023-None", Outcome.NOT_APPLICABLE),
        (None, Outcome.NOT_APPLICABLE),
    ],
)
def test_the_year_of_the_index_number(number: str | None, outcome: Outcome) -> None:
    assert outcomes(report(index_number=number), "I2-index-year") == [outcome]


def test_a_report_dated_before_the_year_ended() -> None:
    assert found(report(created_on=date(2022, 1, 16)))["I2-dated-early"] == ["生成日期 2022-01-16 早于 2022 年度终了"]
    assert found(report(signed_on=date(2022, 12, 28))) == {}


def test_an_early_date_beside_one_that_may_be_the_signature() -> None:
    votes = tuple(Vote("signed_on", day, "text") for day in ("2022-01-17", "2023-01-17"))
    assert found(report(signed_on=date(2022, 1, 17), votes=votes)) == {}


def test_a_report_without_any_date() -> None:
    assert list(found(report(signed_on=None, index_number=None))) == ["I2-undated"]
    assert found(report(signed_on=None)) == {}


@pytest.mark.parametrize(
    ("text", "year", "rules"),
    [
        ("依据国办公开办函〔2019〕60号编制。", 2022, ["F1-citation"]),
        ("依据国办公开办函〔2021〕30 号编制。", 2022, []),
        ("依据国办公开办函〔2019〕60号、国办公开办函〔2021〕30号编制。", 2022, []),
        ("依据国办公开办涵〔2021〕30号编制。", 2022, ["F1-citation-slip"]),
        ("落实国办公开办函〔2019〕61 号要求。", 2022, []),
    ],
)
def test_the_notice_cited(text: str, year: int, rules: list[str]) -> None:
    assert list(found(replace(saying(text), report_year=year))) == rules
