"""Single oddities of real pages and converters, each in the smallest page that shows it."""

from __future__ import annotations

import random

import pytest
from damage import Damage, corrected_first, litigation_first, routes_as_rows
from layouts import (
    HEADINGS,
    TABLES,
    Cell,
    Rows,
    Sample,
    Style,
    applications,
    disclosures,
    html_table,
    proceedings,
    sample,
    tabbed,
)

from crawler.reading import Report, read
from crawler.reading.report import RemarkKind

SAMPLE = sample("2021", random.Random(31))
RNG = random.Random(32)


def values(report: Report) -> dict[str, object]:
    printed = report.to_dict()
    return {table: printed[table] for table in TABLES}


def page(parts: list[str], title: str = SAMPLE.title) -> bytes:
    sections = "".join(f"<p>{head}</p>{part}" for head, part in zip(HEADINGS, parts, strict=True))
    return f"<html><body><h1>{title}</h1><div id=zoom>{sections}</div></body></html>".encode()


def tables(expected: Sample = SAMPLE, style: Style | None = None) -> list[str]:
    return [html_table(make(expected), style or Style(), RNG) for make in TABLES.values()]


def test_markdown_with_tables_in_html() -> None:
    parts = ["公开321条。", *tables(), "一是不足。", "无"]
    text = f"# {SAMPLE.title}\n\n" + "\n\n".join(
        f"## {head}\n\n{part}" for head, part in zip(HEADINGS, parts, strict=True)
    )
    report = read(text.encode())
    assert values(report) == SAMPLE.tables
    assert [section.heading for section in report.sections] == list(HEADINGS)
    assert report.sections[5].text == "无"


def test_text_typed_into_a_page_with_its_own_line_ends() -> None:
    rows = [make(SAMPLE) for make in TABLES.values()]
    parts = ["公开321条。", *(tabbed(part, Style()) for part in rows), "一是不足。", "无"]
    text = "\n".join(f"{head}\n{part}" for head, part in zip(HEADINGS, parts, strict=True))
    report = read(f"<html><body><h1>{SAMPLE.title}</h1><pre>{text}</pre></body></html>".encode())
    assert values(report) == SAMPLE.tables
    prose = "\n".join(f"{head}\n第{n}部分。" for n, head in enumerate(HEADINGS))
    report = read(
        f"<html><body><h1>{SAMPLE.title}</h1><div style='white-space:pre-wrap'>{prose}</div></body></html>".encode()
    )
    assert [section.text for section in report.sections] == [f"第{n}部分。" for n in range(6)]


def test_a_stray_break_in_plain_text_does_not_make_it_a_page() -> None:
    text = f"{SAMPLE.title}\n{HEADINGS[0]}\n甲<br>乙\n{HEADINGS[1]}\n丙\n{HEADINGS[2]}\n丁\n"
    assert [section.text for section in read(text.encode()).sections] == ["甲乙", "丙", "丁"]


def test_tables_without_totals() -> None:
    def cut(rows: Rows) -> Rows:
        values_at = [n for n in range(15) if n % 5 != 4]
        heads = [[cell for cell in row if cell.text != "总计"] for row in rows[:-1]]
        return [*heads, [rows[-1][n] for n in values_at]]

    part = html_table(cut(proceedings(SAMPLE)), Style(), RNG)
    report = read(page(["甲。", "", "", part, "乙。", "无"]))
    expected = {
        route: {key: value for key, value in row.items() if key != "total"}
        for route, row in SAMPLE.tables["proceedings"].items()
    }
    assert report.to_dict()["proceedings"] == expected


def test_one_cell_for_a_whole_row() -> None:
    rows = proceedings(SAMPLE)[:-1]
    part = html_table(rows, Style(), RNG).replace("</tbody>", '<tr><td colspan="15">无</td></tr></tbody>')
    report = read(page(["甲。", "", "", part, "乙。", "无"]))
    cells = [cell for row in report.proceedings.values() for cell in row.values()]
    assert [(cell.value, cell.raw) for cell in cells] == [(None, "无")] * 15


def test_two_rows_on_one_line() -> None:
    text = "主动公开\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t3\t行政规范性文件\t4\t5\t6\n"
    report = read(f"{SAMPLE.title}\n{text}".encode())
    assert report.to_dict()["disclosures"] == {
        "rules": {"issued": 1, "repealed": 2, "in_force": 3},
        "normative_documents": {"issued": 4, "repealed": 5, "in_force": 6},
    }


