"""Where an agency is looked for, for which years, and the registry as rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sample_cards import COUNTY, PORTAL

from crawler.registry import Registry, from_rows, load, to_rows


def test_channels_are_the_own_column_and_the_hub_of_the_county(registry: Registry) -> None:
    assert [each.id for each in registry.channels_of("430623113")] == ["430623/nianbao", "430623/dongshan"]
    assert [each.id for each in registry.channels_of("430623-gov")] == ["430623/nianbao"]
    assert registry.channels["430623/dongshan"].url == "http://www.huarong.example/col/col2/index.html"
    assert [agency.id for agency in registry.portal_agencies("430623")] == list(registry.agencies)


def test_a_list_of_some_kinds_of_agency_is_none_of_the_others(write: Callable[..., Path]) -> None:
    towns = {"id": "zhen", "url": "/zhen/", "years": {"first": 2019}, "kinds": ["township", "subdistrict"]}
    registry = load(write(county=COUNTY, portal={**PORTAL, "channels": [towns]}))
    assert [each.id for each in registry.channels_of("430623113")] == ["430623/zhen"]
    assert registry.channels_of("430623-yjglj") == []
    assert registry.years_of("430623-yjglj", 2020) == [2019, 2020], "nowhere to look is not nothing owed"
    assert from_rows(to_rows(registry)).channels_of("430623-yjglj") == []


def test_years_are_what_the_channels_show_since_the_agency_is_there(registry: Registry) -> None:
    assert registry.years_of("430623113", 2022) == [2017, 2018, 2019, 2020, 2021, 2022]
    assert registry.years_of("430623-gov", 2022) == [2019, 2020, 2021, 2022]
    assert registry.years_of("430623201", 2024) == [2020, 2021, 2022, 2023, 2024]
    assert registry.years_of("430623-gov", 2018) == []


def test_a_gap_between_channels_is_not_watched(write: Callable[..., Path]) -> None:
    channels = [
        {"id": "old", "url": "/old", "years": {"first": 2015, "last": 2016}},
        {"id": "new", "url": "/new", "years": {"first": 2019}},
    ]
    registry = load(write(county=COUNTY, portal={**PORTAL, "channels": channels}))
    assert registry.years_of("430623-gov", 2020) == [2015, 2016, 2019, 2020]


def test_an_agency_without_channel_is_not_passed_over(write: Callable[..., Path]) -> None:
    only_dongshan = {**PORTAL, "channels": PORTAL["channels"][1:]}
    registry = load(write(county=COUNTY, portal=only_dongshan))
    assert registry.channels_of("430623-gov") == []
    assert registry.years_of("430623-gov", 2022) == [2017, 2018, 2019, 2020]
    assert registry.years_of("430623-gov", 2018) == [2017, 2018], "nobody owes a report on a year that is not over"
    (write() / "portal.yaml").unlink()
    assert load(write()).years_of("430623-gov", 2022) == [2022]


def test_rows_have_the_columns_of_the_schema(registry: Registry) -> None:
    rows = to_rows(registry)
    assert rows["divisions"] == [
        {"code": "430623", "name": "华容县", "province": "湖南省", "city": "岳阳市", "aliases": [], "deadlines": []}
    ]
    assert rows["agencies"][7] == {
        "id": "430623201",
        "division_code": "430623",
        "name": "华容县新河乡人民政府",
        "kind": "township",
        "aliases": [],
        "first_year": 2020,
        "last_year": 2022,
        "merged_into": "430623113",
    }
    assert rows["portals"][0] == {
        "id": "430623",
        "division_code": "430623",
        "name": "华容县人民政府门户网站",
        "platform": "hanweb",
        "url": "http://www.huarong.example",
        "status": "verified",
    }
    assert rows["channels"][0] == {
        "id": "430623/nianbao",
        "portal_id": "430623",
        "agency_id": None,
        "url": "http://www.huarong.example/col/col1/index.html",
        "first_year": 2019,
        "last_year": None,
        "at_least": 3,
        "canary": "2018年",
        "kinds": (),
    }


def test_rows_give_the_registry_back(registry: Registry) -> None:
    back = from_rows(to_rows(registry))
    assert to_rows(back) == to_rows(registry)
    assert back.agencies == registry.agencies
    assert back.match("东山镇", "430623") == registry.match("东山镇", "430623")
    assert back.channels == registry.channels
