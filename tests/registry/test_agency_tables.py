"""Tables and rosters of agencies, and what they add to a county card."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.registry import CardError
from crawler.registry.cards import AgencyChange
from crawler.registry.editing import with_agencies
from crawler.registry.generate import county_card
from crawler.registry.importing import Imported, imported, read_rows
from crawler.registry.initials import initials

Table = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def write(*lines: str, name: str = "agencies.csv", encoding: str = "utf-8") -> Path:
        (tmp_path / name).write_bytes("\n".join(lines).encode(encoding))
        return tmp_path / name

    return write


def read(file: Path, on_card: tuple[str, ...] = ()) -> Imported:
    return imported(county_card("430623"), on_card, read_rows(file), file)


def problems(file: Path, on_card: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(CardError) as caught:
        read(file, on_card)
    return [line.removeprefix(f"{file}:") for line in caught.value.problems]


def said(done: Imported) -> list[dict[str, object]]:
    return [each.model_dump(exclude_unset=True) for each in done.new]


def test_a_department_gets_an_id_of_its_initials(table: Table) -> None:
    done = read(table("name", "华容县民政局", "县卫生健康局", "县志办", "市税务局", "华容高新技术产业开发区管理委员会"))
    assert said(done) == [
        {"id": "430623-mzj", "name": "华容县民政局", "kind": "department"},
        {"id": "430623-wsjkj", "name": "华容县卫生健康局", "kind": "department"},
        {"id": "430623-xzb", "name": "县志办", "kind": "department"},
        {"id": "430623-sswj", "name": "市税务局", "kind": "department"},
        {"id": "430623-hrgxjscykfqglwyh", "name": "华容高新技术产业开发区管理委员会", "kind": "zone"},
    ]


def test_two_departments_with_the_same_initials(table: Table) -> None:
    done = read(table("name", "华容县水务局", "华容县商务局", "华容县税务局"))
    assert [each.id for each in done.new] == ["430623-swj", "430623-swj2", "430623-swj3"]


def test_what_the_national_table_knows_is_not_repeated(table: Table) -> None:
    done = read(table("name,kind", "华容县人民政府办公室,office", "东山镇,", "华容县三封寺镇政府,township"))
    assert (done.new, done.known) == ([], ["华容县人民政府办公室", "东山镇", "华容县三封寺镇政府"])


def test_what_differs_is_said_of_an_agency_that_is_known(table: Table) -> None:
    file = table("name,aliases,until,merged_into", "东山镇,老东山；桃花山镇,2021,430623114", "县政府办, 县府办室 ,,")
    assert said(read(file)) == [
        {"id": "430623113", "aliases": ("老东山", "桃花山镇"), "until": 2021, "merged_into": "430623114"},
        {"id": "430623-office", "aliases": ("县府办室",)},
    ]


def test_a_table_saved_by_a_spreadsheet(table: Table) -> None:
    lines = ("name,kind", '"华容县民政局\n",department', "", ",")
    assert said(read(table(*lines, encoding="utf-8-sig"))) == said(read(table(*lines, encoding="gb18030")))
    assert [each.id for each in read(table(*lines)).new] == ["430623-mzj"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("name", "太平乡"), "2: 太平乡 is no township of 430623 in the national table; give its id"),
        (("name,kind", "县委办,office"), "2: 委办 is no office of 430623"),
        (("name", "平江县人民政府"), "2: 平江县人民政府 is no township of 430623"),
        (("name,id", "东山镇,430623999"), "2: 东山镇 is 430623113 already, not 430623999"),
        (("name,kind", "东山镇,zone"), "2: 东山镇 is 430623113 already, a township"),
        (("name,kind", "县民政局,bureau"), "2: kind: is not one of 'government', 'office'"),
        (("name,since", "县民政局,last year"), "2: since: Input should be a valid integer"),
        (("name,since", "县民政局,1999"), "2: since: Input should be greater than or equal to 2008"),
        (("name,id", "县民政局,民政"), "2: id: is not an agency's id such as 430623113"),
        (("name,kind", ",department"), "2: the name is missing"),
        (("name", "县民政局,department"), "2: there are more values than columns"),
        (("name", "县畲务局"), "2: no id can be made of 畲务局; give one, such as 430623-abc"),
        (("name", "县民政局", "县民政局"), "3: 华容县民政局 stands in line 2 too"),
        (("name", "县住建局", "华容县住房和城乡建设局"), "3: 华容县住房和城乡建设局 stands in line 2 too"),
        (("名称", "县民政局"), "1: the columns are 名称; known are name, kind, id, aliases, since, until, merged_into"),
        (("name,name", "a,b"), "1: the columns are name, name; known are"),
        (("", ""), "1: the columns are missing"),
    ],
)
def test_a_bad_row_is_told_by_its_line(table: Table, lines: tuple[str, ...], problem: str) -> None:
    assert problems(table(*lines))[0].startswith(problem)


def test_all_bad_rows_are_told(table: Table) -> None:
    file = table("name,since", "县民政局,1999", "县财政局,2019", "太平乡,", ",2020")
    assert [line.split(":")[0] for line in problems(file)] == ["2", "4", "5"]


def test_what_is_on_the_card_already_is_changed_there(table: Table) -> None:
    assert problems(table("name,until", "东山镇,2021"), on_card=("430623113",)) == [
        "2: 东山镇 is 430623113, which is on the card already; change it there"
    ]


def test_a_roster_is_any_other_text(table: Table) -> None:
    file = table("公布情况", "名单：华容县民政局、华容县", "财政局、东山镇人民政府", name="roster.txt")
    done = read(file)
    assert ([each.id for each in done.new], done.known) == (["430623-mzj", "430623-czj"], ["东山镇人民政府"])


@pytest.mark.parametrize("content", [b"\xff\xff\x00\xff", b"nothing here"])
def test_a_file_without_names(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(CardError):
        read_rows(tmp_path / "list.txt")


EDUCATION = AgencyChange(id="430623-jyj", name="华容县教育局", kind="department")
DONGSHAN = AgencyChange(id="430623113", aliases=("老东山", "No"), until=2021)


def test_agencies_are_added_where_the_list_ends_and_comments_stay() -> None:
    card = """county: "430623"  # 岳阳市
