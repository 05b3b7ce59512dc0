"""Rosters out of pages and files: who has published by a county's own word, and nothing that it does not say."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.title import parse_link, parse_title
from crawler.rosters.reading import Line, read_roster

URL = "http://www.qingxi.example/art/2024/2/5/art_20318_1190001.html"
JAN = {day: date(2024, 1, day) for day in range(1, 32)}

TABLE = """<html><body><div class="nav"><a href="/mzj/">民政局</a><a href="/jyj/">教育局</a></div><div id="zoom">
<table><tr><td colspan="5">青溪县2023年度报告公布情况表</td></tr>
<tr><td>序号</td><td>单位名称</td><td>公布时间</td><td>链接</td><td>备注</td></tr>
<tr><td>1</td><td>县民政局</td><td>2024年1月18日</td><td><a href="./art_20318_1180005.html">查看</a></td><td></td></tr>
<tr><td>2</td><td>石桥镇人民政府（含原溪口乡）</td><td></td><td></td><td>未公布</td></tr>
<tr><td>3</td><td>双溪乡</td><td>1月20日</td><td></td><td>按时公布</td></tr>
<tr><td>4</td><td>枣园镇</td><td></td><td></td><td></td></tr>
<tr><td>5</td><td>青溪县教育局2023年政府信息公开工作年度报告</td><td rowspan="2">2024-01-23</td><td></td><td></td></tr>
<tr><td>6</td><td>县水利局</td><td></td><td></td></tr>
<tr><td>8</td><td>城关街道</td><td>2024-01-24</td><td></td><td></td></tr>
<tr><td>7</td><td>县司法局</td><td>2024-01-25</td><td></td><td>未公布</td></tr>
</table></div><div class="footer">主办：青溪县人民政府办公室</div></body></html>"""


def read(text: str) -> dict[str, str | None]:
    return {line.name: line.says for line in read_roster(text.encode(), URL)}


def test_a_table_with_dates_links_and_remarks() -> None:
    lines = {line.name: line for line in read_roster(TABLE.encode(), URL)}
    assert {name: (line.says, line.published_on) for name, line in lines.items()} == {
        "县民政局": ("published", JAN[18]),
        "石桥镇人民政府": ("not_published", None),
        "双溪乡": ("in_time", None),  # a day without its year is no date
        "枣园镇": (None, None),
        "青溪县教育局": ("published", JAN[23]),
        "县水利局": ("published", JAN[23]),  # the cell reaches over both rows
        "城关街道": ("published", JAN[24]),
        "县司法局": (None, JAN[25]),  # a date and 未公布: nobody can tell
    }
    assert lines["县民政局"].url == "http://www.qingxi.example/art/2024/2/5/art_20318_1180005.html"
    assert lines["县民政局"].quote == "1 | 县民政局 | 2024年1月18日 | 查看"


def test_a_table_with_two_units_a_row_and_a_question_for_a_heading() -> None:
    page = """<div id="zoom"><table><tr><th>序号</th><th>单位</th><th>是否按时公布</th>
    <th>序号</th><th>单位</th><th>是否按时公布</th></tr>
    <tr><td>1</td><td>县民政局</td><td>是</td><td>2</td><td>双溪乡</td><td>否</td></tr>
    <tr><td>3</td><td>枣园镇</td><td>√</td><td></td><td></td><td></td></tr></table></div>"""
    assert read(page) == {"县民政局": "in_time", "双溪乡": "late", "枣园镇": "in_time"}


def test_titles_name_their_agencies_where_no_other_column_does() -> None:
    head = "<div id='zoom'><table><tr><td>序号</td>{}<td>报告名称</td><td>发布时间</td></tr>"
    row = "<tr><td>1</td>{}<td>{}</td><td>2024-01-18</td></tr>"
    title = "青溪县教育局2023年政府信息公开工作年度报告"
    assert read(f"{head.format('')}{row.format('', title)}</table></div>") == {"青溪县教育局": "published"}
    page = f"{head.format('<td>单位</td>')}{row.format('<td>县教育局</td>', title)}</table></div>"
    assert read(page) == {"县教育局": "published"}


def test_a_workbook() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [["序号", "部门名称", "发布日期"], [1, "县民政局", "2024-01-18"], [2, "县科技局", ""]]
        ):
            sheet.write_row(number, 0, row)
    lines = read_roster(file.getvalue(), "http://www.qingxi.example/files/roster.xlsx")
    assert [(line.name, line.says, line.published_on) for line in lines] == [
        ("县民政局", "published", JAN[18]),
        ("县科技局", None, None),
    ]


def test_a_list_under_a_line_that_says_what_it_is() -> None:
    text = """青溪县2023年政府信息公开工作年度报告公布情况
