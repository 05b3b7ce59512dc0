"""Lists of Hanweb portals: what a page or an answer of the data proxy says, and where the list goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.hanweb import parse_listing

COLUMN = "http://www.qingxi.gov.cn/col/col20318/index.html"
PROXY = "http://www.qingxi.gov.cn/module/web/jpage/dataproxy.jsp"
TITLE = "石桥镇2025年政府信息公开工作年度报告"
HEX = f"/art/2026/art_{'ab12' * 8}.html"


def record(body: str) -> str:
    return f"<record><![CDATA[{body}]]></record>"


def column_page(*records: str, total: int | str = 48) -> bytes:
    following = "/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=1&path=/&columnid=20318&unitid=30861"
    return f"""<html><head><title>年报</title></head><body><div id="30861"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>
<recordset>{"".join(record(each) for each in records)}</recordset></datastore></script></div>
<script>$('#30861').jpage({{themeName:'default',totalRecord:{total},perPage:15,groupSize:3,
proxyUrl:'/module/web/jpage/dataproxy.jsp',barPosition:'bottom',
ajaxParam:{{col:1,appid:'1',webid:1,path:'/',columnid:20318,sourceContentType:1,unitid:'30861',webname:'青溪县'}}}});</script>
</body></html>""".encode()


def answer(*records: str, total: int = 48) -> bytes:
    body = "".join(record(each) for each in records)
    return f"<datastore><totalrecord>{total}</totalrecord><recordset>{body}</recordset></datastore>".encode()


def row(number: int, day: str = "<span>2026-01-20</span>") -> str:
    return f"<li><a href='/art/2026/1/20/art_20318_{number}.html' title='{TITLE}'>石桥镇2025年政府…</a>{day}</li>"


@pytest.mark.parametrize(
    ("markup", "title", "day"),
    [
        (row(1180001), TITLE, date(2026, 1, 20)),
        (row(1180001, "<b>2026-\n 01-\n 20</b>"), TITLE, date(2026, 1, 20)),
        (row(1180001, "<i>[2026-01-20]</i>"), TITLE, date(2026, 1, 20)),
        (row(1180001, "<span>2026-02-00018</span><p class='lb-list'>2026/1/9</p>"), TITLE, date(2026, 1, 9)),
        (row(1180001, ""), TITLE, None),
        (f"<td>7</td><td><a href='/art/1.html'>{TITLE}</a></td><td>[2026-1-3]</td>", TITLE, date(2026, 1, 3)),
        (f'<a title="{TITLE}" href="{HEX}"><span>短</span><i>2026-08-14</i></a>', TITLE, date(2026, 8, 14)),
        (f'<a href="/art/2026/1/20/art_1_2.html"><span>{TITLE}</span><i>2026-08-14</i></a>', TITLE, date(2026, 8, 14)),
    ],
)  # fmt: skip
def test_a_record_has_its_whole_title_and_its_day(markup: str, title: str, day: date | None) -> None:
    [found] = parse_listing(column_page(markup), COLUMN).rows
    assert (found.title, found.listed_on) == (title, day)


def test_links_are_absolute_and_unescaped_once() -> None:
    listing = parse_listing(
        column_page("<a href='//zwgk.qingxi.gov.cn/a.jsp;jsessionid=7F?x=1&amp;y=2#top'>一</a>", row(5)), COLUMN
    )
    assert [found.url for found in listing.rows] == [
        "http://zwgk.qingxi.gov.cn/a.jsp?x=1&y=2",
        "http://www.qingxi.gov.cn/art/2026/1/20/art_20318_5.html",
    ]


def test_the_window_after_the_first_group_is_asked_with_the_pages_own_parameters() -> None:
    listing = parse_listing(column_page(row(1), row(2), row(3)), COLUMN)
    assert listing.total == 48
    url = urlsplit(listing.next_url or "")
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == PROXY
    assert (query["startrecord"], query["endrecord"], query["perpage"]) == ("4", "6", "15")
    assert (query["columnid"], query["unitid"], query["webname"], query["col"]) == ("20318", "30861", "青溪县", "1")
    assert "page" not in query


def test_the_next_group_link_serves_where_the_page_has_no_parameters() -> None:
    page = column_page(row(1), row(2)).split(b"proxyUrl")[0] + b"});</script>"
    assert (parse_listing(page, COLUMN).next_url or "").startswith(f"{PROXY}?appid=1&webid=1&path=%2F&columnid=20318")


def test_an_answer_leads_to_the_next_window_and_names_itself_in_the_other_dialect() -> None:
    listing = parse_listing(answer(row(46)), f"{PROXY}?columnid=20318&startrecord=46&endrecord=90&perpage=15")
    assert listing.next_url == f"{PROXY}?columnid=20318&perpage=15&startrecord=91&endrecord=135"
    assert listing.other_url == f"{PROXY}?columnid=20318&perpage=45&page=2"
    in_pages = parse_listing(answer(row(46)), listing.other_url)
    assert (in_pages.next_url, in_pages.other_url) == (f"{PROXY}?columnid=20318&perpage=45&page=3", None)


def test_a_server_that_pages_by_number_is_not_asked_for_more_than_it_gives() -> None:
    listing = parse_listing(answer(row(1)), f"{PROXY}?startrecord=301&endrecord=600&perpage=20")
    assert listing.other_url == f"{PROXY}?perpage=20&page=16"


def test_an_empty_column_is_empty_and_a_column_without_its_rows_is_not() -> None:
    assert parse_listing(column_page(total=0), COLUMN).empty
    assert not parse_listing(column_page(total=48), COLUMN).empty
    assert not parse_listing("<html><body>首页 新闻</body></html>".encode(), COLUMN).empty


def test_an_answer_cut_short_ends_the_list_without_a_next_page() -> None:
    cut = b"<datastore><recordset></recordset></datastore>        "
    listing = parse_listing(cut, f"{PROXY}?startrecord=46&endrecord=90&perpage=15")
    assert len(cut) == 54
    assert (listing.rows, listing.next_url, listing.empty, listing.ended) == ((), None, False, False)


def test_rows_the_server_wrote_into_the_page_are_articles_only() -> None:
    page = f"""<ul><li><a href="/col/col1/index.html">年报</a></li>
        <li class="clearfix"><a class="bt-left" title="{TITLE}"
        href="/col/col1229/art/2026/art_{"0f" * 16}.html">…</a><span class="bt-right">2026-01-20</span></li></ul>
        <div class="pagination" count="48" rows="15"></div>""".encode()
    listing = parse_listing(page, "http://www.yunling.gov.cn/col/col1229/index.html")
    assert [(found.title, found.listed_on) for found in listing.rows] == [(TITLE, date(2026, 1, 20))]
    assert (listing.next_url, listing.pages, listing.total) == (None, None, None), (
        "it has a pager that is not known here"
    )


def test_real_pages(real_data: Path) -> None:
    folder = real_data / "real" / "hanweb"
    column = parse_listing(
        (folder / "jiangsu_col33718_datastore.html").read_bytes(), "http://www.jiangsu.gov.cn/col/col33718/index.html"
    )
    assert [(found.url.rpartition("_")[2], found.listed_on) for found in column.rows] == [
        ("11828204.html", date(2026, 9, 11)),
        ("11693505.html", date(2025, 12, 15)),
    ]
    assert column.total == 4895
    proxy = parse_listing(
        (folder / "yuhang_dataproxy_response.xml").read_bytes(), f"{PROXY}?startrecord=1&endrecord=20&perpage=20"
    )
    assert (proxy.total, proxy.rows[0].listed_on, proxy.rows[0].url) == (
        6163,
        date(2020, 8, 14),
        "http://www.yuhang.gov.cn/art/2020/8/14/art_1229179150_1872814.html",
    )  # fmt: skip
