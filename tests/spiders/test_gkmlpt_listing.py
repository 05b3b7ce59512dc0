"""Lists of gkmlpt portals: the page that names its category, and the answers of the API, to their end or not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from spiders.gkmlpt import parse_listing
from spiders.listing import Listing

OFFICE = "http://www.zhupu.gov.cn/zpxczj"
API = f"{OFFICE}/gkmlpt/api/all/2031?page={{}}&sid=700001"
TITLE = "珠浦县财政局2025年政府信息公开工作年度报告"
DAY = 1768838400  # 2026-01-20 00:00 in Beijing

NODES = """{"id":2001,"name":"机构职能","parent":0,"post_count":3,"jump_url":"","children":[]},
 {id: 2030, name: '政府信息公开', parent: 0, post_count: 0, jump_url: "", children: [
   {id: 2031, name: "政府信息公开年报", parent: 2030, post_count: 12, jump_url: "", children: [],},
   {"id":2032,"name":"依申请公开","parent":2030,"post_count":0,"jump_url":"http://ysq.zhupu.gov.cn/","children":[]}]}"""


def page(nodes: str = NODES) -> bytes:
    script = f"window._CONFIG = {{\n SID: '700001', // office's own\n TREE: [ {nodes} ], SERVICE_AREA_ID: areaId }}"
    return f"<html><body><div id='gkmlpt'></div><script>{script}</script></body></html>".encode()


def article(number: int, **other: Any) -> dict[str, Any]:
    url = f"{OFFICE}/gkmlpt/content/3/3105/post_{number}.html"
    return {"id": number, "title": TITLE, "date": DAY - 86400, "display_publish_time": DAY, "url": url, **other}


def answer(count: int, page: int = 1, start: int = 3105001, **totals: Any) -> Listing:
    articles = [article(start + number) for number in range(count)]
    return parse_listing(json.dumps({**totals, "articles": articles}).encode(), API.format(page))


@pytest.mark.parametrize("address", ["/gkmlpt/annualreport", "/gkmlpt/index", "/gkmlpt/annualreport#2031"])
def test_a_page_of_the_platform_is_the_frame_of_the_list_of_annual_reports(address: str) -> None:
    listing = parse_listing(page(), OFFICE + address)
    assert (listing.rows, listing.elsewhere) == ((), API.format(1))


def test_the_category_behind_the_address_is_the_one_that_counts() -> None:
    assert "/api/all/2001?" in (parse_listing(page(), f"{OFFICE}/gkmlpt/index#2001").elsewhere or "")


def test_a_platform_at_the_root_of_its_host() -> None:
    found = parse_listing(page(), "http://nync.zhupu.gov.cn/gkmlpt/index").elsewhere
    assert found == "http://nync.zhupu.gov.cn/gkmlpt/api/all/2031?page=1&sid=700001"


def test_two_categories_of_annual_reports_are_not_chosen_between() -> None:
    nodes = '{"id":7,"name":"2024年年报","children":[]},{"id":8,"name":"年度报告","children":null}'
    with pytest.raises(ValueError, match="#7 2024年年报, #8 年度报告; write one behind the channel's address"):
        parse_listing(page(nodes), f"{OFFICE}/gkmlpt/annualreport")


def test_a_category_that_leads_out_is_told() -> None:
    with pytest.raises(ValueError, match=r"2032 leads to http://ysq\.zhupu\.gov\.cn/"):
        parse_listing(page(), f"{OFFICE}/gkmlpt/index#2032")


def test_another_page_is_no_frame() -> None:
    assert parse_listing("<html><body>网站维护</body></html>".encode(), f"{OFFICE}/gkmlpt/index") == Listing(())


def test_a_row() -> None:
    told = article(3105077, title="<em>珠浦县</em>财政局2025年政府信息\n公开工作年度报告")
    [row] = parse_listing(json.dumps({"total": 1, "articles": [told]}).encode(), API.format(1)).rows
    assert (row.url, row.listed_on) == (f"{OFFICE}/gkmlpt/content/3/3105/post_3105077.html", date(2026, 1, 20))
    assert row.title == "珠浦县财政局2025年政府信息 公开工作年度报告"


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("/zpxczj/gkmlpt/content/3/3105/post_7.html", f"{OFFICE}/gkmlpt/content/3/3105/post_7.html"),
        (f"{OFFICE}/gkmlpt/content/3/3105/mpost_7.html", f"{OFFICE}/gkmlpt/content/3/3105/post_7.html"),
        ("https://mp.weixin.qq.example/s?id=7", "https://mp.weixin.qq.example/s?id=7"),
    ],
)
def test_where_rows_lead(url: str, plain: str) -> None:
    told = json.dumps({"total": 1, "articles": [article(7, url=url)]}).encode()
    assert [row.url for row in parse_listing(told, API.format(1)).rows] == [plain]


@pytest.mark.parametrize("broken", ["yesterday", None, 10**20])
def test_a_day_that_is_none(broken: object) -> None:
    told = json.dumps({"total": 1, "articles": [article(7, display_publish_time=broken, date=None)]}).encode()
    assert [row.listed_on for row in parse_listing(told, API.format(1)).rows] == [None]


@pytest.mark.parametrize("totals", [{"total": 12}, {"classify": {"post_count": 12}}])
def test_a_list_of_one_page_announces_it(totals: dict[str, Any]) -> None:
    """An office's server may know no second page at all and answer 404: it must not be asked for one."""
    listing = answer(12, **totals)
    assert (listing.total, listing.pages, len(listing.rows)) == (12, 1, 12)
    assert answer(11, **totals).pages == 1, "one article is hidden, and counted"


def test_full_pages_of_a_longer_list() -> None:
    first = answer(97, total=250)
    assert (first.pages, first.next_url) == (3, API.format(2))
    assert answer(46, 3, total=250).pages == 3


@pytest.mark.parametrize(("count", "total"), [(20, 60), (3, 12), (50, 250)])
def test_a_page_that_should_have_been_fuller_does_not_tell_how_many_there_are(count: int, total: int) -> None:
    listing = answer(count, total=total)
    assert (listing.pages, listing.total, listing.next_url) == (None, total, API.format(2))


def test_without_a_total_the_next_page_is_a_guess() -> None:
    listing = answer(100)
    assert (listing.next_url, listing.guesses, listing.pages) == (None, (API.format(2),), None)


def test_past_the_end() -> None:
    assert answer(0, 2, total=12).ended
    html = parse_listing(b"<!DOCTYPE html><html><body>error</body></html>", API.format(2))
    assert html == Listing(()), "no JSON proves nothing, neither an end nor a list"
    assert parse_listing(b'{"message": "not found"}', API.format(2)) == Listing(())


def test_an_empty_category() -> None:
    assert answer(0, classify={"post_count": 0}).empty
    assert not answer(0, total=12).empty
