"""Small portals, each with one trap that was seen on real ones, and what a crawl ought to make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from loopback import LIST, Answer, report_page, trs_list

TITLE, OTHER = "石桥镇2022年政府信息公开工作年度报告", "枣园镇2022年政府信息公开工作年度报告"
OLDER = "石桥镇2021年政府信息公开工作年度报告"
SHIQIAO, ZAOYUAN = "330799101", "330799102"
LEAD = "<p>青溪县人民政府政府信息公开年报专栏，本栏目公布全县各单位的政府信息公开工作年度报告。</p>"
HANWEB, PROXY = "/col/col20318/index.html", "/module/web/jpage/dataproxy.jsp"

Route = Answer | Callable[[Mapping[str, str]], Answer]


@dataclass
class TrapPortal:
    """Its platform and pages, and what a crawl on 10 February 2023 leaves.

    ``found``: titles of stored versions. ``states``: of the filings on 2022. ``healthy``: whether silence on the list
    is evidence.
    ``flags``: what stands beside a state, but for that it was out before we looked.
    """

    platform: str
    pages: Mapping[str, Route]
    found: list[str]
    states: Mapping[str, str]
    healthy: bool = True
    path: str = LIST
    flags: Mapping[str, list[str]] = field(default_factory=dict)


def _html(main: str, head: str = "") -> Answer:
    return Answer(f"<html><head><title>年报</title>{head}</head><body>{LEAD}{main}</body></html>".encode())


def _report(title: str = TITLE) -> Answer:
    return Answer(report_page(title))


def _records(*rows: str) -> str:
    return "".join(f"<record><![CDATA[{row}]]></record>" for row in rows)


def _row(url: str, title: str, day: str = "2023-01-20") -> str:
    return f"<li><a href='{url}' title='{title}'>{title}</a><span>{day}</span></li>"


def _hanweb(records: str, total: int) -> Answer:
    return _html(
        f"<div id='3'><script type='text/xml'><datastore><recordset>{records}</recordset></datastore></script></div>"
        f"<script>$('#3').jpage({{totalRecord:{total},perPage:2,groupSize:1,proxyUrl:'{PROXY}',"
        "ajaxParam:{col:1,columnid:20318,unitid:'3'}});</script>"
    )


def hanweb_page_dialect() -> TrapPortal:
    """A proxy that ignores the window asked for, and goes by ``page``."""
    rows = [_row(f"/art/2023/1/20/art_20318_{number}.html", f"青溪县公开工作通知{number}") for number in range(3)]
    rows.append(_row("/art/2023/1/20/art_20318_9.html", TITLE))

    def proxy(asked: Mapping[str, str]) -> Answer:
        page = int(parse_qs(urlsplit(asked[":path"]).query).get("page", ["1"])[0])
        answer = (
            f"<datastore><totalrecord>4</totalrecord><recordset>{_records(*rows[2 * page - 2 : 2 * page])}</recordset>"
        )
        return Answer(f"{answer}</datastore>".encode())

    pages = {HANWEB: _hanweb(_records(*rows[:2]), 4), PROXY: proxy, "/art/2023/1/20/art_20318_9.html": _report()}
    return TrapPortal("hanweb", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "overdue"}, path=HANWEB)


def hanweb_cut_short() -> TrapPortal:
    """A group after the first that answers 54 bytes and no record, though more rows are announced."""
    pages = {
        HANWEB: _hanweb(_records(_row("/art/2023/1/20/art_20318_9.html", TITLE)), 40),
        PROXY: Answer(b"<datastore><recordset></recordset></datastore>        "),
        "/art/2023/1/20/art_20318_9.html": _report(),
    }
    return TrapPortal("hanweb", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "unverified"}, False, HANWEB)


def hanweb_rows() -> TrapPortal:
    """A day broken over lines, and a title that only the cut text of the link tells."""
    link = "<a href='/art/2023/1/20/art_20318_9.html'>石桥镇2022年政府信息公开工作年度…</a>"
    row = f"<li>{link}<b>2023-\n 01-\n 20</b></li>"
    pages = {HANWEB: _hanweb(_records(row), 1), "/art/2023/1/20/art_20318_9.html": _report()}
    return TrapPortal("hanweb", pages, [TITLE], {SHIQIAO: "on_time"}, path=HANWEB)


def hanweb_probe() -> TrapPortal:
    """The report of a code and a year; the year asked for is the one after the report's."""
    jsp = "/module/xxgk/xxgkAnnualReport.jsp?area=11330799099900024X&fbtime="
    tabs = "".join(f"<a href='{jsp}{year}'>{year}年</a>" for year in (2022, 2023))
    pages = {
        f"{jsp}{year + 1}": Answer(report_page(title).replace(b"<h1>", tabs.encode() + b"<h1>"))
        for year, title in ((2022, TITLE), (2021, OLDER))
    }
    return TrapPortal("hanweb", pages, [OLDER, TITLE], {SHIQIAO: "on_time"}, path=f"{jsp}2023")


