"""The cards that come with nianbao."""

from __future__ import annotations

import re

import pytest
from sample_cards import COUNTIES, PORTALS

from crawler.registry import PACKAGED_CARDS, Registry, load
from crawler.registry.matching import Matcher

#: The publishing systems that portal cards may name; unknown is passed over by a crawl.
PLATFORMS = {"hanweb", "jpaas", "trs", "ucap", "vsb", "gkmlpt", "lonsun", "column", "unknown"}


@pytest.fixture(scope="module")
def cards() -> Registry:
    return load(COUNTIES, PORTALS)


def test_the_packaged_folders_are_these() -> None:
    assert PACKAGED_CARDS == (COUNTIES, PORTALS)


@pytest.mark.parametrize(
    ("county", "printed", "agency_id"),
    [
        ("430321", "湘潭县锦石乡", "430321205"),
        ("430623", "华容县东山镇人民政府", "430623113"),
        ("410724", "获嘉县人民政府办公室", "410724-office"),
        ("632301", "同仁市年都乎乡人民政府", "632301205"),
        ("632301", "同仁县年都乎乡", "632301205"),
        ("632301", "黄南州同仁县年都乎乡", "632301205"),
        ("410825", "北冷乡", "410825203"),
        ("350581", "石狮市信访局", "350581-rmzfxfj"),
        ("350581", "石狮高新区管委会", "350581-ssgxjscykfqgwh"),
    ],
)
def test_names_real_reports_print_find_their_agency(cards: Registry, county: str, printed: str, agency_id: str) -> None:
    assert cards.match(printed, county).agency_id == agency_id


def test_every_county_has_its_government_and_its_office(cards: Registry) -> None:
    for code in cards.divisions:
        assert {f"{code}-gov", f"{code}-office"} <= set(cards.agencies)


def test_every_agency_answers_to_its_own_name(cards: Registry) -> None:
    for county in cards.divisions.values():
        matcher = Matcher(county)
        assert [matcher.match(agency.name).agency_id for agency in county.agencies] == [
            agency.id for agency in county.agencies
        ]


def test_a_name_means_another_agency_in_another_county(cards: Registry) -> None:
    """城关镇 is one of 82 in the country; only its own county knows it."""
    assert cards.match("城关镇", "410724").agency_id == "410724100"
    assert cards.match("城关镇", "430623").agency_id is None
    assert cards.match("获嘉县城关镇", "430623").agency_id is None


def test_portals_of_many_counties_and_platforms(cards: Registry) -> None:
    platforms = {portal.platform for portal in cards.portals.values()}
    assert platforms <= PLATFORMS
    assert len(platforms - {"unknown"}) >= 6
    assert {"430321", "430623", "410724", "632301", "410825"} <= set(cards.portals)
    assert len(cards.portals) >= 30


def test_a_list_nobody_has_visited_is_only_believed_when_it_shows_a_report_known_to_be_there(cards: Registry) -> None:
    """Its address was taken from that of a report: without the canary a wrong page could make an agency look late."""
    for portal in cards.portals.values():
        for channel in portal.channels if portal.status == "unverified" else ():
            assert re.fullmatch(r"20\d\d年", channel.canary or ""), f"{portal.portal}/{channel.id}"
            assert channel.agency or channel.at_least >= 30, f"{portal.portal}/{channel.id}"
