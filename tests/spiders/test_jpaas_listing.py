"""Lists of JPaaS portals: the column's page, the answers of the page builder, and how to ask it for the next one."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.jpaas import parse_listing
from spiders.obstacles import LIST, classify

COLUMN = "http://www.jinxi.gov.cn/col/col1229/index.html"
BUILDER = "http://www.jinxi.gov.cn/api-gateway/jpaas-publish-server/front/page/build/unit"
TITLE = "竹园镇2025年政府信息公开工作年度报告"
QUERY = (
    "{'webId':'3001','pageId':'1229000001','parseType':'bulidstatic','pageType':'column','tagId':'信息列表',"
    "'tplSetId':'aB3xQ7'}"
)


def row(number: int, day: str = '<span class="bt-right">2026-01-20</span>', title: str = TITLE) -> str:
    href = f"/col/col1229/art/2026/art_{number:032x}.html"
    return f'<li class="clearfix"><a class="bt-left" title="{title}" href="{href}">竹园镇2025年政…</a>{day}</li>'


def pager(count: int = 48, page: int = 1, query: str = f'queryData="{QUERY}"') -> str:
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    return f'<div class="pagination" count="{count}" rows="15" pageNo="{page}" unitUrl="{unit}"\n {query}></div>'


def column_page(*rows: str, pager: str = "") -> bytes:
    head = '<head><meta charset="utf-8"><title>年报</title></head>'
    return f'<html>{head}<body><ul class="list">{"".join(rows)}</ul>\n{pager}</body></html>'.encode()


def address(page: int) -> str:
    asked = json.dumps({"pageNo": page, "pageSize": 15}, separators=(",", ":"))
    return f"{BUILDER}?pageId=1229000001&paramJson={asked}"


def answer(html: str, *, bare: bool = False) -> bytes:
    """As servers send it: line breaks stand raw in the string."""
    text = html.replace('"', '\\"')
    data = f'"{text}"' if bare else f'{{"html":"{text}"}}'
    return f'{{"success":true,"code":"200","message":"","data":{data}}}'.encode()


@pytest.mark.parametrize(
    "day",
    ['<span class="bt-right">2026-01-20</span>', "<b>2026-01-20</b>", "<i>[2026/1/20]</i>"],
)
def test_rows_of_the_column_page(day: str) -> None:
    [found] = parse_listing(column_page(row(7, day), pager=pager()), COLUMN).rows
    assert found.url == f"http://www.jinxi.gov.cn/col/col1229/art/2026/art_{7:032x}.html"
    assert (found.title, found.listed_on) == (TITLE, date(2026, 1, 20))


def test_a_day_glued_to_the_title_is_no_part_of_it() -> None:
    href = f"/art/2026/art_{7:032x}.html"
    markup = f'<li><a href="{href}">石桥镇用地预公示 公告类型：征收2026-06-17</a></li>'
    [found] = parse_listing(column_page(markup, pager=pager()), COLUMN).rows
    assert (found.title, found.listed_on) == ("石桥镇用地预公示 公告类型：征收", date(2026, 6, 17))


@pytest.mark.parametrize(
    "query",
    [
        f'queryData="{QUERY}"',
        f'querydata="{QUERY}"',
        f"querydata='{QUERY.replace(chr(39), chr(34))}'",
        f'QUERYDATA="{QUERY.replace(chr(39), "&quot;")}"',
    ],
)
def test_the_builder_is_asked_with_the_pagers_own_query(query: str) -> None:
    listing = parse_listing(column_page(row(1), pager=pager(query=query)), COLUMN)
    url = urlsplit(listing.next_url or "")
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == BUILDER
    assert asked.pop("paramJson") == '{"pageNo":2,"pageSize":15}'
    assert asked == {
        "editType": "null", "webId": "3001", "pageId": "1229000001", "parseType": "bulidstatic", "pageType": "column",
        "tagId": "信息列表", "tplSetId": "aB3xQ7",
    }  # fmt: skip


@pytest.mark.parametrize("bare", [False, True])
def test_an_answer_has_rows_and_leads_to_the_page_after_the_one_asked_for(bare: bool) -> None:
    html = f"<ul>\n{row(16)}\n{row(17)}\n</ul>\n{pager(page=2)}"
    listing = parse_listing(answer(html, bare=bare), address(2))
    assert [found.url[-8:] for found in listing.rows] == ["010.html", "011.html"]
    assert parse_qs(urlsplit(listing.next_url or "").query)["paramJson"] == ['{"pageNo":3,"pageSize":15}']
    assert listing.pages == 4


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (15, 1), (16, 2), (48, 4)])
def test_the_pages_follow_from_the_rows_counted(count: int, pages: int) -> None:
    listing = parse_listing(column_page(row(1), pager=pager(count)), COLUMN)
    assert (listing.pages, listing.total) == (pages, None)


def test_an_answer_without_a_pager_says_nothing_of_the_length() -> None:
    listing = parse_listing(answer(f"<ul>{row(16)}</ul>"), address(2))
    assert (listing.pages, listing.empty, listing.next_url is None) == (None, False, False)


def test_an_empty_column_is_empty_and_a_column_without_its_rows_is_not() -> None:
    assert parse_listing(column_page(pager=pager(0)), COLUMN).empty
    assert parse_listing(column_page("<p>暂无数据</p>"), COLUMN).empty
    assert not parse_listing(column_page(pager=pager(48)), COLUMN).empty


@pytest.mark.parametrize(
    "body",
    [
        b'{"success":false,"code":"500","message":"","data":null}',
        b'{"success":true,"code":"200","message":"","data":{"html":""}}',
        b'{"success":true,"code":"200","message":"","data":""}',
    ],
)
def test_an_answer_without_rows_is_neither_a_list_nor_its_end(body: bytes) -> None:
    listing = parse_listing(body, address(4))
    assert (listing.rows, listing.empty, listing.ended, listing.pages) == ((), False, False, None)


def test_an_answer_that_breaks_off_is_no_list() -> None:
    with pytest.raises(ValueError, match="Unterminated string"):
        parse_listing(b'{"success":true,"data":{"html":"<ul><li>', address(2))


def test_a_list_that_does_not_page() -> None:
    assert parse_listing(column_page(row(1)), COLUMN).pages == 1
    other = '<div class="pagination"><a>2</a></div>'
    assert parse_listing(column_page(row(1), pager=other), COLUMN).pages is None, "it pages in a way not known here"


def test_a_short_answer_with_a_script_in_its_markup_is_no_challenge() -> None:
    body = answer(f"<ul>{row(48)}</ul><script>page(4)</script>")
    assert classify(200, {"content-type": "application/json"}, body, LIST).outcome.value == "ok"