def _trs(
    *rows: tuple[str, str], pager: str = 'createPageHTML(1, 0, "index", "html");', **pages: Route
) -> dict[str, Route]:
    reports = {LIST + url: _report(title) for url, title in rows if "20" in title}
    return {
        LIST: Answer(trs_list(*rows, pager=pager)),
        **reports,
        **{LIST + name: page for name, page in pages.items()},
    }


def trs_capped() -> TrapPortal:
    """56 pages and 6,348 rows are announced, and the third page is not there."""
    pages = _trs(("t20230120_7.html", TITLE), pager="var countPage=56; var countnum=6348;")
    pages |= {
        LIST + "index_1.html": Answer(trs_list(("t20230106_3.html", "青溪县召开培训会"), pager="var countPage=56;"))
    }
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "unverified"}, False)


def trs_stub() -> TrapPortal:
    """In place of the third of three pages stands a stub of 350 bytes: the list is over."""
    pager = 'createPageHTML(3, {}, "index", "html");'
    pages = _trs(("t20230120_7.html", TITLE), pager=pager.format(0))
    pages[LIST + "index_1.html"] = Answer(trs_list(("t20230106_3.html", "青溪县召开培训会"), pager=pager.format(1)))
    pages[LIST + "index_2.html"] = Answer(f"<html><body>{'<p>列表页面</p>' * 15}</body></html>".encode())
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "overdue"})


def trs_dates() -> TrapPortal:
    """The address tells the first day of the Unix clock, or another than the list: the page's own day counts."""
    pages = _trs(("t19700101_7.html", TITLE), ("t20230214_8.html", OTHER))
    return TrapPortal("trs", pages, [OTHER, TITLE], {SHIQIAO: "on_time", ZAOYUAN: "on_time"})


def trs_twin() -> TrapPortal:
    """The mobile twin of an article beside the article."""
    pages = _trs(("t20230120_7_wap.html", TITLE), ("t20230120_7.html", TITLE))
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time"}, flags={SHIQIAO: []})


def trs_gbk() -> TrapPortal:
    """A column in GBK that declares gb2312."""
    meta = "<meta http-equiv='Content-Type' content='text/html; charset=gb2312'></head>"
    pages = _trs(("t20230120_7.html", TITLE))
    encoded = {
        path: Answer(page.body.decode().replace("</head>", meta).encode("gb18030"))
        for path, page in pages.items()
        if isinstance(page, Answer)
    }
    return TrapPortal("trs", encoded, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "overdue"})


def trs_commented() -> TrapPortal:
    """A row inside a comment, and a date of creation that no reader sees."""
    pages = _trs(("t20230120_7.html", TITLE))
    hidden = f"<!-- {_row('./t20230120_8.html', OTHER)} --><ul>"
    pages[LIST] = Answer(trs_list(("t20230120_7.html", TITLE)).replace(b"<ul>", hidden.encode()))
    late = "<!--<p>成文日期：2023年02月05日</p>--><h1>".encode()
    pages[LIST + "t20230120_7.html"] = Answer(report_page(TITLE).replace(b"<h1>", late))
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "overdue"})


