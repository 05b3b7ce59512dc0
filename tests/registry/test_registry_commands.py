"""``nianbao registry``: what a person sees, and what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from sample_cards import COUNTY, PORTAL

from crawler.cli import main
from crawler.registry import load

Run = Callable[..., Result]

KINDS = "3 township, 2 department, 1 government, 1 office, 1 zone, 1 subdistrict"
TOTALS = f"counties: 1, agencies: 9 ({KINDS}), portals: 1, channels: {{}}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["registry", *arguments])


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def refusal(result: Result) -> str:
    assert result.exit_code == 2
    return str(result.output)


def test_list_the_counties_of_the_cards(run: Run, write: Callable[..., Path]) -> None:
    assert lines(run("list", "--cards", str(write(county=COUNTY, portal=PORTAL)))) == [
        "430623  湖南省岳阳市华容县  9 agencies  430623 (hanweb)"
    ]


def test_list_the_counties_of_a_province(run: Run) -> None:
    found = lines(run("list", "--province", "青海"))
    assert len(found) == 44
    assert "632301  青海省黄南藏族自治州同仁市  13 agencies  632301 (unknown)" in found


def test_list_all_counties_of_one_name(run: Run) -> None:
    assert [line[:6] for line in lines(run("list", "--county", "鼓楼区"))] == ["320106", "320302", "350102", "410204"]
    assert [line[:6] for line in lines(run("list", "--county", "鼓楼区", "--province", "35"))] == ["350102"]


def test_show_a_county_that_has_no_card(run: Run) -> None:
    shown = lines(run("show", "郫县"))
    assert shown[:3] == [
        "510117  四川省成都市郫都区",
        "  until 2016: 510124 郫县 (撤县设区)",
        "  also: 郫县",
    ]
    assert "  510117-gov  government  郫都区人民政府" in shown


def test_show_a_county_with_its_channels(run: Run, write: Callable[..., Path]) -> None:
    shown = lines(run("show", "430623", "--cards", str(write(county=COUNTY, portal=PORTAL))))
    assert "  portal 430623: http://www.huarong.example (hanweb, verified)" in shown
    assert "  channel 430623/nianbao  http://www.huarong.example/col/col1/index.html  2019-" in shown
    own = shown.index("  430623113  township  华容县东山镇人民政府  also 东山镇")
    assert shown[own + 1] == "    channel 430623/dongshan  http://www.huarong.example/col/col2/index.html  2017-2020"
    assert "  430623201  township  华容县新河乡人民政府  2020-2022  merged into 430623113" in shown


@pytest.mark.parametrize("wanted", ["430623113", "华容县东山镇", "湖南省岳阳市华容县东山镇人民政府"])
def test_show_an_agency(run: Run, write: Callable[..., Path], wanted: str) -> None:
    shown = lines(run("show", wanted, "--cards", str(write(county=COUNTY, portal=PORTAL))))
    assert shown[0] == "430623113  township  华容县东山镇人民政府  also 东山镇"
    assert [line.split()[1] for line in shown[2:]] == ["430623/nianbao", "430623/dongshan"]


def test_show_an_agency_nobody_looks_for(run: Run) -> None:
    assert lines(run("show", "华容县东山镇"))[-1] == "  no channel: nobody looks for its reports"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("show", "123456"), "123456 is no county of the cards or of the national table"),
        (("show", "430623999"), "430623999 is no agency of 430623 华容县"),
        (("show", "华容县水族馆"), "华容县水族馆 is no agency of 430623 华容县"),
        (("show", "鼓楼区"), "鼓楼区 may be 320106 江苏省南京市鼓楼区, 320302 江苏省徐州市鼓楼区"),
        (("list", "--province", "湖"), "湖 is no province of the national table"),
        (("add-county", "岳阳市"), "岳阳市 is no county of the cards or of the national table"),
        (("add-county", "华容"), "华容 may be 420703 湖北省鄂州市华容区, 430623 湖南省岳阳市华容县: give the code"),
    ],
)
def test_what_is_not_there_or_not_clear(run: Run, arguments: tuple[str, ...], problem: str) -> None:
    assert refusal(run(*arguments)).startswith(f"nianbao: {problem}")


def test_validate_tells_mistakes_by_file_and_field(run: Run, write: Callable[..., Path]) -> None:
    folder = write(county={**COUNTY, "city": ""}, portal={**PORTAL, "status": "fine"})
    told = refusal(run("validate", "--cards", str(folder)))
    assert f"{folder}/county.yaml: city:" in told
    assert f"{folder}/portal.yaml: status:" in told


def test_validate_warns_of_what_is_not_watched(run: Run, write: Callable[..., Path]) -> None:
    portal = {**PORTAL, "platform": "wordpress", "channels": PORTAL["channels"][1:]}
    assert lines(run("validate", "--cards", str(write(county=COUNTY, portal=portal)))) == [
        "warning: portal 430623: no spider reads its platform (wordpress); it is passed over",
        "warning: county 430623 华容县: 8 of 9 agencies have no channel",
        TOTALS.format(1),
    ]


def test_validate_is_silent_where_all_is_watched(run: Run, write: Callable[..., Path]) -> None:
    assert lines(run("validate", "--cards", str(write(county=COUNTY, portal=PORTAL)))) == [TOTALS.format(2)]


def test_the_packaged_cards_are_valid(run: Run) -> None:
    assert lines(run("validate"))[-1].startswith("counties: ")


def test_many_warnings_of_one_kind_become_one(run: Run) -> None:
    folded, every = lines(run("validate")), lines(run("validate", "--all"))
    assert len(folded) < 12 < len(every)
    [told] = [line for line in folded if "agencies have no channel" in line]
    counties = [line.split(": ")[2].split() for line in every if "agencies have no channel" in line]
    assert told == (
        f"warning: {sum(int(words[0]) for words in counties)} of {every[-1].split()[3]} agencies have no channel, "
        f"in {len(counties)} counties; --all lists them"
    )


def test_add_a_county_and_edit_it(run: Run, tmp_path: Path) -> None:
    card, portal = (tmp_path / "cards" / f"632301{ending}.yaml" for ending in ("", "-portal"))
    assert lines(run("add-county", "同仁县")) == ["written: cards/632301.yaml", "written: cards/632301-portal.yaml"]
    assert load(card.parent).match("同仁县隆务镇", "632301").agency_id == "632301100"
    text = portal.read_text(encoding="utf-8").splitlines(keepends=True)
    portal.write_text("".join(line.removeprefix("# ") for line in text[2:]), encoding="utf-8")
    assert [each.id for each in load(card.parent).channels_of("632301100")] == ["632301/nianbao"]
    example = [line.removeprefix("# ") for line in card.read_text(encoding="utf-8").splitlines()]
    assert yaml.safe_load("\n".join(example[example.index('county: "632301"') :]))["agencies"][1]["id"] == "632301100"


def test_nothing_is_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "mine.yaml").write_text('county: "632301"\n', encoding="utf-8")
    assert "mine.yaml is there already; nothing was written" in refusal(run("add-county", "632301"))
    assert [file.name for file in (tmp_path / "cards").iterdir()] == ["mine.yaml"]


def test_import_into_a_new_card(run: Run, tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text("name,until\n县民政局,\n东山镇,2021\n章华镇,\n", encoding="utf-8")
    told = lines(run("import", "agencies.csv", "--county", "华容县"))
    assert told[-1] == "2 agencies added, 1 known already"
    registry = load(tmp_path / "cards")
    assert registry.agencies["430623-mzj"].name == "华容县民政局"
    assert registry.agencies["430623113"].until == 2021


def test_import_into_a_card_that_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    card = tmp_path / "mine" / "county.yaml"
    card.write_text('county: "430623"  # ours\n', encoding="utf-8")
    (tmp_path / "roster.txt").write_text("名单：县民政局、县财政局。", encoding="utf-8")
    for told in (
        ["written: mine/county.yaml", "2 agencies added, 0 known already"],
        ["0 agencies added, 2 known already"],
    ):
        assert lines(run("import", "roster.txt", "--county", "430623", "--cards", "mine")) == told
    assert card.read_text(encoding="utf-8").startswith('county: "430623"  # ours\n')
    assert [file.name for file in card.parent.iterdir()] == ["county.yaml"]


@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_written_when_a_row_is_bad(run: Run, tmp_path: Path, there: bool) -> None:
    (tmp_path / "agencies.csv").write_text("name,since\n县民政局,2019\n县财政局,19\n", encoding="utf-8")
    card = tmp_path / "cards" / "430623.yaml"
    if there:
        card.parent.mkdir()
        card.write_text('county: "430623"\n', encoding="utf-8")
    assert refusal(run("import", "agencies.csv", "--county", "430623")).startswith("nianbao: agencies.csv:3: since:")
    assert card.read_text(encoding="utf-8") == 'county: "430623"\n' if there else not card.parent.exists()


def test_import_into_a_county_of_ones_own(run: Run, tmp_path: Path) -> None:
    own = {"county": "339901", "name": "青溪县", "city": "青江市", "province": "浙江省"}
    agencies = "agencies:\n  - {id: 339901-gov, name: 青溪县人民政府, kind: government}\n"
    (tmp_path / "cards").mkdir()
    card = tmp_path / "cards" / "own.yaml"
    card.write_text(yaml.safe_dump(own, allow_unicode=True) + agencies, encoding="utf-8")
    (tmp_path / "agencies.csv").write_text("name,id\n石桥镇人民政府,339901101\n青溪县财政局,\n", encoding="utf-8")
    assert lines(run("import", "agencies.csv", "--county", "339901"))[-1] == "2 agencies added, 0 known already"
    assert set(load(card.parent).agencies) == {"339901-gov", "339901101", "339901-czj"}
    assert "no county of the cards" in refusal(run("import", "agencies.csv", "--county", "青溪县"))


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cards").write_text("a file", encoding="utf-8")
    assert "cards" in refusal(run("add-county", "430623"))


def test_import_into_a_county_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text("name\n县民政局\n", encoding="utf-8")
    result = run("import", str(tmp_path / "agencies.csv"), "--county", "4306", "--cards", str(tmp_path / "cards"))
    assert (result.exit_code, result.stderr) == (
        2,
        "nianbao: 4306 is no county of the cards or of the national table\n",
    )
    assert not (tmp_path / "cards").exists()
