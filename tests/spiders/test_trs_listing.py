"""Lists of TRS portals: rows in every markup seen, pagers that count from 0 or 1, and how such lists end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from spiders.trs import parse_listing

FOLDER = "http://www.liuhe.gov.cn/jz/shiqiao/zfxxgknb_70772/"
TITLE = "石桥镇2025年政府信息公开工作年度报告"
HREF = "./202601/t20260120_398361.html"
ROW = f'<li><a href="./202601/t20260120_398361.html" title="{TITLE}">{TITLE}</a><span>2026-01-20</span></li>'
TABLE_ROW = f"""<TR><TD height=25><IMG src="../images/xtb.gif">&nbsp;<A
 href="./202601/t20260120_398361.html">{TITLE}</A></TD><TD width="60" align="right">2026-01-18</TD></TR>
<TR height=1><TD colspan=2 class="GroupBlankLine"></TD></TR>"""


def page(rows: str, script: str = 'createPageHTML(1, 0, "index", "html");') -> bytes:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    return f"<html><head>{head}<title>年报</title></head><body>{rows}<script>{script}</script></body></html>".encode()


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        (f"<ul>{ROW}</ul>", date(2026, 1, 20)),
        (f"<TABLE><TBODY>{TABLE_ROW}</TBODY></TABLE>", date(2026, 1, 18)),
        (f"<ul><!-- <li><a href='./202601/t20260119_7.html'>旧</a></li> -->{ROW}</ul>", date(2026, 1, 20)),
        (f'<a class="listpc-item" href="{HREF}"><ul><li>{TITLE}</li><li>2026-01-20</li></ul></a>', date(2026, 1, 20)),
        (
            f"""<table><tr><td><a href="{HREF}">{TITLE}</a></td><td>000014348/2020-35428</td>
            <td>石桥镇</td><td>2026-01-21</td></tr></table>""",
            date(2026, 1, 21),
        ),
    ],
)
def test_row_shapes(markup: str, day: date) -> None:
    [found] = parse_listing(page(markup), FOLDER).rows
    assert (found.url, found.title) == (f"{FOLDER}202601/t20260120_398361.html", TITLE)
    assert found.listed_on == day


def test_rows_written_by_a_script() -> None:
    script = f"""var url="./202602/t20260214_5.html"; title="{TITLE}"; document.writeln("2026-02-14 17:32");
    var url="./about/"; title="关于"; createPageHTML(1,0,"index","html");"""
    [found] = parse_listing(page("", script), FOLDER).rows
    assert (found.url, found.title, found.listed_on) == (f"{FOLDER}202602/t20260214_5.html", TITLE, date(2026, 2, 14))


def test_the_day_listed_is_not_the_day_in_the_address_and_a_zero_date_is_no_day() -> None:
    markup = '<li><a href="t19700101_4.html">制度</a><span>1970-01-01</span></li>'
    [found] = parse_listing(page(markup), FOLDER).rows
    assert (found.url, found.listed_on) == (f"{FOLDER}t19700101_4.html", None)


@pytest.mark.parametrize(
    "twin", ["t20260120_398361_wap.html", "t20260120_398361_app.shtml", "t20260120_398361.html?isMobile=false"]
)
def test_twins_of_a_page_have_one_address(twin: str) -> None:
    [found] = parse_listing(page(f'<li><a href="./202601/{twin}">{TITLE}</a></li>'), FOLDER).rows
    assert found.url in (f"{FOLDER}202601/t20260120_398361.html", f"{FOLDER}202601/t20260120_398361.shtml")


def test_two_rows_without_elements_of_their_own_keep_their_days_apart() -> None:
    def cell(number: int, day: str) -> str:
        return f'<div><p><a href="t20260120_{number}.html">第{number}行</a></p><p>{day}</p></div>'

    found = parse_listing(page(f"<div>{cell(1, '2026-01-20')}{cell(2, '2026-01-19')}</div>"), FOLDER).rows
    assert [row.listed_on for row in found] == [date(2026, 1, 20), date(2026, 1, 19)]


def test_a_picture_and_a_title_that_link_one_article_are_one_row() -> None:
    markup = f'<li><a href="{HREF}"><img src="a.jpg"></a><a href="{HREF}">{TITLE}</a><i>2026-01-20</i></li>'
    [found] = parse_listing(page(markup), FOLDER).rows
    assert (found.title, found.listed_on) == (TITLE, date(2026, 1, 20))


def test_the_traditional_twin_has_the_plain_address() -> None:
    href = "http://big5.liuhe.gov.cn:82/gate/big5/www.liuhe.gov.cn/a/t20260120_1.html"
    [found] = parse_listing(page(f'<li><a href="{href}">{TITLE}</a></li>'), FOLDER).rows
    assert found.url == "http://www.liuhe.gov.cn/a/t20260120_1.html"


def test_the_footer_of_a_site_is_no_row() -> None:
    footer = '<a href="/wzsm/t20170912_719157.html">网站声明</a><a href="/lxwm/t20170912_9.html">联系我们</a>'
    markup = f"<ul>{ROW}</ul>{footer}"
    assert len(parse_listing(page(markup), FOLDER).rows) == 1


@pytest.mark.parametrize(
    ("script", "name", "second", "third", "pages"),
    [
        ('createPageHTML(4, 0, "index", "html");', "index.html", "index_1.html", "index_2.html", 4),
        ('createPageHTML(4, 0, "list", "shtml");', "", "list_1.shtml", "list_2.shtml", 4),
        ('createPageHTML(4, 1, "index", "html");', "index.html", "index_2.html", "index_3.html", 4),
        ("createPageHTML('paging',25,1,'index','html',500);", "index.html", "index_2.html", "index_3.html", 25),
        ("createPage(3, 0, 'index', 'html')", "index.html", "index_1.html", "index_2.html", 3),
        ('$(".pagination").pagination({totalPage: 7, cur: 1})', "index.html", "index_2.html", "index_3.html", 7),
        ("var currentPage=0; var countPage=56", "index.html", "index_1.html", "index_2.html", 56),
    ],
)
def test_pagers(script: str, name: str, second: str, third: str, pages: int) -> None:
    first = parse_listing(page(ROW, script), FOLDER + name)
    assert (first.next_url, first.pages, first.other_url) == (FOLDER + second, pages, None)
    assert parse_listing(page(ROW, script), FOLDER + second).next_url == FOLDER + third


def test_a_second_page_that_repeats_the_first_is_looked_for_one_further() -> None:
    """A pager that prints 0 and yet counts from 1: index_1.html is the first page once more."""
    script = 'createPageHTML(4, 1, "index", "html");'
    assert parse_listing(page(ROW, script), FOLDER + "index_1.html").other_url == FOLDER + "index_2.html"
    assert parse_listing(page(ROW, script), FOLDER + "index_2.html").other_url is None


def test_the_definition_of_a_pager_and_a_pager_inside_a_comment_are_no_pagers() -> None:
    markup = f'{ROW}<!-- <script>createPageHTML(9, 0, "index", "html");</script> -->'
    script = 'function createPageHTML(_nPageCount, _nCurrIndex){ document.write("下一页") }'
    listing = parse_listing(page(markup, script), FOLDER)
    assert (listing.next_url, listing.pages) == (None, None), "something there pages, but how is not known"


def test_a_list_that_does_not_page_has_one_page() -> None:
    assert parse_listing(page(ROW, ""), FOLDER).pages == 1


@pytest.mark.parametrize("script", ['createPageHTML(0, 0, "index", "html");', 'createPageHTML(1, 0, "index", "html");'])
def test_an_empty_column(script: str) -> None:
    assert parse_listing(page("<table><tbody></tbody></table>", script), FOLDER).empty
    assert not parse_listing(page("", 'createPageHTML(3, 0, "index", "html");'), FOLDER).empty


def test_a_stub_past_the_last_page_ends_the_list() -> None:
    stub = b"<html><head><title></title></head><body>" + b" " * 300 + b"</body></html>"
    assert parse_listing(stub, FOLDER + "index_9.html").ended
    assert not parse_listing(page(ROW), FOLDER + "index_9.html").ended
    assert not parse_listing(stub + b" " * 600, FOLDER + "index_9.html").ended


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "utf-8"])
def test_charsets(charset: str) -> None:
    body = f'<meta charset="{charset}"><ul>{ROW}</ul>'.encode("gb18030" if charset != "utf-8" else "utf-8")
    assert parse_listing(body, FOLDER).rows[0].title == TITLE


def test_real_pages(real_data: Path) -> None:
    listing = parse_listing(
        (real_data / "real/yuanzhou_trs/yuanzhou_zwyw_list_excerpt.html").read_bytes(), "http://www.yuanzhou.gov.cn/a/"
    )
    assert (len(listing.rows), listing.pages, listing.next_url) == (
        25,
        120,
        "http://www.yuanzhou.gov.cn/a/index_1.html",
    )
    by_id = {found.url.rpartition("_")[2]: found.listed_on for found in listing.rows}
    assert (by_id["398361.html"], by_id["398220.html"]) == (date(2017, 10, 20), date(2017, 10, 18))
    listing = parse_listing(
        (real_data / "real/handan_trs/list.html").read_bytes(), "http://hdzfxxgk.hd.gov.cn/zfwj/jinqixxgk/index.html"
    )
    assert (len(listing.rows), listing.rows[0].listed_on, listing.pages) == (1, date(2020, 8, 5), 56)
