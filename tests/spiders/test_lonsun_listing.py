"""Lists of Lonsun portals: the request that a column's script makes, its answers, and columns that show reports."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from report_pages import report_body

from spiders.listing import Listing
from spiders.lonsun import parse_listing

COLUMN = "http://www.wandong.gov.cn/public/column/100200300?type=4&action=list&nav=&sub=&catId=4567"
ANSWER = "http://www.wandong.gov.cn/zwgk/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex={}&organId=1"
TITLE = "皖东县石桥镇2025年政府信息公开工作年度报告"
HREF = "http://www.wandong.gov.cn/public/100200300/1100000456.html"
ROW = (
    f'<ul class="clearfix xxgk_nav_list"><li class="clearfix"><a class="title" href="{HREF}" title="{TITLE}">'
    f'{TITLE[:14]}…</a><span class="date">2026-01-20</span></li></ul>'
)
SCRIPT = """$("#list").load("/zwgk/site/label/8888?IsAjax=1", {labelName: 'publicInfoList', siteId: '4704161',
 pageSize: 15, pageIndex: page, isDate: true, "dateFormat": "yyyy-MM-dd", length: "20", result: '暂无相关信息',
 file: '/xxgk/publicInfoList_newest2020', catId: '', catIds: ''});"""


def asked(listing: Listing) -> dict[str, str]:
    query = urlsplit(listing.elsewhere or "").query
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def column(script: str, body: str = "") -> Listing:
    return parse_listing(f"<html><body>{body}<script>{script}</script></body></html>".encode(), COLUMN)


def test_a_column_is_the_frame_of_the_list_that_its_script_asks_for() -> None:
    listing = column(SCRIPT)
    assert (listing.elsewhere or "").startswith("http://www.wandong.gov.cn/zwgk/site/label/8888?")
    query = asked(listing)
    assert {name: query[name] for name in ("labelName", "siteId", "file")} == {
        "labelName": "publicInfoList", "siteId": "4704161", "file": "/xxgk/publicInfoList_newest2020"
    }  # fmt: skip
    assert (query["organId"], query["catId"], query["type"]) == ("100200300", "4567", "4"), "as the address has it"
    assert (query["pageIndex"], query["IsAjax"], query["catIds"]) == ("1", "1", "")


def test_the_request_may_stand_in_the_address_of_the_label() -> None:
    query = asked(column('load("/site/label/8888?labelName=publicInfoList&siteId=77&file=%2Fxxgk%2Fx")'))
    assert (query["siteId"], query["file"], query["organId"]) == ("77", "/xxgk/x", "100200300")


def test_a_script_that_asks_for_other_things_is_no_list() -> None:
    assert column("get('/site/label/8888', {labelName: 'columnTree', isJson: true})").elsewhere is None


def test_a_row_has_the_whole_title_where_the_text_is_cut() -> None:
    listing = parse_listing(
        (ROW + "<script>Ls.pagination('#p', {currPage:1, pageCount:4})</script>").encode(), ANSWER.format(1)
    )
    [row] = listing.rows
    assert (row.url, row.title, row.listed_on) == (HREF, TITLE, date(2026, 1, 20))


@pytest.mark.parametrize("script", ["pageCount:4,", 'pageCount: "4"', '"pageCount":4'])
def test_pages(script: str) -> None:
    body = f"{ROW}<script>Ls.pagination('#p', {{currPage:2, {script}}})</script>".encode()
    listing = parse_listing(body, ANSWER.format(2))
    assert (listing.pages, listing.next_url) == (4, ANSWER.format(3))


def test_an_answer_without_a_pager_is_the_whole_list() -> None:
    assert parse_listing(ROW.encode(), ANSWER.format(1)).pages == 1


def test_the_sentence_in_place_of_rows() -> None:
    listing = parse_listing("<div>暂无相关信息</div>".encode(), ANSWER.format(1))
    assert (listing.empty, listing.rows) == (True, ())
    assert parse_listing("<li>暂无相关信息</li>".encode(), ANSWER.format(5)).ended
    assert not parse_listing(b"<li></li>", ANSWER.format(5)).ended


def test_a_hub_of_one_year_is_a_list_of_files() -> None:
    body = f'<ul class="doc_list"><li><a href="278307505.html" title="{TITLE}">x</a><span>2026-01-20</span></li></ul>'
    [row] = parse_listing(body.encode(), "http://www.wandong.gov.cn/zwgk/2021nzfxxgkgzndbg/xznb/index.html").rows
    assert row.url == "http://www.wandong.gov.cn/zwgk/2021nzfxxgkgzndbg/xznb/278307505.html"


INLINE = "http://www.wandong.gov.cn/public/column/13071?type=3&nav=5&sub=1"
TABS = (
    f'<ul><li><a href="{INLINE}&timeFrame=2022&hasContent=true">2022年</a></li>'
    f'<li><a href="{INLINE}&timeFrame=2021&hasContent=true">2021年</a></li></ul>'
    '<a href="/public/column/13071?type=2">2022年</a>'
)


def test_a_column_that_shows_the_report_of_a_year_has_a_row_a_tab() -> None:
    listing = parse_listing(f"<html><body>{TABS}{report_body(TITLE)}</body></html>".encode(), INLINE)
    assert [(row.url.removeprefix(INLINE), row.title) for row in listing.rows] == [
        ("&timeFrame=2022&hasContent=true", "2022年年报"),
        ("&timeFrame=2021&hasContent=true", "2021年年报"),
        ("#2025", TITLE),
    ]
    assert listing.pages == 1


def test_a_column_of_that_kind_with_nothing_in_it() -> None:
    assert parse_listing("<html><body><p>暂无相关信息</p></body></html>".encode(), INLINE).empty
    assert not parse_listing(b"<html><body><p></p></body></html>", INLINE).empty
