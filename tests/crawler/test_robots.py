"""robots.txt: obeyed, asked for once a host and run, recorded; no answer is no permission."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from crawled import Crawl, impatient
from loopback import LIST, Answer, Site, registry, report_page, trs_list

from crawler.items import Fetch, Outcome
from crawler.robots import rules_of

TITLE = "石桥镇2022年政府信息公开工作年度报告"
ARTICLE = LIST + "t20230120_7.html"
WHEN = datetime(2023, 2, 10, tzinfo=UTC)


@pytest.fixture
def portal(site: Site) -> Site:
    site.answers |= {LIST: Answer(trs_list(("t20230120_7.html", TITLE))), ARTICLE: Answer(report_page(TITLE))}
    return site


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 412])
def test_a_robots_txt_that_is_not_there_allows(portal: Site, crawl: Crawl, status: int) -> None:
    portal.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /", status)
    [look] = crawl(registry(portal.origin)).looks
    assert look.outcome is Outcome.OK


@pytest.mark.parametrize(
    ("status", "outcome"), [(500, "http_5xx"), (503, "http_5xx"), (429, "blocked"), (521, "blocked")]
)
def test_a_server_that_fails_on_robots_txt_is_not_crawled(
    portal: Site, crawl: Crawl, status: int, outcome: str
) -> None:
    portal.answers["/robots.txt"] = Answer(b"User-agent: *\nAllow: /", status)
    [look] = crawl(registry(portal.origin)).looks
    assert look.outcome.value == outcome
    assert look.detail.startswith("robots.txt cannot be read now")
    assert portal.asked == ["/robots.txt"]


def test_a_server_that_does_not_answer_for_robots_txt_is_not_crawled(portal: Site, crawl: Crawl) -> None:
    portal.answers["/robots.txt"] = Answer(wait=True)
    [look] = crawl(registry(portal.origin), **impatient("/robots.txt")).looks
    assert look.outcome is Outcome.TIMEOUT
    assert portal.asked == ["/robots.txt"]


def test_a_byte_order_mark_hides_no_rule(portal: Site, crawl: Crawl) -> None:
    portal.answers["/robots.txt"] = Answer(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n")
    [look] = crawl(registry(portal.origin)).looks
    assert (look.outcome, portal.asked) == (Outcome.ROBOTS, ["/robots.txt"])


def test_what_is_disallowed_is_not_asked_for(portal: Site, crawl: Crawl) -> None:
    portal.answers["/robots.txt"] = Answer(
        f"User-agent: nianbao\nDisallow: {LIST}t\nUser-agent: *\nDisallow: /".encode()
    )
    crawled = crawl(registry(portal.origin))
    assert crawled.looks[0].outcome is Outcome.OK
    assert [(each.fetch.outcome, each.fetch.detail) for each in crawled.articles] == [
        (Outcome.ROBOTS, f"robots.txt of 127.0.5.1:{portal.port} does not allow {ARTICLE}")
    ]
    assert ARTICLE not in portal.asked


def test_a_portal_that_wants_no_robots_is_left_alone(portal: Site, crawl: Crawl) -> None:
    portal.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /")
    [look] = crawl(registry(portal.origin)).looks
    assert look.outcome is Outcome.ROBOTS
    assert portal.asked == ["/robots.txt"]


def test_it_is_asked_for_once_a_host_and_recorded_once(portal: Site, crawl: Crawl) -> None:
    portal.answers |= {"/robots.txt": Answer(b"User-agent: *\nAllow: /"), "/b/": Answer(trs_list())}
    crawled = crawl(registry(portal.origin, paths=(LIST, "/b/")))
    assert portal.asked.count("/robots.txt") == 1
    [fetch] = crawled.fetches
    assert (fetch.url, fetch.status, fetch.body, fetch.portal_id) == (
        f"{portal.origin}/robots.txt", 200, b"User-agent: *\nAllow: /", "330799"
    )  # fmt: skip


def test_the_guard_stands_before_robots_txt_too(portal: Site, crawl: Crawl) -> None:
    portal.answers["/robots.txt"] = Answer(b"", 302, {"Location": "http://127.0.5.9/robots.txt"})
    [look] = crawl(registry(portal.origin)).looks
    assert look.outcome is Outcome.OFF_LIMITS
    assert portal.asked == ["/robots.txt"]


def test_a_crawl_delay_is_kept(portal: Site, crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by the shortest of random pauses, and when the portal answers at once, which would shorten it each time."""
    monkeypatch.setattr("random.uniform", lambda least, _most: least)
    titles = [f"石桥镇{year}年政府信息公开工作年度报告" for year in range(2018, 2023)]
    articles = [(f"t{title[3:7]}0120_7.html", title) for title in titles]
    portal.answers |= {LIST: Answer(trs_list(*articles)), "/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.2")}
    crawl(registry(portal.origin))
    assert portal.asked == ["/robots.txt", LIST, *(LIST + url for url, _ in articles)]
    # A busy machine may note the first late, and all after it in time.
    assert portal.times[-1] - portal.times[0] >= 6 * 0.2 - 0.15


def fetch(body: bytes, status: int | None = 200) -> Fetch:
    return Fetch("330799", "http://x/robots.txt", WHEN, Outcome.OK, status, body=body)


def test_a_delay_that_no_run_can_keep_is_a_refusal() -> None:
    refusal = rules_of(fetch(b"User-agent: *\nCrawl-delay: 86400"), "nianbao").refusal
    assert refusal is not None
    assert (refusal.outcome, refusal.detail) == (
        Outcome.ROBOTS,
        "robots.txt asks for 86400 seconds between two requests",
    )


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<html>\xb2\xbb\xb4\xe6\xd4\xda</html>", b"Disallow: /"])
def test_nonsense_is_no_rule(body: bytes) -> None:
    rules = rules_of(fetch(body), "nianbao")
    assert rules.file is not None
    assert rules.file.can_fetch("http://x/zwgk/", "nianbao")


def test_a_file_without_end_is_read_as_far_as_rfc_9309_asks() -> None:
    body = b"User-agent: *\n" + b"#" * 600_000 + b"\nDisallow: /\n"
    rules = rules_of(fetch(body), "nianbao")
    assert rules.file is not None
    assert rules.file.can_fetch("http://x/", "nianbao")
