"""The cards that come with nianbao."""

from __future__ import annotations

import pytest
from sample_cards import COUNTIES, PORTALS

from crawler.registry import Registry, load


@pytest.fixture(scope="module")
def cards() -> Registry:
    return load(COUNTIES, PORTALS)


@pytest.mark.parametrize(
    ("county", "printed", "agency_id"),
    [
        ("430321", "湘潭县锦石乡", "430321205"),
        ("430623", "华容县东山镇人民政府", "430623113"),
        ("410724", "获嘉县人民政府办公室", "410724-office"),
        ("632301", "同仁市年都乎乡人民政府", "632301205"),
        ("632301", "同仁县年都乎乡", "632301205"),
        ("410825", "北冷乡", "410825203"),
    ],
)
def test_names_real_reports_print_find_their_agency(cards: Registry, county: str, printed: str, agency_id: str) -> None:
    assert cards.match(printed, county).agency_id == agency_id


def test_every_county_has_its_government_and_its_office(cards: Registry) -> None:
    for code in cards.divisions:
        assert {f"{code}-gov", f"{code}-office"} <= set(cards.agencies)


def test_every_agency_answers_to_its_own_name(cards: Registry) -> None:
    for agency in cards.agencies.values():
        assert cards.match(agency.name, agency.id[:6]).agency_id == agency.id


def test_a_name_means_another_agency_in_another_county(cards: Registry) -> None:
    """城关镇 is one of 82 in the country; only its own county knows it."""
    assert cards.match("城关镇", "410724").agency_id == "410724100"
    assert cards.match("城关镇", "430623").agency_id is None
    assert cards.match("获嘉县城关镇", "430623").agency_id is None