def trs_two_heads() -> TrapPortal:
    """The head begins with another title and other metas, those of the site's header."""
    pages = _trs(("t20230120_7.html", TITLE))
    first = (
        "<head><title>头部</title><meta name='ArticleTitle' content='头部'><meta name='PubDate' content='2020-05-01'>"
    )
    pages[LIST + "t20230120_7.html"] = Answer(report_page(TITLE).replace(b"<head>", first.encode()))
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time"})


def _gkmlpt(pages: Mapping[int, list[tuple[int, str]]], total: int) -> dict[str, Route]:
    def api(asked: Mapping[str, str]) -> Answer:
        page = int(parse_qs(urlsplit(asked[":path"]).query)["page"][0])
        if page not in pages:
            return Answer(b"<html><title>404</title></html>", 404)
        listed = [
            {"title": title, "url": f"/gkmlpt/content/2/2041/post_{id_}.html", "display_publish_time": 1674144000}
            for id_, title in pages[page]
        ]
        return Answer(json.dumps({"classify": {"post_count": total}, "total": total, "articles": listed}).encode())

    tree = "[{id: 2031, 'name': '政府信息公开年报', parent: 0, jump_url: '', children: []}]"
    frame = _html(f"<script>window._CONFIG = {{SID: '700001', TREE: {tree}}};</script>")
    articles = {
        f"/gkmlpt/content/2/2041/post_{id_}.html": _report(title) for rows in pages.values() for id_, title in rows
    }
    return {"/gkmlpt/annualreport": frame, "/gkmlpt/api/all/2031": api, **articles}


_HUNDRED = [(number, f"青溪县公开工作通知第{number}号") for number in range(100)]


def gkmlpt_single_page() -> TrapPortal:
    """120 articles are announced, and the API has no second page."""
    pages = _gkmlpt({1: [(7000, TITLE), *_HUNDRED[:99]]}, 120)
    return TrapPortal(
        "gkmlpt", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "unverified"}, False, "/gkmlpt/annualreport#2031"
    )


def gkmlpt_two_pages() -> TrapPortal:
    """A hundred a page, and the report is on the second."""
    pages = _gkmlpt({1: _HUNDRED, 2: [(7000, TITLE)]}, 101)
    return TrapPortal(
        "gkmlpt", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "overdue"}, path="/gkmlpt/annualreport#2031"
    )


def lonsun_nothing() -> TrapPortal:
    """暂无相关信息 in place of rows: nothing is listed, and the card expects at least one row."""
    pages = {"/public/column/100": _html("<div>暂无相关信息</div>")}
    return TrapPortal("lonsun", pages, [], {SHIQIAO: "unverified"}, False, "/public/column/100?type=4")


def _column(*rows: tuple[str, str], path: str = LIST, more: str = "", **reports: str) -> dict[str, Route]:
    listed = "".join(_row(url, title) for url, title in rows)
    pages: dict[str, Route] = {path: _html(f"<ul>{listed}</ul>{more}")}
    return pages | {url: _report(reports.get(url, title)) for url, title in rows}


def openness() -> TrapPortal:
    """Anhui's own addresses, a breadcrumb that names the agency, and the county's office as source."""
    rows = (
        ("/OpennessAnnualReport/show/3084.html", TITLE),
        ("/xxgkAnnualReport/detail/61f1f0ed0000000000000001.html", OLDER),
    )
    pages = _column(*rows, path="/XxgkContent/showList/865/0/page_1.html")
    source = "<p class='info'>发布时间：2023-01-20 08:18 来源：枣园镇</p><div id='zoom'>".encode()
    pages[rows[0][0]] = Answer(report_page(TITLE).replace(b"<div id='zoom'>", source))
    states = {SHIQIAO: "on_time", ZAOYUAN: "overdue"}
    return TrapPortal("column", pages, [OLDER, TITLE], states, path="/XxgkContent/showList/865/0/page_1.html")


def shandong_ids() -> TrapPortal:
    """The id of the article was made three days after the day the page prints."""
    pages = _column(("/gongkai/site_qx/channel_63c9/doc_63ce06800000000000000001.html", TITLE))
    return TrapPortal("column", pages, [TITLE], {SHIQIAO: "on_time"})


