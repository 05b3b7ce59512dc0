"""Columns of portals that no spider knows: what counts as a row, where the list goes on, and pages that are reports."""

from __future__ import annotations

from datetime import date

import pytest
from report_pages import report_body
from test_looks import WHEN

from crawler.items import Fetch, ListingRow, Outcome
from crawler.registry.cards import Selectors
from spiders.column import parse_listing
from spiders.look import Look

FOLDER = "http://www.fengquan.gov.cn/zwgk/xxgknb/"
TITLE = "枫泉县石桥镇2025年政府信息公开工作年度报告"
NEWS = '<div class="nav"><a href="/">首页</a><a href="/xwzx/">新闻中心</a></div>'
ROW = f'<li><a href="202601/4711.html">{TITLE}</a><span>[2026-01-20]</span></li>'


def page(body: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{NEWS}{body}</body></html>".encode()


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul>{ROW}</ul>",
        f'<table><tr><td><a href="202601/4711.html" title="{TITLE}">枫泉…</a></td><td>2026年1月20日</td></tr></table>',
        f'<div><p><a href="/zwgk/xxgknb/202601/4711.html">{TITLE}</a></p><p>2026/1/20</p></div>',
    ],
)
def test_links_that_speak_for_themselves(markup: str) -> None:
    [row] = parse_listing(page(markup), FOLDER).rows
    assert (row.url, row.title, row.listed_on) == (f"{FOLDER}202601/4711.html", TITLE, date(2026, 1, 20))


@pytest.mark.parametrize(
    "href", ["2025/", "2025/index.html", "2025/index_2.shtml", "javascript:void(0)", "../list.htm"]
)
def test_columns_of_a_year_and_dead_links_are_no_rows(href: str) -> None:
    listing = parse_listing(page(f'<a href="{href}">2025年度政府信息公开工作年度报告</a><ul>{ROW}</ul>'), FOLDER)
    assert [row.title for row in listing.rows] == [TITLE]


def test_a_folder_named_by_a_long_number_is_an_article() -> None:
    markup = f'<a href="2024011617343525212/index.shtml">{TITLE}</a>'
    assert [row.url for row in parse_listing(page(markup), FOLDER).rows] == [f"{FOLDER}2024011617343525212/index.shtml"]


def test_other_links_are_no_rows_and_none_at_all_is_not_this_list() -> None:
    markup = '<ul><li><a href="7.html">石桥镇2025年政府信息公开工作年度报告解读</a></li></ul>'
    listing = parse_listing(page(markup), FOLDER)
    assert (listing.rows, listing.empty, listing.elsewhere) == ((), False, None)


def test_an_empty_column_says_so() -> None:
    assert parse_listing(page("<p>暂无数据</p>"), FOLDER).empty


SELECTORS = Selectors(row="tr.zc", title="p.tit", date="td.day")
CHOSEN = f"""<table><tr><th>名称</th></tr>
<tr class="zc"><td><a href="4711.html"><img src="a.png"><p class="tit">{TITLE}</p></a></td><td>成文 2026-01-18</td>
<td class="day">2026-01-20</td></tr>
<tr class="zc"><td><a href="4700.html"><p class="tit">政府信息公开指南</p></a></td><td></td></tr>
<tr class="zc"><td>公告</td></tr></table>"""


def test_selectors_of_the_card_find_every_row() -> None:
    rows = parse_listing(page(CHOSEN), FOLDER, SELECTORS).rows
    assert [(row.url.removeprefix(FOLDER), row.title, row.listed_on) for row in rows] == [
        ("4711.html", TITLE, date(2026, 1, 20)),
        ("4700.html", "政府信息公开指南", None),
    ]


def test_without_title_and_date_a_rows_first_link_and_any_day_count() -> None:
    [row] = parse_listing(page(f"<ul>{ROW}</ul>"), FOLDER, Selectors(row="li")).rows
    assert (row.title, row.listed_on) == (TITLE, date(2026, 1, 20))
    [row] = parse_listing(page(f"<ul>{ROW}</ul>"), FOLDER, Selectors(row="li a")).rows
    assert row.title == TITLE


@pytest.mark.parametrize(
    "pager",
    [
        '<a rel="next" href="p2.html">2</a>',
        '<a href="p2.html">下一页</a>',
        '<a href="p2.html"> 下页 &gt; </a>',
        '<a href="/zwgk/xxgknb/p2.html">&gt;</a>',
        '<a href="#">下一页</a><a href="javascript:go()">下一页</a><a href="p2.html">后一页</a>',
    ],
)
def test_links_to_the_next_page(pager: str) -> None:
    assert parse_listing(page(f"<ul>{ROW}</ul>{pager}"), f"{FOLDER}index.html").next_url == f"{FOLDER}p2.html"


@pytest.mark.parametrize("href", ["http://www.other.gov.cn/p2.html", "index.html", "./", "javascript:;"])
def test_links_that_are_not_the_next_page(href: str) -> None:
    assert parse_listing(page(f'<ul>{ROW}</ul><a href="{href}">下一页</a>'), FOLDER).next_url is None


def test_the_selector_of_the_next_page() -> None:
    card = Selectors(row="li", next="a.more")
    listing = parse_listing(page(f'<ul>{ROW}</ul><a class="more" href="p2.html">更多</a>'), FOLDER, card)
    assert (listing.next_url, listing.ended) == (f"{FOLDER}p2.html", False)
    assert parse_listing(page(f"<ul>{ROW}</ul><span>下一页</span>"), FOLDER, card).ended


