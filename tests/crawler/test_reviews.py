"""``nianbao check`` and ``nianbao finding``: what a person says of a finding is kept, counts, and is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list
from stored_reports import COUNTY, GOVERNMENT, SHIQIAO, ZAOYUAN, made, open_county, store

from crawler import jobs
from crawler.cli import main
from crawler.clock import now
from crawler.monitor import judge
from crawler.recheck import recheck
from crawler.registry import Registry
from storage.database import open_database
from storage.queries import findings, table_dump

Run = Callable[..., Result]


@pytest.fixture
def nianbao(database: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on the database; output and errors stand together in ``output``."""
    monkeypatch.setenv("NIANBAO_CLOCK", CLOCK)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--db", str(database)])

    return run


@pytest.fixture
def county(database: Path) -> Path:
    """Two years of one township, one of another and of the county: figures that do not fit each other."""
    with closing(open_database(database, create=True)) as db:
        open_county(db)
        store(db, made(SHIQIAO, 2021, new=17, carried_out=3), SHIQIAO)
        store(db, made(SHIQIAO, 2022, new=11, carried_in=5), SHIQIAO)
        store(db, made(ZAOYUAN, 2022, new=23), ZAOYUAN)
        store(db, made(GOVERNMENT, 2022, new=13), GOVERNMENT)
        recheck(db, COUNTY)
        judge(db, COUNTY, now(CLOCK))
    return database


def ids(database: Path, rule: str) -> list[str]:
    with closing(open_database(database, read_only=True)) as db:
        return [row["id"] for row in findings(db, rule=rule)]


def one_clear_line(done: Result, *words: str) -> None:
    assert done.exit_code == 2, done.output
    lines = [line for line in done.stderr.splitlines() if "rehearsal" not in line]
    assert len(lines) == 1
    assert lines[0].startswith("nianbao: ")
    for word in words:
        assert word in lines[0]
    assert done.stdout == ""


def test_check_tells_what_appeared_and_vanished(county: Path, nianbao: Run) -> None:
    assert nianbao("check").stdout == "check: 4 versions\n"
    with closing(open_database(county)) as db:
        store(db, made(SHIQIAO, 2021, new=17, carried_out=5), SHIQIAO, edited=1)
        db.execute("DELETE FROM findings WHERE rule = 'D6-sum-of-units'")
    told = nianbao("check").stdout
    assert told.startswith("check: 5 versions, ")
    assert "2 D5-carried-over vanished" in told
    assert " D6-sum-of-units appeared" in told
    assert nianbao("check").stdout == "check: 5 versions\n"


def test_findings_are_listed_under_their_report(county: Path, nianbao: Run) -> None:
    told = nianbao("finding", "list", "--agency", "石桥镇", "--rule", "D5-carried-over").stdout.splitlines()
    assert told[0].startswith("青溪县石桥镇人民政府 2022 http://127.0.5.1/")
    assert [line.split()[:2] for line in told[1:]] == [[key, "存疑"] for key in ids(county, "D5-carried-over")]
    assert all("上年结转 5 ≠ 2021 年度结转下年度 3 D5-carried-over 推断" in line for line in told[1:])


@pytest.mark.parametrize(
    ("only", "rules"),
    [
        (["--year", "2021"], {"D5": 0, "D6-unit": 0, "F2": 1}),
        (["--year", "2022"], {"D5": 1, "D6-unit": 1, "F2": 1}),
        (["--agency", ZAOYUAN], {"D5": 0, "D6-unit": 0, "F2": 1}),
        (["--severity", "error"], {"D5": 0, "D6-unit": 1, "F2": 0}),
        (["--rule", "D6-unit-exceeds-county"], {"D5": 0, "D6-unit": 1, "F2": 0}),
    ],
)
def test_a_list_can_be_narrowed(county: Path, nianbao: Run, only: list[str], rules: dict[str, int]) -> None:
    told = nianbao("finding", "list", *only).stdout
    assert {rule: int(f" {rule}" in told) for rule in rules} == rules


def test_where_nothing_matches_the_list_says_so(county: Path, nianbao: Run) -> None:
    assert nianbao("finding", "list", "--year", "2010").stdout == "no findings\n"


def test_a_verdict_is_shown_beside_its_finding_and_the_last_one_counts(county: Path, nianbao: Run) -> None:
    [key, _] = ids(county, "D5-carried-over")
    done = nianbao("finding", "dismiss", key, "--because", "上年报告已更正 [见公告]", "--by", "王某")
    assert (done.exit_code, done.stdout) == (0, f"dismissed {key}\n")
    told = nianbao("finding", "list", "--rule", "D5-carried-over").stdout
    assert "经核不成立：上年报告已更正 [见公告]（王某 2023-02-10）" in told
    assert told.count("经核") == 1
    nianbao("finding", "confirm", key, "--because", "公告说的是别的表")
    told = nianbao("finding", "list", "--rule", "D5-carried-over").stdout
    assert "经核成立：公告说的是别的表（2023-02-10）" in told
    assert "不成立" not in told


