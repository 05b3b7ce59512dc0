"""A second crawl asks for what is new and for what never came, nothing else; a kill at any moment costs nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from crawled import QUICK, Crawl
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list

from crawler import fleet
from crawler.items import Outcome
from crawler.registry import load
from crawler.sample_county import SampleCounty

ROOT = Path(__file__).resolve().parents[2]
Tables = Callable[[], dict[str, list[dict[str, Any]]]]

FIRST, SECOND = "石桥镇2022年政府信息公开工作年度报告", "枣园镇2022年政府信息公开工作年度报告"
NOISE = ("t20230106_3.html", "青溪县召开政府信息公开培训会")
#: On the same day: what is known is asked for again only from the next day on.
LATER = "2023-02-10T21:00:00+08:00"
MUCH_LATER = "2023-02-20T09:00:00+08:00"


def validated(body: bytes, tag: str) -> Callable[[Mapping[str, str]], Answer]:
    """A page that answers 304 to whoever has this version of it."""

    def answer(headers: Mapping[str, str]) -> Answer:
        return Answer(status=304) if headers.get("if-none-match") == tag else Answer(body, headers={"ETag": tag})

    return answer


@pytest.fixture
def portal(site: Site) -> Iterator[Site]:
    site.answers |= {
        LIST: validated(trs_list(("t20230120_7.html", FIRST), NOISE), '"1"'),
        LIST + "t20230120_7.html": Answer(report_page(FIRST)),
        LIST + "t20230203_9.html": Answer(report_page(SECOND)),
    }
    return site


def test_an_unchanged_list_costs_one_conditional_request(portal: Site, crawl: Crawl, tables: Tables) -> None:
    crawl(registry(portal.origin))
    before, asked = tables(), len(portal.asked)
    again = crawl(registry(portal.origin), NIANBAO_CLOCK=LATER)
    assert portal.asked[asked:] == ["/robots.txt", LIST]
    assert portal.headers[-1]["if-none-match"] == '"1"'
    assert [look.outcome for look in again.looks] == [Outcome.NOT_MODIFIED]
    after = tables()
    of_looks = ("observations", "fetches", "host_days")
    changed = {name for name in after if name not in of_looks and before[name] != after[name]}
    assert changed == {"listings"}, "its rows were seen again"
    assert [row["last_seen_at"][:13] for row in after["listings"]] == ["2023-02-10T21"] * 2
    first, second = sorted(after["observations"], key=lambda row: row["observed_at"])
    assert second["clean_observation_id"] == first["id"]
    numbers = ("pages", "rows", "exhausted", "canary_seen", "qualified")
    assert [second[name] for name in numbers] == [first[name] for name in numbers] == [1, 2, 1, 1, 1]


def test_a_changed_list_brings_only_what_is_new(portal: Site, crawl: Crawl) -> None:
    crawl(registry(portal.origin))
    portal.answers[LIST] = validated(trs_list(("t20230203_9.html", SECOND), ("t20230120_7.html", FIRST)), '"2"')
    asked = len(portal.asked)
    again = crawl(registry(portal.origin), NIANBAO_CLOCK=LATER)
    assert portal.asked[asked:] == ["/robots.txt", LIST, LIST + "t20230203_9.html"]
    assert again.summary.new_reports == 1


def test_a_page_that_is_no_report_is_read_once(portal: Site, crawl: Crawl, tables: Tables) -> None:
    portal.answers[LIST + "t20230120_7.html"] = Answer("<html><body><p>一则通知，没有报告。</p></body></html>".encode())
    crawl(registry(portal.origin))
    [trouble] = [row["trouble"] for row in tables()["listings"] if row["trouble"]]
    assert trouble
    portal.answers[LIST] = validated(trs_list(("t20230120_7.html", FIRST)), '"2"')
    asked = len(portal.asked)
    crawl(registry(portal.origin), NIANBAO_CLOCK=LATER)
    assert portal.asked[asked:] == ["/robots.txt", LIST]


def test_a_report_that_never_came_is_asked_for_though_its_list_has_not_changed(portal: Site, crawl: Crawl) -> None:
    page = portal.answers.pop(LIST + "t20230120_7.html")
    assert crawl(registry(portal.origin)).summary.articles == {"http_4xx": 1}
    portal.answers[LIST + "t20230120_7.html"] = page
    again = crawl(registry(portal.origin), NIANBAO_CLOCK=LATER)
    assert [look.outcome for look in again.looks] == [Outcome.NOT_MODIFIED]
    assert (again.summary.articles, again.summary.new_reports) == ({"ok": 1}, 1)


@pytest.mark.parametrize(
    ("card", "settings"),
    [
        ({"canary": "青溪县2021年年报"}, {}),  # the first look did not qualify: nothing to lean on
        ({}, {"NIANBAO_CLOCK": MUCH_LATER}),  # it is too old to lean on
    ],
)
def test_a_list_is_read_in_full_without_a_recent_clean_look(
    portal: Site, crawl: Crawl, card: dict[str, Any], settings: dict[str, Any]
) -> None:
    crawl(registry(portal.origin, **card))
    again = crawl(registry(portal.origin, **card), **{"NIANBAO_CLOCK": LATER} | settings)
    assert [look.outcome for look in again.looks] == [Outcome.OK]
    assert "if-none-match" not in portal.headers[-1]


@pytest.mark.parametrize(
    ("first", "again", "outcome"),
    [
        ("2023-02-01T09:00:00+08:00", "2023-02-01T21:00:00+08:00", Outcome.NOT_MODIFIED),
        ("2023-02-01T09:00:00+08:00", "2023-02-02T09:00:00+08:00", Outcome.OK),
        ("2023-02-06T17:00:00Z", "2023-02-07T09:00:00+08:00", Outcome.NOT_MODIFIED),
        ("2023-02-07T09:00:00+08:00", "2023-02-08T09:00:00+08:00", Outcome.NOT_MODIFIED),
    ],
)
def test_a_list_is_read_in_full_once_a_day_in_the_week_after_a_deadline(
    portal: Site, crawl: Crawl, first: str, again: str, outcome: Outcome
) -> None:
    crawl(registry(portal.origin), NIANBAO_CLOCK=first)
    assert [look.outcome for look in crawl(registry(portal.origin), NIANBAO_CLOCK=again).looks] == [outcome]


def test_a_report_listed_in_two_channels_is_fetched_once_and_settled_in_both(
    portal: Site, crawl: Crawl, tables: Tables
) -> None:
    portal.answers["/hub/"] = Answer(trs_list((f"{LIST}t20230120_7.html", FIRST)))
    crawled = crawl(registry(portal.origin, paths=(LIST, "/hub/")))
    assert (len(crawled.looks), len(crawled.articles)) == (2, 1)
    assert portal.asked.count(LIST + "t20230120_7.html") == 1
    settled = [row["channel_id"] for row in tables()["listings"] if row["version_id"]]
    assert settled == ["330799/c0", "330799/c1"]


class KillAt(list[Any]):
    """A log of requests that kills a process when it has ``number`` of them."""

    number = 0
    victim: int | None = None

    def append(self, entry: Any) -> None:
        super().append(entry)
        if self.victim and len(self) >= self.number:
            os.kill(self.victim, signal.SIGKILL)


CHILD = """
import sys
from pathlib import Path
from crawler import fleet
from crawler.registry import load
cards, database = map(Path, sys.argv[1:])
sys.stdin.readline()
fleet.crawl(load(cards), database, portals=["330799"], settings=%r)
"""


def county_tables(cards: Path, database: Path) -> dict[str, list[dict[str, Any]]]:
    """Crawl to the end and return what was found, with the originals."""
    from storage.database import open_database, open_originals
    from storage.queries import table_dump

    fleet.crawl(load(cards), database, portals=["330799"], settings=QUICK)
    found = table_dump(open_database(database))
    originals = open_originals(database.with_name("originals.db"))
    kept = ("listings", "reports", "versions", "sections", "disclosures", "applications", "proceedings", "findings")
    return {name: found[name] for name in kept} | {
        "originals": list(originals["originals"].rows_where(select="sha256"))
    }


@dataclass
class Undisturbed:
    """A running county whose log can kill, and what a crawl finds there that nobody kills."""

    log: KillAt
    cards: Path
    tables: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    folder = tmp_path_factory.mktemp("undisturbed")
    county = SampleCounty(port=0)
    county.requests = log = KillAt()
    with county:
        cards = county.write_cards(folder / "cards")
        yield Undisturbed(log, cards, county_tables(cards, folder / "nianbao.db"))


@pytest.mark.parametrize("requests", [1, 2, 4, 5, 14])
def test_a_crawl_killed_at_any_moment_is_completed_by_the_next(
    undisturbed: Undisturbed, tmp_path: Path, requests: int
) -> None:
    """robots.txt, three windows of the list, eleven reports: killed before, within and after the list."""
    log, killed = undisturbed.log, tmp_path / "killed" / "nianbao.db"
    log.clear()
    command = [sys.executable, "-c", CHILD % QUICK, str(undisturbed.cards), str(killed)]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True)
    log.number, log.victim = requests, child.pid
    assert child.stdin
    child.communicate("go\n")
    assert child.returncode == -signal.SIGKILL
    log.victim = None
    assert county_tables(undisturbed.cards, killed) == undisturbed.tables
    assert QUICK["NIANBAO_CLOCK"] == CLOCK, "a stopped clock, so that the rows can be equal"
