"""Printed names and the agencies they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import COUNTY

from crawler.registry import CountyCard
from crawler.registry.matching import Matcher

MATCHER = Matcher(CountyCard.model_validate(COUNTY))


@pytest.mark.parametrize(
    ("printed", "agency_id"),
    [
        ("华容县东山镇人民政府", "430623113"),
        ("华容县东山镇政府", "430623113"),
        ("东山镇", "430623113"),
        ("华容东山镇", "430623113"),
        ("湖南省岳阳市华容县东山镇", "430623113"),
        ("湖南岳阳华容县东山镇", "430623113"),
        ("华容县　东山镇\n人民政府", "430623113"),
        ("新河乡人民政府", "430623201"),
        ("县应急管理局", "430623-yjglj"),
        ("应急管理局", "430623-yjglj"),
        ("华容县卫健局", "430623-wsjkj"),
        ("县卫健局", "430623-wsjkj"),
        ("河东街道", "430623001"),
        ("河东街道办", "430623001"),
        ("华容县人民政府河东街道办事处", "430623001"),
        ("华容高新技术产业开发区管委会", "430623-gxq"),
        ("华容高新技术产业开发区", "430623-gxq"),
        ("华容县人民政府", "430623-gov"),
        ("县政府", "430623-gov"),
        ("华容县", "430623-gov"),
        ("华容县人民政府办公室", "430623-office"),
        ("华容县政府办公室", "430623-office"),
        ("县政府办", "430623-office"),
    ],
)
def test_decorated_names_mean_their_agency(printed: str, agency_id: str) -> None:
    assert MATCHER.match(printed).agency_id == agency_id


@pytest.mark.parametrize(
    "printed",
    [
        "平江县东山镇",  # another county of the city in front
        "华容区东山镇",  # 华容区 lies in 鄂州
        "岳阳市应急管理局",  # the city's bureau
        "岳阳市人民政府",
        "湖南省人民政府办公厅",
        "市应急管理局",  # a county has no 市 of its own
        "太平乡",  # 太平镇 is known, 太平乡 is not
        "东山镇东山村",
        "东山镇人民政府办公室",
        "东山镇中心学校",
        "东山",
        "华容县水利局",
        "人民政府",  # whose?
        "人民政府办公室",
        "华容",
        "县",
        "",
    ],
)
def test_other_names_mean_nobody(printed: str) -> None:
    assert MATCHER.match(printed).agency_id is None


def test_proposals_for_the_person_who_decides() -> None:
    match = MATCHER.match("华容县太平乡人民政府")
    assert match.agency_id is None
    assert match.candidates[0].agency_id == "430623120"
    assert 0.6 <= match.candidates[0].score < 1
    assert MATCHER.match("华容县水利局").candidates == ()


def test_a_name_that_fits_two_agencies_is_nobodys() -> None:
    """华容华容镇 is 华容镇 behind the county's short name, and the whole name of another zone."""
    agencies = [
        {"id": "430623150", "name": "华容镇人民政府", "kind": "township"},
        {"id": "430623-x", "name": "华容华容镇", "kind": "zone"},
    ]
    match = Matcher(CountyCard.model_validate({**COUNTY, "agencies": agencies})).match("华容华容镇")
    assert match.agency_id is None
    assert [(each.agency_id, each.score) for each in match.candidates] == [("430623-x", 1.0), ("430623150", 1.0)]


def test_a_whole_name_goes_before_a_shorter_form_of_another() -> None:
    agencies = [
        {"id": "430623-jtysj", "name": "华容县交通运输局", "kind": "department"},
        {"id": "430623-jtj", "name": "华容县交通局", "kind": "department"},
        {"id": "430623-whhlyj", "name": "华容县文化和旅游局", "kind": "department"},
        {"id": "430623-whylyj", "name": "华容县文化与旅游局", "kind": "department"},
    ]
    matcher = Matcher(CountyCard.model_validate({**COUNTY, "agencies": agencies}))
    assert matcher.match("县交通局").agency_id == "430623-jtj"
    assert matcher.match("县交通运输局").agency_id == "430623-jtysj"
    assert matcher.match("县文旅局").agency_id is None