def test_figures_as_pictures_are_not_blank() -> None:
    part = tables()[2]
    figure = str(SAMPLE.tables["proceedings"]["reconsideration"]["upheld"])
    report = read(page(["甲。", "", "", part.replace(f">{figure}<", '><img src="a/7.gif"><', 1), "乙。", "无"]))
    cell = report.proceedings["reconsideration"]["upheld"]
    assert (cell.value, cell.certain) == (None, False)
    assert [r.where for r in report.remarks if r.kind is RemarkKind.UNREADABLE_NUMBER] == [
        "proceedings.reconsideration.upheld"
    ]


def test_figures_in_input_fields() -> None:
    part = tables()[2]
    figure = str(SAMPLE.tables["proceedings"]["reconsideration"]["upheld"])
    report = read(
        page(["甲。", "", "", part.replace(f">{figure}<", f'><input value="{figure}" size=4><', 1), "乙。", "无"])
    )
    assert values(report)["proceedings"] == SAMPLE.tables["proceedings"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<span>1</span><span>2</span>", 12),
        ("<p><b>1</b>2</p>", 12),
        ("<p>12</p><p>&nbsp;</p>", 12),
        ("12<span style='display:none'>9</span>", 12),
        ("12<!-- 9 -->", 12),
        ("<script>document.write(9)</script>12", 12),
        ("1<br>2", None),
        ("<p>1</p><p>2</p>", None),
        ("12<sup>1</sup>", None),
        ("<s>5</s>12", None),
        ("<del>5</del>12", None),
        ("<span style='text-decoration: line-through'>5</span>12", None),
        ("<svg><text>9</text></svg>12", 12),
        ("<div>1</div>2", None),
        ("12<span style='vertical-align:super'>1</span>", None),
        ("12<a href='#note'>1</a>", None),
        ("12<small>1</small>", None),
        ("12<small>件</small>", 12),
        ("1<a name=_GoBack></a>2", 12),
        ("<ruby>12<rt>1</rt></ruby>", None),
        ("12<font style='COLOR: #FFFFFF'>7</font>", None),
        ("12<span style='font-size:0pt'>7</span>", 12),
        ("12<span style='FONT-SIZE: 0'><b style='color:red'>7</b></span>", 12),
        ("12<span style='font-size:0'><b style='font-size:9pt'>7</b></span>", 127),
        ("<span style='font-size:0.5em'>1</span>2", 12),
        ("12<span style='opacity:0'>7</span>", 12),
        ("<table><tr><td>12</td></tr></table>", 12),
        ("<table><tr><td>1</td><td>2</td></tr></table>", None),
    ],
)
def test_pieces_of_a_cell(cell: str, value: int | None) -> None:
    part = (
        f"<table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>{cell}</td></tr></table>"
    )
    found = read(page(["甲。", part, "", "", "乙。", "无"])).disclosures["licences"]["decisions"]
    assert (found.value, found.certain) == (value, value is not None)


def test_the_same_table_twice_and_a_different_one() -> None:
    other = sample("2021", random.Random(33))
    first, second = (html_table(applications(each), Style(), RNG) for each in (SAMPLE, other))
    report = read(page(["甲。", "", first + first, "", "乙。", "无"]))
    assert values(report)["applications"] == SAMPLE.tables["applications"]
    assert [(r.kind, r.raw) for r in report.remarks] == [(RemarkKind.DUPLICATE_TABLE, "")]
    report = read(page(["甲。", "", first + second, "", "乙。", "无"]))
    cells = [cell for row in report.applications.values() for cell in row.values()]
    assert [cell.raw for cell in cells] == [
        str(n) for row in SAMPLE.tables["applications"].values() for n in row.values()
    ]
    # No two of the figures are alike; whose the first table is, nothing tells.
    assert {(cell.value, cell.certain) for cell in cells} == {(None, False)}
    assert [r.kind for r in report.remarks] == [RemarkKind.DUPLICATE_TABLE]
    assert " / " in report.remarks[0].raw


def test_a_blank_form_before_the_filled_one() -> None:
    blank = sample("2021", random.Random(31), blank=1.0)
    parts = [html_table(applications(each), Style(), RNG) for each in (blank, SAMPLE)]
    assert (
        values(read(page(["甲。", "", "".join(parts), "", "乙。", "无"])))["applications"]
        == SAMPLE.tables["applications"]
    )