def shaanxi_pages() -> TrapPortal:
    """Pages of a list named by their number, articles by nineteen digits."""
    first, second = "/zwgk/nb/1.html", "/zwgk/nb/2.html"
    pages = _column(("/zwgk/nb/1615678901234567890.html", OTHER), path=first, more="<a href='2.html'>下一页</a>")
    pages |= _column(("/zwgk/nb/1615678901234567891.html", TITLE), path=second, more="<a href='1.html'>上一页</a>")
    states = {SHIQIAO: "on_time", ZAOYUAN: "on_time"}
    return TrapPortal("column", pages, [OTHER, TITLE], states, path=first)


def year_by_query() -> TrapPortal:
    """One page an agency, its years by a query (nbYear)."""
    tabs = "".join(f"<a href='/nb.html?nbYear={year}'>{year}年</a>" for year in (2022, 2021)).encode()
    pages = {
        f"/nb.html?nbYear={year}": Answer(report_page(title).replace(b"<h1>", tabs + b"<h1>"))
        for year, title in ((2022, TITLE), (2021, OLDER))
    }
    return TrapPortal("column", pages, [OLDER, TITLE], {SHIQIAO: "on_time"}, path="/nb.html?nbYear=2022")


def script_list() -> TrapPortal:
    """Epoint and TrueCMS: rows come as JSON, from wherever the page count begins; the page has none."""
    pages = {LIST: _html("<div id='list'></div><script src='/js/webBuilderCommon.js'></script>")}
    return TrapPortal("column", pages, [], {SHIQIAO: "unverified", ZAOYUAN: "unverified"}, False)


def script_article() -> TrapPortal:
    """A report whose page has no text until a script has fetched it."""
    pages = _column(("/article.html?infoid=1", TITLE))
    pages["/article.html?infoid=1"] = Answer(
        b"<html><body><div id='app'></div><script src='/app.js'></script></body></html>"
    )
    return TrapPortal("column", pages, [], {SHIQIAO: "needs_review", ZAOYUAN: "overdue"})


def link_to_another() -> TrapPortal:
    """A row of one agency whose link shows the report of another."""
    pages = _trs(("t20230120_7.html", TITLE), ("t20230120_8.html", OTHER))
    pages[LIST + "t20230120_8.html"] = _report(TITLE)
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "needs_review"})


def published_twice() -> TrapPortal:
    """The same report at two addresses, with different texts."""
    pages = _trs(("t20230120_7.html", TITLE), ("t20230121_8.html", TITLE))
    changed = report_page(TITLE).replace("三百二十一条".encode(), "三百二十二条".encode())
    pages[LIST + "t20230121_8.html"] = Answer(changed)
    return TrapPortal("trs", pages, [TITLE, TITLE], {SHIQIAO: "on_time"}, flags={SHIQIAO: ["duplicate"]})


def attachment_only() -> TrapPortal:
    """A page with nothing but its title and a file."""
    pages = _trs(("t20230120_7.html", TITLE))
    bare = _html(f"<h1>{TITLE}</h1><div id='zoom'><a href='P02.pdf'>附件</a></div>", f"<title>{TITLE}</title>")
    pages |= {LIST + "t20230120_7.html": bare, LIST + "P02.pdf": Answer(b"%PDF-1.7 ...")}
    return TrapPortal("trs", pages, [TITLE], {SHIQIAO: "on_time", ZAOYUAN: "overdue"})


PORTALS: tuple[Callable[[], TrapPortal], ...] = (
    hanweb_page_dialect, hanweb_cut_short, hanweb_rows, hanweb_probe, trs_capped, trs_stub, trs_dates, trs_twin,
    trs_gbk, trs_commented, trs_two_heads, gkmlpt_single_page, gkmlpt_two_pages, lonsun_nothing, openness, shandong_ids,
    shaanxi_pages, year_by_query, script_list, script_article, link_to_another, published_twice, attachment_only,
)  # fmt: skip
