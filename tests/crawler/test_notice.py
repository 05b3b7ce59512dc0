"""The notice: its facts, its words, and that it opens."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn

from crawler import jobs
from crawler.board import days_label
from crawler.cli import main
from crawler.clock import now
from crawler.notice import write_notice
from crawler.notice_facts import notice_of
from crawler.registry import load
from crawler.sample_county import SampleCounty


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notice")
    with SampleCounty(port=0) as county:
        registry = load(county.write_cards(folder / "cards"))
        database, clock = folder / "nianbao.db", "2023-02-10T09:00:00+08:00"
        portals = ["320899", "530199"]
        jobs.crawl(registry, database, portals=portals, clock=clock, settings=jobs.REHEARSAL)
    common = ["notice", "--db", str(database), "--year", "2022", "--as-of", "2023-02-10"]
    for code in portals:
        done = CliRunner().invoke(main, [*common, "--county", code, "-o", str(folder / f"{code}.docx")])
        assert done.exit_code == 0, done.output
    return folder


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(path)).tables]


def text(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_a_township_is_held_to_practice_and_a_department_to_the_law(notice: Path) -> None:
    missing, late, _ = tables(notice / "320899.docx")
    assert missing[1][1:4] == ["锦溪区竹园镇人民政府", "2023-01-31", "晚于1月31日（依地方通知/惯例）"]
    assert late[1][1:4] == ["锦溪区财政局", "2023-01-31", "逾期（条例第四十九条）"]
    assert missing[1][4].startswith("截至 2023-02-10 09:00 未见；期限届满后核查1次，其中完整核查1次")
    assert late[1][4:6] == ["2023-02-06（页面发布日期）", "6天"]


def test_of_a_report_without_a_date_only_how_late_at_most_is_said(notice: Path, tmp_path: Path) -> None:
    told = notice_of(notice / "nianbao.db", "320899", 2022, now("2023-02-10T23:59:59+08:00"))
    entries = tuple(
        replace(each, state=each.state._replace(claimed_on=None, days_late=10)) if each.state.state == "late" else each
        for each in told.entries
    )
    with (tmp_path / "undated.docx").open("wb") as out:
        write_notice(out, replace(told, entries=entries))
    _, late, _ = tables(tmp_path / "undated.docx")
    assert late[1][4:6] == ["未载明；至迟见于首次见到之日", "至多10天"]
    assert days_label({"state": "late", "claimed_on": None, "days_late": 10}) == "至多10天"
    assert days_label({"state": "late", "claimed_on": "2023-02-06", "days_late": 6}) == "6天"


def test_nobody_is_named_without_what_a_person_said_of_its_links(notice: Path, tmp_path: Path) -> None:
    told = notice_of(notice / "nianbao.db", "320899", 2022, now("2023-02-10T23:59:59+08:00"))
    entries = tuple(replace(each, dismissed=("栏目列有《说明》，经人工核对不是年度报告",)) for each in told.entries)
    with (tmp_path / "dismissed.docx").open("wb") as out:
        write_notice(out, replace(told, entries=entries))
    missing, *_ = tables(tmp_path / "dismissed.docx")
    assert missing[1][4].endswith("页。栏目列有《说明》，经人工核对不是年度报告")


def test_every_statement_has_its_originals(notice: Path) -> None:
    missing, late, originals = tables(notice / "320899.docx")
    known = {row[3][:12] for row in originals[1:]}
    assert all(len(row[3]) == 64 for row in originals[1:])
    for row in (*missing[1:], *late[1:]):
        shown = {each.removesuffix("…") for each in row[-1].split("；")}
        assert shown
        assert shown <= known


def test_what_we_could_not_verify_is_ours_and_nothing_accuses(notice: Path) -> None:
    said = text(notice / "530199.docx")
    assert "属本系统需要解决的问题，不说明有关机关未公布或者逾期" in said
    [unverified] = tables(notice / "530199.docx")
    assert {row[3] for row in unverified[1:]} == {"未能访问网站"}
    for word in ("违法", "拒不", "拒绝", "应当追究", "严重", "拖延"):
        assert word not in said + text(notice / "320899.docx")


def test_chinese_has_a_font_of_its_own(notice: Path) -> None:
    styles = Document(str(notice / "320899.docx")).styles
    fonts = {name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Normal", "Title", "Heading 1")}
    assert fonts == {"Normal": "仿宋", "Title": "黑体", "Heading 1": "黑体"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--county", "999999"], "'999999' is no county in this database"),
        (["--county", "320899", "--year", "2010"], "nobody of 320899 is watched for the report year 2010"),
        ([], "give either --county or --province"),
        (["--county", "320899", "--province", "32"], "give either"),
    ],
)
def test_a_mistake_is_one_clear_line_and_no_file(notice: Path, tmp_path: Path, arguments: list[str], told: str) -> None:
    path = tmp_path / "x.docx"
    common = ["notice", "--db", str(notice / "nianbao.db"), "--year", "2022", "-o", str(path)]
    done = CliRunner().invoke(main, [*common, *arguments])
    assert (done.exit_code, told in done.output, path.exists()) == (2, True, False)


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (apt-get install libreoffice-writer-nogui)")
def test_an_office_program_opens_it(notice: Path, tmp_path: Path) -> None:
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(notice / "320899.docx")], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "320899.pdf").read_bytes().startswith(b"%PDF")
