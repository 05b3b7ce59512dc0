"""Rosters end to end: crawled in their lists, kept, read, compared, shown; and they change no state."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner
from docx import Document
from sqlite_utils import Database

from crawler import jobs
from crawler.cli import main
from crawler.clock import now
from crawler.monitor import collect
from crawler.monitor.alerts.announce import announce
from crawler.monitor.alerts.compose import compose
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import from_rows, load
from crawler.sample_county import CLOCK, SampleCounty
from storage import outbox, queries
from storage.database import open_database, open_originals, open_private
from storage.originals import Originals
from storage.queries import table_dump

LATER = "2023-02-12T09:00:00+08:00"
PAGE = "/info/1025/60233.htm"
TABLES = ("rosters", "roster_files", "roster_lines", "roster_claims")
STATES = "SELECT agency_id, report_year, state, reason, flags FROM filings ORDER BY 1, 2"


def workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        rows = [["单位", "公布日期"], ["柳湾镇", "2022-01-20"], ["白水乡", "2022-01-24"], ["水务站", "2022-01-25"]]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One roster as a table, one of sentences, one as a file beside its page; the second day one has changed."""
    folder = tmp_path_factory.mktemp("rosters")
    with SampleCounty(port=0) as county:
        link = '<div class="v_news_content"><p>公布情况见<a href="/files/roster.xlsx">附件</a></p></div>'
        county.put("620799", PAGE, f"<html><body>{link}</body></html>".encode())
        county.put("620799", "/files/roster.xlsx", workbook(), media_type="application/vnd.ms-excel")
        registry = load(county.write_cards(folder / "cards"))
        given = {"portals": ["330799", "341199", "620799"], "settings": jobs.REHEARSAL}
        jobs.crawl(registry, folder / "nianbao.db", clock=CLOCK, **given)
        with closing(open_database(folder / "nianbao.db", read_only=True)) as db:
            before = {name: table_dump(db)[name] for name in TABLES}
            (folder / "first.json").write_text(json.dumps(before, ensure_ascii=False))
        path = "/public/100200300/1100002240.html"
        changed = county.body("341199", path).replace("2023年1月30日".encode(), "2023年2月2日".encode())
        county.put("341199", path, changed.replace("柳堰镇".encode(), "云坪镇".encode()))
        # The page of sentences changes only in what it says of nobody.
        path = "/art/2022/4/12/art_20318_1154077.html"
        county.put("330799", path, county.body("330799", path).replace("七份，实际".encode(), "7份，实际".encode()))
        jobs.crawl(registry, folder / "nianbao.db", clock=LATER, **given)
    return folder


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    with closing(open_database(folder / "nianbao.db")) as db:
        yield db


def first(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return json.loads((folder / "first.json").read_text())  # type: ignore[no-any-return]


def compared(claims: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str | None, str]]:
    return {(row["agency_id"], row["report_year"]): (row["says"], row["compared"]) for row in claims}


def test_what_each_roster_says_beside_what_we_saw(folder: Path) -> None:
    said = compared(first(folder)["roster_claims"])
    assert said["341199-mzj", 2022] == ("published", "agrees")
    assert said["341199101", 2022] == ("published", "dates_differ")
    assert said["341199102", 2022] == ("published", "claimed_unseen")
    assert said["330799201", 2021] == ("published", "agrees")
    assert not any(key[0].startswith("620799") for key in said)  # nobody watches these for 2021


def test_a_file_beside_the_page_is_asked_for_and_read(db: Database) -> None:
    lines = [
        (row["name"], row["agency_id"], row["says"], row["published_on"])
        for row in db.query("SELECT l.* FROM roster_lines AS l JOIN rosters ON id = roster_id WHERE report_year = 2021")
        if row["quote"].endswith("20") or row["name"] in ("柳湾镇", "白水乡", "水务站")
    ]
    assert lines == [
        ("柳湾镇", "620799101", "published", "2022-01-20"),
        ("白水乡", "620799202", "published", "2022-01-24"),
        ("水务站", None, "published", "2022-01-25"),
    ]
    [file] = db.query("SELECT * FROM roster_files")
    assert file["sha256"]
    assert file["trouble"] is None


def test_a_roster_is_an_original_and_no_report(folder: Path, db: Database) -> None:
    rosters = list(db.query("SELECT * FROM rosters"))
    with closing(open_originals(folder / "originals.db", read_only=True)) as file:
        assert all(row["sha256"] in Originals(file) for row in rosters)
    assert not db.execute("SELECT 1 FROM versions WHERE sha256 IN (SELECT sha256 FROM rosters)").fetchall()
    assert not db.execute("SELECT 1 FROM unmatched WHERE url IN (SELECT url FROM rosters)").fetchall()


def test_a_changed_roster_counts_from_then_on_and_one_that_says_the_same_is_dropped(db: Database) -> None:
    seen = {(row["report_year"], row["first_seen_at"][:10]) for row in db.query("SELECT * FROM rosters")}
    assert seen == {(2021, "2023-02-10"), (2022, "2023-02-10"), (2022, "2023-02-12")}
    said = compared(list(db.query("SELECT * FROM roster_claims")))
    assert said["341199101", 2022] == ("published", "agrees")
    # The newer one does not name the township (云坪镇 is nobody there): the older word on it stands.
    assert said["341199102", 2022] == ("published", "claimed_unseen")