def test_a_row_printed_twice() -> None:
    rows = disclosures(SAMPLE)
    report = read(page(["甲。", html_table([*rows[:3], rows[2], *rows[3:]], Style(), RNG), "", "", "乙。", "无"]))
    assert values(report)["disclosures"] == SAMPLE.tables["disclosures"]
    assert [(r.kind, r.where) for r in report.remarks] == [(RemarkKind.DUPLICATE_ROW, "disclosures.rules")]


def test_a_new_form_with_one_row_for_other_outcomes() -> None:
    old = sample("2019", random.Random(34))
    parts = [html_table(disclosures(SAMPLE), Style(), RNG), html_table(applications(old), Style(), RNG)]
    report = read(page(["甲。", *parts, "", "乙。", "无"]))
    assert report.form == "2021"
    assert values(report)["applications"] == old.tables["applications"]


def test_rows_that_are_not_printed_are_absent() -> None:
    rows = [row for row in disclosures(SAMPLE) if row[0].text != "规章"]
    report = read(page(["甲。", html_table(rows, Style(), RNG), "", "", "乙。", "无"]))
    assert "rules" not in report.disclosures
    assert report.proceedings == {}


def test_an_unknown_row_is_remarked_upon_and_moves_nothing() -> None:
    row = '<tr><td>行政奖励</td><td colspan="3">4711</td></tr>'
    part = html_table(disclosures(SAMPLE), Style(), RNG).replace("<tr><td>行政许可", row + "<tr><td>行政许可")
    report = read(page(["甲。", part, "", "", "乙。", "无"]))
    assert values(report)["disclosures"] == SAMPLE.tables["disclosures"]
    assert [(r.kind, r.where, r.raw) for r in report.remarks] == [
        (RemarkKind.UNKNOWN_LABEL, "disclosures", "行政奖励 | 4711")
    ]


_OTHER_TABLE = "<table><tr><td>科目</td><td>金额</td></tr><tr><td>印刷</td><td>7</td></tr></table>"


@pytest.mark.parametrize(
    ("above", "heading", "label", "cell", "value"),
    [
        ("", "采购总金额（单位：元）", "政府集中采购", "251000", 25.1),
        ("", "采购总金额（万元,保留四位小数）", "政府集中采购", "103.3879万元", 103.3879),
        ("", "采购总金额（亿元）", "政府集中采购", "0.0251", 251),
        ("", "采购总金额", "政府集中采购（元）", "251000", 25.1),
        ("<p>单位：元</p>", "采购总金额", "政府集中采购", "251000", 25.1),
        ("<p>（金额单位：千元）</p>", "采购总金额", "政府集中采购", "251", 25.1),
        ("<p>单位：元</p>", "采购总金额（万元）", "政府集中采购", "25.1", 25.1),
        ("<p>单位：元</p>", "采购总金额", "政府集中采购（万元）", "25.1", 25.1),
        ("<p>单位：元</p><p>统计表</p>", "采购总金额", "政府集中采购", "25.1", 25.1),
        ("<p>单位：元氏县财政局</p>", "采购总金额", "政府集中采购（元氏县）", "25.1", 25.1),
        (f"<p>单位：元</p>{_OTHER_TABLE}", "采购总金额", "政府集中采购", "25.1", 25.1),
    ],
)
def test_the_unit_of_an_amount(above: str, heading: str, label: str, cell: str, value: float) -> None:
    part = (
        f"{above}<table><tr><td>信息内容</td><td>采购项目数量</td><td>{heading}</td></tr>"
        f"<tr><td>{label}</td><td>9</td><td>{cell}</td></tr></table>"
    )
    for _ in range(3):  # Also on a template that was met before.
        report = read(page(["甲。", part, "", "", "乙。", "无"]))
        assert report.to_dict()["disclosures"] == {"procurement": {"items": 9, "amount_10k_yuan": value}}


def test_the_unit_of_an_amount_in_a_text_of_one_cell_a_line() -> None:
    text = "信息内容\n采购项目数量\n采购总金额（单位：元）\n政府集中采购\n9\n251000\n"
    report = read(f"{SAMPLE.title}\n二、主动公开政府信息情况\n{text}".encode())
    assert report.to_dict()["disclosures"] == {"procurement": {"items": 9, "amount_10k_yuan": 25.1}}


