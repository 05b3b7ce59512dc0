"""Lists with something broken in them: the rest of the list is read, and what cannot be believed is no evidence."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from crawled import QUICK, Crawl
from loopback import CLOCK, LIST, Answer, Site, registry, report_page, trs_list

from crawler import jobs
from crawler.items import Outcome
from spiders.gkmlpt import parse_listing as gkmlpt
from spiders.jpaas import parse_listing as jpaas
from spiders.listing import canonical, decode
from storage.database import open_database
from storage.queries import table_dump

TITLE = "石桥镇2022年政府信息公开工作年度报告"
ARTICLE = LIST + "t20230120_7.html"
ROW = ("t20230120_7.html", TITLE)


@pytest.mark.parametrize("href", ["http://[bad/t20230119_3.html", "//[", "http://a]b/t20230119_3.html"])
def test_a_link_that_is_no_address_costs_the_list_nothing(site: Site, crawl: Crawl, href: str) -> None:
    site.answers |= {LIST: Answer(trs_list((href, "通知"), ROW)), ARTICLE: Answer(report_page(TITLE))}
    crawled = crawl(registry(site.origin))
    assert crawled.looks[0].outcome is Outcome.OK
    assert [article.report.title for article in crawled.articles if article.report] == [TITLE]


def test_a_file_whose_address_is_none_costs_the_report_nothing(site: Site, database: Path) -> None:
    broken = report_page(TITLE).replace(b"</div>", b"<p><a href='http://[x/P1.pdf'>file</a></p></div>")
    site.answers |= {LIST: Answer(trs_list(ROW)), ARTICLE: Answer(broken)}
    jobs.crawl(registry(site.origin), database, clock=CLOCK, settings=QUICK)
    with closing(open_database(database, read_only=True)) as db:
        assert [row["title"] for row in table_dump(db)["versions"]] == [TITLE]


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "rot13", "no-such"])
def test_a_charset_that_is_none(site: Site, crawl: Crawl, charset: str) -> None:
    page = trs_list(ROW).decode().replace("<head>", f"<head><meta charset={charset}>").encode("gb18030")
    assert TITLE in decode(page)
    site.answers |= {LIST: Answer(page), ARTICLE: Answer(report_page(TITLE))}
    assert [len(look.rows) for look in crawl(registry(site.origin)).looks] == [1]


def test_half_a_character_in_json_is_a_question_mark() -> None:
    articles = [{"url": "/post_1.html\ud83d", "title": f"{TITLE}\ud83d"}, {"url": "/post_2.html", "title": None}]
    answer = json.dumps({"articles": articles, "total": 2}).encode()
    [row] = gkmlpt(answer, "http://127.0.5.1/gkmlpt/api/all/3?page=1&sid=1").rows
    assert row.title == f"{TITLE}?"
    assert row.url.isascii()
    markup = json.dumps({"data": {"html": f"<a href='/art/2023/1/20/art_1_2.html' title='{TITLE}\ud83d'>x</a>"}})
    assert [row.title for row in jpaas(markup.encode(), "http://127.0.5.1/col/").rows] == [f"{TITLE}?"]


def test_an_address_is_always_text_that_can_be_sent() -> None:
    assert canonical("http://127.0.5.1/", "/a\udc80.html") == "http://127.0.5.1/a?.html"
