"""Reading again: which reports, what it changes and says of it, and no edit of the agency's where only we changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from crawled import Crawl
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list
from sqlite_utils import Database

from crawler import jobs
from crawler.cli import main
from crawler.clock import CLOCK_SETTING
from crawler.reading import READER_VERSION
from crawler.reread import catch_up
from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.queries import table_dump, versions_to_reread

ARTICLE, COPY = LIST + "t20230120_7.html", LIST + "t20230120_8.html"
SHIQIAO, ZAOYUAN = "石桥镇2022年政府信息公开工作年度报告", "枣园镇2022年政府信息公开工作年度报告"
LATER = "2023-02-13T09:00:00+08:00"
#: What an older reader left behind: another text, another title, and therefore another hash.
AGED = (
    "UPDATE versions SET reader_version = 'old', content_hash = 'as the old reader read', index_number = 'X/2023-1'",
    "UPDATE sections SET text = '第一部分读丢了' WHERE number = 1",
)
_OLD = "IN (SELECT id FROM versions WHERE reader_version = 'old')"
_RENAMED = (
    *(
        f"{table} SET version_id = 'old' || version_id WHERE version_id {_OLD}"
        for table in ("listings", "filings", "sections", "findings", "origins", "_search_documents")
    ),
    "versions SET id = 'old' || id WHERE reader_version = 'old'",
)


@pytest.fixture
def portal(site: Site) -> Iterator[Site]:
    site.answers |= {
        LIST: Answer(trs_list(("t20230120_7.html", SHIQIAO), ("t20230120_8.html", ZAOYUAN))),
        ARTICLE: Answer(report_page(SHIQIAO)),
        COPY: Answer(report_page(ZAOYUAN)),
    }
    return site


def aged(database: Path, *statements: str) -> None:
    """Another content is another id, so an older reader's versions have ids of their own."""
    with closing(open_database(database)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for statement in (*statements, *(f"UPDATE {place}" for place in _RENAMED)):
            db.execute(statement)


def nianbao(database: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", str(database)], env={CLOCK_SETTING: CLOCK})


def dump(database: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(open_database(database, read_only=True)) as db:
        return table_dump(db)


def crawled(portal: Site, database: Path, clock: str = CLOCK, **cards: Any) -> None:
    jobs.crawl(registry(portal.origin, **cards), database, clock=clock, settings=jobs.REHEARSAL)


def recount(body: bytes) -> bytes:
    """The same page with its counter gone on."""
    return body.replace(b"</div></body>", "<p>浏览次数：3045</p></div></body>".encode())


def test_what_only_the_reader_sees_differently_is_no_edit(portal: Site, database: Path) -> None:
    crawled(portal, database)
    aged(database, *AGED)
    portal.answers |= {ARTICLE: Answer(recount(report_page(SHIQIAO))), COPY: Answer(recount(report_page(ZAOYUAN)))}
    crawled(portal, database, LATER)
    found = dump(database)
    assert len(found["versions"]) == 2, "one a report, as before"
    assert {row["reader_version"] for row in found["versions"]} == {READER_VERSION}
    assert {row["first_seen_at"][:10] for row in found["versions"]} == {"2023-02-10"}
    assert all("edited" not in row["flags"] for row in found["filings"])


def test_the_crawl_goes_on_while_the_old_is_read_again(portal: Site, database: Path) -> None:
    """A scan takes a minute, in which the other portals must not wait."""
    crawled(portal, database)

    async def turns() -> int:
        count, done = 0, asyncio.ensure_future(catch_up(db, Originals(kept), registry(portal.origin), stored, "new"))
        while not done.done():
            await asyncio.sleep(0)
            count += 1
        await done
        return count

    with closing(open_database(database)) as db, closing(open_originals(database.with_name("originals.db"))) as kept:
        stored = versions_to_reread(db)
        assert len(stored) == 2
        assert asyncio.run(turns()) > len(stored)


def test_a_real_edit_stays_one_though_the_reader_has_changed_too(portal: Site, database: Path) -> None:
    crawled(portal, database)
    aged(database, *AGED)
    portal.answers[ARTICLE] = Answer(report_page(SHIQIAO).replace("七件".encode(), "九件".encode()))
    crawled(portal, database, LATER)
    found = dump(database)
    assert len(found["versions"]) == 3
    assert [row["agency_id"] for row in found["filings"] if "edited" in row["flags"]] == ["330799101"]


def test_a_copy_that_a_newer_reader_reads_is_the_same_version(portal: Site, database: Path) -> None:
    """The own column came in January, the hub in February, and between them a new reader."""
    portal.answers[LIST] = Answer(trs_list(("t20230120_7.html", SHIQIAO)))
    crawled(portal, database)
    aged(database, *AGED)
    portal.answers |= {
        LIST: Answer(trs_list(("t20230120_7.html", SHIQIAO), ("t20230120_8.html", SHIQIAO))),
        COPY: Answer(report_page(SHIQIAO)),
    }
    crawled(portal, database, LATER)
    found = dump(database)
    [version] = found["versions"]
    assert [row["version_id"] for row in found["listings"]] == [version["id"]] * 2


def test_reading_again_says_what_is_read_differently(portal: Site, database: Path) -> None:
    crawled(portal, database)
    before = dump(database)
    aged(database, *(f"{each} {'AND' if 'WHERE' in each else 'WHERE'} {of}" for each, of in zip(AGED, (
        "report_year = 2022 AND title LIKE '石桥镇%'",
        "version_id IN (SELECT id FROM versions WHERE title LIKE '石桥镇%')",
    ), strict=True)))  # fmt: skip
    aged(database, "DELETE FROM findings WHERE rule = 'I2-undated'")
    told = json.loads(nianbao(database, "reread", "--json").stdout)
    assert told["reader_version"] == READER_VERSION
    assert told["counts"] == {"versions": 2, "recovered": 0, "unreadable": 0}
    [change] = [each for each in told["changes"] if each["differences"]]
    assert (change["title"], change["reader_before"]) == (SHIQIAO, "old")
    assert change["url"] == portal.origin + ARTICLE
    assert change["differences"]["index_number"] == ["X/2023-1", None]
    assert set(change["differences"]) == {"index_number", "sections.1"}
    assert dump(database) == before


def test_a_person_is_told_in_lines_and_totals(portal: Site, database: Path) -> None:
    crawled(portal, database)
    aged(database, *AGED)
    shown = nianbao(database, "reread").stdout
    assert "  index_number: X/2023-1 -> nothing" in shown
    assert "  sections.1: " in shown
    assert f"changed from reader old to {READER_VERSION}: 2 reports, 2 facts, 2 sections" in shown
    assert nianbao(database, "reread").stdout.endswith("every report reads as before\n")


@pytest.mark.parametrize(
    ("only", "read"),
    [
        (("--changed",), 1),
        (("--since", "2023-02-10"), 2),
        (("--since", "2023-02-11"), 0),
        (("--portal", "330799"), 2),
        (("--portal", "330799", "--changed"), 1),
        (("--since", "2023-02-11", "--changed"), 0),
    ],
)
def test_only_some_are_read_again(portal: Site, database: Path, only: tuple[str, ...], read: int) -> None:
    crawled(portal, database)
    aged(database, "UPDATE versions SET reader_version = 'old' WHERE title LIKE '枣园镇%'")
    assert json.loads(nianbao(database, "reread", "--json", *only).stdout)["counts"]["versions"] == read


def test_an_unknown_portal_is_one_clear_line(portal: Site, database: Path) -> None:
    crawled(portal, database)
    result = nianbao(database, "reread", "--portal", "999999")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 2)
    assert "there is no portal 999999" in result.stderr


def test_a_channel_that_is_gone_from_its_card_keeps_its_reports(portal: Site, database: Path) -> None:
    crawled(portal, database)
    before = dump(database)["versions"]
    crawled(portal, database, paths=("/other/",))
    assert nianbao(database, "reread").exit_code == 0
    assert dump(database)["versions"] == before


def test_a_lost_original_costs_no_new_report(portal: Site, crawl: Crawl, database: Path) -> None:
    crawl(registry(portal.origin))
    with closing(Database(database.with_name("originals.db"))) as originals:
        originals.execute("DELETE FROM originals")
        originals.conn.commit()
    portal.answers[ARTICLE] = Answer(report_page(SHIQIAO).replace("七件".encode(), "九件".encode()))
    done = crawl(registry(portal.origin), NIANBAO_CLOCK=LATER)
    assert done.summary.errors == []
    assert done.summary.new_versions == 1
