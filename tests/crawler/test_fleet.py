"""Many portals in one run: each looked at once, faults kept apart, stopped cleanly, told in one summary."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from crawled import QUICK, Crawl
from loopback import LIST, Answer, Site, registry, report_page, trs_list

from crawler import fleet
from crawler.items import Observation
from crawler.registry import Registry, load
from crawler.sample_county import SampleCounty, manifest
from storage.errors import StorageError

Tables = Callable[[], dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with SampleCounty(port=0) as county:
        yield county, load(county.write_cards(tmp_path_factory.mktemp("cards")))


def test_the_sample_county(county: tuple[SampleCounty, Registry], database: Path) -> None:
    sample, registry = county
    told: list[Any] = []
    summary = fleet.crawl(registry, database, settings=QUICK, progress=told.append)
    looks = {item.channel_id: item.outcome.value for item in told if isinstance(item, Observation)}
    assert looks == {id_: "refused" if id_ == "530199/nianbao" else "ok" for id_ in registry.channels}
    assert summary.looks == Counter(looks.values())
    [hub] = [item for item in told if isinstance(item, Observation) and item.channel_id == "330799/nianbao"]
    assert (len(hub.rows), hub.exhausted) == (26, True)
    there = [truth for truth in manifest() if truth.present and truth.portal != "530199"]
    assert summary.articles["ok"] >= summary.new_versions == summary.new_reports >= len(there)
    assert (summary.errors, summary.passed_over, summary.interrupted) == ([], [], False)
    again = fleet.crawl(registry, database, settings=QUICK)
    assert again.looks["refused"] == 1
    assert again.looks["not_modified"] >= again.looks["ok"], "lists in a frame are asked for in full"
    assert (again.articles["ok"], again.new_reports, again.new_versions, again.new_originals) == (0, 0, 0, 0)
    assert not {request.host for request in sample.requests} - {portal.host for portal in sample.portals}


def test_only_the_portals_asked_for(county: tuple[SampleCounty, Registry], database: Path) -> None:
    summary = fleet.crawl(county[1], database, portals=["430321", "632301"], settings=QUICK)
    assert summary.looks == {"ok": 2}


def test_an_unknown_portal_is_told_before_anything_is_asked(
    county: tuple[SampleCounty, Registry], database: Path
) -> None:
    with pytest.raises(ValueError, match="there is no card of portal 999999"):
        fleet.crawl(county[1], database, portals=["430321", "999999"], settings=QUICK)
    assert not database.exists()


def test_a_platform_without_a_spider_is_passed_over(site: Site, crawl: Crawl) -> None:
    summary = crawl(registry(site.origin, platform="unknown")).summary
    assert (summary.passed_over, summary.looks, site.asked) == (["330799"], {}, [])


def test_a_database_that_cannot_be_used(site: Site, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        fleet.crawl(registry(site.origin), tmp_path, settings=QUICK)
    assert site.asked == []


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly_and_the_next_crawl_completes_it(
    site: Site, crawl: Crawl, tables: Tables, name: signal.Signals
) -> None:
    titles = [f"石桥镇{year}年政府信息公开工作年度报告" for year in range(2014, 2023)]
    articles = [(f"t{title[3:7]}0120_7.html", title) for title in titles]
    site.answers[LIST] = Answer(trs_list(*articles))
    site.answers |= {LIST + url: Answer(report_page(title)) for url, title in articles}
    third = site.answers[LIST + articles[2][0]]
    assert isinstance(third, Answer)

    def interrupt(_: object) -> Answer:
        os.kill(os.getpid(), name)
        return third

    site.answers[LIST + articles[2][0]] = interrupt
    before = signal.getsignal(name)
    summary = crawl(registry(site.origin)).summary
    assert summary.interrupted
    assert 0 < summary.new_reports < len(titles)
    assert signal.getsignal(name) == before
    site.answers[LIST + articles[2][0]] = third
    again = crawl(registry(site.origin)).summary
    assert not again.interrupted
    assert summary.new_reports + again.new_reports == len(titles) == len(tables()["versions"])
    assert not [
        path
        for path in site.asked
        if site.asked.count(path) > 1 and path not in ("/robots.txt", LIST, LIST + articles[2][0])
    ]