def test_the_newest_is_what_was_written_last_and_not_what_was_fetched_last(db: Database) -> None:
    """A list has the newest on top, so that the older page below it is fetched after it."""
    [row] = db.query("SELECT * FROM rosters WHERE report_year = 2022 AND first_seen_at < '2023-02-12'")
    pages = [("february", "2023-02-08", "09:00:01"), ("january", "2023-01-31", "09:00:02")]
    db.conn.execute("BEGIN")
    for name, listed_on, time in pages:
        changed = {"id": name, "url": name, "listed_on": listed_on, "first_seen_at": f"2023-02-11T{time}+08:00"}
        db.table("rosters").insert({**row, **changed})
    of_county = [each for each in queries.rosters(db, ["341199"]) if each["report_year"] == 2022]
    db.rollback()
    order = [each["written_on"] if each["url"] == row["url"] else each["id"] for each in of_county]
    # What was changed on the 12th says its last word then, whatever day its list puts beside it.
    assert order[0] == "2023-02-12"
    assert order.index("february") < order.index("january")


def test_reading_again_gives_the_same_rows(folder: Path, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", LATER)
    before = {name: table_dump(db)[name] for name in TABLES}
    assert CliRunner().invoke(main, ["reread", "--db", str(folder / "nianbao.db")]).exit_code == 0
    assert {name: table_dump(db)[name] for name in TABLES} == before


def test_no_state_is_another_without_rosters(folder: Path, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", LATER)
    asked = ["status", "--db", str(folder / "nianbao.db"), "--json"]
    rows = json.loads(CliRunner().invoke(main, asked).stdout)
    states = {(row["agency_id"], row["report_year"]): row["state"] for row in rows}
    assert states == {(row["agency_id"], row["report_year"]): row["state"] for row in db.query(STATES)}
    db.conn.execute("BEGIN")
    for name in reversed(TABLES):
        db.table(name).delete_where()
    registry = load(folder / "cards")
    without = {(row["agency_id"], row["report_year"]): row["state"] for row in collect(db, registry, now(LATER))}
    db.rollback()
    assert states == {key: without[key] for key in states}


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--db", str(folder / "nianbao.db")])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_is_told_in_status(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", LATER)
    told = run(folder, "status", "--rosters")
    assert "皖东县柳堰镇人民政府：称已公布（2023-01-24），我们所见须由人工核对" in told
    assert "未能对应的名称：云坪镇人民政府、县畜牧水产服务中心" in told
    assert "份与所见不同：nianbao status --rosters --db" in run(folder, "status")
    explained = run(folder, "status", "--explain", "341199102", "2022")
    assert "称已公布（2023-01-24），我们所见须由人工核对。" in explained
    # As of a day before the roster was seen nobody had said so.
    assert "称已公布" not in run(folder, "status", "--explain", "341199102", "2022", "--as-of", "2023-02-09")
    [row] = [
        row for row in json.loads(run(folder, "status", "--json", "--year", "2022")) if row["agency_id"] == "341199102"
    ]
    assert (row["roster_says"], row["roster_day"], row["roster_compared"]) == (
        "published",
        "2023-01-24",
        "claimed_unseen",
    )


def test_nobody_is_named_as_overdue_without_the_claim_beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The county's roster for 2022 comes to claim a report that nobody has seen."""
    monkeypatch.setenv("NIANBAO_CLOCK", LATER)
    with closing(open_database(folder / "nianbao.db")) as db:
        [overdue] = db.query("SELECT * FROM filings WHERE state = 'overdue' AND agency_id = '330799201'")
        [roster] = db.query("SELECT * FROM rosters WHERE url LIKE '%1154077%'")
        db.execute("UPDATE rosters SET report_year = 2022 WHERE id = ?", [roster["id"]])
    try:
        path = folder / "notice.docx"
        run(folder, "notice", "--county", "330799", "--year", "2022", "-o", str(path), "--force")
        document = Document(str(path))
        [row] = [row for row in document.tables[0].rows if "双溪乡" in row.cells[1].text]
        assert "未见" in row.cells[4].text
        assert (
            "公布情况（《青溪县2021年政府信息公开工作年度报告公布情况》，2023-02-10 09:00 见到）称已公布"
            in row.cells[4].text
        )
        assert roster["sha256"][:12] in row.cells[5].text
        assert overdue["state"] == "overdue"
    finally:
        with closing(open_database(folder / "nianbao.db")) as db:
            db.execute("UPDATE rosters SET report_year = 2021 WHERE id = ?", [roster["id"]])


def test_who_asks_for_it_is_told_where_a_roster_differs_from_what_we_saw(folder: Path, db: Database) -> None:
    registry, at = from_rows(queries.registry(db)), now(LATER)
    asked = AlertsFile.model_validate(
        {"subscriptions": [{"name": "office", "to": ["hook"], "rosters": ["claimed_unseen"]}]}
    )
    [roster] = db.query("SELECT id FROM rosters WHERE url LIKE '%1154077%' LIMIT 1")
    claim = {"agency_id": "330799201", "report_year": 2022, "roster_id": roster["id"], "says": "published"}
    with closing(open_private(folder / "private.db", create=True)) as private:
        announce(db, private, registry, at, 3)
        compose(db, private, registry, asked, at)
        db.table("roster_claims").insert(claim | {"published_on": None, "compared": "claimed_unseen"})
        try:
            assert announce(db, private, registry, at, 3) == 1
            compose(db, private, registry, asked, at)
        finally:
            db.table("roster_claims").delete(("330799201", 2022))
        [alert] = outbox.deliveries(private)
    assert alert["title"] == "【年报】青溪县双溪乡人民政府 2022年度：公布情况称已公布，未见其报告"