def test_a_glued_row_and_headings_cut_short() -> None:
    text = "信息内容\n本年新\n本年新\n对外公开总数量\n规章\n000\n规范性文件\n3\n4\n5\n"
    report = read(f"{SAMPLE.title}\n二、主动公开政府信息情况\n{text}".encode())
    assert report.form == "2019" or report.form is None
    assert report.to_dict()["disclosures"]["normative_documents"] == {"made": 3, "disclosed": 4, "disclosed_total": 5}
    assert set(report.to_dict()["disclosures"]["rules"].values()) == {0}


def test_a_summary_with_the_statutory_parts_keeps_its_title() -> None:
    report = read(page(["甲。", "", "", "", "乙。", "无"], title="青溪县石桥镇2021年政务公开工作总结"))
    assert (report.title, report.agency_name, report.report_year) == (
        "青溪县石桥镇2021年政务公开工作总结",
        "青溪县石桥镇",
        2021,
    )


def test_tables_that_are_elsewhere() -> None:
    picture = '<table><tr><td align=center><img src="W020220119.png"></td></tr></table>'
    report = read(page(["甲。", picture, picture, '<iframe src="/t4.html"></iframe>', "乙。", "无"]))
    assert [r.where for r in report.remarks if r.kind is RemarkKind.TABLE_ELSEWHERE] == list(HEADINGS[1:4])
    assert "W020220119.png" in report.remarks[0].raw
    assert not any(r.kind is RemarkKind.TABLE_ELSEWHERE for r in read(page(["甲。", "", "", "", "乙。", "无"])).remarks)


def test_a_page_with_nothing_but_an_attachment() -> None:
    report = read(f'<h1>{SAMPLE.title}</h1><div id=zoom><p><a href="P0202.pdf">年报.pdf</a></p></div>'.encode())
    assert (report.title, report.sections) == (SAMPLE.title, ())
    assert {r.where for r in report.remarks} == set(TABLES)


def test_figures_of_another_table_are_not_taken_for_the_form() -> None:
    summary = "<table><tr><td>行政许可</td><td>500</td></tr><tr><td>行政处罚</td><td>81</td></tr></table>"
    report = read(page([summary, "", "", "", "乙。", "无"]))
    assert (report.form, report.disclosures) == (None, {})
    report = read(page([summary, *tables(), "乙。", "无"]))
    assert values(report) == SAMPLE.tables


def test_a_heading_of_table_four_that_cannot_be_read_moves_no_figure() -> None:
    results = "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>综计</td>"
    routes = "<tr><td colspan=5>行政复议</td><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
    values = "".join(f"<td>{number}</td>" for number in range(11, 26))
    table = f"<table>{routes}<tr>{results * 3}</tr><tr>{values}</tr></table>"
    page = f"<p>青溪县水务局2023年政府信息公开工作年度报告</p><p>四、政府信息公开行政复议、行政诉讼情况</p>{table}"
    whole = read(page.encode()).proceedings
    assert [cell.value for row in whole.values() for cell in row.values()] == list(range(11, 26))
    more = read(page.replace("<td>25</td>", "<td>25</td><td>26</td>").encode()).proceedings
    assert [cell.value for row in more.values() for cell in row.values() if cell.value is not None] == []
    lost = "<td colspan=5></td>"
    left = read(page.replace("<td colspan=5>行政复议</td>", lost).encode()).proceedings
    assert left == whole
    right = page.replace("<td colspan=5>行政复议</td>", "").replace("复议后起诉</td>", f"复议后起诉</td>{lost}")
    assert read(right.encode()).proceedings == {}, "what is lost stands behind the others: not the form's order"


def test_a_heading_that_reaches_down_into_a_row_of_figures_is_not_its_label() -> None:
    """总计 heads a column of table 4 and names （七） of table 3: a span too long brings it beside figures."""
    _, cases, results = tables(style=Style(spans="true"))
    lost = cases.replace(">（七）总计<", "><")
    reaching = results.replace("<td rowspan=2>总计<", "<td rowspan=3>总计<")
    assert lost != cases
    assert reaching != results
    report = read(page(["公开321条。", tables()[0], lost, reaching, "一是不足。", "无"]))
    assert not any(cell.certain and cell.raw for cell in report.applications.get("handled_total", {}).values())


