"""From items to rows: the original first, every stage's result, and nothing lost where a stage cannot go on."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from crawled import QUICK, Crawl
from loopback import LIST, Answer, Site, registry, report_page, trs_list

from crawler import fleet
from crawler.registry import load
from crawler.reread import complete, reread
from crawler.sample_county import SampleCounty
from storage import search
from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.queries import table_dump

Tables = Callable[[], dict[str, list[dict[str, Any]]]]
ARTICLE = LIST + "t20230120_7.html"
TITLE = "石桥镇2022年政府信息公开工作年度报告"


def originals_of(database: Path) -> Originals:
    return Originals(open_originals(database.with_name("originals.db"), read_only=True))


def publish(site: Site, title: str, body: bytes | None = None) -> None:
    """One listed report."""
    site.answers |= {LIST: Answer(trs_list(("t20230120_7.html", title))), ARTICLE: Answer(body or report_page(title))}


def test_every_answer_is_kept_byte_for_byte(site: Site, crawl: Crawl, database: Path, tables: Tables) -> None:
    publish(site, TITLE)
    site.answers |= {"/robots.txt": Answer(b"User-agent: *"), "/shut/": Answer(b"<html>403 denied</html>", 403)}
    crawl(registry(site.origin, paths=(LIST, "/shut/")))
    originals = originals_of(database)
    sent = {path: site.answers[path] for path in ("/robots.txt", LIST, ARTICLE, "/shut/")}
    for path, answer in sent.items():
        [fetch] = [row for row in tables()["fetches"] if row["url"] == site.origin + path]
        assert isinstance(answer, Answer)
        assert fetch["sha256"] == hashlib.sha256(answer.body).hexdigest()
        assert originals.get(fetch["sha256"]) == answer.body


def test_a_report_is_stored_whole_and_traced_to_its_original(site: Site, crawl: Crawl, tables: Tables) -> None:
    publish(site, TITLE)
    crawl(registry(site.origin))
    found = tables()
    [report], [version] = found["reports"], found["versions"]
    assert (report["agency_id"], report["report_year"], report["portal_id"]) == ("330799101", 2022, "330799")
    assert (version["title"], version["agency_name"], version["listed_on"]) == (TITLE, "石桥镇", "2023-01-20")
    assert version["url"] == site.origin + ARTICLE
    [fetch] = [row for row in found["fetches"] if row["id"] == version["fetch_id"]]
    assert fetch["sha256"] == version["sha256"]
    assert {row["version_id"] for row in found["sections"]} == {version["id"]}
    [listing] = found["listings"]
    assert (listing["version_id"], listing["agency_id"], listing["report_year"]) == (version["id"], "330799101", 2022)


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        (TITLE, "330799101", 2022),
        ("枣园镇2021年政府信息公开工作年度报告", "330799102", 2021),  # another agency's report in this agency's column
        ("2022年政府信息公开工作年度报告", "330799101", 2022),  # no name: the column says whose it is
        ("白塔镇2022年政府信息公开工作年度报告", None, 2022),  # nobody's in this county
    ],
)
def test_a_column_gives_context_and_the_title_decides(
    site: Site, crawl: Crawl, tables: Tables, title: str, agency: str | None, year: int
) -> None:
    publish(site, title)
    crawl(registry(site.origin, agency="330799101"))
    [report], [listing] = tables()["reports"], tables()["listings"]
    assert (report["agency_id"], report["report_year"]) == (agency, year)
    assert (listing["agency_id"], listing["report_year"]) == (agency, year)


def test_rows_that_are_no_reports_are_listed_with_why_and_not_fetched(site: Site, crawl: Crawl, tables: Tables) -> None:
    site.answers[LIST] = Answer(
        trs_list(("t20230131_2.html", "石桥镇2022年政府信息公开工作年度报告解读"), ("t20230101_1.html", "值班安排"))
    )
    crawl(registry(site.origin))
    assert [(row["is_report"], bool(row["why_not"]), row["agency_id"]) for row in tables()["listings"]] == [
        (0, True, None)
    ] * 2
    assert site.asked == ["/robots.txt", LIST]


@pytest.mark.parametrize("body", ["<html><body><p>今日天气晴。</p></body></html>".encode(), b"%PDF-1.4 cut short"])
def test_what_cannot_be_read_is_kept_and_says_why(
    site: Site, crawl: Crawl, database: Path, tables: Tables, body: bytes
) -> None:
    publish(site, TITLE, body)
    crawl(registry(site.origin))
    [listing] = tables()["listings"]
    assert listing["trouble"]
    assert listing["version_id"] is None
    assert tables()["versions"] == []
    assert originals_of(database).get(hashlib.sha256(body).hexdigest()) == body


def test_a_look_that_is_not_as_its_card_says_does_not_qualify(site: Site, crawl: Crawl, tables: Tables) -> None:
    publish(site, TITLE)
    crawl(registry(site.origin, at_least=2))
    [look] = tables()["observations"]
    assert (look["outcome"], look["rows"], look["exhausted"]) == ("ok", 1, 1)
    assert (look["qualified"], look["reason"]) == (0, "layout_changed")


def test_a_canary_must_sing(site: Site, crawl: Crawl, tables: Tables) -> None:
    publish(site, TITLE)
    crawl(registry(site.origin, canary="石桥镇2021年"))
    [look] = tables()["observations"]
    assert (look["canary_seen"], look["qualified"]) == (0, 0)


def test_the_original_is_on_disk_before_any_row(site: Site, crawl: Crawl, database: Path) -> None:
    """A database that takes no rows any more: the report is told as a fault, and its bytes are safe."""
    publish(site, TITLE)
    page = site.answers[ARTICLE]
    assert isinstance(page, Answer)

    def break_the_database(_: object) -> Answer:
        with sqlite3.connect(database) as connection:
            connection.execute("DROP TABLE sections")
        connection.close()
        return page

    site.answers[ARTICLE] = break_the_database
    crawled = crawl(registry(site.origin))
    [(portal, error)] = crawled.summary.errors
    assert portal == "330799"
    assert "sections" in error
    assert originals_of(database).get(hashlib.sha256(page.body).hexdigest()) == page.body


@pytest.fixture(scope="module")
def crawled_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, crawled once, and completed from the files beside its pages."""
    folder = tmp_path_factory.mktemp("county")
    database = folder / "nianbao.db"
    with SampleCounty(port=0) as county:
        registry = load(county.write_cards(folder / "cards"))
        fleet.crawl(registry, database, settings=QUICK)
    with closing(open_database(database)) as db, closing(open_originals(folder / "originals.db")) as originals:
        complete(db, Originals(originals), registry)
    return folder


