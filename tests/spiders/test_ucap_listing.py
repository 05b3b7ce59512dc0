"""Lists of UCAP portals: pages published as files, their pager, and the answers of the search behind them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from spiders.ucap import parse_listing

LIST = "https://www.yangguan.gov.cn/sqz/xxgknb/list.shtml"
CHANNEL = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
SEARCH = (
    f"https://www.yangguan.gov.cn/common/search/{CHANNEL}?page=1&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
)
TITLE = "沙泉镇2025年政府信息公开工作年度报告"
HREF = f"/sqz/xxgknb/202601/{7:032x}.shtml"
ROW = f'<li><a href="{HREF}" title="{TITLE}">沙泉镇2025年…</a><span class="time">2026-01-20</span></li>'


def page(*rows: str, script: str = "createPageHTML('page_div',4,1,'list','shtml',48);", head: str = "") -> bytes:
    fragment = "<title>阳关县人民政府</title><meta name='ColumnName' content='头部'>"
    body = f'<ul class="infolist">{"".join(rows)}</ul><div id="page_div"></div><script>{script}</script>'
    return f"<html><head>{fragment}{head}<title>年报</title></head><body>{body}</body></html>".encode()


def answer(*results: dict[str, Any], page: int = 1, total: int = 48) -> bytes:
    data = {"channelId": CHANNEL, "page": page, "rows": 15, "total": total, "results": results}
    return json.dumps({"data": data}, ensure_ascii=False).encode()


RESULT = {
    "manuscriptId": f"{7:032x}",
    "title": "沙泉镇2025年<em>政府信息公开</em>工作年度报告",
    "url": f"//www.yangguan.gov.cn{HREF}",
    "publishedTime": 1768900729000,
    "publishedTimeStr": "2026-01-20 17:18:49",
}


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (ROW, f"https://www.yangguan.gov.cn{HREF}"),
        (ROW.replace(HREF, f"//www.yangguan.gov.cn{HREF}"), f"https://www.yangguan.gov.cn{HREF}"),
        (ROW.replace(HREF, "/yg/c100201/202601/c10_7213.shtml"), "https://www.yangguan.gov.cn/yg/c100201/202601/c10_7213.shtml"),
        (ROW.replace(HREF, "https://zwgk.yangguan.gov.cn/show?id=7"), "https://zwgk.yangguan.gov.cn/show?id=7"),
    ],
)  # fmt: skip
def test_row_shapes(markup: str, url: str) -> None:
    [found] = parse_listing(page(markup), LIST).rows
    assert (found.url, found.title, found.listed_on) == (url, TITLE, date(2026, 1, 20))


def test_the_footer_and_columns_are_no_rows() -> None:
    markup = f'{ROW}<li><a href="/sqz/xxgknb/list.shtml">年报</a></li><li><a href="/yg/gywm/about.shtml">关于</a></li>'
    assert len(parse_listing(page(markup), LIST).rows) == 1


@pytest.mark.parametrize(
    ("url", "script", "following"),
    [
        (LIST, "createPageHTML('page_div',4,1,'list','shtml',48);", "list_2.shtml"),
        (LIST, 'createPageHTML("page_div", 4, 2, "list", "shtml", 48)', "list_3.shtml"),
        (LIST, "createPageHTML('page_div','4','1','xxgk_list','shtml','48')", "xxgk_list_2.shtml"),
        (LIST, "createPageHTML('page_div',4,1,'nav_list','shtml')", "nav_list_2.shtml"),
        (f"{LIST}?1", "createPageHTML('page_div',4,1,'list','shtml',48);", "list.shtml?2"),
        (f"{LIST}?2", "createPageHTML('page_div',4,1,'list','shtml',48);", "list.shtml?3"),
    ],
)
def test_pagers(url: str, script: str, following: str) -> None:
    listing = parse_listing(page(ROW, script=script), url)
    assert (listing.next_url, listing.pages) == (LIST.replace("list.shtml", following), 4)


def test_the_pager_of_trs_a_definition_and_a_comment_are_no_pagers() -> None:
    markup = f"{ROW}<!-- <script>createPageHTML('page_div',9,1,'list','shtml',99);</script> -->"
    for script in ('createPageHTML(4, 1, "list", "shtml");', "function createPageHTML(id, pages, current) {}"):
        listing = parse_listing(page(markup, script=script), LIST)
        assert (listing.next_url, listing.pages) == (None, None), "something there pages, but how is not known"


@pytest.mark.parametrize("pages", [0, 1])
def test_an_empty_column(pages: int) -> None:
    assert parse_listing(page(script=f"createPageHTML('page_div',{pages},1,'list','shtml',0);"), LIST).empty
    assert parse_listing(page("<li>暂无信息</li>", script=""), LIST).empty
    assert not parse_listing(page(script="createPageHTML('page_div',1,1,'list','shtml',12);"), LIST).empty


def test_a_page_whose_list_a_script_fills_is_the_frame_of_the_search() -> None:
    channel = f'<meta name="channelid" content="{CHANNEL}">'
    for script in ("search()", "createPageHTML('page_div',4,1,'list','shtml',48);"):
        assert parse_listing(page(script=script, head=channel), LIST).elsewhere == SEARCH
    shown = parse_listing(page(ROW, head=channel), LIST)
    assert (shown.elsewhere, shown.pages) == (None, 4), "the page is asked where it shows rows: it has validators"
    beside = parse_listing(page(ROW, head=channel, script="search()"), LIST)
    assert (beside.elsewhere, beside.pages) == (None, None), "rows without a pager may be those of another block"


def test_results_have_plain_titles_and_whole_addresses() -> None:
    [found] = parse_listing(answer(RESULT), SEARCH).rows
    assert found.url == f"https://www.yangguan.gov.cn{HREF}"
    assert (found.title, found.listed_on) == (TITLE, date(2026, 1, 20))


def test_the_search_goes_on_until_all_results_were_seen() -> None:
    listing = parse_listing(answer(RESULT, page=3), SEARCH.replace("page=1", "page=3"))
    assert (listing.next_url, listing.pages) == (SEARCH.replace("page=1", "page=4"), 4)


def test_a_search_without_results() -> None:
    assert parse_listing(answer(total=0), SEARCH).empty
    cut = parse_listing(answer(page=2), SEARCH.replace("page=1", "page=2"))
    assert (cut.rows, cut.empty, cut.ended) == ((), False, False)


def test_an_answer_of_another_shape_is_no_list() -> None:
    with pytest.raises(KeyError):
        parse_listing(b'{"code":500,"msg":"error"}', SEARCH)