各单位应于2024年1月31日前全部公布年度报告。现将情况公布如下。
已公布的单位：
1. 石桥镇人民政府 2024-01-18
（二）枣园镇（1月20日）
未公布的单位名单：
3、双溪乡人民政府

主办：青溪县人民政府办公室
"""
    assert [(line.name, line.says, line.published_on) for line in read_roster(text.encode(), URL)] == [
        ("石桥镇人民政府", "published", JAN[18]),
        ("枣园镇", "published", None),
        ("双溪乡人民政府", "not_published", None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("公布的单位有青溪县人民政府、石桥镇。", {"青溪县人民政府": "published", "石桥镇": "published"}),
        ("石桥镇、双溪乡已公布，枣园镇未公布。",
         {"石桥镇": "published", "双溪乡": "published", "枣园镇": "not_published"}),
        ("已公布的单位有石桥镇、双溪乡；未公布的单位有枣园镇。",
         {"石桥镇": "published", "双溪乡": "published", "枣园镇": "not_published"}),
        ("未按时公布的单位：民政局、教育局。", {"民政局": "late", "教育局": "late"}),
        ("民政局于2024年1月18日公布。", {"民政局": "published"}),
        ("县民政局均按时公布。", {"县民政局": "in_time"}),
        # Who belongs to which verb, or whom the exception is from, cannot be told: named, and nothing said.
        ("除石桥镇外，双溪乡均已公布。", {"石桥镇": None, "双溪乡": None}),
        ("已公布单位石桥镇、枣园镇未公布。", {"石桥镇": None, "枣园镇": None}),
        # Who made up for it is not put down as unpublished.
        ("截至1月31日，县民政局未公布，2月3日已公布。", {"县民政局": None}),
        ("未公布的石桥镇、枣园镇，经督促均已公布。", {"石桥镇": None, "枣园镇": None}),
        ("县民政局未按时公布，经提醒已公布。", {"县民政局": "late"}),
        # What ought to be, or is no agency's, is no claim.
        ("民政局应当于2024年1月31日前公布。", {}),
        ("未公布单位0个。主办：青溪县人民政府办公室", {}),
        ("青溪县人民政府办公室负责汇总。", {}),
        ("请未公布的单位抓紧公布。", {}),
        ("县政府办公室已公布37个单位的年度报告。", {}),
        ("县政府办公室已集中公布各单位年度报告。", {}),
        ("县政府办公室负责全部年度报告的公布工作。", {}),
    ],
)  # fmt: skip
def test_sentences(text: str, said: dict[str, str | None]) -> None:
    assert {name: says for name, says in read(text).items() if says or said} == said


def test_a_list_of_all_that_must_report_and_the_rate() -> None:
    text = """一、应当编制年度报告的单位共3个，名单如下：青溪县人民政府办公室（包括县政府1份）、
县发展和改革局；城关街道办事处。
二、以上单位均在2024年1月31日前公布，未公布单位0个。"""
    names = ("青溪县人民政府办公室", "县发展和改革局", "城关街道办事处")
    assert read(text) == dict.fromkeys(names, "published")
    assert read("应公布的单位有县民政局、石桥镇。按时公布率100%，未按时公布单位0个。") == dict.fromkeys(
        ("县民政局", "石桥镇"), "in_time"
    )
    summary = """应公布年度报告的单位共3个。按时公布单位3个，按时公布率100%；未按时公布单位0个。
