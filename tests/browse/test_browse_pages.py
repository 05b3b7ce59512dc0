"""What a visitor sees: words in both languages, the right rows, and text that stays text."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from small_county import HOSTILE, Get

from storage.database import open_database

PAGES = [
    "/",
    "/board",
    "/agency/430623113",
    "/report/v-late",
    "/original/" + "ab12" * 16,
    "/portals",
    "/portal/430623",
    "/search?q=%E5%B9%B4%E5%BA%A6",
    "/changes",
    "/nianbao",
    "/nianbao/board",
    "/nianbao/overdue",
    "/nianbao/findings",
    "/nianbao/filings",
    "/nianbao/versions",
    "/nianbao/versions/v-late",
    "/nianbao/applications",
    "/nianbao/observations/o-clean",
    "/nianbao/agencies",
    "/no/such/page",
]


class _Loads(HTMLParser):
    """Collects what a browser would fetch by itself, and every script and inline style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" or "style" in values:
            self.found.append(tag)
        self.found += [values["src"] or ""] if "src" in values else []
        self.found += [values["href"] or ""] if tag == "link" and values.get("rel") == "stylesheet" else []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_but_our_stylesheet(get: Get, page: str) -> None:
    assert _Loads(get(page).text).found == ["/assets/site.css"]


def test_the_stylesheet_is_served_and_loads_nothing(get: Get) -> None:
    response = get("/assets/site.css")
    assert response.status_code == 200
    assert "url(" not in response.text
    assert "@import" not in response.text


def test_an_agency_s_page_says_how_long_past_the_deadline_nothing_was_there(get: Get) -> None:
    assert "10 天" in get("/agency/430623114").text
    assert "截至 2023-02-10" in get("/agency/430623114").text
    assert "截至 2023-02-10" in get("/board?year=2022&state=overdue").text
    assert "10 d" in get("/en/agency/430623114").text


def test_an_agency_s_page_tells_of_a_link_that_a_person_said_to_be_no_report(get: Get) -> None:
    page = get("/agency/430623114").text
    for told in ("石桥镇2022年年报填报说明", "http://www.huarong.gov.cn/t.html", "是填报说明", "2023-02-10 10:30"):
        assert told in page
    assert "&lt;b&gt;李某&lt;/b&gt;" in page
    assert "填报说明" not in get("/agency/430623115").text, "it names another township"


def test_what_binds_townships_is_not_called_the_law(get: Get) -> None:
    for address in ("/agency/430623114", "/board?year=2022"):
        assert "其期限依地方通知和惯例" in get(address).text


def test_start_page_counts_the_year_in_which_something_is_due(get: Get) -> None:
    page = get("/").text
    english = get("/en/").text
    for zh, en in [("逾期未公布", "overdue"), ("逾期公布", "late"), ("无法核实", "unverified"), ("未到期", "not due")]:
        assert zh in page
        assert en in english
    assert "应报 4 份" in page
    assert "2023-02-10 09:15" in page
    assert "/board?year=2022&state=overdue" in unescape(page)


def test_a_year_in_which_nothing_is_due_yet_waits(get: Get, county: Path) -> None:
    db = open_database(county)
    db["filings"].insert({"agency_id": "430623-gov", "report_year": 2023, "state": "not_due", "flags": "[]"})
    db.close()
    page = get("/").text
    assert "应报 4 份" in page
    assert "?year=2023" in page


def test_start_page_of_another_year(get: Get) -> None:
    page = get("/?year=2021").text
    assert "应报 1 份" in page
    assert "逾期未公布</span>" not in page
    assert "2022 年度" in get("/?year=1999").text


def test_start_page_of_an_empty_database_says_what_to_run(get_empty: Get) -> None:
    page = get_empty("/")
    assert page.status_code == 200
    assert "还没有报送记录" in page.text
    assert "nianbao crawl" in page.text
    assert "没有符合条件的记录" in get_empty("/nianbao/board").text


def test_each_language_has_its_own_words(get: Get) -> None:
    chinese, english = get("/nianbao/board").text, get("/en/nianbao/board").text
    assert "报送看板" in chinese
    assert "标注日期" in chinese
    assert "Filing board" in english
    assert "Claimed date" in english
    assert "Filing board" not in chinese
    assert "报送看板" not in english


@pytest.mark.parametrize("page", [*PAGES, "/nianbao/filings?report_year=2022", "/board?year=2022&state=late"])
def test_links_stay_in_their_language(get: Get, page: str) -> None:
    class Links(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "a" and (address := dict(attrs).get("href") or "").startswith("/"):
                self.found.append(address)

    links = Links()
    links.found = []
    links.feed(get(f"/en{page}").text)
    assert [address for address in links.found if not address.startswith("/en")] == [page]


@pytest.mark.parametrize("page", ["/nianbao/versions/v-late", "/nianbao/versions", "/nianbao/reports/r-v-late"])
def test_a_hostile_title_stays_text(get: Get, page: str) -> None:
    response = get(page)
    assert HOSTILE in unescape(response.text)
    assert "<script" not in response.text


def test_a_hostile_name_and_quote_stay_text(get: Get) -> None:
    assert "<b>北景港镇" not in get("/nianbao/board").text
    page = get("/nianbao/findings").text
    assert "<i>三件" not in page
    assert "<i>三件</i>" in unescape(page)


def test_what_a_visitor_types_stays_text(get: Get) -> None:
    page = get("/nianbao/board?county=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script" not in page
    assert "没有符合条件的记录" in page


def test_blank_and_not_printed_are_told_apart(get: Get) -> None:
    page = get("/nianbao/applications").text
    assert page.count(">空白</span>") == 1
    assert page.count(">未印</span>") == 4


def test_a_number_that_cannot_be_told_shows_what_is_printed(get: Get) -> None:
    page = get("/nianbao/disclosures").text
    assert "原文：约3" in page


def test_much_evidence_is_folded(get: Get) -> None:
    page = get("/nianbao/findings").text
    assert "5 个单元格" in page
    assert page.count("<details><summary>") == 1


def test_a_hidden_column_does_not_break_the_page(get: Get) -> None:
    assert get("/nianbao/applications?_nocol=raw").status_code == 200


def test_a_version_leads_to_its_findings_only(get: Get) -> None:
    assert 'href="/nianbao/findings?version_id=v-late"' in get("/nianbao/versions/v-late").text
    assert "没有符合条件的记录" in get("/nianbao/findings?version_id=v-old").text


def test_a_filter_that_a_link_set_can_be_seen_and_emptied(get: Get) -> None:
    assert 'name="version_id" value="v-old"' in get("/nianbao/findings?version_id=v-old").text
    assert "version_id" not in get("/nianbao/findings").text.split("</form>")[0]


def test_evidence_names_cells_quote_and_refutation(get: Get) -> None:
    page = get("/nianbao/findings").text
    assert '<span title="disclosures.rules.issued">规章·本年制发件数</span> 3' in page
    assert "可推翻：表二规章为零" in page


def test_errors_speak_both_languages(get: Get) -> None:
    response = get("/nianbao/nothing")
    assert response.status_code == 404
    assert "没有这个页面" in response.text
    assert "No such page" in get("/en/nianbao/nothing").text
    assert get("/nianbao/nothing.json").json()["ok"] is False


def test_a_bad_sort_is_told(get: Get) -> None:
    response = get("/nianbao/filings?_sort=nonsense")
    assert response.status_code == 400
    assert "Cannot sort table by nonsense" in response.text
