"""The table of traps (``traps.yaml``): what misleads crawlers on real portals, and that this one is not misled."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from crawled import QUICK
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list
from test_demo import SAID
from trap_portals import PORTALS, SHIQIAO, TITLE, TrapPortal

from crawler import jobs
from crawler.registry import Registry
from crawler.sample_county import manifest
from storage.database import open_database
from storage.queries import table_dump

HERE = Path(__file__).parent
TABLE: list[dict[str, str]] = yaml.safe_load((HERE / "traps.yaml").read_text(encoding="utf-8"))
KNOWN = {f"{each.agency}/{each.year}": each for each in manifest()}


@pytest.mark.parametrize("row", TABLE, ids=[row["trap"] for row in TABLE])
def test_every_trap_of_the_table_is_held(row: dict[str, str]) -> None:
    """By a filing of the sample county, a portal below, or a test that is there."""
    if filing := row.get("filing"):
        assert KNOWN[filing].state == row["state"]
        assert row.get("finding", "none") in {"none", *SAID.get((KNOWN[filing].agency, KNOWN[filing].year), ())}
    elif portal := row.get("portal"):
        assert portal in {build.__name__ for build in PORTALS}
    else:
        file, _, name = row["test"].partition("::")
        assert f"def {name}(" in (HERE / file).read_text(encoding="utf-8")


def test_every_trap_portal_is_in_the_table() -> None:
    assert {build.__name__ for build in PORTALS} == {row["portal"] for row in TABLE if "portal" in row}


@pytest.mark.parametrize("build", PORTALS, ids=lambda build: build.__name__)
def test_a_trap(build: Callable[[], TrapPortal], site: Site, database: Path) -> None:
    portal = build()
    site.answers |= portal.pages
    jobs.crawl(
        registry(site.origin, platform=portal.platform, paths=(portal.path,)), database, clock=CLOCK, settings=QUICK
    )
    with closing(open_database(database, read_only=True)) as db:
        tables = table_dump(db)
    [look] = tables["observations"]
    filings: dict[str, dict[str, Any]] = {
        row["agency_id"]: row for row in tables["filings"] if row["report_year"] == 2022
    }
    assert sorted(row["title"] for row in tables["versions"]) == sorted(portal.found), look["detail"]
    assert {id_: filings[id_]["state"] for id_ in portal.states} == portal.states
    assert bool(look["qualified"]) is portal.healthy, look["detail"]
    flags = {
        id_: [flag for flag in json.loads(filings[id_]["flags"]) if flag != "before_watch"] for id_ in portal.flags
    }
    assert flags == portal.flags


def crawl_as_of(cards: Registry, database: Path, clock: str) -> dict[str, dict[str, Any]]:
    """The filings on 2022 after a crawl at that moment."""
    jobs.crawl(cards, database, settings=QUICK | {"NIANBAO_CLOCK": clock}, clock=clock)
    with closing(open_database(database, read_only=True)) as db:
        return {row["agency_id"]: row for row in table_dump(db)["filings"] if row["report_year"] == 2022}


def test_a_report_dated_before_it_appeared(site: Site, database: Path) -> None:
    """It was not there on 1 February, and its address was made on the 2nd; the page says 20 January."""
    noise = ("t20230106_3.html", "青溪县召开培训会")
    site.answers[LIST] = Answer(trs_list(noise))
    cards = registry(site.origin)
    assert crawl_as_of(cards, database, "2023-02-01T09:00:00+08:00")[SHIQIAO]["state"] == "overdue"
    site.answers |= {
        LIST: Answer(trs_list(("t20230202_7.html", TITLE), noise)),
        LIST + "t20230202_7.html": Answer(report_page(TITLE)),
    }
    filing = crawl_as_of(cards, database, "2023-02-03T09:00:00+08:00")[SHIQIAO]
    assert (filing["state"], "backdated" in filing["flags"]) == ("on_time", True)


def test_a_township_of_the_same_name_in_another_county(site: Site, database: Path) -> None:
    """石桥镇 of 青溪县 has published, 石桥镇 of 柳河县 has not: each is told by its own county's list."""
    with Site("127.0.5.9") as other:
        site.answers[LIST] = Answer(trs_list(("t20230120_7.html", TITLE)))
        site.answers[LIST + "t20230120_7.html"] = Answer(report_page(TITLE))
        other.answers[LIST] = Answer(trs_list(("t20230106_3.html", "柳河县召开培训会")))
        here, there = registry(site.origin), elsewhere(registry(other.origin))
        both = Registry(*({**mine, **theirs} for mine, theirs in zip(parts(here), parts(there), strict=True)))
        filings = crawl_as_of(both, database, CLOCK)
    assert (filings[SHIQIAO]["state"], filings["330798101"]["state"]) == ("on_time", "overdue")


def parts(cards: Registry) -> tuple[Any, Any, Any]:
    return cards.divisions, cards.agencies, cards.portals


def elsewhere(cards: Registry) -> Registry:
    """The same cards as another county's: 柳河县, 330798."""

    def renamed(data: Any) -> Any:
        return json.loads(json.dumps(data, ensure_ascii=False).replace("330799", "330798").replace("青溪", "柳河"))

    counties = [type(card).model_validate(renamed(card.model_dump(mode="json"))) for card in cards.divisions.values()]
    portals = [type(card).model_validate(renamed(card.model_dump(mode="json"))) for card in cards.portals.values()]
    return Registry.of(counties, portals)