@pytest.mark.parametrize(
    ("markup", "ended", "pages"),
    [
        ("", False, 1),
        ('<a href="p1.html">上一页</a><span>下一页</span>', True, None),
        ("<span>上一页</span><span>下一页</span>", False, None),
        ('<p onclick="more()">加载更多</p>', False, None),
        ("<script>laypage({elem: 'p', count: total})</script>", False, None),
        ('<a href="/">首页</a><a onclick="go(2)">下一页</a>', False, None),
        ("共 <b>3</b> 页 <a onclick='go(2)'>下一页</a>", False, 3),
        ("<span>1/1页</span><span>下一页</span>", False, 1),
        ("共3页<a href='p1.html'>上一页</a><span>下一页</span>", False, 3),
    ],
)
def test_where_a_list_ends(markup: str, ended: bool, pages: int | None) -> None:
    listing = parse_listing(page(f"<ul>{ROW}</ul>{markup}"), FOLDER)
    assert (listing.ended, listing.pages, listing.next_url) == (ended, pages, None)


@pytest.mark.parametrize(
    ("url", "guesses"),
    [
        (FOLDER, ("index_1.html", "index_2.html", "2", "?2")),
        (f"{FOLDER}nb.shtml", ("nb_1.shtml", "nb_2.shtml", "index_1.html", "index_2.html", "2", "nb.shtml?2")),
        (f"{FOLDER}index_1.html", ("index_2.html",)),
        (f"{FOLDER}2", ("3",)),
        (f"{FOLDER}nb.shtml?9", ("nb.shtml?10",)),
        (f"{FOLDER}?unit=7&year=2022", ()),
    ],
)
def test_where_the_next_page_may_be(url: str, guesses: tuple[str, ...]) -> None:
    assert parse_listing(page(f"<ul>{ROW}</ul><span>下一页</span>"), url).guesses == tuple(
        FOLDER + guess for guess in guesses
    )


def test_a_frame_of_the_same_host_holds_the_list() -> None:
    frames = '<iframe src="/tree.jsp"></iframe><iframe src="//tj.example/c"></iframe><iframe src="list.html"></iframe>'
    assert parse_listing(page(frames), FOLDER).elsewhere == f"{FOLDER}list.html"
    assert parse_listing(page(f"<ul>{ROW}</ul>{frames}"), FOLDER).elsewhere is None


def test_a_column_that_is_the_report() -> None:
    """The year stands behind the address: next year's report in the same place must be another row."""
    listing = parse_listing(page(report_body(TITLE)), f"{FOLDER}1.html")
    assert listing.rows == (ListingRow(f"{FOLDER}1.html#2025", TITLE),)
    assert listing.pages == 1


def test_a_report_with_a_tab_a_year() -> None:
    url = "http://www.fengquan.gov.cn/zfxxgk_mzj/zfxxgknb.html"
    tabs = "".join(f'<a href="?nbYear={year}"> {year} 年度</a>' for year in (2025, 2024))
    rows = parse_listing(page(f"{tabs}{report_body(TITLE)}"), url).rows
    assert [(row.url, row.title) for row in rows] == [
        (f"{url}?nbYear=2025", "2025年年报"),
        (f"{url}?nbYear=2024", "2024年年报"),
    ]


@pytest.mark.parametrize("title", ["枫泉县石桥镇政府信息公开年度报告", "政府信息公开年报", "石桥镇2025年工作总结"])
def test_a_report_of_no_year_or_no_report_is_no_row(title: str) -> None:
    assert parse_listing(page(report_body(title)), FOLDER).rows == ()


def other(number: int, folder: str = "") -> str:
    title = f"枫泉县第{'一二三四五六七八九'[number - 1]}中学2025年政府信息公开工作年度报告"
    return f'<li><a href="{folder}202601/{number}.html">{title}</a></li>'


def walk(site: dict[str, str]) -> tuple[Look, list[str]]:
    """Look at a list of pages without links to each other; what is not there answers 404."""
    look, asked = Look("450399", "450399/nianbao", FOLDER, 50), []
    while look.next_url:
        url = look.next_url
        asked.append(url.removeprefix(FOLDER))
        if asked[-1] in site:
            body = page(f"<ul>{site[asked[-1]]}</ul><span>下一页</span>")
            look.take(Fetch("450399", url, WHEN, Outcome.OK), parse_listing(body, url))
        else:
            look.fail(Fetch("450399", url, WHEN, Outcome.HTTP_4XX, 404))
    return look, asked


def test_a_list_of_files_is_walked_by_guesses_to_the_page_that_is_not_there() -> None:
    look, asked = walk({"": other(1), "index_1.html": other(1), "index_2.html": other(2), "index_3.html": other(3)})
    seen = look.observation()
    assert asked == ["", "index_1.html", "index_2.html", "index_3.html", "index_4.html"]
    assert (seen.outcome, seen.exhausted, len(seen.rows)) == (Outcome.OK, True, 3)


def test_a_list_whose_next_page_is_nowhere_is_not_read_to_its_end() -> None:
    look, asked = walk({"": other(1)})
    seen = look.observation()
    assert asked == ["", "index_1.html", "index_2.html", "2", "?2"]
    assert (seen.outcome, seen.exhausted) == (Outcome.OK, False)
    assert "no address tried has its next page" in seen.detail


def test_another_list_in_the_place_of_the_next_page_is_not_taken() -> None:
    look, _ = walk({"": other(1), "index_1.html": other(8, "/bm/shuiliju/"), "2": other(9, "http://www.other.gov.cn/")})
    assert [row.url for row in look.observation().rows] == [f"{FOLDER}202601/1.html"]
    assert not look.observation().exhausted