def test_the_short_name_a_county_shares_with_its_city_is_not_used() -> None:
    card = {**COUNTY, "county": "430321", "name": "湘潭县", "city": "湘潭市"}
    agencies = [
        {"id": "430321-gov", "name": "湘潭县人民政府", "kind": "government"},
        {"id": "430321-jyj", "name": "湘潭县教育局", "kind": "department"},
    ]
    matcher = Matcher(CountyCard.model_validate({**card, "agencies": agencies}))
    assert matcher.match("湘潭市湘潭县教育局").agency_id == "430321-jyj"
    for name in ("湘潭市教育局", "湘潭教育局", "湘潭市人民政府", "湘潭政府"):
        assert matcher.match(name).agency_id is None


def test_one_character_alone_is_no_county() -> None:
    agencies = [{"id": "410825-jyj", "name": "温县教育局", "kind": "department"}]
    matcher = Matcher(CountyCard.model_validate({**COUNTY, "county": "410825", "name": "温县", "agencies": agencies}))
    assert matcher.match("温县教育局").agency_id == "410825-jyj"
    assert matcher.match("温教育局").agency_id is None


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("2022年政府信息公开工作年度报告", None),
        ("政府信息公开年报（2022）", None),
        ("我县2022年政府信息公开工作情况报告", None),
        ("华容县人民政府信息公开年报", {"430623-gov"}),
        ("华容县水利局2022年政府信息公开工作年度报告", set()),
        ("太平乡2022年度政府信息公开工作年度报告", {"430623120"}),
        ("东山镇政府2022年信息公开年报", {"430623113"}),
        ("华容县东山镇人民政府2022年政府信息公开工作年", {"430623113"}),
    ],
)
def test_whom_a_title_may_be_about(title: str, meant: set[str] | None) -> None:
    assert MATCHER.may_mean(title) == meant


NAMES = {agency["id"]: agency["name"] for agency in COUNTY["agencies"]}


@given(
    agency_id=st.sampled_from(sorted(NAMES)),
    place=st.sampled_from(["", "湖南省", "岳阳市", "湖南省岳阳市", "湖南", "平江县", "华容县", "县"]),
    cut=st.sampled_from(["", "华容县", "人民政府", "办事处", "管理委员会", "办公室", "镇", "局"]),
    tail=st.sampled_from(["", "政府", "人民政府", "办公室", "办事处", "村", "管委会"]),
    blank=st.sampled_from(["", " ", "\u3000", "\u200b", "\n"]),
)
def test_decoration_never_turns_one_agency_into_another(
    agency_id: str, place: str, cut: str, tail: str, blank: str
) -> None:
    name = NAMES[agency_id]
    core = name.removeprefix(cut) if cut == "华容县" else name.removesuffix(cut)
    found = MATCHER.match(blank.join(place + core + tail)).agency_id
    siblings = {"430623-gov", "430623-office"}
    assert found is None or found == agency_id or {found, agency_id} == siblings


@given(st.text(alphabet="华容县东山镇太平乡人民政府办公室河东街道局市区省", max_size=14))
def test_what_matches_contains_the_agencys_stem(name: str) -> None:
    stems = {"430623113": "东山镇", "430623120": "太平镇", "430623001": "河东街道"}
    found = MATCHER.match(name).agency_id
    assert stems.get(found or "", "") in name


@given(st.text(alphabet="华容县东山镇太平乡人民政府办公室河东街道局市区省", max_size=14))
def test_proposals_are_ranked_and_never_certain_without_fitting(name: str) -> None:
    match = MATCHER.match(name)
    scores = [each.score for each in match.candidates]
    assert scores == sorted(scores, reverse=True)
    assert match.agency_id is None or not match.candidates
