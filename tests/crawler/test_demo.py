"""The main job end to end: the sample county crawled, read, judged, shown; and again, and again from the originals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.text import Text

from crawler.cli import main
from crawler.sample_county import CLOCK, manifest
from storage.database import open_database
from storage.queries import board, readings_of, table_dump

FIVE = Path(__file__).parents[1] / "sample_county" / "five_reports.json"
DAY = CLOCK[:10]

#: What a checker must say of each of the five, as rule ids.
SAID = {
    ("430321205", 2021): {"F2-missing-part", "F2-heading-numeral", "I2-undated"},
    ("430623113", 2022): {
        *("F1-form", "F3-blank-table", "D8-rules-without-power", "D8-copied-values", "F2-missing-part"),
        *("F2-inner-signature", "I1-titles-differ"),
    },
    ("410724-office", 2021): {"D7-text-sum", "F3-missing-cells", "F3-blank-cells", "C2-office-scope"},
    ("632301205", 2021): {"F3-merged-cells", "F3-blank-cells", "F2-heading-wording"},
    ("410825203", 2019): {"F3-surplus-cells", "F3-label-variant", "C3-placeholder", "F2-extra-part"},
}

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that ran once."""
    folder = tmp_path_factory.mktemp("demo")
    crawl_demo(folder)
    return folder


@pytest.fixture
def dump(demo: Path) -> Callable[[], dict[str, Any]]:
    """Every table but the record of looks, and when a listing was last looked at."""

    def tables() -> dict[str, Any]:
        with closing(open_database(demo / "nianbao.db", read_only=True)) as db:
            found = table_dump(db)
        for row in found["listings"]:
            del row["last_seen_at"], row["last_observation_id"]
        for row in found["filings"]:
            del row["observation_id"]
        del found["observations"], found["fetches"], found["host_days"]
        return found

    return tables


@pytest.fixture
def status(demo: Path) -> Iterator[Run]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["status", "--db", str(demo / "nianbao.db"), "--as-of", DAY, *arguments])

    return run


def crawl_demo(folder: Path) -> str:
    result = CliRunner().invoke(main, ["demo", "--folder", str(folder), "--no-serve", "--port", "8431"])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_filing_has_the_state_the_manifest_tells(status: Run) -> None:
    rows = {(row["agency_id"], row["report_year"]): row for row in json.loads(status("--json").stdout)}
    told = {(each.agency, each.year): (each.state, each.reason) for each in manifest()}
    assert {key: (row["state"], row["reason"]) for key, row in rows.items()} == told
    assert {"on_time", "late", "overdue", "unverified", "not_due"} <= {row["state"] for row in rows.values()}


def test_the_board_says_where_a_person_goes_on(demo: Path, status: Run) -> None:
    """Another database than the default is named, so that what is copied asks the same."""
    told, database = status().stdout, demo / "nianbao.db"
    assert f"待人工核对的2份：nianbao match list --db {database}\n" in told
    assert f"其中2份与所见不同：nianbao status --rosters --db {database}\n" in told


def test_the_board_is_stored_as_it_is_computed(demo: Path, status: Run) -> None:
    with closing(open_database(demo / "nianbao.db", read_only=True)) as db:
        stored = {(row["agency_id"], row["report_year"]): row["state"] for row in board(db)}
    computed = json.loads(status("--json").stdout)
    assert {(row["agency_id"], row["report_year"]): row["state"] for row in computed} == stored


@pytest.mark.parametrize("expected", json.loads(FIVE.read_text(encoding="utf-8")), ids=lambda each: each["portal"])
def test_the_figures_of_the_five_reports_are_in_the_database(demo: Path, expected: dict[str, Any]) -> None:
    with closing(open_database(demo / "nianbao.db", read_only=True)) as db:
        [row] = [row for row in db.query("SELECT * FROM versions") if row["title"] == expected["title"]]
        found = readings_of(db, row["id"])
    for name in ("agency_name", "report_year", "form", "index_number", "created_on", "published_on", "signed_on"):
        assert row[name] == expected[name], name
    applications = {
        each["outcome"]: [value for key, value in each.items() if key in APPLICANTS] for each in found["applications"]
    }
    unsure = {"other_no_correction", "other_misc"} if expected["portal"] == "632301" else set()
    for outcome in expected["applications"].keys() - unsure:
        assert applications[outcome] == expected["applications"][outcome], outcome
    assert applications.keys() == expected["applications"].keys()
    for each in found["proceedings"]:
        assert [each[result] for result in RESULTS] == expected["proceedings"][each["route"]]
    disclosed = [(each["row"], each["value"]) for each in found["disclosures"]]
    printed = [(name, value) for name, values in expected["disclosures"].items() for value in values]
    assert sorted(disclosed, key=str) == sorted(printed, key=str)


APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")


@pytest.mark.parametrize(("agency", "year"), SAID)
def test_each_of_the_five_gets_its_findings(demo: Path, agency: str, year: int) -> None:
    with closing(open_database(demo / "nianbao.db", read_only=True)) as db:
        found = {
            row["rule"]
            for row in db.query(
                "SELECT rule FROM findings JOIN filings USING (version_id) WHERE agency_id = ? AND report_year = ?",
                [agency, year],
            )
        }
    assert found >= SAID[agency, year]


def test_a_second_crawl_finds_nothing_new(demo: Path, dump: Callable[[], dict[str, Any]]) -> None:
    before = dump()
    assert "nothing new" in crawl_demo(demo)
    assert dump() == before


def test_reading_again_changes_nothing(
    demo: Path, dump: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", CLOCK)
    before = dump()
    result = CliRunner().invoke(main, ["reread", "--db", str(demo / "nianbao.db")])
    assert result.exit_code == 0, result.output
    assert f"{len(before['versions'])} versions" in result.output
    assert dump() == before


@pytest.mark.parametrize("filing", manifest(), ids=lambda each: f"{each.agency}-{each.year}")
def test_every_state_explains_itself(status: Run, filing: Any) -> None:
    result = status("--explain", filing.agency, str(filing.year))
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "依据：" in lines[1]
    assert any("核查" in line for line in lines)
    assert len(lines) >= 5


def test_the_state_of_an_earlier_day_can_be_asked(demo: Path) -> None:
    asked = ["status", "--db", str(demo / "nianbao.db"), "--as-of", "2023-01-15", "--json"]
    rows = json.loads(CliRunner().invoke(main, asked).stdout)
    assert {row["state"] for row in rows if row["report_year"] == 2022} == {"not_due"}


def test_overdue_days_count_to_the_look_that_proves_them(demo: Path) -> None:
    for day in (DAY, "2024-06-30"):
        asked = ["status", "--db", str(demo / "nianbao.db"), "--as-of", day, "--state", "overdue", "--json"]
        rows = json.loads(CliRunner().invoke(main, asked).stdout)
        days = {row["days_late"] for row in rows if row["report_year"] == 2022 and row["due_on"] == "2023-01-31"}
        assert days == {10}


def test_the_board_fits_a_terminal_of_80_columns(status: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    lines = [line for line in status().stdout.splitlines() if " --db " not in line]
    assert max(map(cells, lines)) <= 80
    assert any("逾期未公布" in line for line in lines)


def cells(line: str) -> int:
    return Text.from_ansi(line).cell_len
