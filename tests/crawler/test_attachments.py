"""Files that a report links to are kept with it, once, and asked for until they come."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawled import QUICK, Crawl
from loopback import LIST, Answer, Site, registry, report_page, trs_list
from test_incremental import CHILD

from crawler.attachments import links_in
from crawler.clock import SHANGHAI
from crawler.reread import complete, reread
from crawler.sample_county import SampleCounty
from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.queries import table_dump

ROOT = Path(__file__).resolve().parents[2]
Tables = Callable[[], dict[str, list[dict[str, Any]]]]

TITLE = "石桥镇2022年政府信息公开工作年度报告"
ARTICLE, FILE = LIST + "t20230120_7.html", LIST + "P020230120.pdf"
PDF = b"%PDF-1.7 the report once more, as a file"
CHALLENGE = b"<html><head><script>var arg1='" + b"3A" * 20 + b"'</script></head></html>"


def with_links(*links: tuple[str, str], title: str = TITLE) -> bytes:
    shown = "".join(f'<p>附件：<a href="{address}">{text}</a></p>' for address, text in links)
    return report_page(title).decode().replace("</div></body>", f"{shown}</div></body>").encode()


def after(days: int) -> str:
    return (datetime(2023, 2, 10, 9, tzinfo=SHANGHAI) + timedelta(days=days)).isoformat()


@pytest.fixture
def portal(site: Site) -> Site:
    site.answers |= {
        LIST: Answer(trs_list(("t20230120_7.html", TITLE))),
        ARTICLE: Answer(with_links(("P020230120.pdf", "年报.pdf"))),
        FILE: Answer(PDF, headers={"Content-Type": "application/pdf"}),
    }
    return site


def test_an_attachment_is_kept_with_its_version_and_asked_for_once(
    portal: Site, crawl: Crawl, tables: Tables, database: Path
) -> None:
    crawled = crawl(registry(portal.origin))
    found = tables()
    [version] = found["versions"]
    [row] = found["attachments"]
    assert (row["version_id"], row["url"], row["title"]) == (version["id"], portal.origin + FILE, "年报.pdf")
    assert (row["sha256"], row["media_type"]) == (hashlib.sha256(PDF).hexdigest(), "application/pdf")
    assert row["trouble"] is None
    [fetch] = [each for each in found["fetches"] if each["id"] == row["fetch_id"]]
    assert (fetch["sha256"], fetch["outcome"]) == (row["sha256"], "ok")
    with closing(open_originals(database.with_name("originals.db"), read_only=True)) as originals:
        assert Originals(originals).get(row["sha256"]) == PDF
    assert crawled.summary.attachments == {"ok": 1}
    assert portal.asked == ["/robots.txt", LIST, ARTICLE, FILE]
    for days in (0, 1, 3):
        crawl(registry(portal.origin), NIANBAO_CLOCK=after(days))
    assert portal.asked.count(FILE) == 1
    assert tables()["attachments"] == [row]


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(b"gone", 404), "http_4xx"),
        (Answer(b"", 412), "blocked"),
        (Answer(CHALLENGE), "blocked"),
        (Answer("<html><body><p>请输入验证码后下载附件</p></body></html>".encode()), "wrong_type"),
        (Answer(b""), "empty"),
        (Answer(b"", 302, {"Location": "http://127.0.5.9/x.pdf"}), "off_limits"),
        (Answer(b"MZ" + b"\0" * 60), "wrong_type"),
    ],
)
def test_what_stands_in_the_place_of_a_file_is_told_and_asked_for_again_by_plan(
    portal: Site, crawl: Crawl, tables: Tables, answer: Answer, trouble: str
) -> None:
    portal.answers[FILE] = answer
    crawl(registry(portal.origin))
    [row] = tables()["attachments"]
    assert row["trouble"].startswith(f"{trouble}: ")
    assert row["sha256"] is None
    assert row["fetch_id"]
    portal.answers[FILE] = Answer(PDF)
    crawl(registry(portal.origin))
    assert portal.asked.count(FILE) == 1, "not twice on one day"
    crawl(registry(portal.origin), NIANBAO_CLOCK=after(1))
    [row] = tables()["attachments"]
    assert (row["trouble"], row["sha256"]) == (None, hashlib.sha256(PDF).hexdigest())


def test_an_edited_report_brings_its_own_attachment(portal: Site, crawl: Crawl, tables: Tables) -> None:
    crawl(registry(portal.origin))
    edited = with_links(("P020230120.pdf", "年报.pdf")).decode().replace("七件", "九件").encode()
    portal.answers |= {ARTICLE: Answer(edited), FILE: Answer(PDF + b", corrected")}
    crawl(registry(portal.origin), NIANBAO_CLOCK=after(1))
    rows = tables()["attachments"]
    assert len({row["version_id"] for row in rows}) == 2
    assert {row["sha256"] for row in rows} == {hashlib.sha256(PDF + more).hexdigest() for more in (b"", b", corrected")}


def test_reading_again_keeps_what_came_and_finds_what_was_not_looked_for(
    portal: Site, crawl: Crawl, tables: Tables, database: Path
) -> None:
    cards = registry(portal.origin)
    crawl(cards)
    with closing(open_database(database)) as db, closing(open_originals(database.with_name("originals.db"))) as kept:
        complete(db, Originals(kept), cards)
        before = table_dump(db)
        reread(db, Originals(kept), cards)
        assert table_dump(db) == before
        db.execute("DELETE FROM attachments")
        reread(db, Originals(kept), cards)
    [row] = tables()["attachments"]
    assert (row["url"], row["fetch_id"]) == (portal.origin + FILE, None)
    crawl(cards)
    with closing(open_database(database)) as db, closing(open_originals(database.with_name("originals.db"))) as kept:
        complete(db, Originals(kept), cards)
    assert tables()["attachments"] == before["attachments"]


DOORS = {"a.example": frozenset({80, 443})}
BASE = "http://a.example/zwgk/t1.html"


def links(page: bytes) -> list[str]:
    return [link.url.removeprefix("http://a.example") for link in links_in(page, BASE, DOORS)]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("./P1.pdf", "/zwgk/P1.pdf"),
        ("/a/%E5%B9%B4%E6%8A%A5.DOCX", "/a/%E5%B9%B4%E6%8A%A5.DOCX"),
        ("x.doc", "/zwgk/x.doc"),
        ("x.wps?v=2", "/zwgk/x.wps?v=2"),
        ("x.xls", "/zwgk/x.xls"),
        ("x.xlsx", "/zwgk/x.xlsx"),
        ("x.ofd", "/zwgk/x.ofd"),
        ("x.rar", "/zwgk/x.rar"),
        ("x.zip#top", "/zwgk/x.zip"),
        (
            "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&amp;owner=1&amp;wbfileid=A1",
            "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=A1",
        ),
        (
            "/module/download/downfile.jsp?classid=0&filename=1a.pdf",
            "/module/download/downfile.jsp?classid=0&filename=1a.pdf",
        ),
        ("t2.html", None),
        ("javascript:open('x.pdf')", None),
        ("http://elsewhere.example/x.pdf", None),
        ("http://a.example:8080/x.pdf", None),
        ("app.apk", None),
    ],
)
def test_which_links_are_attachments(address: str, found: str | None) -> None:
    assert links(with_links((address, "附件"))) == ([found] if found else [])


def test_links_of_the_page_around_the_article_are_no_attachments() -> None:
    frame = "<p>" + "政府信息公开指南，各类服务事项的办理指南和表格下载。" * 20 + "<a href='/guide.pdf'>指南</a></p>"
    page = report_page(TITLE).decode()
    page = page.replace("<body>", f"<body><nav><a href='/nav.pdf'>公报</a></nav>{frame}")
    page = page.replace("<div id='zoom'>", "<div class='article'><div id='zoom'>")
    page = page.replace("</div></body>", "</div><ul><li>附件：<a href='1.doc'>年报</a></li></ul></div></body>")
    assert links(page.encode()) == ["/zwgk/1.doc"]


def test_a_report_has_no_more_than_ten_attachments_each_once() -> None:
    many = [(f"{number}.pdf", f"附件{number}") for number in (1, 1, *range(2, 40))]
    assert links(with_links(*many)) == [f"/zwgk/{number}.pdf" for number in range(1, 11)]


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 <a href='x.pdf'>", b"<", b"\xef\xbb\xbf<html>", b"<a href=x.pdf>"])
def test_any_bytes_can_be_looked_at(body: bytes) -> None:
    assert links(body) in ([], ["/zwgk/x.pdf"])


def test_a_crawl_killed_between_a_report_and_its_attachment_is_completed_by_the_next(tmp_path: Path) -> None:
    database = tmp_path / "nianbao.db"
    county = SampleCounty(port=0)
    county.requests = log = KillAtFile()
    with county:
        cards = county.write_cards(tmp_path / "cards")
        path = next(path for path in paths(county) if "枣园镇2022年" in county.body("330799", path).decode())
        linked = county.body("330799", path).decode().replace("</table>", "</table><a href='/f/1.pdf'>年报</a>", 1)
        county.put("330799", path, linked.encode())
        county.put("330799", "/f/1.pdf", PDF, media_type="application/pdf")
        command = [sys.executable, "-c", CHILD % QUICK, str(cards), str(database)]
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True)
        log.victim = child.pid
        child.communicate("go\n")
        assert child.returncode == -signal.SIGKILL
        [row] = rows(database)["attachments"]
        assert (row["sha256"], row["fetch_id"]) == (None, None)
        log.victim = None
        subprocess.run(command, cwd=ROOT, input="go\n", text=True, check=True)
    [row] = rows(database)["attachments"]
    assert row["sha256"] == hashlib.sha256(PDF).hexdigest()


class KillAtFile(list[Any]):
    """A log of requests that kills a process when it asks for the file."""

    victim: int | None = None

    def append(self, entry: Any) -> None:
        super().append(entry)
        if self.victim and "/f/1.pdf" in str(entry):
            os.kill(self.victim, signal.SIGKILL)


def paths(county: SampleCounty) -> list[str]:
    portal = next(each for each in county.portals if each.id == "330799")
    return [article.url for article in portal.articles]


def rows(database: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(open_database(database)) as db:
        return table_dump(db)
