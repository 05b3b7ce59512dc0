"""Right cards are read; everything that is wrong with the others is said at once, by file and field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample_cards import COUNTY, PORTAL

from crawler.registry import CardError, Registry, load

Write = Callable[..., Path]


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(CardError) as caught:
        load(folder)
    assert str(caught.value).splitlines() == list(caught.value.problems)
    return [line.removeprefix(f"{folder}/").replace(f"{folder}/", "") for line in caught.value.problems]


def county(**changes: Any) -> dict[str, Any]:
    return {**COUNTY, **changes}


def agency(**changes: Any) -> dict[str, Any]:
    card = {"id": "430623113", "name": "华容县东山镇人民政府", "kind": "township", **changes}
    return county(agencies=[{name: value for name, value in card.items() if value is not None}])


def difference(*agencies: dict[str, Any]) -> dict[str, Any]:
    """A card that says only what differs from the national table."""
    return {"county": "430623", "agencies": list(agencies)}


def portal(**changes: Any) -> dict[str, Any]:
    return {**PORTAL, **changes}


def channel(**changes: Any) -> dict[str, Any]:
    return portal(channels=[{"id": "nianbao", "url": "/nb/", "years": {"first": 2019}, **changes}])


def test_reads_cards_of_both_kinds_from_any_depth(tmp_path: Path, write: Write, registry: Registry) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "county.yaml").rename(deep / "county.yaml")
    again = load(tmp_path)
    assert again.divisions == registry.divisions
    assert again.agencies == registry.agencies
    assert again.portals == registry.portals


def test_either_ending_is_a_card(tmp_path: Path, write: Write, registry: Registry) -> None:
    """The county would be taken from the national table, and its departments looked after by nobody."""
    (tmp_path / "county.yaml").rename(tmp_path / "county.yml")
    assert load(tmp_path).agencies == registry.agencies


def test_a_card_in_the_encoding_of_windows_is_told(tmp_path: Path) -> None:
    (tmp_path / "county.yaml").write_bytes('county: "430623"\naliases: [章华]\n'.encode("gbk"))
    assert problems_of(tmp_path) == ["county.yaml: is not written in UTF-8; save it as that"]


def test_reads_several_folders_as_one_registry(tmp_path: Path) -> None:
    for name, text in (("counties", COUNTY), ("portals", PORTAL)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "430623.yaml").write_text(json.dumps(text), encoding="utf-8")
    assert list(load(tmp_path / "counties", tmp_path / "portals").portals) == ["430623"]


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        ({"county": 430623}, "county: must be text; write it in quotes: '430623'"),
        (
            {"county": "339901"},
            "county: 339901 is not in the national table; give name, city, province and all agencies",
        ),
        ({"county": "430623", "agencies": "all"}, "agencies: Input should be a valid tuple"),
        (difference({"id": "430623-jyj"}), "agencies[0].name: is missing; the national table does not know 430623-jyj"),
        (difference({"id": "430623-jyj", "name": "华容县教育局"}), "agencies[0].kind: is missing"),
        (difference({"id": "430623113"}, {"id": "430623113"}), "agencies[1].id: 430623113 stands twice"),
        (difference({"id": "430623113", "kind": "zone"}), "agencies[0].id: 430623113 is not the id of a zone"),
        (difference({"id": "430623113", "names": []}), "agencies[0].names: is no field of this file"),
        (
            difference({"id": "430624-gov", "name": "湘阴县人民政府", "kind": "government"}),
            "agencies[0].id: 430624-gov",
        ),
        (county(county=430623), "county: must be text; write it in quotes: '430623'"),
        (county(county="43062"), "county: is not a six-digit division code such as 430623"),
        (county(county="４３０６２３"), "county: is not a six-digit division code such as 430623"),
        (county(name=""), "name: String should have at least 1 character"),
        (county(name=" 华容县"), "name: is not text without blanks around it"),
        (county(mayor="x"), "mayor: is no field of this file"),
        (county(agencies=[]), "agencies: is empty; give at least one"),
        (agency(name=None), "agencies[0].name: is missing"),
        (agency(kind="village"), "agencies[0].kind: is not one of 'government', 'office'"),
        (agency(since=2007), "agencies[0].since: Input should be greater than or equal to 2008"),
        (agency(since="2019"), "agencies[0].since: Input should be a valid integer"),
        (agency(since=2021, until=2020), "agencies[0].until: 2020 is before since: 2021"),
        (agency(merged_into="430623120"), "agencies[0].until: is missing: the last year before it was merged"),
        (
            agency(until=2020, merged_into="430623999"),
            "agencies: 430623113 is merged into 430623999, which is no other",
        ),
        (
            agency(until=2020, merged_into="430623113"),
            "agencies: 430623113 is merged into 430623113, which is no other",
        ),
        (agency(id="430624113"), "agencies[0].id: 430624113 is not the id of a township"),
        (agency(id="430623-dongshan"), "agencies[0].id: 430623-dongshan is not the id of a township"),
        (agency(kind="department"), "agencies[0].id: 430623113 is not the id of a department"),
        (
            agency(kind="government", id="430623-zhengfu"),
            "agencies[0].id: 430623-zhengfu is not the id of a government",
        ),
        (agency(kind="office", id="430623-gov"), "agencies[0].id: 430623-gov is not the id of a office"),
        (
            agency(id="430623-YJJ", kind="department"),
            "agencies[0].id: is not an agency's id such as 430623113 or 430623-mzj",
        ),
    ],
)
def test_county_card_problems(write: Write, card: dict[str, Any], problem: str) -> None:
    assert problems_of(write(bad=card))[0].startswith(f"bad.yaml: {problem}")


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        (portal(url="www.huarong.example"), "url: is not an http or https address"),
        (portal(url="ftp://www.huarong.example"), "url: is not an http or https address"),
        (portal(url="http://u:p@www.huarong.example"), "url: is not an http or https address"),
        (portal(url="http://www.huarong.example/zwgk/"), "url: has more than scheme and host"),
        (portal(url="http://www.huarong.example:99999"), "url: cannot be read as an address"),
        (portal(url="http://www.huarong.example "), "url: is not a"),
        (portal(hosts=["http://x.example"]), "hosts[0]: is not a host such as www.example.gov.cn"),
        (portal(status="fine"), "status: is not one of 'verified', 'unverified'"),
        (portal(delay=-1), "delay: Input should be greater than or equal to 0"),
        (channel(url="nb/"), "channels[0].url: is not a"),
        (channel(url="/a b"), "channels[0].url: is not a"),
        (channel(url="/\\evil.example"), "channels[0].url: is not a"),
        (channel(url="//evil.example/nb"), "channels[0].url: evil.example is not a host of this portal"),
        (channel(url="http://evil.example/nb"), "channels[0].url: evil.example is not a host of this portal"),
        (channel(url="http://[evil/nb"), "channels[0].url: cannot be read as an address"),
        (channel(years={"first": 2021, "last": 2020}), "channels[0].years.last: 2020 is before first: 2021"),
        (channel(years={}), "channels[0].years.first: is missing"),
        (channel(at_least=0), "channels[0].at_least: Input should be greater than or equal to 1"),
        (channel(canary=""), "channels[0].canary: String should have at least 1 character"),
        (channel(agency="430623113", kinds=["township"]), "channels[0].kinds: are of a list of several agencies"),
        (channel(kinds=["town"]), "channels[0].kinds[0]: is not one of 'government'"),
        (channel(agency="430623999"), "channels[0].agency: 430623999 is no agency of the county 430623"),
        (channel(agency="410724-office"), "channels[0].agency: 410724-office is no agency of the county 430623"),
        (portal(county="439999"), "county: 439999 has no card, and the national table does not know it"),
        (portal(channels=PORTAL["channels"][:1] * 2), "channels[1].id: nianbao is that of channels[0] too"),
    ],
)
def test_portal_card_problems(write: Write, card: dict[str, Any], problem: str) -> None:
    lines = problems_of(write(county=COUNTY, bad=card))
    assert lines[0].startswith(f"bad.yaml: {problem}")


def test_a_column_copied_from_another_agency_is_refused(write: Write) -> None:
    """The same page as the own column of two agencies would make one of them look overdue."""
    copied = [{**PORTAL["channels"][1], "id": "xinhe", "agency": "430623201"}]
    (line,) = problems_of(write(county=COUNTY, bad=portal(channels=[*PORTAL["channels"], *copied])))
    assert (
        line == "bad.yaml: channels[2].url: http://www.huarong.example/col/col2/index.html is that of channels[1] too"
    )


def test_a_whole_address_on_a_listed_host_is_fine(write: Write) -> None:
    card = channel(url="https://xxgk.huarong.example/nb/") | {"hosts": ["xxgk.huarong.example"]}
    registry = load(write(county=COUNTY, portal=card))
    assert [each.url for each in registry.channels.values()] == ["https://xxgk.huarong.example/nb/"]


def test_every_problem_of_every_file_is_told_at_once(write: Write) -> None:
    folder = write(
        a=county(name="", city=""),
        b=portal(status="x"),
        c="just text",
        d="a: 1\na: 2",
        e="portal: [",
        f="x: &a 1\ny: *a",
        g="# a draft, which is no card yet\n",
    )
    lines = problems_of(folder)
    assert [line.split(": ")[0] for line in lines] == [
        "a.yaml",
        "a.yaml",
        "b.yaml",
        "c.yaml",
        "d.yaml",
        "e.yaml",
        "f.yaml",
    ]
    assert lines[4] == "d.yaml: line 2: a is written twice"
    assert lines[6] == "f.yaml: line 2: aliases are not allowed"


def test_a_portal_is_not_blamed_for_its_countys_broken_card(write: Write) -> None:
    assert [line.split(":")[0] for line in problems_of(write(county=county(city=""), portal=PORTAL))] == ["county.yaml"]


@pytest.mark.parametrize(
    ("second", "field", "value"),
    [
        (COUNTY, "county", "430623"),
        (portal(url="http://other.example"), "portal", "430623"),
        (portal(portal="other", url="https://www.huarong.example"), "hosts", "www.huarong.example"),
        (portal(portal="other", url="http://o.example", hosts=["www.huarong.example"]), "hosts", "www.huarong.example"),
    ],
)
def test_what_stands_on_two_cards_names_both_files(
    write: Write, second: dict[str, Any], field: str, value: str
) -> None:
    folder = write(first=COUNTY, portal=PORTAL, second=second)
    other = "portal.yaml" if "portal" in second else "first.yaml"
    assert f"second.yaml: {field}: {value} stands in {other} too" in problems_of(folder)


def test_an_id_twice_in_one_card(write: Write) -> None:
    twice = [{**COUNTY["agencies"][6], "name": "华容县禹山镇人民政府", "aliases": []}]
    assert problems_of(write(county=county(agencies=[*COUNTY["agencies"], *twice]))) == [
        "county.yaml: agencies: 430623113 stands twice"
    ]


def test_one_name_for_two_agencies_is_refused(write: Write) -> None:
    more = [{"id": "430623114", "name": "华容县章华镇人民政府", "kind": "township", "aliases": ["东山镇政府"]}]
    (line,) = problems_of(write(county=county(agencies=[*COUNTY["agencies"], *more])))
    assert line.startswith("county.yaml: agencies: a title that prints 东山镇 could mean 430623113 and 430623114")


def test_files_that_are_no_cards(tmp_path: Path, write: Write) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "deep.yaml").write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    (tmp_path / "huge.yaml").write_text("# " + "x" * 1024 * 1024, encoding="utf-8")
    lines = problems_of(write(list="[1]", other="name: 华容县"))
    assert [line.split(": ")[0] for line in lines] == [f"{n}.yaml" for n in ("binary", "deep", "huge", "list", "other")]
    assert lines[2].endswith("is larger than 1048576 bytes; a card is a few kilobytes")
    assert lines[4] == "other.yaml: neither a county card (county) nor a portal card (portal)"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere") == [f"{tmp_path}/nowhere: there is no such folder of cards"]


def test_a_card_says_only_what_differs_from_the_national_table(write: Write) -> None:
    education = {"id": "430623-jyj", "name": "华容县教育局", "kind": "department"}
    dongshan = {"id": "430623113", "aliases": ["老东山乡"], "until": 2021, "merged_into": "430623114"}
    registry = load(write(bad={**difference(dongshan, education), "aliases": ["章华"]}))
    agencies = registry.agencies
    assert agencies["430623-jyj"].name == "华容县教育局"
    assert agencies["430623113"].name == "华容县东山镇人民政府"
    assert (agencies["430623113"].until, agencies["430623113"].merged_into) == (2021, "430623114")
    assert {"430623-gov", "430623-office", "430623114"} <= set(agencies)
    assert registry.match("华容县老东山乡", "430623").agency_id == "430623113"
    assert registry.match("章华教育局", "430623").agency_id == "430623-jyj"
    assert registry.divisions["430623"].city == "岳阳市"


def test_a_whole_card_is_not_added_to(write: Write) -> None:
    assert set(load(write(county=COUNTY)).agencies) == {each["id"] for each in COUNTY["agencies"]}


def test_a_portal_brings_in_its_county_from_the_national_table(write: Write) -> None:
    registry = load(write(portal=portal(county="430624", channels=[])))
    assert registry.divisions["430624"].name == "湘阴县"
    assert registry.channels_of("430624-gov") == []


def test_a_draft_counts_for_nothing(write: Write) -> None:
    registry = load(write(county=COUNTY, draft="# portal: x\n"))
    assert dict(registry.portals) == {}