公布单位名单：市政府办公室（1份市政府年度报告和1份市政府办公室年度报告）、市发展和改革局、石桥镇。"""
    assert read(summary) == dict.fromkeys(("市政府办公室", "市发展和改革局", "石桥镇"), "published")
    below = "以下2个单位已在规定时限内公布：\n市发展和改革局\n石桥镇人民政府；\n"
    assert read(below) == dict.fromkeys(("市发展和改革局", "石桥镇人民政府"), "published")
    assert read("应公布的单位有县民政局、石桥镇。") == dict.fromkeys(("县民政局", "石桥镇"))


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("是否公布", ("published", "not_published")),
        ("是否按时公布年报？", ("in_time", "late")),
        ("公布情况", ("published", "not_published")),
        # The same marks answer other questions.
        ("是否存在问题", (None, None)),
        ("是否需要整改", (None, None)),
        ("是否有依申请公开", (None, None)),
        ("是否逾期公布", (None, None)),
        ("是否未公布", (None, None)),
    ],
)
def test_a_mark_answers_the_question_of_its_heading_alone(heading: str, says: tuple[str | None, str | None]) -> None:
    rows = "<tr><td>县民政局</td><td>是</td></tr><tr><td>石桥镇</td><td>否</td></tr>"
    page = f"<div id='zoom'><table><tr><td>单位名称</td><td>{heading}</td></tr>{rows}</table></div>"
    assert read(page) == dict(zip(("县民政局", "石桥镇"), says, strict=True))


@pytest.mark.parametrize(
    ("remark", "says"),
    [
        *((remark, None) for remark in ("2月3日补充公布", "2月3日已补发", "已整改到位", "已于2月3日公布")),
        *((remark, "not_published") for remark in ("机构改革", "1月20日提醒", "已提醒", "2023年新设")),
    ],
)
def test_a_remark_that_it_was_made_up_for_leaves_nobody_unpublished(remark: str, says: str | None) -> None:
    rows = f"<tr><td>石桥镇</td><td>未公布</td><td>{remark}</td></tr>"
    assert read(f"<table><tr><td>单位</td><td>公布情况</td><td>备注</td></tr>{rows}</table>") == {"石桥镇": says}


def test_what_else_is_not_public_is_not_the_report() -> None:
    rows = "<tr><td>县民政局</td><td>未公开收费标准</td></tr><tr><td>石桥镇</td><td>未公布年度报告</td></tr>"
    page = f"<div id='zoom'><table><tr><td>单位名称</td><td>备注</td></tr>{rows}</table></div>"
    assert read(page) == {"县民政局": None, "石桥镇": "not_published"}


def test_of_two_kinds_of_units_in_a_row_nobody_can_tell_who_is_meant() -> None:
    page = """<div id='zoom'><table><tr><td>单位名称</td><td>主管部门</td><td>是否公布</td></tr>
    <tr><td>石桥镇</td><td>县农业局</td><td>否</td></tr></table></div>"""
    assert read(page) == {"石桥镇": None, "县农业局": None}


@pytest.mark.parametrize("words", ["不存在逾期公布", "无未公布", "未发生逾期公布"])
def test_a_failure_that_is_denied_is_none(words: str) -> None:
    assert not any(read(f"公布情况\n枣园镇：{words}。\n").values())


@pytest.mark.parametrize(
    "ending",
    [
        "石桥镇人民政府\n\n青溪县人民政府办公室\n2024年2月10日",
        "石桥镇人民政府\n青溪县人民政府办公室 2024年2月10日",
        "1. 石桥镇人民政府\n青溪县人民政府办公室",
    ],
)
def test_the_office_that_signs_a_list_is_not_on_it(ending: str) -> None:
    assert read(f"公布情况\n未公布的单位：\n{ending}\n") == {"石桥镇人民政府": "not_published"}


def test_who_had_not_published_at_first_but_did_in_the_end_is_not_put_down() -> None:
    text = "公布情况\n截至1月20日未公布的单位：\n1、石桥镇\n2、枣园镇\n以上单位已于2024年1月31日前全部公布。\n"
    assert read(text) == {"石桥镇": None, "枣园镇": None}


def test_what_is_said_of_another_year_is_not_said_of_this_one() -> None:
    text = """2022年度，县财政局未公布。2023年度，县民政局未公布。
    截至2024年1月31日，县教育局未公布。
    2022年度未公布的单位：
    石桥镇人民政府
    """
    lines = read_roster(f"公布情况\n{text}".encode(), URL, report_year=2023)
    said = {line.name: line.says for line in lines if line.says}
    assert said == {"县民政局": "not_published", "县教育局": "not_published"}


@given(st.text(alphabet="县镇乡局石桥民政未已公布按时、，。：；的单位有0年月日2024 \n", max_size=80))
def test_no_text_breaks_it_and_every_line_has_its_words(text: str) -> None:
    for line in read_roster(f"公布情况\n{text}x".encode(), URL):
        assert line.name in "".join(text.split())
        assert line.quote or line == Line(line.name)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("石桥市2023年政府信息公开工作年度报告公布情况", 2023),
        ("关于青溪县2022年度政府信息公开年度报告公开情况的通报", 2022),
        ("青溪县2022年政府信息公开工作年报发布情况统计表", 2022),
        ("2024年青溪县2023年度政府信息公开工作年度报告公布情况公示", 2023),
        ("青溪县政府信息公开工作年度报告公布情况", None),
    ],
)
def test_the_titles_of_rosters(title: str, year: int | None) -> None:
    told = parse_link(title)
    assert (told.is_roster, told.is_report, told.report_year) == (True, False, year)
    assert "公布情况" in (told.why_not or "")


@pytest.mark.parametrize(
    "title",
    [
        "青溪县民政局2023年政府信息公开情况报告",
        "青溪县民政局2023年政府信息公开工作年度报告",
        "青溪县2023年政府信息公开工作年度报告报送情况",
        "青溪县2023年法治政府建设年度报告公布情况",
        "青溪县2023年政府信息公开情况",
    ],
)
def test_no_rosters(title: str) -> None:
    assert not parse_title(title).is_roster
