"""A county nobody has added yet, on portals written otherwise than any sample: one command, one card, all reports."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from loopback import Answer, Site, report_page

from crawler import jobs
from crawler.cli import main
from crawler.registry import load
from storage.database import open_database

COUNTY = "430624"
CLOCK = "2023-02-10T09:00:00+08:00"
NOISE = ("湘阴县召开政府信息公开工作推进会", "政府信息公开指南", "湘阴县2022年法治政府建设年度报告", "2022年年报解读")
HEAD = f'<meta name="SiteName" content="湘阴县人民政府"><meta name="SiteIDCode" content="{COUNTY}0001">'


class Row(NamedTuple):
    """A row of the list: where it leads and what it says."""

    url: str
    title: str
    day: str


REPORTS = """
SELECT versions.title, reports.report_year AS year, agency_id FROM versions JOIN reports ON reports.id = report_id
"""
LAST = "<span class='p_next_d p_fun_d'>下页</span>"


def trs(rows: list[Row], per_page: int) -> dict[str, bytes]:
    """As in Chongqing and Hunan: rows of paragraphs, day spelled out, a pager of six arguments that counts from one."""
    pages = [rows[at : at + per_page] for at in range(0, len(rows), per_page)]
    return {
        f"/zwgk/fdzdgknr/zfxxgknb/index{f'_{number}' if number > 1 else ''}.html": (
            f"<html><head>{HEAD}<title>年报</title></head><body><table class='zcwjk'><tbody>"
            + "".join(
                f"<tr class='zcwjk-list-c'><td>{at}</td><td class='title'><p class='tit'>"
                f"<a target='_blank'\n href='{row.url}'>{row.title}</a></p>"
                f"<p class='info'><span>发布日期 ：{row.day[:4]}年{row.day[5:7]}月{row.day[8:]}日</span></p></td></tr>"
                for at, row in enumerate(page, start=1)
            )
            + f"</tbody></table><div id='paging'></div><script>createPageHTML('paging',{len(pages)},{number},'index',"
            f"'html',{len(rows)});</script></body></html>"
        ).encode()
        for number, page in enumerate(pages, start=1)
    }


def vsb(rows: list[Row], per_page: int) -> dict[str, bytes]:
    """An old skin: rows of a table in GBK, the pager beside it with words only."""
    pages = [rows[at : at + per_page] for at in range(0, len(rows), per_page)]
    names = ["nb.htm", *(f"nb/{number}.htm" for number in range(len(pages) - 1, 0, -1))]
    found = {}
    for at, (name, page) in enumerate(zip(names, pages, strict=True)):
        up = "../" * name.count("/")
        lines = "".join(
            f"<tr id='line1884_{number}' height=20><td><a class=c1884 href='{up}../{row.url}' title='{row.title}'>"
            f"{row.title[:14]}...</a></td><td nowrap><span class=timestyle1884>{row.day.replace('-', '/')}</span>"
            "</td></tr>"
            for number, row in enumerate(page)
        )
        onward = "".join(names[at + 1 : at + 2]).rpartition("/")[2] if at else "nb/" + names[1].rpartition("/")[2]
        pager = f"<span class='p_next p_fun'><a href='{onward}'>下页</a></span>" if onward else LAST
        found[f"/zwgk/{name}"] = (
            f"<html><head><META http-equiv=Content-Type Content='text/html; charset=gbk'>{HEAD}<title>年报</title>"
            "</head><body><script src='/system/resource/js/counter.js'></script>"
            f"<table class=winstyle1884>{lines}</table>"
            f"<span class=p_pages>{pager}</span></body></html>"
        ).encode("gbk")
    return found


class Unseen(NamedTuple):
    """A portal: how its list is written, where it begins, and how its articles are addressed."""

    platform: str
    pages: Callable[[list[Row], int], dict[str, bytes]]
    first: str
    address: str


UNSEEN = (
    Unseen("trs", trs, "/zwgk/fdzdgknr/zfxxgknb/index.html", "./{year}01/t{year}0120_77{number}.html"),
    Unseen("vsb", vsb, "/zwgk/nb.htm", "info/1031/88{number}.htm"),
)


@pytest.fixture
def agencies(tmp_path: Path) -> list[str]:
    """One command: the county, its office, and its townships."""
    added = CliRunner().invoke(main, ["registry", "add-county", COUNTY, "--cards", str(tmp_path / "cards")])
    assert added.exit_code == 0, added.output
    return [each.name for each in load(tmp_path / "cards").divisions[COUNTY].agencies][:7]


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda each: each.platform)
def test_all_its_reports_are_found_and_nothing_else(
    unseen: Unseen, agencies: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", CLOCK)
    reports = [(f"{name}{year}年政府信息公开工作年度报告", year) for year in (2022, 2021) for name in agencies[1:]]
    titles = [*NOISE[:2], *reports[:5], NOISE[2], *reports[5:], NOISE[3]]
    rows = []
    with Site("127.0.5.7") as site:
        for number, each in enumerate(titles):
            title, year = each if isinstance(each, tuple) else (each, 2022)
            url = unseen.address.format(year=year + 1, number=100 + number)
            rows.append(Row(url, title, f"{year + 1}-01-20"))
            folder = unseen.first.rpartition("/")[0] if url.startswith("./") else ""
            site.answers[f"{folder}/{url.removeprefix('./')}"] = Answer(report_page(title))
        site.answers |= {path: Answer(body) for path, body in unseen.pages(rows, 6).items()}
        card = detected(site.origin + unseen.first, tmp_path / "cards" / f"{COUNTY}-portal.yaml")
        assert f"platform: {unseen.platform}" in card
        assert len([line for line in card.splitlines() if line and not line.startswith("#")]) < 15
        jobs.crawl(load(tmp_path / "cards"), tmp_path / "nianbao.db", settings=dict(jobs.REHEARSAL), clock=CLOCK)
        asked = {path for path in site.asked if "/t20" in path or "/info/" in path}
    assert len(asked) == len(reports), "no other page of the list was asked for"
    assert found_in(tmp_path / "nianbao.db") == sorted(reports)


def detected(url: str, file: Path) -> str:
    """One card: as ``portal detect`` prints it."""
    told = CliRunner().invoke(main, ["portal", "detect", url, "--loopback"])
    assert told.exit_code == 0, told.output
    file.write_text(told.stdout, encoding="utf-8")
    checked = CliRunner().invoke(main, ["portal", "check", str(file), "--loopback"])
    assert checked.exit_code == 0, checked.output
    return told.stdout


def found_in(database: Path) -> list[tuple[str, int]]:
    with closing(open_database(database, read_only=True)) as db:
        rows = list(db.query(REPORTS))
        looks = list(db.query("SELECT exhausted, qualified FROM observations"))
    assert all(row["agency_id"] for row in rows)
    assert [tuple(look.values()) for look in looks] == [(1, 1)]
    return sorted((row["title"], row["year"]) for row in rows)
