"""A host with everything that stands in the way of crawlers: each obstacle is told for what it is, wherever it stands.

None of them leads to "not published", and none of them becomes a version or a file of a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from crawled import QUICK, impatient
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list
from secure import secured

from crawler import jobs
from crawler.clock import now
from storage.database import open_database
from storage.queries import table_dump

TITLE, OTHER = "石桥镇2022年政府信息公开工作年度报告", "枣园镇2022年政府信息公开工作年度报告"
ARTICLE, FILE = LIST + "t20230120_7.html", LIST + "P020230120412345678901.pdf"
GOOD = trs_list(("t20230120_7.html", TITLE))
LINKED = report_page(TITLE).replace(b"</div>", b"<p><a href='P020230120412345678901.pdf'>report</a></p></div>")


class Obstacle(NamedTuple):
    """What an address answers, and what is to be said of it."""

    name: str
    answer: Answer
    outcome: str


def _page(text: str, title: str = "政府信息公开") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><p>{text}</p></body></html>".encode()


OBSTACLES = (
    Obstacle(
        "ruishu",
        Answer(
            b"<html><meta id='k' content='x' r='m'><script>$_ts=window['$_ts'];$_ts.nsd=7;</script></html>",
            412,
            {"Set-Cookie": "oWk3mJqS=1; path=/"},
        ),
        "blocked",
    ),
    Obstacle(
        "jiasule",
        Answer(
            b"<script>document.cookie='__jsl_clearance=1';location.href='/'</script>",
            521,
            {"Set-Cookie": "__jsluid_h=1"},
        ),
        "blocked",
    ),
    Obstacle("arg1", Answer(b"<html><script>var arg1='" + b"3A" * 20 + b"';</script></html>"), "blocked"),
    Obstacle("wzws", Answer(b"", 302, {"Location": "/WZWSRELx?wzwschallenge=V1"}), "blocked"),
    Obstacle("absent", Answer(_page("您访问的页面不存在")), "soft_404"),
    Obstacle("deleted", Answer(_page("该信息已被删除，请返回首页。信息已删除")), "soft_404"),
    Obstacle("404 title", Answer(_page("请检查地址", title="404")), "soft_404"),
    Obstacle("to the home page", Answer(b"", 301, {"Location": "/"}), "soft_404"),
    Obstacle("slow", Answer(GOOD, wait=True), "timeout"),
    Obstacle("truncated", Answer(GOOD, length=len(GOOD) + 50, headers={"Connection": "close"}), "refused"),
    Obstacle("reset", Answer(reset=True), "refused"),
    Obstacle("empty", Answer(b"  \n"), "empty"),
    Obstacle("gone", Answer(_page("gone"), 410), "http_4xx"),
    Obstacle("down", Answer(_page("busy"), 502), "http_5xx"),
    Obstacle("program", Answer(b"MZ" + b"\0" * 60), "wrong_type"),
    Obstacle("too large", Answer(GOOD + b" " * 60_000), "too_large"),
    Obstacle("loop", Answer(b"", 302, {"Location": "/loop"}), "redirect_loop"),
    Obstacle("another host", Answer(b"", 302, {"Location": "http://127.0.5.9/"}), "off_limits"),
)
every_obstacle = pytest.mark.parametrize("obstacle", OBSTACLES, ids=[each.name for each in OBSTACLES])


class Seen(NamedTuple):
    """What one crawl left: tables, and states by agency."""

    tables: Mapping[str, list[dict[str, Any]]]

    @property
    def last_look(self) -> dict[str, Any]:
        return max(self.tables["observations"], key=lambda row: str(row["observed_at"]))

    @property
    def states(self) -> dict[str, tuple[str, str | None]]:
        found = (row for row in self.tables["filings"] if row["report_year"] == 2022)
        return {row["agency_id"]: (row["state"], row["reason"]) for row in found}


def look_at(site: Site, database: Path, clock: str = CLOCK, **settings: Any) -> Seen:
    given = QUICK | {"DOWNLOAD_MAXSIZE": 50_000, "NIANBAO_LIST_MAXSIZE": 50_000, "NIANBAO_CLOCK": clock} | settings
    jobs.crawl(registry(site.origin), database, clock=clock, settings=given)
    with closing(open_database(database, read_only=True)) as db:
        return Seen(table_dump(db))


def impatient_of(obstacle: Obstacle, path: str) -> dict[str, Any]:
    return impatient(path) if obstacle.answer.wait else {}


@pytest.fixture
def host(site: Site) -> Site:
    site.answers |= {
        LIST: Answer(GOOD),
        ARTICLE: Answer(LINKED),
        FILE: Answer(b"%PDF-1.7 ..."),
        "/": Answer(_page("青溪县人民政府欢迎您")),
        "/loop": Answer(b"", 302, {"Location": "/loop"}),
        "/WZWSRELx?wzwschallenge=V1": Answer(b"<script>var wzwsquestion='a', dynamicurl='/WZWSRELx'</script>"),
    }
    return site


@every_obstacle
def test_a_list(host: Site, database: Path, obstacle: Obstacle) -> None:
    host.answers[LIST] = obstacle.answer
    seen = look_at(host, database, **impatient_of(obstacle, LIST))
    [look] = seen.tables["observations"]
    assert (look["outcome"], look["qualified"]) == (obstacle.outcome, 0), look["detail"]
    assert {state for state, _ in seen.states.values()} <= {"unverified", "not_due"}
    assert seen.tables["versions"] == []


@every_obstacle
def test_an_article(host: Site, database: Path, obstacle: Obstacle) -> None:
    host.answers[ARTICLE] = obstacle.answer
    seen = look_at(host, database, **impatient_of(obstacle, ARTICLE))
    [fetch] = [row for row in seen.tables["fetches"] if row["listing_url"]]
    assert fetch["outcome"] == obstacle.outcome, fetch["detail"]
    assert (seen.tables["versions"], seen.states["330799101"]) == ([], ("needs_review", None))


@every_obstacle
def test_an_attachment(host: Site, database: Path, obstacle: Obstacle) -> None:
    host.answers[FILE] = obstacle.answer
    seen = look_at(host, database, **impatient_of(obstacle, FILE))
    [file] = seen.tables["attachments"]
    assert file["sha256"] is None
    assert (file["trouble"] or "").startswith(obstacle.outcome), file["trouble"]
    assert seen.states["330799101"] == ("on_time", None)


def test_http_and_https_that_lead_to_each_other(host: Site, database: Path, certificate: Path, trusted: None) -> None:
    with secured(certificate) as other:
        there, back = f"{other.origin}/loop", f"{host.origin}{LIST}"
        host.answers[LIST] = Answer(b"", 301, {"Location": there})
        other.answers["/loop"] = Answer(b"", 301, {"Location": back})
        cards = registry(host.origin, hosts=(other.host,), paths=(LIST, there))
        jobs.crawl(cards, database, clock=CLOCK, settings=QUICK)
    with closing(open_database(database, read_only=True)) as db:
        looks = table_dump(db)["observations"]
    assert [look["outcome"] for look in looks] == ["redirect_loop"] * 2


@pytest.mark.parametrize(
    ("text", "header"),
    [("utf-8", "iso-8859-1"), ("gb18030", "utf-8"), ("gb18030", "gb2312"), ("utf-8", "gbk")],
)
def test_a_header_of_another_charset_than_the_page(host: Site, database: Path, text: str, header: str) -> None:
    for path, page in ((LIST, GOOD), (ARTICLE, report_page(TITLE))):
        headers = {"Content-Type": f"text/html; charset={header}"}
        host.answers[path] = Answer(page.decode().encode(text), headers=headers)
    seen = look_at(host, database)
    assert [row["title"] for row in seen.tables["versions"]] == [TITLE]


def test_links_with_a_session_mark_lead_to_one_page(host: Site, database: Path) -> None:
    for session, clock in (("A1", CLOCK), ("B2", "2023-02-10T21:00:00+08:00")):
        host.answers[LIST] = Answer(trs_list((f"t20230120_7.html;jsessionid={session}", TITLE)))
        seen = look_at(host, database, clock)
    assert [row["url"] for row in seen.tables["listings"]] == [host.origin + ARTICLE]
    assert host.asked.count(ARTICLE) == 1


def test_not_modified_is_not_believed_over_a_deadline(host: Site, database: Path) -> None:
    """The server goes on saying 304 after a report was added in the last hours."""

    def stale(headers: Mapping[str, str]) -> Answer:
        return Answer(status=304) if "if-none-match" in headers else Answer(listed, headers={"ETag": '"1"'})

    listed, host.answers[LIST] = GOOD, stale
    look_at(host, database, "2023-01-30T09:00:00+08:00")
    listed = trs_list(("t20230131_9.html", OTHER), ("t20230120_7.html", TITLE))
    host.answers[LIST + "t20230131_9.html"] = Answer(report_page(OTHER))
    before = look_at(host, database, "2023-01-31T23:00:00+08:00")
    assert before.last_look["outcome"] == "not_modified"
    assert before.states["330799102"] == ("not_due", None)
    after = look_at(host, database, "2023-02-01T09:00:00+08:00")
    assert after.last_look["outcome"] == "ok"
    assert after.states["330799102"] == ("on_time", None)


def test_not_modified_after_the_deadline_is_no_proof_of_what_is_not_there(host: Site, database: Path) -> None:
    """The server says 304 for days after a late report was added: the days counted end where the list was last read."""

    def stale(headers: Mapping[str, str]) -> Answer:
        return Answer(status=304) if "if-none-match" in headers else Answer(GOOD, headers={"ETag": '"1"'})

    host.answers[LIST] = stale
    full = look_at(host, database, "2023-02-09T09:00:00+08:00").last_look
    seen = look_at(host, database, "2023-02-13T09:00:00+08:00")
    assert seen.last_look["outcome"] == "not_modified"
    [filing] = [row for row in seen.tables["filings"] if (row["agency_id"], row["report_year"]) == ("330799102", 2022)]
    assert (filing["state"], filing["observation_id"]) == ("overdue", full["id"])
    [row] = [row for row in jobs.board(database, now(CLOCK), report_year=2022) if row["agency_id"] == "330799102"]
    assert row["days_late"] == 9


def test_a_rebuilt_site_with_the_same_texts_has_no_new_version(host: Site, database: Path) -> None:
    for moment, clock in (("2023-02-09 03:10:25", CLOCK), ("2023-02-11 03:10:25", "2023-02-12T09:00:00+08:00")):
        for path, page in ((LIST, GOOD), (ARTICLE, report_page(TITLE))):
            meta = f"<meta name='Maketime' content='{moment}'></head>".encode()
            headers = {"Last-Modified": f"{'Thu, 09' if '09 03' in moment else 'Sat, 11'} Feb 2023 03:10:25 GMT"}
            host.answers[path] = Answer(page.replace(b"</head>", meta), headers=headers)
        seen = look_at(host, database, clock)
    assert host.asked.count(ARTICLE) == 2
    assert (len(seen.tables["versions"]), seen.states["330799101"]) == (1, ("on_time", None))