def test_what_is_dismissed_is_not_counted_on_the_board(county: Path, nianbao: Run) -> None:
    def warnings() -> int:
        rows = jobs.board(county, now(CLOCK), report_year=2022)
        return int(next(row["warnings"] for row in rows if row["agency_id"] == SHIQIAO))

    before = warnings()
    for number, key in enumerate(ids(county, "D5-carried-over"), 1):
        nianbao("finding", "dismiss", key, "--because", "机构合并")
        assert warnings() == before - number


def test_an_id_may_be_given_by_its_beginning(county: Path, nianbao: Run) -> None:
    key = ids(county, "D6-unit-exceeds-county")[0]
    assert nianbao("finding", "confirm", key[:10], "--because", "已核对").stdout == f"confirmed {key}\n"


@pytest.mark.parametrize("wanted", ["ffffffffffffffffffff", "zz", "%"])
def test_an_id_that_is_of_no_finding(county: Path, nianbao: Run, wanted: str) -> None:
    one_clear_line(nianbao("finding", "dismiss", wanted, "--because", "x"), wanted, "finding list")


def test_the_beginning_of_several_ids_is_not_enough(county: Path, nianbao: Run) -> None:
    one_clear_line(nianbao("finding", "confirm", "", "--because", "x"), "such as", "give more of it")


def test_a_verdict_without_a_reason_is_none(county: Path, nianbao: Run) -> None:
    [key, *_] = ids(county, "D5-carried-over")
    one_clear_line(nianbao("finding", "dismiss", key, "--because", "  "), "--because")
    assert nianbao("finding", "dismiss", key).exit_code == 2
    with closing(open_database(county, read_only=True)) as db:
        assert table_dump(db)["reviews"] == []


@pytest.mark.parametrize("arguments", [["--agency", "无此镇"], ["--rule", "D5-no-such"]])
def test_a_list_of_what_is_not_there(county: Path, nianbao: Run, arguments: list[str]) -> None:
    one_clear_line(nianbao("finding", "list", *arguments), arguments[1])


@pytest.mark.parametrize("arguments", [["check"], ["finding", "list"], ["finding", "dismiss", "a", "--because", "x"]])
def test_a_missing_database(nianbao: Run, database: Path, arguments: list[str]) -> None:
    one_clear_line(nianbao(*arguments), "nianbao.db")
    assert not database.exists()


def test_a_review_outlives_checks_and_the_finding_itself(county: Path, nianbao: Run) -> None:
    for key in ids(county, "D5-carried-over"):
        nianbao("finding", "dismiss", key, "--because", "机构合并")
    nianbao("check")
    assert nianbao("finding", "list", "--rule", "D5-carried-over").stdout.count("经核不成立") == 2
    with closing(open_database(county)) as db:
        store(db, made(SHIQIAO, 2021, new=17, carried_out=5), SHIQIAO, edited=1)
    nianbao("check")
    assert nianbao("finding", "list", "--rule", "D5-carried-over").stdout == "no findings\n"
    with closing(open_database(county)) as db:
        store(db, made(SHIQIAO, 2021, new=17, carried_out=2), SHIQIAO, edited=2)
    nianbao("check")
    told = nianbao("finding", "list", "--rule", "D5-carried-over").stdout
    assert "结转下年度 2" in told
    assert "经核" not in told, "another figure is another finding, which nobody has judged"
    with closing(open_database(county)) as db:
        store(db, made(SHIQIAO, 2021, new=17, carried_in=0, carried_out=3, overview="又改回来"), SHIQIAO, edited=3)
    nianbao("check")
    assert nianbao("finding", "list", "--rule", "D5-carried-over").stdout.count("经核不成立：机构合并") == 2


def test_a_review_outlives_a_reading_that_learns_whose_report_it_is(site: Site, database: Path, nianbao: Run) -> None:
    """The card names 白塔镇 only later: the report is then known as another, and what was said of it still stands."""
    title = "白塔镇2022年政府信息公开工作年度报告"
    site.answers[LIST] = Answer(trs_list(("t20230120_7.html", title)))
    site.answers[LIST + "t20230120_7.html"] = Answer(report_page(title))
    cards = registry(site.origin)
    jobs.crawl(cards, database, clock=CLOCK, settings=jobs.REHEARSAL)
    before = ids(database, "F2-missing-part")
    nianbao("finding", "dismiss", before[0], "--because", "该部分在附件中", "--by", "李某")

    county = cards.divisions["330799"]
    agencies = (*county.agencies[:-1], county.agencies[-1].model_copy(update={"aliases": ("白塔镇",)}))
    with closing(open_database(database)) as db:
        open_county(db, Registry.of([county.model_copy(update={"agencies": agencies})], cards.portals.values()))
    assert nianbao("reread").exit_code == 0
    assert not set(ids(database, "F2-missing-part")) & set(before), "it is the report of a known agency now"
    told = nianbao("finding", "list", "--agency", ZAOYUAN).stdout
    assert told.count("经核不成立：该部分在附件中（李某 2023-02-10）") == 1
