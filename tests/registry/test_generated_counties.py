"""Any county's agencies, made from the national table, and the names titles print for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.registry import CardError, nation
from crawler.registry.consistency import agency_problems, name_problems
from crawler.registry.generate import county_card
from crawler.registry.matching import Matcher
from crawler.registry.places import shortened, without_peoples

COUNTIES = sorted(nation.counties())
counties = st.sampled_from(COUNTIES)


def names(county: str) -> dict[str, tuple[str, str]]:
    return {agency.id: (agency.name, agency.kind) for agency in county_card(county).agencies}


@pytest.mark.parametrize(
    ("agency_id", "name", "kind"),
    [
        ("430623-gov", "华容县人民政府", "government"),
        ("430623-office", "华容县人民政府办公室", "office"),
        ("430623113", "华容县东山镇人民政府", "township"),
        ("430623201", "华容县新河乡人民政府", "township"),
        ("410825001", "温县温泉街道办事处", "subdistrict"),
        ("152223214", "扎赉特旗宝力根花苏木人民政府", "township"),
        ("510727214", "平武县木座藏族乡人民政府", "township"),
        ("110105400", "朝阳区首都机场街道办事处", "subdistrict"),
        ("110111008", "房山区良乡镇人民政府", "township"),
        ("130731400", "涿鹿县赵家蓬区公所", "township"),
    ],
)
def test_official_names_and_kinds(agency_id: str, name: str, kind: str) -> None:
    assert names(agency_id[:6])[agency_id] == (name, kind)


def test_nobody_waits_for_a_township_that_is_gone() -> None:
    assert ("511781201", "茶垭乡（已撤销）") in nation.townships("511781")
    assert "511781201" not in names("511781")


def test_a_county_without_townships_has_its_government_and_office() -> None:
    assert set(names("659001")) == {"659001-gov", "659001-office"}


def test_a_county_no_table_knows() -> None:
    with pytest.raises(CardError, match="339901 is not in the national table"):
        county_card("339901")


def test_earlier_names_stand_in_front_of_an_agencys_name_as_well() -> None:
    assert county_card("632301").aliases == ("同仁县",)
    assert Matcher(county_card("632301")).match("同仁县隆务镇").agency_id == "632301100"
    assert county_card("540221").aliases == ()  # 南木林县 changed its code, not its name


def test_a_short_name_that_others_bear_is_not_used() -> None:
    """铜陵县 became 义安区; the short name 铜陵 is the city's. 庐山区 became 濂溪区, and 庐山市 is its neighbour."""
    assert Matcher(county_card("340706")).match("铜陵县政府").agency_id == "340706-gov"
    assert Matcher(county_card("340706")).match("铜陵政府").agency_id is None
    assert Matcher(county_card("360402")).match("庐山政府").agency_id is None


@given(counties)
def test_generated_cards_are_good_cards(county: str) -> None:
    card = county_card(county)
    assert [*agency_problems(county, card.agencies), *name_problems(card)] == []


@given(counties, st.data())
def test_an_agency_answers_to_the_names_titles_print(county: str, data: st.DataObject) -> None:
    card, place = county_card(county), nation.counties()[county]
    agency = data.draw(st.sampled_from(card.agencies))
    core = agency.name.removeprefix(place.name)
    above = "".join(dict.fromkeys((place.province, place.city)))
    printed = [agency.name, without_peoples(place.name) + core, above + agency.name, place.city + agency.name]
    printed += [place.name[-1] + core, agency.name.replace("人民政府", "政府")]
    if agency.id.isdigit():
        printed.append(core)
    assert {Matcher(card).match(name).agency_id for name in printed} == {agency.id}


@given(counties, st.data())
def test_a_name_of_another_county_of_the_prefecture_is_nobodys(county: str, data: st.DataObject) -> None:
    others = [code for code in COUNTIES if code[:4] == county[:4] and code != county] or [COUNTIES[0]]
    other = nation.counties()[data.draw(st.sampled_from(others))]
    agency = data.draw(st.sampled_from(county_card(other.code).agencies))
    core, matcher = agency.name.removeprefix(other.name), Matcher(county_card(county))
    for front in (other.name, without_peoples(other.name), shortened(other.name)):
        assert county == other.code or matcher.match(front + core).agency_id is None


@pytest.mark.parametrize(
    ("place", "printed", "short"),
    [
        ("通道侗族自治县", "通道县", "通道"),
        ("积石山保安族东乡族撒拉族自治县", "积石山县", "积石山"),
        ("东乡族自治县", "东乡县", "东乡"),
        ("鄂伦春自治旗", "鄂伦春旗", "鄂伦春"),
        ("察布查尔锡伯自治县", "察布查尔县", "察布查尔"),
        ("黄南藏族自治州", "黄南州", "黄南"),
        ("内蒙古自治区", "内蒙古", "内蒙古"),
        ("新疆维吾尔自治区", "新疆", "新疆"),
        ("阿勒泰地区", "阿勒泰地区", "阿勒泰"),
        ("兴安盟", "兴安盟", "兴安"),
        ("温县", "温县", "温县"),
        ("井陉矿区", "井陉矿区", "井陉矿区"),
    ],
)
def test_places_as_titles_shorten_them(place: str, printed: str, short: str) -> None:
    assert (without_peoples(place), shortened(place)) == (printed, short)
