"""The tables of the nation: whole, in order, and found by code or name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.registry import nation
from crawler.registry.build_nation import former

COUNTIES = sorted(nation.counties())


def rows(table: str) -> list[str]:
    return (nation.FOLDER / table).read_text(encoding="utf-8").splitlines()[1:]


def codes(found: list[nation.Division]) -> list[str]:
    return [each.code for each in found]


def test_the_whole_country_is_there() -> None:
    names = nation.names()
    assert len([code for code in names if code.endswith("0000")]) == 34
    assert len([code for code in names if code.endswith("00") and not code.endswith("0000")]) == 333
    assert len(COUNTIES) == 2847
    assert sum(len(nation.townships(county)) for county in COUNTIES) == len(rows("townships.csv")) == 38749


@pytest.mark.parametrize("table", ["divisions.csv", "townships.csv", "former.csv"])
def test_tables_are_sorted_so_that_a_change_is_one_line_of_a_diff(table: str) -> None:
    lines = rows(table)
    assert lines == sorted(set(lines))


def test_every_township_and_every_earlier_name_belongs_to_a_county() -> None:
    assert {line[:6] for table in ("townships.csv", "former.csv") for line in rows(table)} <= set(COUNTIES)


def test_the_source_is_named_with_its_licence_and_size() -> None:
    source = (nation.FOLDER / "SOURCE.md").read_text(encoding="utf-8")
    assert "MIT" in source
    for table in ("divisions.csv", "townships.csv", "former.csv"):
        assert f"| `{table}` | {len(rows(table)):,} |" in source


def test_a_county_knows_what_stands_above_and_below_it() -> None:
    assert nation.counties()["430623"] == ("430623", "华容县", "岳阳市", "湖南省")
    assert nation.counties()["419001"] == ("419001", "济源市", "河南省", "河南省")
    assert nation.counties()["500152"] == ("500152", "潼南区", "重庆市", "重庆市")
    assert ("430623113", "东山镇") in nation.townships("430623")
    assert nation.townships("659001") == []
    assert nation.neighbours("654002")[:1] == ["奎屯市"]


@given(st.sampled_from(COUNTIES))
def test_townships_are_those_of_the_county_and_all_of_them(county: str) -> None:
    expected = [tuple(line.split(",")) for line in rows("townships.csv") if line.startswith(county)]
    assert nation.townships(county) == expected


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("430623", ["430623"]),
        ("华容县", ["430623"]),
        ("湖南岳阳华容县", ["430623"]),
        ("湖南省 岳阳市 华容县", ["430623"]),
        ("华容", ["420703", "430623"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("南京市鼓楼区", ["320106"]),
        ("同仁县", ["632301"]),
        ("632321", ["632301"]),
        ("通道县", ["431230"]),
        ("岳阳市", []),
        ("华容县东山镇", []),
        ("", []),
    ],
)
def test_a_county_is_found_by_code_or_name(wanted: str, found: list[str]) -> None:
    assert codes(nation.find(wanted)) == found


@given(st.sampled_from(COUNTIES))
def test_a_whole_path_means_one_county(county: str) -> None:
    place = nation.counties()[county]
    assert codes(nation.find(place.province + place.city + place.name)) == [county]


def test_provinces_are_found_by_code_or_name() -> None:
    assert [nation.provinces(each) for each in ("43", "430000", "湖南", "湖南省", "湖", "内蒙古")] == [
        ["43"],
        ["43"],
        ["43"],
        ["43"],
        [],
        ["15"],
    ]


def test_earlier_names_have_the_year_they_ended() -> None:
    assert [(old.former_name, old.year) for old in nation.former("632301")] == [("同仁县", 2020)]
    assert [(old.former_code, old.former_name) for old in nation.former("210112")] == [("210112", "东陵区")]
    assert nation.former("430623") == ()


def test_no_earlier_name_is_borne_by_another_place_nearby_today() -> None:
    """A title that prints 铜仁市 is about the prefecture, not about 碧江区, which bore the name until 2011."""
    for county in nation.counties().values():
        taken = {county.city, county.province, *nation.neighbours(county.code)}
        assert not taken & {old.former_name for old in nation.former(county.code)}, county


def change(kind: str, old: str, new: str, year: int = 2016, level: int = 3) -> dict[str, Any]:
    sides = {
        side: {"code": f"{code}000000" if code else None, "name": name or None}
        for side, (code, _, name) in {"old": old.partition(" "), "new": new.partition(" ")}.items()
    }
    return {"year": year, "type": kind, "level": level, **sides}


def earlier(*events: dict[str, Any]) -> Iterator[tuple[str, str]]:
    today = {"339901": "青溪区", "339902": "云岭市", "339903": "南岗区"}
    return ((old.code, old.former_name) for old in former(events, today) if old.code.startswith("3399"))


def test_a_rename_is_kept_and_a_merger_is_not() -> None:
    upgraded = change("撤县设区", "339921 青溪县", "339901 青溪区")
    renamed = change("更名", "339903 北岗区", "339903 南岗区")
    joined = change("撤销", "339904 东岗区", "339903 南岗区")
    assert list(earlier(upgraded)) == [("339901", "青溪县")]
    assert list(earlier(renamed)) == [("339903", "北岗区")]
    assert list(earlier(renamed, joined)) == []
    assert list(earlier(upgraded, change("撤销", "339904 东岗区", "339901 青溪区"))) == [("339901", "青溪县")]


def test_a_county_founded_in_place_of_exactly_one_is_that_one() -> None:
    founded = change("新设", "", "339902 云岭市")
    gone = change("撤销", "339922 老岭县", "339902 云岭市")
    assert list(earlier(founded, gone)) == [("339902", "老岭县")]
    assert list(earlier(gone)) == []
    assert list(earlier(founded, gone, change("撤销", "339905 西岭区", "339902 云岭市"))) == []


@pytest.mark.parametrize(
    "event",
    [
        change("撤县设区", "339921 青溪县", "339901 青溪区", year=2007),
        change("撤县设区", "339921 青溪县", "339909 青溪区"),
        change("撤县设区", "339921 青溪县", "339901 大溪区"),
        change("撤县设区", "339901 青溪区", "339901 青溪区"),
        change("更名", "339900 青州市", "339901 青溪区", level=2),
        change("划转", "339921 某乡", "339901 青溪区"),
    ],
)
def test_what_no_title_can_print_is_left_out(event: dict[str, Any]) -> None:
    assert list(earlier(event)) == []
