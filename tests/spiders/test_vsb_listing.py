"""Lists of VSB portals: pages that count down, how they end, and columns whose only page is the report."""

from __future__ import annotations

from datetime import date

import pytest
from report_pages import report_body

from spiders.vsb import parse_listing

FOLDER = "http://www.hewan.gov.cn/zwgk/"
TITLE = "河湾县石羊乡2025年政府信息公开工作年度报告"
ROW = f'<li id="line_u8_0"><span>2026-01-20</span><a href="../info/1025/61001.htm" title="{TITLE}">石羊乡…</a></li>'

END = '<span class="p_next_d p_fun_d">下页</span><span class="p_last_d p_fun_d">尾页</span>'


def link(href: str) -> str:
    return f"""<span class="p_no_d">1</span><span class="p_no"><a href="{href}">2</a></span>
        <span class="p_next p_fun"><a href="{href}">下页</a></span>
        <span class="p_last p_fun"><a href="nb/1.htm">尾页</a></span>"""


def page(*rows: str, pager: str = END, total: int = 48) -> bytes:
    pages = f'<span class="p_t">共{total}条</span><span class="p_pages">{pager}</span><span class="p_t">1/4</span>'
    body = f'<ul>{"".join(rows)}</ul><div class="pb_sys_common pb_sys_normal pb_sys_style1">{pages}</div>'
    return f"<html><head><META Charset='utf-8'><title>年报</title></head><body>{body}</body></html>".encode()


OLD_SKIN = f"""<table class="winstyle188434"><tr id="line188434_0">
<td><a href="../info/1025/61001.htm" title="{TITLE}">石羊…</a></td>
<td><span class="timestyle188434">2026-01-20</span></td></tr></table>"""


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul>{ROW}</ul>",
        f'<ul><li id="line_u8_0"><a href="../info/1025/61001.htm">{TITLE}</a><span>[2026/1/20]</span></li></ul>',
        OLD_SKIN,
    ],
)
def test_row_shapes(markup: str) -> None:
    [found] = parse_listing(page(markup), f"{FOLDER}nb.htm").rows
    assert found.url == "http://www.hewan.gov.cn/info/1025/61001.htm"
    assert (found.title, found.listed_on) == (TITLE, date(2026, 1, 20))


def test_a_row_without_a_day_and_one_made_on_demand() -> None:
    href = "../content.jsp?urltype=news.NewsContentUrl&amp;wbtreeid=1025&amp;wbnewsid=61003"
    markup = f'<li id="line_u8_0"><span></span><a href="{href}">通知</a></li>'
    [found] = parse_listing(page(markup), f"{FOLDER}nb.htm").rows
    assert (found.url.rpartition("=")[2], found.listed_on) == ("61003", None)


@pytest.mark.parametrize(
    ("name", "href", "following"),
    [
        ("nb.htm", "nb/3.htm", "nb/3.htm"),
        ("nb/3.htm", "2.htm", "nb/2.htm"),
        ("list.jsp?wbtreeid=1025", "?a6t=4&amp;a6p=2&amp;wbtreeid=1025", "list.jsp?a6t=4&a6p=2&wbtreeid=1025"),
    ],
)
def test_the_pagers_own_link_leads_on(name: str, href: str, following: str) -> None:
    listing = parse_listing(page(ROW, pager=link(href)), FOLDER + name)
    assert (listing.next_url, listing.ended, listing.pages) == (FOLDER + following, False, None)


def test_a_list_ends_where_the_pager_has_no_next_page() -> None:
    listing = parse_listing(page(ROW), f"{FOLDER}nb/1.htm")
    assert (listing.next_url, listing.ended) == (None, True)


@pytest.mark.parametrize("pager", ['<a href="nb/3.htm">下页</a>', "<a onclick='go(2)'>下一页</a>"])
def test_a_pager_of_another_kind_is_not_followed_and_the_list_not_called_complete(pager: str) -> None:
    listing = parse_listing(page(ROW, pager=pager), f"{FOLDER}nb.htm")
    assert (listing.next_url, listing.ended, listing.pages) == (None, False, None)


def test_a_pager_of_signs_only_is_followed_all_the_same() -> None:
    body = f'<ul>{ROW}</ul><span class="p_next p_fun"><a href="nb/1.htm">&gt;</a></span>'.encode()
    listing = parse_listing(body, f"{FOLDER}nb.htm")
    assert (listing.next_url, listing.pages) == (f"{FOLDER}nb/1.htm", None)


def test_a_list_that_does_not_page_has_one_page() -> None:
    assert parse_listing(f"<ul>{ROW}</ul>".encode(), f"{FOLDER}nb.htm").pages == 1


def test_an_empty_column_is_empty_and_a_column_without_its_rows_is_not() -> None:
    assert parse_listing(page(total=0), f"{FOLDER}nb.htm").empty
    assert not parse_listing(page(), f"{FOLDER}nb.htm").empty
    assert not parse_listing("<html><body>首页 新闻</body></html>".encode(), f"{FOLDER}nb.htm").empty


NEIGHBOURS = """<p>上一条：<a href="../info/1025/60998.htm">白水乡2025年政府信息公开工作年度报告</a></p>
<p>下一条：<a href="../info/1025/61004.htm">柳湾镇2025年政府信息公开工作年度报告</a></p>"""


def test_a_column_whose_page_is_the_report_lists_itself_and_not_its_neighbours() -> None:
    content = f'<div id="vsb_content"><div class="v_news_content">{report_body(TITLE)}</div></div>'
    body = f"<html><head><meta charset='utf-8'><title>年报</title></head><body>{content}{NEIGHBOURS}</body></html>"
    listing = parse_listing(body.encode(), f"{FOLDER}gknb/a2025.htm")
    assert [(row.url, row.title) for row in listing.rows] == [(f"{FOLDER}gknb/a2025.htm#2025", TITLE)]
    assert (listing.pages, listing.next_url) == (1, None)


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "utf-8"])
def test_charsets(charset: str) -> None:
    html = f'<head><META http-equiv="Content-Type" Content="text/html; charset={charset}"></head><ul>{ROW}</ul>'
    body = html.encode("utf-8" if charset == "utf-8" else "gb18030")
    assert parse_listing(body, f"{FOLDER}nb.htm").rows[0].title == TITLE
