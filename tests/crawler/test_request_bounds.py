"""What a crawl asks of the sample portals, from their own logs: nothing twice, nothing else, and never in a hurry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from crawler import jobs
from crawler.registry import load
from crawler.sample_county import CLOCK, LoggedRequest, SampleCounty
from crawler.sample_county.cards import DELAY_SECONDS
from crawler.sample_county.model import portals
from storage.database import open_database
from storage.queries import table_dump

#: As the cards say, so that the pause between requests is theirs: half of it at least, where it varies.
SETTINGS = {name: value for name, value in jobs.REHEARSAL.items() if name != "DOWNLOAD_DELAY"}
PAUSE = DELAY_SECONDS / 2

LISTENING = [portal.id for portal in portals() if portal.listening]
#: Their lists are answers of a program, which has no validators: they are read anew each time, pages and all.
PROGRAMS = {portal.id for portal in portals() if portal.platform in ("gkmlpt", "lonsun")}


@dataclass
class Crawls:
    """Two crawls on one day: what each asked of each portal, and what the first left in the database."""

    first: dict[str, list[LoggedRequest]]
    second: dict[str, list[LoggedRequest]]
    tables: dict[str, list[dict[str, Any]]]

    def rows(self, table: str, portal: str) -> list[dict[str, Any]]:
        return [
            row for row in self.tables[table] if str(row.get("channel_id", row.get("portal_id"))).startswith(portal)
        ]


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    folder = tmp_path_factory.mktemp("bounds")
    with SampleCounty(port=0) as county:
        registry = load(county.write_cards(folder / "cards"))
        hosts = {portal.host: portal.id for portal in county.portals}
        asked, tables = [], {}
        for clock in (CLOCK, CLOCK.replace("T09", "T21")):
            county.requests.clear()
            jobs.crawl(registry, folder / "nianbao.db", clock=clock, settings=SETTINGS)
            by_portal = defaultdict(list)
            for request in county.requests:
                by_portal[hosts[request.host]].append(request)
            asked.append(by_portal)
            if not tables:
                with closing(open_database(folder / "nianbao.db", read_only=True)) as db:
                    tables = table_dump(db)
        yield Crawls(*asked, tables)


@pytest.mark.parametrize("portal", LISTENING)
def test_a_first_crawl_asks_for_lists_reports_rosters_and_files_only(crawls: Crawls, portal: str) -> None:
    pages = sum(look["pages"] for look in crawls.rows("observations", portal))
    reports = {row["url"] for row in crawls.rows("listings", portal) if row["is_report"]}
    ids = {row["id"] for row in crawls.rows("versions", portal)}
    files = [row for row in crawls.tables["attachments"] if row["version_id"] in ids]
    rosters = crawls.rows("rosters", portal)
    asked = [request.path for request in crawls.first[portal]]
    assert len(asked) <= 1 + pages + len(reports) + len(rosters) + len(files)
    assert asked.count("/robots.txt") == 1
    [counted] = [row["requests"] for row in crawls.tables["host_days"] if row["portal_id"] == portal]
    assert counted == len(asked), "the day's budget counts what the portal's own log has"


@pytest.mark.parametrize("portal", LISTENING)
def test_a_second_crawl_asks_each_list_whether_it_has_changed(crawls: Crawls, portal: str) -> None:
    lists = crawls.rows("observations", portal)
    robots, *asked = crawls.second[portal]
    assert robots.path == "/robots.txt"
    if portal in PROGRAMS:
        assert len(asked) <= sum(look["pages"] for look in lists)
        return
    assert len(asked) == len(lists)
    assert {request.status for request in asked} == {304}
    assert all("if-none-match" in request.headers for request in asked)


@pytest.mark.parametrize("portal", LISTENING)
def test_no_request_is_made_in_a_hurry(crawls: Crawls, portal: str) -> None:
    """A pause before every request but the first; one is left for the log of a busy machine to be late by."""
    for asked in (crawls.first[portal], crawls.second[portal]):
        assert asked[-1].time - asked[0].time >= (len(asked) - 2) * PAUSE
