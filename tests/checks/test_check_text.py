"""What the text says in figures: against the tables, and against itself. Most sentences must be left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reports import OVERVIEW, applications, cases, disclosures, found, outcomes, report, sections, summed

from crawler.checks import Context, Outcome, check
from crawler.reading.report import Report


def saying(text: str, **changes: object) -> Report:
    """The sound report (19 received, 4 carried in, 2 carried out, 6 reconsiderations, 5 lawsuits) with this text."""
    return report(sections=sections(OVERVIEW + text), **changes)


@pytest.mark.parametrize(
    "text",
    [
        "2022年共收到政府信息公开申请19件。",
        "2022年 共收到政府信息公开申请 19 件，上年结转4件，结转下年度办理2件。",
        "收到公民、法人和其他组织的政府信息公开申请23件。",
        "共收到依申请公开19件，其中网络申请11件，信函申请8件。",
        "因政府信息公开被申请行政复议6件、被提起行政诉讼5件。",
        "制发行政规范性文件2件，废止行政规范性文件1件，现行有效行政规范性文件7件。",
    ],
)
def test_text_that_agrees(text: str) -> None:
    assert found(saying(text)) == {}


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("2022年共收到政府信息公开申请5件。", "D7-applications", "正文所称收到申请数为 5，表格为 19或23"),
        ("2022年，我镇未收到政府信息公开申请。", "D7-applications", "正文所称收到申请数为 0，表格为 19或23"),
        ("本年度依申请公开工作为零报告。", "D7-applications", "正文所称收到申请数为 0，表格为 19或23"),
        ("收到政府信息公开申请19件，上年结转1件。", "D7-applications", "正文所称上年结转数为 1，表格为 4"),
        ("8件结转下年度办理。", "D7-applications", "正文所称结转下年数为 8，表格为 2"),
        ("未发生因政府信息公开引起的行政复议。", "D7-cases", "正文所称行政复议数为 0，表格为 6"),
        ("政府信息公开行政诉讼9件。", "D7-cases", "正文所称行政诉讼数为 9，表格为 5或0"),
        ("本年度东山镇共收到政府信息公开申请9件。", "D7-applications", "正文所称收到申请数为 9，表格为 19或23"),
        ("我镇收到政府信息公开申请1,256件。", "D7-applications", "正文所称收到申请数为 1256，表格为 19或23"),
        ("今年制定行政规范性文件9件。", "D7-documents", "正文所称制发规范性文件数为 9，表格为 2"),
    ],
)
def test_text_that_contradicts_the_table(text: str, rule: str, message: str) -> None:
    assert found(saying(text)) == {rule: [message]}


@pytest.mark.parametrize(
    "text",
    [
        "2021年收到政府信息公开申请7件。",
        "上半年收到政府信息公开申请7件。",
        "全县共收到政府信息公开申请120件。",
        "收到低保申请7件。",
        "收到涉及征地的政府信息公开申请7件。",
        "收到的政府信息公开申请中有7件内容不明。",
        "通过信函收到政府信息公开申请7件。",
        "收到自然人提出的政府信息公开申请7件。",
        "未收到通过邮寄渠道提交的政府信息公开申请。",
        "未收到政府信息公开申请被纠正的行政复议。",
        "收到政府信息公开申请10余件。",
        "收到政府信息公开申请约10件。",
        "截至6月底，收到政府信息公开申请7件。",
        "收到行政复议、行政诉讼案件共3件。",
        "全年办理行政复议案件45件。",
        "审理政府信息公开行政复议案件45件。",
        "政府信息公开行政复议维持1件。",
        "解读规范性文件8件，备案规范性文件9件。",
        "近三年共收到政府信息公开申请57件。",
        "1至11月收到政府信息公开申请7件。",
        "“十三五”期间收到政府信息公开申请57件。",
        "其间，县水务局共收到政府信息公开申请7件。",
        "收到政府信息公开申请补正材料7件，收到不属于政府信息公开申请的信访件8件。",
        "未出现因政府信息公开引起的行政复议、行政诉讼被纠错情形。",
        "收到行政复议申请45件，均与政府信息公开无关。",
        "代理县政府信息公开行政复议案件45件、行政诉讼案件30件。",
        "办理行政复议案件45件、行政诉讼案件30件，其中涉及政府信息公开的行政诉讼5件。",
        "收到政府信息公开申请3,6件。",
    ],
)
def test_figures_of_another_scope_prove_nothing(text: str) -> None:
    assert found(saying(text)) == {}


def test_a_county_s_report_speaks_for_the_county() -> None:
    original = saying("全县共收到政府信息公开申请120件。")
    county = Context(agency_kind="government")
    assert "D7-applications" in found(original, county)
    assert "D7-applications" not in found(saying("县政府办公室收到政府信息公开申请12件。"), county)


def test_several_figures_for_one_thing_prove_nothing() -> None:
    original = saying("印发行政规范性文件1件。上级制定行政规范性文件3件。以镇政府名义印发规范性文件5件。")
    assert outcomes(original, "D7-documents") == [Outcome.CANNOT_TELL]


def test_one_agreeing_statement_is_enough() -> None:
    assert (
        found(saying("一季度收到政府信息公开申请3件。全年收到政府信息公开申请19件。收到政府信息公开申请6件次。")) == {}
    )


def test_blank_totals_cannot_be_compared() -> None:
    original = saying(
        "共收到政府信息公开申请5件。", applications={"received": dict.fromkeys(("natural_person", "total"))}
    )
    assert outcomes(original, "D7-applications") == [Outcome.CANNOT_TELL]


def test_a_blank_total_is_at_least_what_its_row_prints() -> None:
    figures = applications({"natural_person": 11, "enterprise": 5})
    figures["received"]["total"] = None
    assert found(saying("共收到政府信息公开申请9件。", applications=figures))["D7-applications"] == [
        "正文所称收到申请数为 9，表格为 至少 16"
    ]
    assert outcomes(saying("共收到政府信息公开申请16件。", applications=figures), "D7-applications") == [
        Outcome.CANNOT_TELL
    ]


def test_outcomes_in_the_text() -> None:
    figures = applications({"natural_person": 9})
    figures["granted"]["natural_person"] = 3
    figures["unavailable_not_held"]["natural_person"] = 4
    figures["refused_third_party"]["natural_person"] = 2
    text = "办理结果：予以公开3件，不予公开2件，无法提供5件。"
    messages = found(saying(text, applications=summed(figures)))
    assert messages == {"D7-outcomes": ["正文所称无法提供数为 5，表格为 4"]}


def test_the_quote_is_the_sentence() -> None:
    (finding,) = check(saying("全年工作有序。共收到政府信息公开申请5件。"))
    assert finding.evidence.quote == "共收到政府信息公开申请5件"
    assert finding.evidence.cells == {"applications.received.total": "19", "applications.carried_in.total": "4"}


@pytest.mark.parametrize(
    "text",
    [
        "发布信息1480条，其中财政60条，采购265条，执法249条，价格159条，防疫51条，其他696条。",
        "公开信息71条。其中年报1条、概况2条、救助12条、预决算2条、重点3条、文件3条、住房11条、其他37条。",
        "公开信息171条：基层124条，动态34条，预算4条，预案3条，文件2条，其他4条。",
        "更新信息1002条，其中公示2条，动态980条，其他信息20条；微博发布120条。",
        "发布信息46条，其中公文14条，会议3条，解读7条。",
        "公开信息482余条，其中公众号380余条，视频号2条，其他100余次。",
        "受理申请101件，上年结转1件，其中自然人100件，其他1件。",
        "公开信息500条，其中网站300条（含动态200条），其他100条。",
        "公开信息500条，其中网站占60%，公众号150条，其他20条。",
        "公开信息35条，其中公告10条，其他单位信息5条，动态20条。",
        "公开信息30条，其中公告10条，12345热线平台答复，其他5条。",
        "公开信息15条，其中公告10条，其他5条，同时发布微博120条。",
        "《条例》第20条：主动公开事项3条，其他5条。",
        "公开信息1,256条，其中网站1,000条，公众号200条，其他56条。",
        "公开信息128条，其中网站128条，公众号128条，其他0条（同一信息经多个渠道发布）。",
    ],
)
def test_lists_that_add_up_or_prove_nothing(text: str) -> None:
    assert "D7-text-sum" not in found(saying(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "重点领域共发布1460条，其中财政60条，采购265条，执法249条，价格159条，防疫51条，其他696条。",
            "正文总数 1460 条 ≠ 分项之和 60+265+249+159+51+696=1480",
        ),
        ("主动公开信息827条，其中政府网站293、公众号109、其他132。", "正文总数 827 条 ≠ 分项之和 293+109+132=534"),
        ("公开信息1,256条，其中网站1,000条、其他255条。", "正文总数 1,256 条 ≠ 分项之和 1000+255=1255"),
        ("发布信息90 条，\n其中动态40条，\n公告30条，其他25条。", "正文总数 90 条 ≠ 分项之和 40+30+25=95"),
    ],
)
def test_lists_that_do_not_add_up(text: str, message: str) -> None:
    assert found(saying(text)) == {"D7-text-sum": [message]}


def test_shares_follow_from_their_counts() -> None:
    figures = applications({"natural_person": 805})
    figures["granted"]["natural_person"] = 612
    figures["refused_state_secret"]["natural_person"] = 35
    figures["unprocessed_petition"]["natural_person"] = 158
    original = saying(
        "予以公开612件，占79%；不予公开35件，占4.34%；不予处理158件，占19.6%。", applications=summed(figures)
    )
    assert found(original) == {"D7-percentages": ["正文称 612 件占 79%，按表格为 612/805=76.02%"]}


def test_shares_of_other_things_are_not_judged() -> None:
    assert found(saying("政府网站公开信息103条，占比97.2%。")) == {}


def test_tables_of_zeros_agree_with_a_zero_report() -> None:
    text = "2022年度未收到政府信息公开申请，零报告；未发生政府信息公开行政复议和行政诉讼。制发规范性文件0件。"
    original = saying(text, applications=applications({}), proceedings=cases(), disclosures=disclosures())
    assert found(original) == {}
    assert outcomes(original, "D7-applications") == [Outcome.HOLDS]


def test_reports_without_tables_are_not_compared() -> None:
    bare = replace(saying("共收到政府信息公开申请5件。"), applications={}, proceedings={}, disclosures={}, form=None)
    assert "D7-applications" not in found(bare)