@pytest.fixture
def county(crawled_county: Path, tmp_path: Path) -> Path:
    """A copy of it to write into."""
    return shutil.copytree(crawled_county, tmp_path / "county")


def test_reading_again_gives_the_same_rows(county: Path) -> None:
    db, registry = open_database(county / "nianbao.db"), load(county / "cards")
    before = table_dump(db)
    done = reread(db, originals_of(county / "nianbao.db"), registry)
    assert done.counts == {"versions": len(before["versions"]), "recovered": 0, "unreadable": 0}
    assert done.counts["versions"] > 10
    assert done.changes(db) == []
    assert table_dump(db) == before


def test_reading_again_mends_what_is_wrong_and_recovers_what_was_trouble(county: Path) -> None:
    db, registry = open_database(county / "nianbao.db"), load(county / "cards")
    before = table_dump(db)
    lost = before["versions"][0]
    with db.atomic():
        for row in before["versions"]:
            search.forget(db, row["id"])
        db.execute("UPDATE applications SET total = 999")
        db.execute("DELETE FROM sections")
        for table in ("disclosures", "applications", "proceedings", "origins", "findings"):
            db.execute(f"DELETE FROM {table} WHERE version_id = ?", [lost["id"]])  # noqa: S608 -- names of tables
        db.execute("UPDATE listings SET version_id = NULL, trouble = 'could not' WHERE version_id = ?", [lost["id"]])
        db.execute("DELETE FROM versions WHERE id = ?", [lost["id"]])
    done = reread(db, originals_of(county / "nianbao.db"), registry)
    assert done.counts["recovered"] == 1
    assert table_dump(db) == before
