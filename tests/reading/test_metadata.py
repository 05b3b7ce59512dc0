"""What a page says about its report: one vote a source, losers kept, nothing invented."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.reading import Report, read
from crawler.reading.claims import claims_in
from crawler.reading.report import RemarkKind

TITLE = "石桥镇2022年政府信息公开工作年度报告"
PARTS = (
    "<p>一、总体情况</p><p>公开。</p><p>二、主动公开政府信息情况</p><p>无</p>"
    "<p>五、存在的主要问题及改进情况</p><p>无。</p>"
)


def page(before: str = "", head: str = "", body: str = PARTS, url: str | None = None) -> Report:
    markup = f"<html><head>{head}</head><body><h1>{TITLE}</h1>{before}<div id=zoom>{body}</div></body></html>"
    return read(markup.encode(), url=url)


BLOCKS = {
    "2x4 table": (
        "<table><tr><td>索引号：</td><td>{index}</td><td>文号：</td><td></td></tr>"
        "<tr><td>发布机构：</td><td>石桥镇</td><td>生成日期：</td><td>2023-01-18</td></tr>"
        "<tr><td>发布日期</td><td>2023-01-19</td><td>来源</td><td>党政办</td></tr></table>"
    ),
    "th and td": (
        "<table><tr><th>索 引 号</th><td>{index}</td><th>发布机构</th><td>石桥镇</td></tr>"
        "<tr><th>成文日期</th><td>2023年1月18日</td><th>发布时间</th><td>2023-01-19 09:00:01</td></tr>"
        "<tr><th>信息来源</th><td>党政办</td></tr></table>"
    ),
    "list": (
        "<ul><li>信息索取号： {index}</li><li>发文机关：石桥镇</li><li>产生日期：2023-01-18</li>"
        "<li>发表时间：2023/1/19</li><li>文章来源：党政办</li></ul>"
    ),
    "list on two lines": (
        "<ul><li>• 索引号<br>{index}</li><li>• 责任部门<br>石桥镇</li><li>生成日期<br>2023.01.18</li>"
        "<li>公开日期<br>20230119</li><li>来源<br>党政办</li></ul>"
    ),
    "strong": (
        "<p><strong>索引号</strong>：{index}</p><p><strong>发布机构</strong>：石桥镇</p>"
        "<p><strong>文号</strong>：无</p><!--<p>成文日期：2001-01-01</p>-->"
        "<p><strong>成文日期</strong>：2023年01月18日</p><p><b>发布日期</b>：2023年01月19日</p><p>来源：党政办</p>"
    ),
    "label and span": (
        "<div><label>索引号：</label><span>{index}</span></div><div><label>发布单位：</label><span>石桥镇</span></div>"
        "<div><label>生成日期：</label><span>2023-01-18</span></div>"
        "<div><label>发布日期：</label><span>2023-01-19</span></div><div><label>来源：</label><span>党政办</span></div>"
    ),
    "run on": (
        "<div>索引号：{index} 文号： 发布机构：石桥镇 生成日期：2023-01-18 发布日期 : 2023-01-19 16:25来源 : 党政办 "
        "浏览次数：4711 字号：[大 中 小]</div>"
    ),
    "glued spans": (
        "<div><span>索引号：{index}</span><span>发布机构：石桥镇</span><span>生成日期：2023-01-18</span>"
        "<span>发布日期：2023-01-19</span><span>来源：党政办</span><span>浏览次数：</span><span>字号：</span></div>"
    ),
    "no colons": (
        "<div>索引号 {index} 文　　号 发布机构 石桥镇 生成日期 2023-01-18 发布日期 2023-01-19 15:53 来源 党政办</div>"
    ),
    "dl": (
        "<dl><dt>索引号：</dt><dd>{index}</dd><dt>文号：</dt><dd></dd><dt>发布机构：</dt><dd>石桥镇人民政府</dd>"
        "<dt>生成日期：</dt><dd>2023-01-18</dd><dt>发布日期：</dt><dd>2023-01-19</dd><dt>来源：</dt><dd>党政办</dd></dl>"
    ),
}


@pytest.mark.parametrize("layout", BLOCKS)
def test_the_block_in_every_layout(layout: str) -> None:
    report = page(BLOCKS[layout].format(index="11330799099900024X/2023-110001"))
    assert report.index_number == "11330799099900024X/2023-110001"
    assert report.publisher in ("石桥镇", "石桥镇人民政府")
    assert (report.created_on, report.published_on) == (date(2023, 1, 18), date(2023, 1, 19))
    assert report.source == "党政办"
    assert report.signed_on is None


def test_empty_values_swallow_nothing() -> None:
    report = page("<div>索引号： 公开形式： 发布机构： 发布时间： 点击数： 来源： 作者： 字体：</div>")
    fields = (report.index_number, report.publisher, report.source, report.created_on, report.published_on)
    assert fields == (None,) * 5
    report = page(
        "<table><tr><td>索引号：</td><td></td><td>服务对象：</td><td>发布机构：</td><td></td><td>状态</td></tr></table>"
    )
    assert (report.index_number, report.publisher) == (None, None)


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("发布日期：无 来源：2023-01-02", []),
        ("索引号：石桥镇", []),
        ("文号：〔〕号 索引号：K45900040/2026-00021", [("index_number", "K45900040/2026-00021")]),
        ("归档时间：2023-01-02", []),
        ("来源：本网 作者：佚名", [("source", "本网")]),
        ("资金来源：县财政 起止时间：2021-01-01", []),
        ("来源：石桥镇 2023-01-21 14:08", [("source", "石桥镇")]),
        ("发布机构：石桥镇2022年政府信息公开工作年度报告", []),
        ("信息名称：石桥镇2022年年报", [("title", "石桥镇2022年年报")]),
        ("更新时间：2023-05-06", [("published_on?", "2023-05-06")]),
    ],
)
def test_values_must_be_of_their_kind(line: str, claims: list[tuple[str, str]]) -> None:
    assert [(claim.field, claim.value) for claim in claims_in([line])] == claims


META = (
    '<meta name="PubDate" content="{}"><meta name="ContentSource" content="{}"><meta name="ArticleTitle" content="{}">'
)


def test_the_last_set_of_head_elements_counts() -> None:
    header = META.format("2019-05-06 08:00", "站点", "头部")
    report = page(head=header + META.format("2023-01-19 11:02", "石桥镇", TITLE))
    assert (report.published_on, report.source, report.title) == (date(2023, 1, 19), "石桥镇", TITLE)


def test_the_page_beats_its_head_and_the_loser_is_kept() -> None:
    report = page("<p>发布日期：2023-01-19</p>", META.format("2023-03-02", "null", ""))
    assert report.published_on == date(2023, 1, 19)
    votes = [(vote.value, vote.source, vote.chosen) for vote in report.votes if vote.field == "published_on"]
    assert votes == [("2023-01-19", "page:发布日期", True), ("2023-03-02", "meta:pubdate", False)]
    assert [(r.kind, r.where) for r in report.remarks if r.kind is RemarkKind.DATES_DIFFER] == [
        (RemarkKind.DATES_DIFFER, "published_on")
    ]


def test_a_rebuilding_time_is_no_date_of_the_report() -> None:
    head = '<meta name="Maketime" content="2024-03-02 12:00:00"><meta name="others" content="页面生成时间 2024-05-28">'
    assert page(head=head).published_on is None


def test_the_address_is_a_witness_and_no_claim() -> None:
    report = page(url="http://x.gov.cn/zfxxgknb/202302/t20230217_2718615.html")
    assert (report.published_on, report.created_on, report.signed_on) == (None, None, None)
    assert [(v.field, v.value, v.source) for v in report.votes if v.source == "url"] == [
        ("witnessed_on", "2023-02-17", "url")
    ]
    assert not any(remark.kind is RemarkKind.DATES_DIFFER for remark in report.remarks)


@pytest.mark.parametrize(("claimed", "differs"), [("2023-02-16", False), ("2023-01-29", True)])
def test_a_claim_that_the_address_contradicts(claimed: str, differs: bool) -> None:
    report = page(f"<p>发布日期：{claimed}</p>", url="http://x.gov.cn/202302/t20230217_2718615.html")
    assert any(remark.where == "witnessed_on" for remark in report.remarks) is differs


@pytest.mark.parametrize(
    "signature",
    [
        "<p>石桥镇人民政府</p><p>2023年1月13日</p>",
        "<p>石桥镇人民政府 2023年 1 月 13 日</p>",
        "<p>" + "&nbsp;" * 90 + "二〇二三年一月十三日</p>",
        "<p>石桥镇党政办公室2023年1月13日</p>",
        "<p>（2023年1月13日）</p>",
    ],
)
def test_the_signature_at_the_end(signature: str) -> None:
    report = page(body=PARTS + signature)
    assert report.signed_on == date(2023, 1, 13)
    assert report.published_on is None
    assert "2023" not in report.sections[-1].text or "（" in signature


@pytest.mark.parametrize(
    "line", ["截至2022年12月31日", "2022年3月5日，召开会议。", "自2022年1月1日起至2022年12月31日止", "2015年3月5日"]
)
def test_a_date_in_the_text_is_no_signature(line: str) -> None:
    assert page(body=PARTS + f"<p>{line}</p>").signed_on is None


def test_other_reports_on_the_page_do_not_give_the_title() -> None:
    side = "<ul><li>枣园镇2021年政府信息公开工作年度报告</li><li>石桥镇2020年政府信息公开工作年度报告</li></ul>"
    report = page(before=side)
    assert (report.title, report.agency_name, report.report_year) == (TITLE, "石桥镇", 2022)
    assert not any(remark.kind is RemarkKind.TITLES_DIFFER for remark in report.remarks)


@pytest.mark.parametrize(
    "lines",
    [
        ["湘潭县石桥乡2021年政府信息公开工作", "年度报告"],
        ["湘潭县石桥乡", "2021年政府信息公开工作年度报告"],
        ["湘潭县石桥乡", "2021年政府信息公开工作", "年度报告"],
        ["# 湘潭县石桥乡", "## 2021 年政府信息", "公开工作年度 报 告"],
    ],
)
def test_a_title_on_several_lines(lines: list[str]) -> None:
    report = read(("政府信息公开\n" + "\n".join(lines) + "\n一、总体情况\n正文。\n").encode())
    assert report.title == "湘潭县石桥乡2021年政府信息公开工作年度报告"
    assert (report.agency_name, report.report_year) == ("湘潭县石桥乡", 2021)
    assert [remark.where for remark in report.remarks if remark.kind is RemarkKind.TITLE_SPLIT] == ["title"]


def test_a_title_without_year_takes_it_from_the_period() -> None:
    text = (
        "河包镇政府信息公开工作年度报告\n一、总体情况\n统计期限自2021年1月1日起至2021年12月31日止。\n"
        "二、主动公开政府信息情况\n五、存在的主要问题及改进情况\n"
    )
    report = read(text.encode())
    assert (report.agency_name, report.report_year) == ("河包镇", 2021)


def test_dates_that_lost_their_characters_are_remarked_upon() -> None:
    body = PARTS.replace("公开。", "统计期限为20221月1日至12月31日。")
    assert [r.raw for r in page(body=body).remarks if r.kind is RemarkKind.DAMAGED_TEXT] == ["20221月1日"]


def test_an_index_number_without_a_label() -> None:
    assert page("<ul><li>• 736916955/2023-02935</li><li>• 文号：</li></ul>").index_number == "736916955/2023-02935"


@pytest.mark.parametrize(
    ("between", "site", "agency"),
    [("", "年报", "石桥镇"), ("<p>您现在的位置：首页</p>", "年报", None), ("", "年报-石桥镇", None)],
)
def test_agency_and_title_in_two_headings(between: str, site: str, agency: str | None) -> None:
    """One right below the other they are one title; the name of the site in its header is not the agency's."""
    headings = f"<h1>石桥镇</h1>{between}<h1>2022年政府信息公开工作年度报告</h1>"
    report = read(f"<title>{site}</title>{headings}<div id=zoom>{PARTS}</div>".encode())
    assert (report.agency_name, report.report_year) == (agency, 2022)
