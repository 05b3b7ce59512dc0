"""The cards send a crawler to the right address with the right expectations."""

from __future__ import annotations

from pathlib import Path

from crawler.registry import load
from crawler.sample_county import SampleCounty, manifest


def test_the_registry_takes_the_cards_and_finds_every_agency(county: SampleCounty, tmp_path: Path) -> None:
    folder = county.write_cards(tmp_path)
    registry = load(folder)
    assert folder == tmp_path
    assert {truth.agency for truth in manifest()} == set(registry.agencies)
    assert registry.portals["430623"].url == f"http://127.43.6.23:{county.port}"


def test_the_cards_ask_for_exactly_the_filings_the_truth_names(county: SampleCounty, tmp_path: Path) -> None:
    """On the clock day the newest report year is 2022, so an open-ended column owes up to that year."""
    registry = load(county.write_cards(tmp_path))
    owed = {
        (portal.portal, agency, year)
        for portal in registry.portals.values()
        for channel in portal.channels
        for agency in ([channel.agency] if channel.agency else county_agencies(county, portal.portal))
        for year in range(channel.years.first, (channel.years.last or 2022) + 1)
    }
    assert owed == {(truth.portal, truth.agency, truth.year) for truth in manifest()}


def test_the_names_in_the_titles_match_one_agency_each(county: SampleCounty, tmp_path: Path) -> None:
    registry = load(county.write_cards(tmp_path))
    names = {"湘潭县锦石乡": "430321205", "华容县东山镇人民政府": "430623113", "获嘉县人民政府办公室": "410724-office"}
    names |= {"同仁市年都乎乡人民政府": "632301205", "北冷乡": "410825203", "白塔镇": "530199101"}
    names |= {"青溪县人民政府": "330799-gov", "双溪乡": "330799201", "青溪县民政局": "330799-mzj"}
    found = {name: registry.match(name, agency[:6]).agency_id for name, agency in names.items()}
    assert found == names


def county_agencies(county: SampleCounty, portal_id: str) -> list[str]:
    portal = next(portal for portal in county.portals if portal.id == portal_id)
    return [agency.id for agency in portal.agencies]
