"""No host is asked more often on a day than it is said to bear, over however many crawls."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from crawled import Crawl
from loopback import LIST, Answer, Site, registry, report_page, trs_list

from crawler.cli import main
from crawler.items import Outcome
from crawler.registry import Registry

TITLES = {f"t2023012{number}_7.html": f"石桥镇20{14 + number}年政府信息公开工作年度报告" for number in range(8)}
TODAY, TOMORROW = "2023-02-10T23:59:00+08:00", "2023-02-11T00:00:00+08:00"


@pytest.fixture
def portal(site: Site) -> Site:
    """A list of eight reports: with robots.txt ten requests."""
    site.answers[LIST] = Answer(trs_list(*TITLES.items()))
    site.answers |= {LIST + url: Answer(report_page(title)) for url, title in TITLES.items()}
    return site


def with_budget(site: Site, budget: int) -> Registry:
    cards = registry(site.origin)
    [card] = cards.portals.values()
    return Registry(cards.divisions, cards.agencies, {card.portal: card.model_copy(update={"budget": budget})})


def test_what_one_day_does_not_bear_is_asked_for_on_the_next(portal: Site, crawl: Crawl) -> None:
    first = crawl(registry(portal.origin), NIANBAO_DAILY_BUDGET=6, NIANBAO_CLOCK=TODAY)
    assert len(portal.asked) == 6
    assert first.summary.articles == {"ok": 4, "over_budget": 4}
    again = crawl(registry(portal.origin), NIANBAO_DAILY_BUDGET=6, NIANBAO_CLOCK=TODAY)
    assert len(portal.asked) == 6, "counted over both crawls"
    [look] = again.looks
    assert look.outcome is Outcome.OVER_BUDGET
    assert look.detail.endswith("127.0.5.1 had its 6 requests of 2023-02-10; a crawl on another day goes on")
    next_day = crawl(registry(portal.origin), NIANBAO_DAILY_BUDGET=6, NIANBAO_CLOCK=TOMORROW)
    assert next_day.summary.articles == {"ok": 4}
    assert set(portal.asked[8:]) == {LIST + url for url in TITLES} - set(portal.asked[:6])


def test_retries_and_redirects_count(portal: Site, crawl: Crawl) -> None:
    portal.answers[LIST] = Answer(b"", 302, {"Location": "/moved/"})
    portal.answers["/moved/"] = Answer(b"", 500)
    [look] = crawl(registry(portal.origin), NIANBAO_DAILY_BUDGET=4, RETRY_TIMES=9).looks
    assert portal.asked == ["/robots.txt", LIST, "/moved/", "/moved/"]
    assert look.outcome is Outcome.OVER_BUDGET


def test_a_card_has_its_own_number(portal: Site, crawl: Crawl) -> None:
    crawl(with_budget(portal, 3))
    assert len(portal.asked) == 3


def test_every_host_has_a_number_of_its_own(portal: Site, crawl: Crawl) -> None:
    with Site("127.0.5.3") as other:
        other.answers["/zwgk/x.html"] = Answer(report_page("枣园镇2022年政府信息公开工作年度报告"))
        portal.answers[LIST] = Answer(
            trs_list((f"{other.origin}/zwgk/x.html", "枣园镇2022年政府信息公开工作年度报告"), *TITLES.items())
        )
        crawl(registry(portal.origin, hosts=("127.0.5.3",), paths=(LIST, f"{other.origin}/")), NIANBAO_DAILY_BUDGET=3)
        assert (len(portal.asked), len(other.asked)) == (3, 3)


def test_a_diagnosis_tells_it(portal: Site, crawl: Crawl, database: Path) -> None:
    for _ in range(2):
        crawl(with_budget(portal, 5))
    told = CliRunner().invoke(main, ["diagnose", "330799", "--db", str(database)]).stdout
    assert "请求 requests on 2023-02-10: 127.0.5.1 5" in told
    assert "当日访问次数已满" in told
    assert "it goes on from there" in told
