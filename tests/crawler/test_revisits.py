"""A report that is known is asked for again by plan, and only what it says makes a new version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from crawled import QUICK, Crawl
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import LIST, Answer, Site, registry, report_page, trs_list

from crawler import jobs
from crawler.clock import SHANGHAI, now
from crawler.registry import load
from crawler.revisits import is_due
from crawler.sample_county import SampleCounty
from storage.database import open_database
from storage.queries import table_dump

Tables = Callable[[], dict[str, list[dict[str, Any]]]]

TITLE, OTHER = "石桥镇2022年政府信息公开工作年度报告", "枣园镇2022年政府信息公开工作年度报告"
ARTICLE, SECOND = LIST + "t20230120_7.html", LIST + "t20230120_8.html"
FIRST_DAY = datetime(2023, 2, 10, 9, tzinfo=SHANGHAI)


def after(days: int) -> str:
    return (FIRST_DAY + timedelta(days=days)).isoformat()


def tagged(body: bytes, tag: str) -> Callable[[Mapping[str, str]], Answer]:
    """A page that answers 304 to whoever has this version of it."""

    def answer(headers: Mapping[str, str]) -> Answer:
        return Answer(status=304) if headers.get("if-none-match") == tag else Answer(body, headers={"ETag": tag})

    return answer


@pytest.fixture
def portal(site: Site) -> Iterator[Site]:
    site.answers |= {
        LIST: tagged(trs_list(("t20230120_7.html", TITLE)), '"list"'),
        ARTICLE: tagged(report_page(TITLE), '"a"'),
    }
    return site


def asked_on(portal: Site, crawl: Crawl, days: int) -> list[str]:
    """The articles that a crawl so many days after the first one asks for."""
    before = len(portal.asked)
    crawl(registry(portal.origin), NIANBAO_CLOCK=after(days))
    return [path for path in portal.asked[before:] if path not in ("/robots.txt", LIST)]


def test_a_report_is_asked_for_again_on_the_days_of_its_plan_only(portal: Site, crawl: Crawl) -> None:
    crawl(registry(portal.origin))
    days = (0, 1, 1, 2, 3, 5, 7, 20, 21, 30, 59, 60, 61, 149, 150)
    asked = {day for day in days if asked_on(portal, crawl, day)}
    assert asked == {1, 3, 7, 20, 30, 60, 150}, "14 was missed and is made up for on day 20"


def test_an_unchanged_report_costs_one_conditional_request_and_leaves_its_rows(
    portal: Site, crawl: Crawl, tables: Tables
) -> None:
    crawl(registry(portal.origin))
    before = tables()
    assert asked_on(portal, crawl, 1) == [ARTICLE]
    assert portal.headers[-1]["if-none-match"] == '"a"'
    found = tables()
    assert {name for name in found if found[name] != before[name]} == {
        "observations",
        "fetches",
        "host_days",
        "listings",
    }
    [[old], [new]] = [tables["listings"] for tables in (before, found)]
    assert old == {**new, "last_seen_at": old["last_seen_at"]}
    [revisit] = [row for row in found["fetches"] if row["status"] == 304 and row["url"].endswith(ARTICLE)]
    assert revisit["listing_url"] == portal.origin + ARTICLE


@pytest.mark.parametrize("days", [1, 3])
def test_the_same_bytes_leave_the_rows_too(portal: Site, crawl: Crawl, tables: Tables, days: int) -> None:
    portal.answers[ARTICLE] = Answer(report_page(TITLE))
    crawl(registry(portal.origin))
    before = tables()
    assert asked_on(portal, crawl, days) == [ARTICLE]
    found = tables()
    assert [row["fetch_id"] for row in found["listings"]] == [row["fetch_id"] for row in before["listings"]]
    assert {name for name in found if found[name] != before[name]} == {
        "observations",
        "fetches",
        "host_days",
        "listings",
    }


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("<p>浏览次数：12</p>", "<p>浏览次数：3045</p>"),
        ("<p>（阅读 12 次）</p>", "<p>（阅读 45 次）</p>"),
        ("<p>页面生成时间：2023-02-10 09:00:01</p>", "<p>页面生成时间：2023-02-13 21:12:40</p>"),
        ("<p>附件【年报.doc】已下载1次</p>", "<p>附件【年报.doc】已下载22次</p>"),
        ("<script>var token = '8a1f';</script>", "<script>var token = '77c0';</script>"),
        ("<input type='hidden' name='csrf' value='8a1f'>", "<input type='hidden' name='csrf' value='77c0'>"),
        ("<!-- node1 -->", "<!-- node2 -->"),
        ("<p>没有其他事项。</p>", "<p>没有其他事项。</p><div class='foot'></div>"),
    ],
)
@pytest.mark.parametrize("framed", [True, False])
def test_what_changes_by_itself_makes_no_version(
    portal: Site, crawl: Crawl, tables: Tables, then: str, now: str, framed: bool
) -> None:
    page = report_page(TITLE).decode()
    page = page if framed else page.replace(" id='zoom'", "")
    assert then != now
    pages = [page.replace("</div></body>", f"{more}</div></body>").encode() for more in (then, now)]
    portal.answers[ARTICLE] = Answer(pages[0])
    crawl(registry(portal.origin))
    portal.answers[ARTICLE] = Answer(pages[1])
    assert asked_on(portal, crawl, 1) == [ARTICLE]
    found = tables()
    assert len(found["versions"]) == 1
    [fetch_id] = {row["fetch_id"] for row in found["listings"]}
    [newest] = [row for row in found["fetches"] if row["id"] == fetch_id]
    assert newest["requested_at"][:10] == "2023-02-11", "its headers are those of the page as it stands now"
    assert len({row["sha256"] for row in found["fetches"] if row["url"].endswith(ARTICLE)}) == 2, "both are kept"


@pytest.mark.parametrize(("then", "now"), [("七件", "九件"), ("三百二十一条", "三百二十二条"), ("不够细", "还太粗")])
def test_other_content_is_another_version_of_the_same_report(
    portal: Site, crawl: Crawl, tables: Tables, then: str, now: str
) -> None:
    crawl(registry(portal.origin))
    edited = report_page(TITLE).decode().replace(then, now)
    portal.answers[ARTICLE] = tagged(edited.encode(), '"b"')
    assert asked_on(portal, crawl, 3) == [ARTICLE]
    found = tables()
    assert len(found["reports"]) == 1
    first, second = sorted(found["versions"], key=lambda row: row["first_seen_at"])
    assert (first["report_id"], first["first_seen_at"][:10]) == (second["report_id"], "2023-02-10")
    assert (second["first_seen_at"][:10], second["title"]) == ("2023-02-13", TITLE)
    assert [row["version_id"] for row in found["listings"]] == [second["id"]]
    texts = {row["version_id"]: row["text"] for row in found["sections"] if then in row["text"] or now in row["text"]}
    assert then in texts[first["id"]]
    assert now in texts[second["id"]]
    assert asked_on(portal, crawl, 7) == [ARTICLE]
    assert portal.headers[-1]["if-none-match"] == '"b"'
    assert len(tables()["versions"]) == 2


def test_a_report_that_does_not_come_again_stays_and_its_answer_is_told(
    portal: Site, crawl: Crawl, tables: Tables
) -> None:
    crawl(registry(portal.origin))
    before = tables()
    portal.answers[ARTICLE] = Answer(b"", 301, {"Location": "/"})
    portal.answers["/"] = Answer("<html><body>青溪县人民政府欢迎您，这里是首页。</body></html>".encode())
    assert asked_on(portal, crawl, 1) == [ARTICLE, "/"]
    found = tables()
    assert [found[name] for name in ("versions", "sections")] == [before[name] for name in ("versions", "sections")]
    assert [(row["version_id"], row["trouble"]) for row in found["listings"]] == [(before["versions"][0]["id"], None)]
    [answer] = [row for row in found["fetches"] if row["outcome"] == "soft_404"]
    assert (answer["url"], answer["listing_url"]) == (portal.origin + "/", portal.origin + ARTICLE)
    assert asked_on(portal, crawl, 1) == [], "once a day of the plan, whatever it answered"


def test_what_could_not_be_read_is_asked_for_by_plan_and_may_become_a_report(
    portal: Site, crawl: Crawl, tables: Tables
) -> None:
    portal.answers[ARTICLE] = Answer("<html><body><p>一则通知，没有报告。</p></body></html>".encode())
    crawl(registry(portal.origin))
    assert [bool(row["trouble"]) for row in tables()["listings"]] == [True]
    assert asked_on(portal, crawl, 0) == []
    portal.answers[ARTICLE] = Answer(report_page(TITLE))
    assert asked_on(portal, crawl, 1) == [ARTICLE]
    [row] = tables()["listings"]
    assert row["trouble"] is None
    assert row["version_id"]


def test_a_portal_whose_list_does_not_come_is_not_asked_for_more(portal: Site, crawl: Crawl) -> None:
    crawl(registry(portal.origin))
    portal.answers[LIST] = Answer(b"", 503)
    assert asked_on(portal, crawl, 1) == []
    portal.answers[LIST] = tagged(trs_list(("t20230120_7.html", TITLE)), '"list"')
    assert asked_on(portal, crawl, 2) == [ARTICLE]


def test_a_link_that_has_gone_is_asked_for_again_though_the_report_is_old(
    portal: Site, crawl: Crawl, tables: Tables
) -> None:
    old = "石桥镇2015年政府信息公开工作年度报告"
    portal.answers |= {
        LIST: Answer(trs_list(("t20230120_7.html", old), ("t20230120_8.html", OTHER))),
        ARTICLE: tagged(report_page(old), '"a"'),
        SECOND: tagged(report_page(OTHER), '"b"'),
    }
    crawl(registry(portal.origin))
    assert asked_on(portal, crawl, 1) == [SECOND], "what was published years ago does not change"
    portal.answers[LIST] = Answer(trs_list(("t20230120_8.html", OTHER)))
    del portal.answers[ARTICLE]
    assert asked_on(portal, crawl, 4) == [SECOND], "its link may be missing for a moment"
    assert asked_on(portal, crawl, 5) == [ARTICLE]
    [answer] = [
        row for row in tables()["fetches"] if row["listing_url"] == portal.origin + ARTICLE and row["status"] == 404
    ]
    assert answer["requested_at"][:10] == "2023-02-15"


def test_a_report_that_was_changed_is_flagged(tmp_path: Path) -> None:
    database = tmp_path / "nianbao.db"
    with SampleCounty(port=0) as county:
        registry = load(county.write_cards(tmp_path / "cards"))
        settings = {name: value for name, value in QUICK.items() if name != "NIANBAO_CLOCK"}
        jobs.crawl(registry, database, portals=["330799"], clock=after(0), settings=settings)
        flagged = [row for row in filings(database) if "edited" in row["flags"]]
        assert flagged == []
        [version] = [row for row in versions(database) if row["agency_name"] == "枣园镇" and row["report_year"] == 2022]
        path = version["url"].removeprefix(county.origin("330799"))
        page, mark, text = county.body("330799", path).decode().rpartition("</table>")
        county.put("330799", path, f"{page}{mark}{text.replace('。', '，另有修改。', 1)}".encode())
        summary = jobs.crawl(registry, database, portals=["330799"], clock=after(1), settings=settings)
    assert (summary.new_reports, summary.new_versions) == (0, 1)
    assert summary.articles["not_modified"] > 5
    [changed] = [row for row in filings(database) if "edited" in row["flags"]]
    assert changed["agency_id"] == next(
        row["agency_id"] for row in filings(database) if row["version_id"] == version["id"]
    )
    told = "\n".join(jobs.explain(database, changed["agency_id"], "2022", now(after(2))))
    assert "见到的内容与此前不同：1处" in told
    assert "，另有修改。”" in told


def test_a_report_that_was_taken_down_is_told_after_repeated_looks(site: Site, database: Path) -> None:
    past = "枣园镇2021年政府信息公开工作年度报告"
    listed = [("t20230120_7.html", TITLE), ("t20230120_8.html", OTHER), ("t20220120_9.html", past)]
    site.answers |= {LIST + name: Answer(report_page(title)) for name, title in listed}
    settings = {name: value for name, value in QUICK.items() if name != "NIANBAO_CLOCK"}
    states = {}
    for day in (0, 3, 5, 8, 11, 12):
        if day == 5:
            listed.pop(0)
            del site.answers[ARTICLE]
        site.answers[LIST] = Answer(trs_list(*listed))
        jobs.crawl(registry(site.origin), database, clock=after(day), settings=settings)
        [filing] = [row for row in filings(database) if (row["agency_id"], row["report_year"]) == ("330799101", 2022)]
        states[day] = filing["state"]
    assert states == {0: "on_time", 3: "on_time", 5: "on_time", 8: "on_time", 11: "on_time", 12: "withdrawn"}
    proof = max(dump(database)["observations"], key=lambda row: row["observed_at"])
    assert filing["observation_id"] == proof["id"]
    lines = "\n".join(jobs.explain(database, "330799101", "2022", FIRST_DAY + timedelta(days=12)))
    assert "公布后撤除" in lines
    assert "页面已不存在" in lines
    [then] = [
        row
        for row in jobs.board(database, FIRST_DAY + timedelta(days=8), report_year=2022)
        if row["agency_id"] == "330799101"
    ]
    assert then["state"] == "on_time"


def filings(database: Path) -> list[dict[str, Any]]:
    return dump(database)["filings"]


def versions(database: Path) -> list[dict[str, Any]]:
    return dump(database)["versions"]


def dump(database: Path) -> dict[str, list[dict[str, Any]]]:
    db = open_database(database, read_only=True)
    try:
        return table_dump(db)
    finally:
        db.close()


days = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def known(first_seen: date, asked: date, year: int | None = 2022) -> dict[str, Any]:
    times = {"first_seen_at": first_seen, "last_seen_at": asked, "asked_at": asked}
    return {"report_year": year, "unlisted": 0, **{name: f"{day}T09:00:00+08:00" for name, day in times.items()}}


@settings(deadline=None, max_examples=30)
@given(days, st.integers(0, 800), st.integers(2008, 2026))
def test_nothing_is_due_twice_on_a_day_nor_often(first_seen: date, later: int, year: int) -> None:
    asked, times = first_seen, []
    for offset in range(later):
        today = first_seen + timedelta(days=offset)
        now = datetime(today.year, today.month, today.day, 23, 59, tzinfo=SHANGHAI)
        if is_due(known(first_seen, asked, year), now):
            asked = today
            times.append(offset)
            assert not is_due(known(first_seen, asked, year), now)
            assert today.year <= year + 2, "the season after its own is over"
    assert times[:6] == [1, 3, 7, 14, 30, 60][: len(times[:6])]
    assert all(second - first == 90 for first, second in pairwise(times[5:]))
