"""Answers that are not what they seem: told apart before anyone reads them, and never solved."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Outcome
from spiders.obstacles import LIST, REPORT, classify, expected_of

TEXT = (
    "石桥镇二〇二五年政府信息公开工作年度报告，包括总体情况、主动公开、依申请公开、复议诉讼、问题改进和其他事项。" * 9
)
PAGE = f"<html><head><title>年报</title><script>var a=1</script></head><body><p>{TEXT}</p></body></html>".encode()


def page(body: str = "", head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


RUISHU = page(head="""<meta id="x" content="8f2" r='m'><script r='m'>$_ts=window['$_ts'];$_ts.nsd=7;</script>""")
ARG1 = page(head="<script>var arg1='" + "3A" * 20 + "';function go(){document.cookie='acw_sc__v2='+1}</script>")


@pytest.mark.parametrize(
    ("status", "headers", "body", "product"),
    [
        (412, {}, RUISHU, "瑞数"),
        (202, {}, RUISHU, "瑞数"),
        (200, {}, RUISHU, "瑞数"),
        (521, {"set-cookie": "__jsluid_s=7c"}, b"<script>document.cookie='a';location.href='/'</script>", "加速乐"),
        (200, {}, b'<script>x;go({"bts":["a"],"ct":"b","tn":"__jsl_clearance_s","wt":"1500"})</script>', "加速乐"),
        (200, {"set-cookie": "acw_tc=1"}, ARG1, "阿里云"),
        (200, {}, page("<script>location='/WZWSREL2luZGV4?wzwschallenge=V1'</script>"), "WZWS"),
        (302, {"location": "/WZWSREL2luZGV4"}, page("<script>'/WZWSREL'</script>"), "WZWS"),
        (200, {"set-cookie": "yunsuo_session_verify=1"}, page("<script>'?security_verify_data=31'</script>"), "云锁"),
        (403, {}, page("当前访问疑似黑客攻击，已被创宇盾拦截"), "创宇盾"),
        (405, {}, page("您的访问可能对网站造成威胁，请求被拦截"), "WAF"),
        (403, {}, page("Forbidden"), "not know"),
        (429, {}, b"", "not know"),
        (567, {}, page("滑块"), "WAF"),
        (200, {}, page("<div id=app></div><script src=/a.js></script>"), "not know"),
    ],
)  # fmt: skip
def test_block_pages(status: int, headers: dict[str, str], body: bytes, product: str) -> None:
    outcome, detail = classify(status, headers, body, LIST)
    assert outcome is Outcome.BLOCKED
    assert product in detail
    assert str(status) in detail


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, PAGE),
        ({"set-cookie": "__jsluid_s=7c; acw_tc=1"}, PAGE),
        # behind such a product healthy pages carry its script as well
        ({}, PAGE.replace(b"<script>", b"<script r='m'>$_ts=window['$_ts'];")),
        ({}, b"<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>"),
        ({}, ("<p>没有找到的文件、页面不存在的链接已在整改中处理，信息已删除的给予说明。</p>" + TEXT).encode()),
        ({}, PAGE.decode().encode("gb18030").replace(b"<head>", b'<head><meta charset="gb2312">')),
        # what a label answers: one short row with the script of its pager, or none at all
        ({}, "<li><a href='/public/7/8.html'>2022年度报告</a></li><script>turn({pageCount:1})</script>".encode()),
        ({}, "<div>暂无相关信息</div><script>turn({pageCount:0})</script>".encode()),
    ],
)
def test_healthy_pages(headers: dict[str, str], body: bytes) -> None:
    assert classify(200, headers, body, LIST) == (Outcome.OK, "")


@pytest.mark.parametrize(
    "body",
    [
        page("页面不存在"),
        page("抱歉，您访问的页面已经移走"),
        page("<h1>该信息已被删除</h1>"),
        page("系统升级，暂停服务"),
        page(TEXT, "<title>404</title>"),
        page("<h1>Welcome to nginx!</h1>"),
        page("参数错误").decode().encode("gb18030"),
    ],
)
def test_pages_that_are_gone_although_they_answer_200(body: bytes) -> None:
    outcome, detail = classify(200, {}, body, LIST)
    assert outcome is Outcome.SOFT_404
    assert "「" in detail


@pytest.mark.parametrize(
    ("body", "url", "outcome"),
    [
        (b"%PDF-1.7", "http://x/a.pdf", Outcome.OK),
        (PAGE, "http://x/a.pdf", Outcome.WRONG_TYPE),
        (b"PK\x03\x04..", "http://x/a.docx?v=2", Outcome.OK),
        (b"\xd0\xcf\x11\xe0..", "http://x/a.DOC", Outcome.OK),
        (b"%PDF-1.7", "http://x/a.docx", Outcome.OK),
        (b"{\\rtf1", "http://x/a.doc", Outcome.OK),
        (PAGE, "http://x/a.doc", Outcome.OK),
        (b"%PDF-1.7", "http://x/art_1_2.html", Outcome.OK),
        (b"MZ" + b"\0" * 60, "http://x/art_1_2.html", Outcome.WRONG_TYPE),
        (gzip.compress(PAGE), "http://x/down.jsp", Outcome.WRONG_TYPE),
        (b"  \n", "http://x/a.html", Outcome.EMPTY),
    ],
)
def test_contents_of_the_wrong_kind(body: bytes, url: str, outcome: Outcome) -> None:
    assert classify(200, {}, body, expected_of(url)).outcome is outcome


def test_a_list_is_text() -> None:
    assert classify(200, {}, b"%PDF-1.7", LIST) == (Outcome.WRONG_TYPE, "pdf content where text is due")


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (304, {}, Outcome.NOT_MODIFIED),
        (404, {}, Outcome.HTTP_4XX),
        (410, {}, Outcome.HTTP_4XX),
        (500, {}, Outcome.HTTP_5XX),
        (503, {}, Outcome.HTTP_5XX),
        (301, {}, Outcome.REDIRECT_LOOP),
        (302, {"location": "file:///etc/passwd"}, Outcome.OFF_LIMITS),
        (204, {}, Outcome.EMPTY),
    ],
)
def test_statuses(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    assert classify(status, headers, b"", LIST).outcome is outcome


@given(st.integers(200, 599), st.binary(max_size=300), st.sampled_from([LIST, REPORT]))
def test_any_bytes_get_one_outcome(status: int, body: bytes, expected: frozenset[str]) -> None:
    outcome, _ = classify(status, {}, body, expected)
    assert outcome in Outcome
    assert outcome is not Outcome.OK or status == 200
