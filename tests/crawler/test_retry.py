"""Trying again: few times, after a pause of the whole host, and as long as it asks for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from crawled import Crawl
from loopback import LIST, Answer, Site, registry, trs_list

from crawler.items import Outcome
from crawler.retry import retry_after

NOW = datetime(2023, 2, 10, 1, 0, tzinfo=UTC)
GOOD = Answer(trs_list(("t20230106_3.html", "青溪县召开培训会")))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Fri, 10 Feb 2023 01:01:30 GMT", 90),
        ("Fri, 10 Feb 2023 00:00:00 GMT", 0),
        ("soon", 0),
        ("\u00b2", 0),
        ("", 0),
    ],
)
def test_what_a_portal_asks_for(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_portal_that_recovers_is_looked_at(site: Site, crawl: Crawl) -> None:
    answers = iter([Answer(b"", 503), Answer(b"", 500), GOOD])
    site.answers[LIST] = lambda _: next(answers)
    [look] = crawl(registry(site.origin), RETRY_TIMES=2).looks
    assert look.outcome is Outcome.OK
    assert site.asked == ["/robots.txt", LIST, LIST, LIST]
    assert len(look.fetches) == 1, "the observation has the answer that counted"


def test_a_portal_that_stays_down_is_left_after_few_tries(site: Site, crawl: Crawl) -> None:
    site.answers[LIST] = Answer(b"", 503)
    [look] = crawl(registry(site.origin), RETRY_TIMES=2).looks
    assert look.outcome is Outcome.HTTP_5XX
    assert site.asked.count(LIST) == 3


def test_the_pause_doubles_and_keeps_the_whole_host_at_rest(site: Site, crawl: Crawl) -> None:
    site.answers |= {"/a/": Answer(b"", 500), "/b/": GOOD}
    crawl(registry(site.origin, paths=("/a/", "/b/")), RETRY_TIMES=2, NIANBAO_RETRY_BASE=0.3)
    failed = [position for position, path in enumerate(site.asked) if path == "/a/"]
    pauses = [later - earlier for earlier, later in pairwise(site.times)]
    assert [pauses[position] >= 0.3 * 2**tries for tries, position in enumerate(failed[:2])] == [True, True]


def test_retry_after_is_kept(site: Site, crawl: Crawl) -> None:
    answers = iter([Answer(b"", 503, {"Retry-After": "1"}), GOOD])
    site.answers[LIST] = lambda _: next(answers)
    crawl(registry(site.origin), RETRY_TIMES=1)
    assert site.times[2] - site.times[1] >= 1


def test_a_portal_that_asks_for_too_long_is_left_alone(site: Site, crawl: Crawl) -> None:
    site.answers[LIST] = Answer(b"", 503, {"Retry-After": "3600"})
    [look] = crawl(registry(site.origin), RETRY_TIMES=2).looks
    assert look.outcome is Outcome.HTTP_5XX
    assert look.fetches[0].headers["retry-after"] == "3600"
    assert site.asked.count(LIST) == 1


def test_a_portal_that_asks_for_too_long_is_asked_for_nothing_else(site: Site, crawl: Crawl) -> None:
    paths = ("/a/", "/b/", "/c/")
    site.answers |= dict.fromkeys(paths, Answer(b"", 429, {"Retry-After": "3600"}))
    looks = crawl(registry(site.origin, paths=paths), RETRY_TIMES=2, DOWNLOAD_DELAY=0.5).looks
    assert len(site.asked) == 2, "robots.txt and one list"
    assert sorted(look.outcome for look in looks) == [Outcome.BLOCKED, Outcome.REFUSED, Outcome.REFUSED]
    assert sum("wants to be left alone for 3600 seconds" in look.detail for look in looks) == 2


def test_a_slow_portal_is_asked_more_slowly(site: Site, crawl: Crawl) -> None:
    """AutoThrottle: what its answers took still shows in the pause when they come at once."""
    titles = [(f"t2023011{number}_7.html", f"石桥镇201{number}年政府信息公开工作年度报告") for number in range(6)]
    site.answers[LIST] = Answer(trs_list(*titles))
    takes_time = threading.Event()

    def slow(_: object) -> Answer:
        takes_time.wait(0.6)  # nothing sets it
        return Answer(b"<p>busy</p>")

    site.answers |= {LIST + url: slow for url, _ in titles[:4]}
    site.answers |= {LIST + url: Answer(b"<p>idle</p>") for url, _ in titles[4:6]}
    crawl(registry(site.origin))
    assert site.times[-1] - site.times[-2] > 0.1, "a hundred times the pause of this crawl"