def test_two_figures_in_one_cell_beside_a_blank_one_leave_the_row_in_doubt() -> None:
    row = SAMPLE.tables["applications"]["granted"]
    printed = [str(row[column]) for column in ("natural_person", "enterprise", "research")]
    cases = tables()[1]
    for before, after in [
        (f">{printed[0]}<", "><"),
        (f">{printed[1]}<", f">{printed[0]}<"),
        (f">{printed[2]}<", f">{printed[1]} {printed[2]}<"),
    ]:
        assert cases.count(before) == 1
        cases = cases.replace(before, after)
    report = read(page(["公开321条。", tables()[0], cases, tables()[2], "一是不足。", "无"]))
    assert not any(cell.certain for cell in report.applications["granted"].values())
    assert RemarkKind.MERGED_CELLS in {remark.kind for remark in report.remarks if remark.where.endswith("granted")}


@pytest.mark.parametrize("damage", [litigation_first, corrected_first])
def test_table_four_in_another_order(damage: Damage) -> None:
    part = html_table(damage(proceedings(SAMPLE), RNG), Style(), RNG)
    report = read(page(["甲。", "", "", part, "乙。", "无"]))
    assert values(report)["proceedings"] == SAMPLE.tables["proceedings"]
    assert RemarkKind.UNKNOWN_LABEL not in {remark.kind for remark in report.remarks}


def test_routes_as_rows_with_results_in_another_order() -> None:
    rows = routes_as_rows(proceedings(SAMPLE), RNG)
    part = html_table([[row[0], row[2], row[1], *row[3:]] for row in rows], Style(), RNG)
    assert values(read(page(["甲。", "", "", part, "乙。", "无"])))["proceedings"] == SAMPLE.tables["proceedings"]


def test_a_row_that_numbers_the_columns_of_table_four_holds_no_figures() -> None:
    rows = proceedings(SAMPLE)
    part = html_table([*rows[:3], [Cell(str(number)) for number in range(1, 16)], rows[3]], Style(), RNG)
    for _ in range(3):  # Also on a template that was met before.
        report = read(page(["甲。", "", "", part, "乙。", "无"]))
        assert values(report)["proceedings"] == SAMPLE.tables["proceedings"]


def test_two_rows_of_figures_in_table_four_leave_open_which_are_its_own() -> None:
    rows, other = proceedings(SAMPLE), proceedings(sample("2021", random.Random(33)))
    report = read(page(["甲。", "", "", html_table([*rows, other[3]], Style(), RNG), "乙。", "无"]))
    assert not any(cell.certain for row in report.proceedings.values() for cell in row.values())
    assert {remark.kind for remark in report.remarks} == {RemarkKind.DUPLICATE_ROW}
    report = read(page(["甲。", "", "", html_table([*rows, rows[3]], Style(), RNG), "乙。", "无"]))
    assert values(report)["proceedings"] == SAMPLE.tables["proceedings"]


def test_only_the_open_one_of_several_tabs_is_read() -> None:
    old = sample("2021", random.Random(33))
    tabs = [page(["甲。", *tables(each), "乙。", "无"]).decode() for each in (old, SAMPLE)]
    shown = tabs[1].replace("<div id=zoom>", "<div class='pane on' id=zoom>")
    both = shown.replace("<h1>", tabs[0].replace("<div id=zoom>", "<div class=pane style='display:none'>") + "<h1>")
    report = read(both.encode())
    assert values(report) == SAMPLE.tables
    assert report.remarks == ()


def test_a_list_in_prose_tells_no_applicant() -> None:
    lines = "<p>一、本年新收政府信息公开申请数量：8件</p><p>二、上年结转政府信息公开申请数量：2件</p>"
    lines += "<p>（一）予以公开：5件</p><p>（二）部分公开（区分处理的，只计这一情形，不计其他情形）：4件</p>"
    report = read(page(["甲。", "", lines, "", "乙。", "无"]))
    cells = [(row, cell.certain) for row, found in report.applications.items() for cell in found.values()]
    assert cells == [
        (row, False) for row in ("received", "carried_in", "granted", "partially_granted") for _ in range(7)
    ]


def test_a_blank_cell_at_the_end_of_a_row_may_make_up_for_a_lost_one() -> None:
    rows = applications(SAMPLE)
    rows[3], rows[5] = rows[3][:-1], [*rows[5][:-2], rows[5][-1], Cell("")]
    report = read(page(["甲。", "", html_table(rows, Style(), RNG), "", "乙。", "无"]))
    doubted = {name for name, row in report.applications.items() if not all(cell.certain for cell in row.values())}
    assert doubted == {"received", "granted"}
