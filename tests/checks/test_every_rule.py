"""Every rule once broken, once kept, and once without what it needs: a rule that stops judging is noticed here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest
from reports import HEADINGS, OVERVIEW, applications, disclosures, report, sections, with_cell

from crawler.checks import RULES, Context, Outcome, Verdict, judge
from crawler.checks.remarks import _KINDS
from crawler.reading.report import TABLES, Cell, Remark, RemarkKind, Report, Section

HOLDS, BROKEN, CANNOT_TELL, NOT_APPLICABLE = Outcome
NOTHING = Report()
BLANK = replace(
    report(),
    **{
        table: {row: dict.fromkeys(cells, Cell(None)) for row, cells in getattr(report(), table).items()}
        for table in TABLES
    },
)
YEAR_BEFORE = report(
    report_year=2021,
    disclosures=disclosures(normative_documents={"issued": 3, "repealed": 0, "in_force": 6}),
    applications=applications({"natural_person": 9, "enterprise": 2}, carried_in=1, carried_out=4),
)
BEFORE = Context(previous=YEAR_BEFORE)
COUNTY = Context(agency_kind="government", agency_name="华容县人民政府", units=(report(),))
OFFICE = Context(agency_kind="office", agency_name="华容县人民政府办公室")
LONG = "".join(
    f"全年第{number}项工作由专人负责办理，{number}个村逐一核对目录并按季度通报结果。" for number in "一二三四五六七八"
)
COPY = sections(LONG)


def saying(text: str) -> Report:
    """The sound report with a sentence more in its first part."""
    return report(sections=sections(OVERVIEW + text))


def headed(number: int, heading: str) -> Report:
    """The sound report with another heading over one part."""
    parts = list(sections())
    parts[number - 1] = parts[number - 1]._replace(heading=heading)
    return report(sections=tuple(parts))


def remarked(kind: RemarkKind, where: str = "applications.granted", raw: str = "3 | 4") -> Report:
    return replace(report(), remarks=(Remark(kind, where, raw),))


class Case(NamedTuple):
    """``says``: part of the message; ``shows``: a cell address or a quote of the evidence."""

    rule: str
    broken: Report
    says: str
    shows: str = ""
    context: Context = Context()
    kept: Report = report()
    kept_as: Outcome = HOLDS
    unknown: Report = NOTHING
    unknown_as: Outcome = NOT_APPLICABLE


RECEIVED, GRANTED = "applications.received.natural_person", "applications.granted.natural_person"
NO_NUMERAL = sections()[1]._replace(number=None, heading="主动公开政府信息情况")
FORM_2019 = report(
    form="2019", disclosures=disclosures("2019", penalties={"items_last_year": 9, "change": 1, "decisions": 4})
)
UNDATED = report(signed_on=None, index_number=None)
IN_FORCE = "disclosures.normative_documents.in_force"

CASES = [
    Case(
        "I1-agency",
        report(),
        "登记机关为“华容县插旗镇”",
        "华容县东山镇人民政府2022年",
        Context(agency_name="华容县插旗镇"),
        kept=report(agency_name="插旗镇"),
    ),
    Case(
        "I1-publisher",
        report(publisher="政务服务管理局"),
        "发布机构为“政务服务管理局”",
        "政务服务管理局",
        kept=report(publisher="东山镇"),
    ),
    Case(
        "I1-signature",
        report(sections=sections(*[None] * 5, "无。\n华容县插旗镇人民政府\n2023年1月16日")),
        "落款机关为“华容县插旗镇人民政府”",
        "华容县插旗镇人民政府",
        kept=report(sections=sections(*[None] * 5, "无。\n东山镇人民政府\n2023年1月16日")),
    ),
    Case("F2-title-wording", report(title="华容县东山镇2022年政务公开工作报告"), "标题未用", "政务公开工作报告"),
    Case(
        "I2-period",
        saying("统计期限自2021年1月1日至2021年12月31日。"),
        "统计期限为 2021 年",
        "2021年1月1日",
        kept=saying("统计期限自2022年1月1日起至2022年12月31日。"),
        unknown=saying("统计期限自2009年1月1日起。"),
        unknown_as=CANNOT_TELL,
    ),
    Case("I2-year-slip", saying("截至202022年12月31日。"), "年份写作“202022年”", "202022年", unknown_as=CANNOT_TELL),
    Case(
        "I2-index-year", report(index_number="006383401N/2022-2030837"), "索引号年份为 2022", "006383401N/2022-2030837"
    ),
    Case(
        "I2-dated-early",
        report(signed_on=date(2022, 1, 16)),
        "落款日期 2022-01-16 早于 2022 年度终了",
        "2022-01-16",
        unknown=UNDATED,
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "I2-undated",
        UNDATED,
        "未读到报告的日期和索引号",
        unknown=report(published_on=date(2023, 1, 20), signed_on=None),
        unknown_as=HOLDS,
    ),
    Case(
        "F1-form",
        report(report_year=2020),
        "应采用国办公开办函〔2019〕60号所附格式",
        unknown=report(form=None),
        unknown_as=CANNOT_TELL,
    ),
    Case("F3-table-not-read", report(proceedings={}), "未读到“政府信息公开行政复议、行政诉讼情况表”"),
    Case("F3-blank-table", BLANK, "全部 175 格未读到数字"),
    Case(
        "F3-absent-cells",
        replace(report(), applications={key: row for key, row in report().applications.items() if key != "other_misc"}),
        "应有 175 格，读到 168 格",
    ),
    Case(
        "F3-blank-cells",
        with_cell(report(), GRANTED, None),
        "1 格空白，未按零计算",
        GRANTED,
        unknown=BLANK,
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "F1-citation",
        saying("按照国办公开办函〔2019〕60号要求编制。"),
        "仅引用国办公开办函〔2019〕60号",
        "〔2019〕60号",
        kept=saying("国办公开办函〔2019〕60号已由〔2021〕30号取代。"),
    ),
    Case(
        "F1-citation-slip",
        saying("按照国办公开办涵〔2021〕30号编制。"),
        "误作“国办公开办涵”",
        "国办公开办涵",
        unknown_as=CANNOT_TELL,
    ),
    Case("F2-missing-part", report(sections=sections()[:5]), "缺少“六、其他需要报告的事项”部分"),
    Case("F2-part-order", report(sections=(*sections()[1:], sections()[0])), "次序为：二、三、四、五、六、一"),
    Case(
        "F2-extra-part",
        report(sections=(*sections(), Section(7, "七、附件", "略"))),
        "格式之外的部分：七、附件",
        "七、附件",
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "F2-heading-numeral",
        report(sections=(sections()[0], NO_NUMERAL, *sections()[2:])),
        "无序号",
        "主动公开政府信息情况",
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "F2-heading-wording",
        headed(5, "五、存在的问题及改进措施"),
        "标题为“五、存在的问题及改进措施”",
        "五、存在的问题及改进措施",
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "F2-empty-part",
        report(sections=sections(*[None] * 4, "")),
        "“五、存在的主要问题及改进情况”之下未读到内容",
        HEADINGS[4],
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "F2-inner-signature",
        report(sections=sections(OVERVIEW + "\n2023年1月20日")),
        "其后仍有正文",
        "2023年1月20日",
        unknown_as=CANNOT_TELL,
    ),
    Case("F2-part-five-short", report(sections=sections(*[None] * 4, "无")), "第五部分仅有 1 字", "无"),
    Case("C3-placeholder", saying("××镇持续更新栏目。"), "占位文字“××”", "××镇", unknown_as=CANNOT_TELL),
    Case(
        "F2-overview-heads",
        report(sections=sections("全年公开信息，办理申请，改版网站。")),
        "总体情况未提及：政府信息管理、监督保障",
    ),
    Case("F2-assessment", report(sections=sections("主动公开。")), "未提及工作考核、社会评议或责任追究结果"),
    Case(
        "D1-column-balance",
        with_cell(report(), RECEIVED, 12),
        "自然人",
        RECEIVED,
        unknown=with_cell(report(), RECEIVED, None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D2-row-total",
        with_cell(report(), "applications.granted.total", 99),
        "99",
        "applications.granted.total",
        unknown=with_cell(report(), "applications.granted.total", None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D3-outcome-total",
        with_cell(report(), GRANTED, 99),
        "99",
        GRANTED,
        unknown=with_cell(report(), GRANTED, None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D4-case-total",
        with_cell(report(), "proceedings.reconsideration.total", 9),
        "9",
        "proceedings.reconsideration.total",
        unknown=with_cell(report(), "proceedings.reconsideration.total", None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-rules-without-power",
        with_cell(report(), "disclosures.rules.issued", 3),
        "规章·本年制发件数 3",
        "disclosures.rules.issued",
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-negative", with_cell(report(), RECEIVED, -3), "为负数：-3", RECEIVED, unknown=BLANK, unknown_as=CANNOT_TELL
    ),
    Case(
        "D8-fraction",
        remarked(RemarkKind.UNREADABLE_NUMBER, RECEIVED, "2.5"),
        "为小数：2.5",
        RECEIVED,
        unknown=BLANK,
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-unit",
        remarked(RemarkKind.UNIT_CONVERTED, "disclosures.fees.amount_10k_yuan", "251000元"),
        "单元格印为“251000元”",
        "disclosures.fees.amount_10k_yuan",
        unknown=BLANK,
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-large-amount",
        with_cell(report(), "disclosures.fees.amount_10k_yuan", 251000),
        "251000 万元，或以元填写",
        "disclosures.fees.amount_10k_yuan",
        unknown=BLANK,
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-copied-values",
        report(disclosures=disclosures(normative_documents={"issued": 97, "repealed": 97, "in_force": 97})),
        "97/97/97",
        IN_FORCE,
        unknown=BLANK,
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-disclosed-total",
        report(
            form="2019",
            disclosures=disclosures("2019", normative_documents={"made": 2, "disclosed": 9, "disclosed_total": 4}),
        ),
        "4 < ",
        "disclosures.normative_documents.disclosed",
        kept=FORM_2019,
        unknown=with_cell(FORM_2019, "disclosures.rules.disclosed", None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D8-in-force",
        with_cell(report(), IN_FORCE, 0),
        "现行有效少于制发减废止",
        IN_FORCE,
        unknown=with_cell(report(), IN_FORCE, None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D7-applications",
        saying("收到政府信息公开申请5件。"),
        "正文所称收到申请数为 5，表格为 19或23",
        "收到政府信息公开申请5件",
        kept=saying("收到政府信息公开申请19件。"),
        unknown=replace(BLANK, sections=sections(OVERVIEW + "收到政府信息公开申请5件。")),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D7-outcomes",
        saying("办理申请20件，予以公开3件。"),
        "正文所称予以公开数为 3，表格为 21",
        "予以公开3件",
        kept=saying("办理申请21件，予以公开21件。"),
        unknown=replace(BLANK, sections=sections(OVERVIEW + "予以公开3件。")),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D7-cases",
        saying("因政府信息公开被申请行政复议9件。"),
        "正文所称行政复议数为 9，表格为 6",
        "行政复议9件",
        kept=saying("因政府信息公开被申请行政复议6件。"),
        unknown=replace(BLANK, sections=sections(OVERVIEW + "因政府信息公开被申请行政复议9件。")),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D7-documents",
        saying("制发行政规范性文件8件。"),
        "正文所称制发规范性文件数为 8，表格为 2",
        "制发行政规范性文件8件",
        kept=saying("制发行政规范性文件2件。"),
        unknown=replace(BLANK, sections=sections(OVERVIEW + "制发行政规范性文件8件。")),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D7-text-sum",
        saying("公开信息827条，其中网站293条，公众号109条，其他132条。"),
        "293+109+132=534",
        "公开信息827条",
        kept=saying("公开信息534条，其中网站293条，公众号109条，其他132条。"),
        unknown=saying("公开信息827条，其中网站293条，公众号109条。"),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D7-percentages",
        saying("予以公开21件，占40%。"),
        "正文称 21 件占 40%",
        "占40%",
        kept=saying("予以公开21件，占100%。"),
        unknown=replace(BLANK, sections=sections(OVERVIEW + "予以公开21件，占40%。")),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "C5-fees",
        report(sections=sections(*[None] * 5, "收取信息处理费380元。")),
        "380 元，表格行政事业性收费为 0 万元",
        "disclosures.fees.amount_10k_yuan",
        kept=report(
            sections=sections(*[None] * 5, "收取信息处理费380元。"),
            disclosures=disclosures(fees={"amount_10k_yuan": 0.038}),
        ),
        unknown=replace(BLANK, sections=sections(*[None] * 5, "收取信息处理费380元。")),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D5-carried-over",
        with_cell(report(), "applications.carried_in.natural_person", 7),
        "上年结转 7 ≠ 2021 年度结转下年度 4",
        "applications.carried_in.natural_person",
        BEFORE,
        unknown=with_cell(report(), "applications.carried_in.natural_person", None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D5-in-force-balance",
        with_cell(report(), IN_FORCE, 9),
        "现行有效 9 ≠ 2021 年度现行有效 6 + 制发 2 − 废止 1",
        IN_FORCE,
        BEFORE,
        unknown=with_cell(report(), IN_FORCE, None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D5-items-balance",
        FORM_2019,
        "9 ≠ 2019 年度项目数量与增减之和 0",
        "disclosures.penalties.items_last_year",
        Context(previous=report(form="2019", report_year=2019, disclosures=disclosures("2019"))),
        kept=report(form="2019", disclosures=disclosures("2019")),
        unknown=with_cell(FORM_2019, "disclosures.penalties.items_last_year", None),
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "D5-swing",
        with_cell(report(), "applications.received.total", 900),
        "由 2021 年度的 30 变为 900",
        "applications.received.total",
        Context(previous=with_cell(YEAR_BEFORE, "applications.received.total", 30)),
    ),
    Case(
        "D5-repeated-table",
        report(),
        "与 2021 年度全部相同",
        RECEIVED,
        Context(previous=report(report_year=2021)),
        kept=report(applications=applications({"natural_person": 12, "enterprise": 5, "research": 1})),
    ),
    Case(
        "D6-unit-exceeds-county",
        report(applications=applications({"natural_person": 9})),
        "全县汇总 9 < “华容县东山镇人民政府” 11",
        RECEIVED,
        COUNTY,
    ),
    Case(
        "D6-sum-of-units",
        report(applications=applications({"natural_person": 38})),
        "全县汇总 38，已收集的 1 个单位之和 19",
        "applications.received.total",
        COUNTY,
    ),
    Case(
        "C4-personal-data",
        saying("申请人：张伟明，电话13812345678。"),
        "文中出现申请人姓名",
        "张＊＊",
        unknown_as=CANNOT_TELL,
    ),
    Case(
        "C1-same-as-last-year",
        report(sections=COPY),
        "与本机关 2021 年度报告文字重合 100%",
        "",
        Context(previous=report(report_year=2021, sections=COPY)),
        kept=report(sections=sections(OVERVIEW * 2)),
    ),
    Case(
        "C2-same-as-other",
        report(sections=COPY),
        "与“华容县插旗镇人民政府”的报告文字重合 100%",
        "",
        Context(others=(report(agency_name="华容县插旗镇人民政府", sections=COPY),)),
        kept=report(sections=sections(OVERVIEW * 2)),
    ),
    Case("I1-self-reference", saying("我局高度重视。"), "文中自称“我局”", "我局高度重视", unknown_as=CANNOT_TELL),
    Case(
        "C2-other-agency-words",
        saying("在信息办网站发布双软认证办法。"),
        "信息办网站、双软认证",
        "信息办网站",
        unknown=report(agency_name="华容县水利局"),
        unknown_as=NOT_APPLICABLE,
    ),
    Case(
        "C2-office-scope",
        report(sections=sections(*[None] * 4, "我县各单位公开不够及时，将加强督促。")),
        "第五部分以“我县”为对象",
        "我县各单位",
        OFFICE,
        unknown_as=CANNOT_TELL,
    ),
    *(
        Case(rule_id, remarked(kind, raw="3 | 4"), said, "applications.granted", kept_as=NOT_APPLICABLE)
        for kind, rule_id, _title, _severity, said in _KINDS
    ),
]
BY_RULE = {case.rule: case for case in CASES}


def answers(case: Case, original: Report) -> list[Verdict]:
    return [verdict for each, verdict in judge(original, case.context) if each.id == case.rule]


def test_every_rule_has_its_case() -> None:
    assert list(BY_RULE) == list(RULES)


@pytest.mark.parametrize("case", CASES, ids=list(BY_RULE))
def test_a_rule_broken_kept_and_not_to_be_told(case: Case) -> None:
    found = [verdict for verdict in answers(case, case.broken) if verdict.outcome is BROKEN]
    assert case.says in " ".join(verdict.message for verdict in found)
    assert case.shows in " ".join(
        [*(verdict.quote or "" for verdict in found), *(cell for v in found for cell in v.cells)]
    )
    assert {verdict.outcome for verdict in answers(case, case.kept)} == {case.kept_as}
    outcomes = {verdict.outcome for verdict in answers(case, case.unknown)}
    assert case.unknown_as in outcomes
    assert BROKEN not in outcomes
