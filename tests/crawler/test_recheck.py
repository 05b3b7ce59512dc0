"""Findings in the light of what else is stored: the same whatever came first, and written only when they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from loopback import CLOCK, LIST, Answer, Site, registry, trs_list
from sqlite_utils import Database
from stored_reports import COUNTY, GOVERNMENT, SHIQIAO, ZAOYUAN, made, open_county, store

from crawler import jobs
from crawler.recheck import recheck
from crawler.registry import AgencyCard, ChannelCard, CountyCard, PortalCard, Registry
from storage.database import open_database
from storage.queries import findings, table_dump

#: Long enough that two reports which share it share it by copying.
OVERVIEW = (
    "本镇全年围绕农村危房改造、河道清淤、村级道路养护、留守老人照料和防汛物资储备更新公开栏目，把补助名单、验收结果、"
    "资金去向逐项贴出，又在赶集日设点答疑，请村民代表对照清单核对，凡是有疑问的条目都在三日内补充说明并重新张贴，"
    "年底把全部台账装订成册，放在便民大厅供人翻阅，同时整理出群众问得最多的若干事项写成短文登在网站上。"
)
#: The rules that look beyond the report itself.
NEIGHBOURLY = ("C1-", "C2-same", "D5-", "D6-")
Found = Callable[[], set[tuple[str | None, int | None, str]]]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "nianbao.db", create=True)) as db:
        open_county(db)
        yield db


@pytest.fixture
def found(db: Database) -> Found:
    """Agency, year and rule of every finding that rests on other reports."""

    def told() -> set[tuple[str | None, int | None, str]]:
        rows = [row for row in findings(db) if row["rule"].startswith(NEIGHBOURLY)]
        return {(row["agency_id"], row["report_year"], row["rule"]) for row in rows}

    return told


def forbid_writing(db: Database, *tables: str) -> None:
    """Let every attempt to change these tables fail."""
    for table in tables:
        for what in ("INSERT", "UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER no_{what}_{table} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'written'); END"
            )


def test_what_was_carried_out_is_compared_with_what_is_carried_in(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2021, new=17, carried_out=3), SHIQIAO)
    store(db, made(SHIQIAO, 2022, new=11, carried_in=5), SHIQIAO)
    recheck(db, COUNTY)
    assert found() == {(SHIQIAO, 2022, "D5-carried-over")}
    assert {row["message"] for row in findings(db, rule="D5-carried-over")} == {
        "自然人列：2022 年度上年结转 5 ≠ 2021 年度结转下年度 3",
        "总计列：2022 年度上年结转 5 ≠ 2021 年度结转下年度 3",
    }


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_version_of_the_year_before_counts_in_whatever_order_they_came(
    db: Database, found: Found, order: tuple[int, ...]
) -> None:
    given = [
        (made(SHIQIAO, 2021, new=17, carried_out=3), 0),
        (made(SHIQIAO, 2021, new=17, carried_out=5), 1),
        (made(SHIQIAO, 2022, new=11, carried_in=5), 0),
    ]
    for place in order:
        store(db, given[place][0], SHIQIAO, edited=given[place][1])
        recheck(db, COUNTY)
    assert found() == set()


def test_a_correction_takes_the_finding_away_and_says_so(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2021, new=17, carried_out=3), SHIQIAO)
    store(db, made(SHIQIAO, 2022, new=11, carried_in=5), SHIQIAO)
    assert recheck(db, COUNTY)["D5-carried-over appeared"] == 2
    store(db, made(SHIQIAO, 2022, new=11, carried_in=3), SHIQIAO, edited=4)
    assert recheck(db, COUNTY)["D5-carried-over vanished"] == 0, "the old version still says so"
    store(db, made(SHIQIAO, 2021, new=17, carried_out=5), SHIQIAO, edited=9)
    done = recheck(db, COUNTY)
    assert (done["versions"], done["D5-carried-over appeared"], done["D5-carried-over vanished"]) == (4, 2, 2)
    assert recheck(db, COUNTY) == {"versions": 4}


def test_another_agency_and_another_year_carry_nothing_over(db: Database, found: Found) -> None:
    store(db, made(ZAOYUAN, 2021, new=17, carried_out=3), ZAOYUAN)
    store(db, made(SHIQIAO, 2020, new=13, carried_out=7), SHIQIAO)
    store(db, made(SHIQIAO, 2022, new=11, carried_in=5), SHIQIAO)
    recheck(db, COUNTY)
    assert found() == set()


def test_text_taken_over_from_another_agency_is_found_in_both(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2022, new=11, overview=OVERVIEW), SHIQIAO)
    store(db, made(ZAOYUAN, 2022, new=7, overview=OVERVIEW), ZAOYUAN)
    store(db, made(ZAOYUAN, 2020, new=19, overview=OVERVIEW), ZAOYUAN)
    recheck(db, COUNTY)
    assert found() == {(SHIQIAO, 2022, "C2-same-as-other"), (ZAOYUAN, 2022, "C2-same-as-other")}
    [row] = [row for row in findings(db, rule="C2-same-as-other") if row["agency_id"] == SHIQIAO]
    assert "青溪县枣园镇人民政府" in row["message"]


def test_text_that_was_since_rewritten_is_no_copy(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2022, new=11, overview=OVERVIEW), SHIQIAO)
    store(db, made(ZAOYUAN, 2022, new=7, overview=OVERVIEW), ZAOYUAN)
    store(db, made(ZAOYUAN, 2022, new=7, overview=OVERVIEW[::-1]), ZAOYUAN, edited=2)
    recheck(db, COUNTY)
    assert (SHIQIAO, 2022, "C2-same-as-other") not in found()


def test_text_taken_over_from_last_year_is_found(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2022, new=11, overview=OVERVIEW), SHIQIAO)
    store(db, made(SHIQIAO, 2021, new=7, overview=OVERVIEW), SHIQIAO)
    recheck(db, COUNTY)
    assert found() == {(SHIQIAO, 2022, "C1-same-as-last-year")}


def test_no_unit_has_more_than_its_county(db: Database, found: Found) -> None:
    store(db, made(GOVERNMENT, 2022, new=13), GOVERNMENT)
    store(db, made(SHIQIAO, 2022, new=17), SHIQIAO)
    store(db, made(ZAOYUAN, 2022, new=4), ZAOYUAN)
    store(db, made(ZAOYUAN, 2021, new=90), ZAOYUAN)
    recheck(db, COUNTY)
    assert found() >= {(GOVERNMENT, 2022, "D6-unit-exceeds-county"), (GOVERNMENT, 2022, "D6-sum-of-units")}
    assert {agency for agency, _, rule in found() if rule.startswith("D6-")} == {GOVERNMENT}
    exceeding = {row["message"].partition("“")[2] for row in findings(db, rule="D6-unit-exceeds-county")}
    assert exceeding == {"青溪县石桥镇人民政府” 17"}
    assert any("全县汇总 13，已收集的 2 个单位之和 21" in row["message"] for row in findings(db))


def test_a_report_of_nobody_knows_whom_is_checked_by_itself(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2021, carried_out=3, new=17, overview=OVERVIEW), SHIQIAO)
    store(db, made(SHIQIAO, 2022, carried_in=5, overview=OVERVIEW), None)
    store(db, made(ZAOYUAN, 2022, overview=OVERVIEW), ZAOYUAN)
    assert recheck(db, COUNTY)["versions"] == 3
    assert found() == set()
    assert {row["rule"] for row in findings(db) if row["agency_id"] is None} >= {"F2-missing-part"}


def test_the_registry_says_whose_report_it_is(db: Database) -> None:
    store(db, made(ZAOYUAN, 2022, new=7), SHIQIAO)
    recheck(db, COUNTY)
    [row] = findings(db, rule="I1-agency")
    assert row["message"] == "标题机关为“青溪县枣园镇人民政府”，登记机关为“青溪县石桥镇人民政府”"


def test_an_agency_that_no_card_names_any_more_keeps_its_history(db: Database, found: Found) -> None:
    store(db, made(SHIQIAO, 2021, new=17, carried_out=3), SHIQIAO)
    store(db, made(SHIQIAO, 2022, new=11, carried_in=5), SHIQIAO)
    county = COUNTY.divisions["330799"]
    left = county.model_copy(update={"agencies": tuple(each for each in county.agencies if each.id != SHIQIAO)})
    recheck(db, Registry.of([left], COUNTY.portals.values()))
    assert found() == {(SHIQIAO, 2022, "D5-carried-over")}


def neighbour() -> Registry:
    """Two counties: 青溪县, and 白河县 next to it."""
    agency = AgencyCard(id="330798101", name="白河县柳湾镇人民政府", kind="township")
    county = CountyCard(county="330798", name="白河县", city="样例市", province="样例省", agencies=(agency,))
    channel = ChannelCard.model_validate({"id": "c0", "url": "/nb/", "years": {"first": 2021}})
    portal = PortalCard(
        portal="330798", name="白河县人民政府", county="330798", platform="trs", url="http://127.0.5.2",
        status="verified", channels=(channel,),
    )  # fmt: skip
    return Registry.of([county, *COUNTY.divisions.values()], [portal, *COUNTY.portals.values()])


def test_only_the_counties_asked_for_are_checked(db: Database) -> None:
    both = neighbour()
    open_county(db, both)
    store(db, made(SHIQIAO, 2022, new=11), SHIQIAO)
    store(db, made(ZAOYUAN, 2022, new=7), "330798101", cards=both)
    assert recheck(db, both, divisions=[])["versions"] == 0
    assert recheck(db, both, divisions=["330798"])["versions"] == 1
    assert {row["agency_id"] for row in findings(db)} == {"330798101"}
    assert recheck(db, both)["versions"] == 2
    assert {row["agency_id"] for row in findings(db)} == {"330798101", SHIQIAO}


def test_a_neighbouring_county_is_no_neighbour(db: Database, found: Found) -> None:
    both = neighbour()
    open_county(db, both)
    store(db, made(SHIQIAO, 2022, new=11, overview=OVERVIEW), SHIQIAO)
    store(db, made(ZAOYUAN, 2022, new=7, overview=OVERVIEW), "330798101", cards=both)
    recheck(db, both)
    assert found() == set()


def test_nothing_is_written_where_nothing_differs(db: Database) -> None:
    for agency, year, new in ((SHIQIAO, 2021, 17), (SHIQIAO, 2022, 11), (ZAOYUAN, 2022, 7), (GOVERNMENT, 2022, 5)):
        store(db, made(agency, year, new=new, carried_in=2, overview=OVERVIEW), agency)
    recheck(db, COUNTY)
    assert len(table_dump(db)["findings"]) > 10
    written = db.conn.total_changes
    forbid_writing(db, "findings", "versions", "reports", "reviews")
    assert recheck(db, COUNTY) == {"versions": 4}
    assert db.conn.total_changes == written


def page(title: str, overview: str) -> bytes:
    parts = (
        ("一、总体情况", overview),
        ("五、存在的主要问题及改进情况", "栏目更新还不够快。"),
        ("六、其他需要报告的事项", "无。"),
    )
    text = "".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in parts)
    body = f"<h1>{title}</h1><div id='zoom'>{text}</div>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


TITLES = {
    "t20220120_3.html": "石桥镇2021年政府信息公开工作年度报告",
    "t20230120_7.html": "石桥镇2022年政府信息公开工作年度报告",
    "t20230118_9.html": "枣园镇2022年政府信息公开工作年度报告",
}


def publish(site: Site, *names: str) -> Registry:
    """A list of these reports, all with one text."""
    site.answers[LIST] = Answer(trs_list(*((name, TITLES[name]) for name in names)))
    site.answers |= {LIST + name: Answer(page(TITLES[name], OVERVIEW)) for name in names}
    return registry(site.origin)


def crawl(cards: Registry, database: Path, clock: str = CLOCK) -> Any:
    return jobs.crawl(cards, database, clock=clock, settings=jobs.REHEARSAL)


def told(database: Path) -> list[tuple[str, str, str]]:
    """Every finding on the reports crawled, among them what only their neighbours tell."""
    with closing(open_database(database, read_only=True)) as db:
        rows = findings(db)
    assert {row["rule"] for row in rows} >= {"C1-same-as-last-year", "C2-same-as-other"}
    return sorted((row["id"], row["rule"], row["message"]) for row in rows)


@pytest.mark.parametrize("order", list(permutations(TITLES)))
def test_reports_that_come_one_by_one_end_in_the_same_findings(
    site: Site, tmp_path: Path, order: tuple[str, ...]
) -> None:
    crawl(publish(site, *TITLES), tmp_path / "at_once.db")
    for number, _ in enumerate(order, 1):
        crawl(publish(site, *order[:number]), tmp_path / "piecemeal.db")
    assert told(tmp_path / "piecemeal.db") == told(tmp_path / "at_once.db")


def test_a_second_crawl_with_nothing_new_rewrites_nothing(site: Site, database: Path) -> None:
    cards = publish(site, *TITLES)
    crawl(cards, database)
    before = told(database)
    with closing(open_database(database)) as db:
        forbid_writing(db, "findings", "versions", "reports", "sections", "reviews")
    done = crawl(cards, database, "2023-02-11T09:00:00+08:00")
    assert (done.looks, done.errors) == ({"ok": 1}, [])
    assert told(database) == before


def test_reading_again_keeps_what_history_found(site: Site, database: Path) -> None:
    crawl(publish(site, *TITLES), database)
    before = told(database)
    with closing(open_database(database)) as db:
        db.execute("DELETE FROM sections")
        db.execute("DELETE FROM findings WHERE rule = 'C1-same-as-last-year'")
        forbid_writing(db, "reviews")
    jobs.reread(database, CLOCK)
    assert told(database) == before


def test_a_crawl_that_was_killed_before_its_checks_is_checked_by_the_next(site: Site, database: Path) -> None:
    cards = publish(site, *TITLES)
    crawl(cards, database)
    before = told(database)
    with closing(open_database(database)) as db:
        db.execute("DELETE FROM findings")
    crawl(cards, database)
    assert told(database) == before
