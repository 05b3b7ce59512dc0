"""Lists made to hurt: whatever stands in them, reading them ends, and soon enough to go on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spiders import column, gkmlpt, hanweb, jpaas, lonsun, trs, ucap, vsb
from spiders.listing import Listing
from spiders.obstacles import LIST, classify

Parse = Callable[[bytes, str], Listing]
MANY = 20_000
PARSERS = [each.parse_listing for each in (column, gkmlpt, hanweb, jpaas, lonsun, trs, ucap, vsb)]
URLS = {
    column.parse_listing: "http://x/a/",
    gkmlpt.parse_listing: "http://x/gkmlpt/api/all/7?page=2",
    hanweb.parse_listing: "http://x/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=3&perpage=3",
    jpaas.parse_listing: "http://x/col/col1/index.html",
    lonsun.parse_listing: "http://x/public/column/7?type=4",
    trs.parse_listing: "http://x/a/index_2.html",
    ucap.parse_listing: "http://x/common/search/1?page=1",
    vsb.parse_listing: "http://x/nb/3.htm",
}


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "body",
    [
        "<record><![CDATA[" * MANY,
        "<nextgroup><![CDATA[" * MANY,
        "ajaxParam:{" * MANY,
        "<datastore>" + "<a href='/art/2026/1/1/art_1_1.html'>" * MANY,
        "<div><a href='t1.html'>x</a></div>" * MANY,
        "<div>" * MANY + "<a href='/t1.html'>x</a>",
        "<!--" * MANY,
        "<script>createPageHTML(" * MANY,
        "url='a';title='" * MANY,
        "2026-" * MANY,
        "'/site/label/8888'{labelName:'publicInfoList'," + "a" * MANY + "}",
        "共 1" * MANY,
        "[" * MANY + "]" * MANY,
        '{"data":' * MANY,
        "<i count=9 rows=1 uniturl=/a querydata=" + "a'" * MANY + ">",
        "<script>createPageHTML('a'," * 3000,
        "<ul><li><a href='/info/1/2.htm'>" * 3000,
    ],
    ids=lambda body: body[:20],
)
def test_a_long_list_of_one_thing(parse: Parse, body: str) -> None:
    """Sixty thousand took minutes where a pattern looks back, or a row looks at all others."""
    with suppress(ValueError, RecursionError):
        parse(body.encode(), URLS[parse])


@pytest.mark.parametrize("sign", ["<meta ", "document.cookie=", "$_ts=", ";go({", "<title>", "抱歉，您"])
def test_a_long_page_of_one_sign(sign: str) -> None:
    classify(200, {}, (sign * MANY).encode(), LIST)


@given(st.text(max_size=300), st.sampled_from(PARSERS))
@example("{", jpaas.parse_listing)
def test_any_text_is_a_listing_of_some_kind(text: str, parse: Parse) -> None:
    """``ValueError`` is how a parser says that an answer is none; the look is then "layout changed"."""
    try:
        listing = parse(text.encode("utf-8", "replace"), "http://www.qingxi.gov.cn/zwgk/index.html")
    except ValueError:
        return
    assert all(row.url.startswith("http") and row.title for row in listing.rows)
