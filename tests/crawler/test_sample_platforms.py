"""Crawls of the sample portals on JPaaS, UCAP and VSB: what they find, what they ask, and what they leave alone."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from crawler import jobs
from crawler.registry import Registry, load
from crawler.sample_county import CLOCK, LoggedRequest, SampleCounty, manifest
from crawler.sample_county.model import Portal
from crawler.tally import Summary
from spiders import ucap
from storage.database import open_database

PORTALS = {"jpaas": "320899", "vsb": "620799", "ucap": "659999"}
TRUTHS = [truth for truth in manifest() if truth.portal in PORTALS.values()]


@dataclass
class Run:
    """One crawl: its summary, and what each portal was asked, in order."""

    summary: Summary
    asked: dict[str, list[LoggedRequest]]

    def paths(self, platform: str) -> list[str]:
        return [request.path for request in self.asked[PORTALS[platform]]]


@dataclass
class Crawled:
    """The running county after two crawls into one database."""

    county: SampleCounty
    registry: Registry
    database: Path
    first: Run
    second: Run

    def query(self, sql: str) -> list[dict[str, Any]]:
        with closing(open_database(self.database, read_only=True)) as db:
            return list(db.query(sql))

    def portal(self, platform: str) -> Portal:
        return next(portal for portal in self.county.portals if portal.id == PORTALS[platform])


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("platforms")
    with SampleCounty(port=0) as county:
        registry = load(county.write_cards(folder / "cards"))
        first, second = (crawl(county, registry, folder / "nianbao.db") for _ in range(2))
        yield Crawled(county, registry, folder / "nianbao.db", first, second)


def crawl(county: SampleCounty, registry: Registry, database: Path) -> Run:
    start = len(county.requests)
    summary = jobs.crawl(registry, database, portals=list(PORTALS.values()), clock=CLOCK, settings=jobs.REHEARSAL)
    hosts = {portal.host: portal.id for portal in county.portals}
    asked: dict[str, list[LoggedRequest]] = {id_: [] for id_ in PORTALS.values()}
    for request in county.requests[start:]:
        asked[hosts[request.host]].append(request)
    return Run(summary, asked)


def test_every_list_was_read_to_its_end(crawled: Crawled) -> None:
    looks = crawled.query("SELECT channel_id, outcome, qualified, rows, detail FROM observations ORDER BY rowid")
    first = {look["channel_id"]: look for look in looks if look["outcome"] == "ok"}
    views = [view for platform in PORTALS for view in crawled.portal(platform).views()]
    rows = {f"{view.id}/{view.column.id}": len(view.articles) for view in views} | {"620799/liuwan": 1}
    assert {id_: (look["qualified"], look["rows"], look["detail"]) for id_, look in first.items()} == {
        id_: (1, count, "") for id_, count in rows.items()
    }
    assert not crawled.first.summary.errors


def test_the_first_crawl_finds_what_the_manifest_says_and_nothing_else(crawled: Crawled) -> None:
    found = crawled.query(
        "SELECT portal_id, agency_id, reports.report_year, count(*) AS versions FROM reports JOIN versions "
        "ON versions.report_id = reports.id GROUP BY reports.id"
    )
    present = {(truth.portal, truth.agency, truth.year, 1) for truth in TRUTHS if truth.present}
    assert {tuple(row.values()) for row in found} == present
    told = {(truth.agency, truth.year): (truth.state, truth.reason) for truth in TRUTHS}
    stored = crawled.query("SELECT agency_id, report_year, state, reason, flags, claimed_on FROM filings")
    ours = [row for row in stored if row["agency_id"][:6] in PORTALS.values()]
    assert {(row["agency_id"], row["report_year"]): (row["state"], row["reason"]) for row in ours} == told
    claimed = {(truth.agency, truth.year): str(truth.claimed) for truth in TRUTHS if truth.claimed}
    assert {
        key: row["claimed_on"] for row in ours if (key := (row["agency_id"], row["report_year"])) in claimed
    } == claimed
    assert {row["flags"] for row in ours} <= {"[]", '["before_watch"]'}


def test_only_lists_reports_rosters_and_files_were_asked_for_each_once(crawled: Crawled) -> None:
    """The column that is a report is asked for as either."""
    further = ("/build/unit", "/list_", "/zfxxgknb/", "/download.jsp")
    for platform, id_ in PORTALS.items():
        portal = crawled.portal(platform)
        articles = [article for view in portal.views() for article in (*view.articles, *view.shown)]
        reports = [article.url for article in articles if article.page]
        where = f"channel_id LIKE '{id_}/%'"
        rosters = [urlsplit(row["url"]).path for row in crawled.query(f"SELECT url FROM rosters WHERE {where}")]  # noqa: S608
        asked = [path for path in crawled.first.paths(platform) if not any(part in path for part in further)]
        assert sorted(asked) == sorted(["/robots.txt", *channels(portal), *reports, *rosters]), id_


def test_a_captcha_in_place_of_a_file_is_no_file(crawled: Crawled) -> None:
    assert crawled.first.summary.attachments == {"wrong_type": 1}
    assert [path.partition("?")[0] for path in crawled.first.paths("vsb")].count("/system/_content/download.jsp") == 1


def test_the_page_builder_was_asked_for_the_pages_two_and_three_from_the_columns_page(crawled: Crawled) -> None:
    portal = crawled.portal("jpaas")
    asked = [request for request in crawled.first.asked[portal.id] if "/build/unit" in request.path]
    queries = [parse_qs(urlsplit(request.path).query) for request in asked]
    assert [query["paramJson"] for query in queries] == [['{"pageNo":2,"pageSize":4}'], ['{"pageNo":3,"pageSize":4}']]
    assert {query["tagId"][0] for query in queries} == {"信息列表"}
    column = crawled.county.origin(portal.id) + portal.column.url
    assert {request.headers["referer"] for request in asked} == {column}


def test_the_files_of_a_list_count_down_and_the_next_ones_name_is_read_from_the_pager(crawled: Crawled) -> None:
    asked = [path for path in crawled.first.paths("vsb") if "zfxxgknb" in path]
    assert asked == ["/zwgk/zfxxgknb.htm", "/zwgk/zfxxgknb/2.htm", "/zwgk/zfxxgknb/1.htm"]


def test_a_manuscript_in_two_columns_is_one_report(crawled: Crawled) -> None:
    rows = crawled.query("SELECT channel_id, version_id FROM listings WHERE url LIKE '%/3fe89b17%'")
    assert {row["channel_id"] for row in rows} == {"659999/nianbao", "659999/shaquan-2023"}
    assert len({row["version_id"] for row in rows}) == 1


@pytest.mark.parametrize("platform", PORTALS)
def test_a_second_crawl_asks_robots_and_one_conditional_request_a_channel(crawled: Crawled, platform: str) -> None:
    robots, *lists = crawled.second.asked[PORTALS[platform]]
    assert robots.path == "/robots.txt"
    assert sorted(request.path for request in lists) == sorted(channels(crawled.portal(platform)))
    assert all(request.status == 304 and "if-none-match" in request.headers for request in lists)
    assert not crawled.second.summary.articles


def test_without_paramjson_every_page_is_the_first_and_without_referer_none_comes(crawled: Crawled) -> None:
    """What the spider must not fall for is there."""
    portal = crawled.portal("jpaas")
    column = crawled.county.origin(portal.id) + portal.column.url
    builder = urljoin(column, "/api-gateway/jpaas-publish-server/front/page/build/unit")
    assert get(f"{builder}?pageNo=3&rows=4", column)[0] == 200
    assert get(f"{builder}?pageNo=3&rows=4", column) == get(builder, column)
    assert get(builder, "")[0] == get(builder, crawled.county.origin(portal.id))[0] == 403


def test_the_search_lists_what_the_pages_list(crawled: Crawled) -> None:
    portal = crawled.portal("ucap")
    listed, url = [], f"{crawled.county.origin(portal.id)}/common/search/{portal.column.number}?page=1&_pageSize=3"
    for _ in range(3):
        listing = ucap.parse_listing(get(url)[1], url)
        listed += listing.rows
        url = listing.next_url or ""
    assert [(urlsplit(row.url).path, row.title, row.listed_on) for row in listed] == [
        (article.url, article.plain_title, article.day) for article in portal.articles
    ]
    assert listing.pages == 3


@pytest.mark.parametrize("answers", ["the first page again", "no page"])
def test_a_builder_that_does_not_go_on_proves_nothing(tmp_path: Path, answers: str) -> None:
    with SampleCounty(port=0) as county:
        builder, column = "/api-gateway/jpaas-publish-server/front/page/build/unit", "/col/col1229/index.html"
        repeated = county.body("320899", column) if answers == "the first page again" else b'{"data":{"html":""}}'
        county.put("320899", builder, repeated)
        registry = load(county.write_cards(tmp_path / "cards"))
        jobs.crawl(registry, tmp_path / "nianbao.db", portals=["320899"], clock=CLOCK, settings=jobs.REHEARSAL)
    with closing(open_database(tmp_path / "nianbao.db", read_only=True)) as db:
        [look] = db.query("SELECT outcome, exhausted, qualified, rows FROM observations")
        states = {row["agency_id"]: row["state"] for row in db.query("SELECT agency_id, state FROM filings")}
    assert look == {"outcome": "ok", "exhausted": 0, "qualified": 0, "rows": 4}
    assert [states[agency] for agency in ("320899-czj", "320899101", "320899-office")] == [
        "late",
        "unverified",
        "unverified",
    ]


def channels(portal: Portal) -> list[str]:
    """The addresses of its channels."""
    lists = [view.column.url for view in portal.views()]
    return [*lists, *(channel["url"] for channel in portal.channels)]


def get(url: str, referer: str = "") -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    with closing(connection):
        connection.request("GET", parts._replace(scheme="", netloc="").geturl(), headers={"Referer": referer})
        answer = connection.getresponse()
        return answer.status, answer.read()