agencies:  # seen so far
- id: 430623-mzj  # bureau
  name: 华容县民政局
  kind: department

# further ones below
aliases: [章华]
"""
    expected = """county: "430623"  # 岳阳市
agencies:  # seen so far
- id: 430623-mzj  # bureau
  name: 华容县民政局
  kind: department
- {id: 430623-jyj, name: 华容县教育局, kind: department}
- {id: "430623113", aliases: [老东山, "No"], until: 2021}

# further ones below
aliases: [章华]
"""
    assert with_agencies(card, [EDUCATION, DONGSHAN]) == expected


def test_a_card_without_a_list_gets_one() -> None:
    text = 'county: "430623"\n# agencies:\n#   - {id: x}'
    added = with_agencies(text, [EDUCATION])
    assert added == f"{text}\nagencies:\n  - {{id: 430623-jyj, name: 华容县教育局, kind: department}}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('county: "430623"\nagencies: []\n', "cannot be added to as it is written"),
        ('{county: "430623"}', "cannot be added to as it is written|expected"),
        ('county: "430623"\nagencies:\n  - {id: 430623-jyj, name: 教育局, kind: zone}\n', "stands twice"),
        ('county: "430623"\nagencies:\n  - {id: 430623-jj, name: 华容县教育局, kind: department}\n', "could mean"),
    ],
)
def test_a_card_that_cannot_be_added_to_is_left_alone(text: str, problem: str) -> None:
    with pytest.raises(CardError, match=problem):
        with_agencies(text, [EDUCATION])


@given(st.text(alphabet="华容县教育局: #,[]{}\"'&*!|>%@`-?no0123", min_size=1, max_size=12))
def test_any_alias_is_written_so_that_it_is_read_back(alias: str) -> None:
    if alias != alias.strip():
        return
    change = AgencyChange(id="430623113", aliases=(alias,))
    with suppress(CardError):  # some mean another agency, such as 华容县
        added = with_agencies('county: "430623"\n', [change])
        assert yaml.safe_load(added)["agencies"] == [{"id": "430623113", "aliases": [alias]}]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("民政局", "mzj"), ("安置办", "azb"), ("座", "z"), ("啊", "a"), ("A区2局", "aq2j"), ("畲族局", None), ("", "")],
)
def test_initials(name: str, letters: str | None) -> None:
    assert initials(name) == letters
