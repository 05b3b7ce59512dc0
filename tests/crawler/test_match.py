"""What titles leave open waits for a person, whose answer holds for as long as the page says the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list

from crawler import jobs
from crawler.cli import main
from crawler.clock import CLOCK_SETTING, now
from crawler.monitor.alerts.wording import Wording
from crawler.notice_facts import notice_of
from crawler.registry import AgencyCard, CountyCard, from_rows
from storage import queries
from storage.database import open_database
from storage.queries import table_dump

ARTICLE = LIST + "t20230120_7.html"
STRANGE = "白塔镇2022年政府信息公开工作年度报告"
SHIQIAO = "石桥镇2022年政府信息公开工作年度报告"
UNREADABLE = "<html><body><p>扫描件见下图。</p></body></html>".encode()
WHY = ("--because", "公章为石桥镇")
LATER = "2023-02-13T09:00:00+08:00"
Dump = dict[str, list[dict[str, Any]]]
Run = Callable[..., Result]


def publish(site: Site, listed: str, body: bytes) -> None:
    site.answers |= {LIST: Answer(trs_list(("t20230120_7.html", listed))), ARTICLE: Answer(body)}


def crawl(site: Site, database: Path, clock: str = CLOCK, **cards: Any) -> None:
    jobs.crawl(registry(site.origin, **cards), database, clock=clock, settings=jobs.REHEARSAL)


def dump(database: Path) -> Dump:
    with closing(open_database(database, read_only=True)) as db:
        return table_dump(db)


def states(database: Path) -> dict[str, str]:
    return {row["agency_id"]: row["state"] for row in dump(database)["filings"] if row["report_year"] == 2022}


@pytest.fixture
def match(database: Path) -> Run:
    def run(*words: str, file: Path = database) -> Result:
        return CliRunner().invoke(main, ["match", *words, "--db", str(file)], env={CLOCK_SETTING: CLOCK})

    return run


@pytest.fixture
def waiting(match: Run) -> Callable[[], list[dict[str, Any]]]:
    return lambda: json.loads(match("list", "--json").stdout)  # type: ignore[no-any-return]


@pytest.fixture
def strange(site: Site, database: Path) -> Site:
    """One report of an agency that the county does not know."""
    publish(site, STRANGE, report_page(STRANGE))
    crawl(site, database)
    return site


Waiting = Callable[[], list[dict[str, Any]]]


def test_a_report_of_nobody_waits_and_an_answer_judges_it_at_once(
    strange: Site, database: Path, match: Run, waiting: Waiting
) -> None:
    [page] = waiting()
    assert (page["why"], page["title"], page["report_year"]) == ("nobody", STRANGE, 2022)
    assert page["url"] == strange.origin + ARTICLE
    assert states(database)["330799101"] != "on_time"
    shown = match("list").stdout
    assert all(word in shown for word in (page["id"][:12], STRANGE, "机关不能确定"))
    result = match("set", page["id"][:8], "330799101", *WHY)
    assert result.exit_code == 0, result.output
    assert waiting() == []
    assert states(database)["330799101"] == "on_time"
    found = dump(database)
    assert [(row["agency_id"], row["report_year"]) for row in found["reports"]] == [("330799101", 2022)]
    assert found["sections"]


def test_an_answer_outlives_crawls_and_readings(strange: Site, database: Path, match: Run, waiting: Waiting) -> None:
    match("set", waiting()[0]["id"], "330799101", *WHY)
    settled = dump(database)
    crawl(strange, database, LATER)
    CliRunner().invoke(main, ["reread", "--db", str(database)], env={CLOCK_SETTING: LATER})
    found = dump(database)
    for table in ("reports", "versions", "sections", "matches", "unmatched"):
        assert found[table] == settled[table], table
    assert states(database)["330799101"] == "on_time"


def test_an_answer_goes_to_a_database_made_anew(
    strange: Site, database: Path, match: Run, waiting: Waiting, tmp_path: Path
) -> None:
    match("set", waiting()[0]["id"], "330799101", "--by", "李某", *WHY)
    answers, anew = tmp_path / "answers.yaml", tmp_path / "anew" / "nianbao.db"
    assert match("export", str(answers)).stdout.endswith("1 answers\n")
    crawl(strange, anew)
    assert match("import", str(answers), file=anew).stdout.endswith("1 answers taken over, 0 known already\n")
    assert match("import", str(answers), file=anew).stdout.endswith("0 answers taken over, 1 known already\n")
    assert dump(anew)["matches"] == dump(database)["matches"]
    assert states(anew) == states(database)


def test_an_answer_that_is_taken_back_leaves_all_as_it_was(
    strange: Site, database: Path, match: Run, waiting: Waiting
) -> None:
    before = dump(database)
    page = waiting()[0]["id"]
    for answer in (("330799101",), ("--not-a-report",)):
        match("set", page, *answer, *WHY)
        assert match("forget", page, "--because", "看错了").exit_code == 0
        found = dump(database)
        for table in ("reports", "versions", "sections", "listings", "filings", "unmatched", "findings"):
            assert found[table] == before[table], (answer, table)
    assert len(dump(database)["matches"]) == 4, "all that was said stays"


def test_what_is_no_report_is_none_after_the_next_crawl_either(
    strange: Site, database: Path, match: Run, waiting: Waiting
) -> None:
    match("set", waiting()[0]["id"], "--not-a-report", *WHY)
    crawl(strange, database, LATER)
    found = dump(database)
    assert (found["versions"], found["reports"], found["unmatched"]) == ([], [], [])
    [listing] = found["listings"]
    assert (listing["is_report"], "公章为石桥镇" in listing["why_not"]) == (0, True)


@pytest.mark.parametrize(
    ("listed", "page", "whose"),
    [
        (SHIQIAO, UNREADABLE, {"330799101"}),
        (SHIQIAO, report_page("枣园镇2022年政府信息公开工作年度报告"), {"330799101"}),
        ("2022年政府信息公开工作年度报告", UNREADABLE, {"330799-gov", "330799101", "330799102"}),
        (STRANGE, UNREADABLE, set()),
    ],
)
def test_whoever_acts_on_overdue_is_told_of_a_link_that_a_person_said_to_be_no_report(
    site: Site, database: Path, match: Run, waiting: Waiting, listed: str, page: bytes, whose: set[str]
) -> None:
    publish(site, listed, page)
    crawl(site, database)
    match("set", waiting()[0]["id"], "--not-a-report", "--by", "李某", "--because", "是填报说明")
    agencies, moment = states(database), now(CLOCK)
    said = (
        f"栏目 330799/c0 列有《{listed}》（{site.origin + ARTICLE}，最近一次列出见于 2023-02-10 09:00），"
        "经人工核对不是年度报告（李某于 2023-02-10 09:00 认定，理由：是填报说明）"
    )
    assert agencies["330799101"] == "overdue"
    assert {row["agency_id"] for row in dump(database)["listings"]} == (whose if len(whose) == 1 else {None})
    assert {each for each in agencies if said in "".join(jobs.explain(database, each, "2022", moment))} == whose
    with closing(open_database(database, read_only=True)) as db:
        wording = Wording(db, from_rows(queries.registry(db)), moment)
        assert {each for each in agencies if said in wording.text(each, 2022)} == whose
    notice = notice_of(database, "330799", 2022, moment)
    assert {each.agency.id for each in notice.entries if said in each.dismissed} == whose


def test_a_list_and_a_page_that_disagree_wait(site: Site, database: Path, match: Run, waiting: Waiting) -> None:
    publish(site, SHIQIAO, report_page("枣园镇2021年政府信息公开工作年度报告"))
    crawl(site, database)
    [page] = waiting()
    assert (page["why"], page["agency_id"], page["listed_agency_id"]) == ("differs", "330799102", "330799101")
    assert [each["score"] for each in page["candidates"]] == [1.0, 1.0]
    unsure = match("set", page["id"], "330799101", *WHY)
    assert (unsure.exit_code, "the list and the page say 2021 and 2022: give --year" in unsure.stderr) == (2, True)
    assert match("set", page["id"], "330799101", "--year", "2022", *WHY).exit_code == 0
    assert (waiting(), states(database)["330799101"]) == ([], "on_time")
    crawl(site, database, LATER)
    assert (waiting(), states(database)["330799101"]) == ([], "on_time")


def test_a_file_nobody_can_read_is_what_a_person_says(site: Site, database: Path, match: Run, waiting: Waiting) -> None:
    publish(site, SHIQIAO, UNREADABLE)
    crawl(site, database)
    before = dump(database)
    [page] = waiting()
    assert (page["why"], page["listed_agency_id"], states(database)["330799101"]) == (
        "unread", "330799101", "needs_review",
    )  # fmt: skip
    assert match("set", page["id"], "330799101", *WHY).exit_code == 0
    found = dump(database)
    assert (states(database)["330799101"], found["findings"], found["sections"]) == ("on_time", [], [])
    assert found["versions"][0]["sha256"] == page["sha256"]
    assert CliRunner().invoke(main, ["reread", "--db", str(database)], env={CLOCK_SETTING: CLOCK}).exit_code == 0
    assert dump(database)["versions"] == found["versions"]
    match("forget", page["id"], "--because", "看错了")
    after = dump(database)
    for table in ("versions", "listings", "filings", "unmatched"):
        assert after[table] == before[table], table


def test_a_page_that_never_came_can_be_told_to_be_no_report(
    site: Site, database: Path, match: Run, waiting: Waiting
) -> None:
    publish(site, SHIQIAO, b"")
    site.answers[ARTICLE] = Answer(b"gone", 404)
    crawl(site, database)
    [page] = waiting()
    assert (page["why"], page["detail"]) == ("unread", "http_4xx")
    told = match("set", page["id"], "330799101", *WHY).stdout
    assert "its page has not come" in told
    assert states(database)["330799101"] == "needs_review"
    match("set", page["id"], "--not-a-report", *WHY)
    assert states(database)["330799101"] != "needs_review"


def test_a_link_that_its_title_left_out_can_be_a_report(
    site: Site, database: Path, match: Run, waiting: Waiting
) -> None:
    title = "石桥镇政务公开工作情况"
    publish(site, title, report_page(SHIQIAO))
    crawl(site, database)
    assert (waiting(), ARTICLE in site.asked) == ([], False)
    [left] = json.loads(match("list", "--left-out", "--json").stdout)
    assert (left["listed_title"], left["url"]) == (title, site.origin + ARTICLE)
    shown = match("list", "--left-out").stdout
    assert all(word in shown for word in (left["id"][:12], title, left["why_not"]))
    told = match("set", left["id"], "330799101", "--year", "2022", *WHY).stdout
    assert "the next crawl asks for it" in told
    assert states(database)["330799101"] == "needs_review"
    crawl(site, database, LATER)
    assert site.asked.count(ARTICLE) == 1
    assert (states(database)["330799101"], waiting()) == ("on_time", [])
    assert json.loads(match("list", "--left-out", "--json").stdout) == []


def test_an_agency_of_another_county_is_refused(strange: Site, database: Path, match: Run, waiting: Waiting) -> None:
    agency = AgencyCard(id="330798101", name="白河县白塔镇人民政府", kind="township", aliases=("白塔镇",))
    county = CountyCard(county="330798", name="白河县", city="样例市", province="样例省", agencies=(agency,))
    cards = registry(strange.origin)
    both = type(cards).of([*cards.divisions.values(), county], cards.portals.values())
    jobs.crawl(both, database, clock=CLOCK, settings=jobs.REHEARSAL)
    before = dump(database)
    result = match("set", waiting()[0]["id"], "330798101", *WHY)
    assert (result.exit_code, "belongs to 330798 白河县" in result.stderr) == (2, True), result.output
    assert "330799 青溪县" in result.stderr
    assert dump(database) == before


def test_an_imported_answer_for_an_agency_without_a_card_waits_for_it(
    strange: Site, database: Path, match: Run, waiting: Waiting, tmp_path: Path
) -> None:
    match("set", waiting()[0]["id"], "330799101", *WHY)
    answers = tmp_path / "answers.yaml"
    match("export", str(answers))
    answers.write_text(answers.read_text("utf-8").replace("330799101", "330799999"), "utf-8")
    match("forget", json.loads(match("list", "--answered", "--json").stdout)[0]["page_id"], *WHY)
    [page] = waiting()
    assert match("import", str(answers)).exit_code == 0
    assert waiting() == [page], "no report is put down to nobody"


def test_what_waits_elsewhere_stays_when_one_county_is_crawled(strange: Site, database: Path, waiting: Waiting) -> None:
    [page] = waiting()
    cards = registry(strange.origin)
    town = AgencyCard(id="330798101", name="白河县白塔镇人民政府", kind="township")
    county = CountyCard(county="330798", name="白河县", city="样例市", province="样例省", agencies=(town,))
    portal = next(iter(cards.portals.values())).model_copy(
        update={"portal": "330798", "county": "330798", "channels": ()}
    )
    both = type(cards).of([*cards.divisions.values(), county], [*cards.portals.values(), portal])
    jobs.crawl(both, database, portals=["330798"], clock=LATER, settings=jobs.REHEARSAL)
    assert waiting() == [page]


def test_next_years_report_under_the_same_title_is_asked_about_again(
    site: Site, database: Path, match: Run, waiting: Waiting
) -> None:
    title = "白塔镇政府信息公开工作年度报告"
    publish(site, title, report_page(title))
    crawl(site, database)
    [page] = waiting()
    assert match("set", page["id"], "330799101", *WHY).exit_code == 2
    assert match("set", page["id"], "330799101", "--year", "2022", *WHY).exit_code == 0
    site.answers[ARTICLE] = Answer(report_page(title).replace("七件".encode(), "九件".encode()))
    crawl(site, database, LATER)
    assert [row["why"] for row in waiting()] == ["nobody"]
    assert all("edited" not in row["flags"] for row in dump(database)["filings"])


def test_a_new_name_on_the_card_settles_it_without_a_new_reading(strange: Site, database: Path) -> None:
    cards = registry(strange.origin)
    county = cards.divisions["330799"]
    agencies = (*county.agencies[:-1], county.agencies[-1].model_copy(update={"aliases": ("白塔镇",)}))
    known = type(cards).of([county.model_copy(update={"agencies": agencies})], cards.portals.values())
    jobs.crawl(known, database, clock=LATER, settings=jobs.REHEARSAL)
    assert (dump(database)["unmatched"], states(database)["330799102"]) == ([], "on_time")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "fffffff", "330799101", *WHY), "is no page that waits for an answer"),
        (("set", "", "330799101", *WHY), "is no page that waits"),
        (("set", "ID", "999999999", *WHY), "is no agency in this database"),
        (("set", "ID", "330799101", "--because", " "), "needs its reason"),
        (("set", "ID", *WHY), "give an agency, or --not-a-report"),
        (("forget", "ID", *WHY), "is no page that was answered"),
    ],
)
def test_a_mistake_is_one_clear_line_and_changes_nothing(
    strange: Site, database: Path, match: Run, waiting: Waiting, words: tuple[str, ...], told: str
) -> None:
    before = dump(database)
    result = match(*(waiting()[0]["id"] if word == "ID" else word for word in words))
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr
    assert dump(database) == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("url: x", "is no list of answers"),
        ("- {url: x, titel: y}", "answer 1: titel"),
        ("- {url: x, title: y, listed_title: y, agency: '1', because: z, at: 2023-02-10T09:00:00+08:00}", "belong"),
        ("[", "answers.yaml: "),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_kept(
    strange: Site, database: Path, match: Run, tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(text, encoding="utf-8")
    result = match("import", str(file))
    assert (result.exit_code, told in result.stderr) == (2, True), result.output
    assert dump(database)["matches"] == []
