"""Mistakes of the input end in one clear line and exit code 2, and nothing is damaged."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from crawler import demo
from crawler.cli import main

Command = Callable[..., Result]


@pytest.fixture
def nianbao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments)], prog_name="nianbao")

    return run


def one_clear_line(done: Result, *words: str) -> None:
    assert done.exit_code == 2, (done.stderr, done.exc_info)
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("nianbao: ")
    for word in words:
        assert word in lines[0]


FILES = {
    "empty.html": b"",
    "blank.txt": b" \n\t\n",
    "binary.html": bytes(range(256)) * 40,
    "news.html": "<html><body><h1>某县召开农业工作会</h1><p>会议要求抓好春耕。</p></body></html>".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_report(nianbao: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    one_clear_line(nianbao("read", name, "--json"), name)


def test_a_file_of_50_megabytes(nianbao: Command, tmp_path: Path) -> None:
    with (tmp_path / "big.html").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    one_clear_line(nianbao("read", "big.html"), "big.html")


def test_a_missing_path(nianbao: Command) -> None:
    one_clear_line(nianbao("read", "missing.html"), "missing.html")


def test_one_bad_file_does_not_hide_the_good_one(nianbao: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    (tmp_path / "good.txt").write_text(
        "青溪县石桥镇2022年政府信息公开工作年度报告\n一、总体情况\n本镇公开信息37条。\n", encoding="utf-8"
    )
    done = nianbao("read", "empty.html", "good.txt", "--json")
    one_clear_line(done, "empty.html")
    assert '"report_year": 2022' in done.stdout


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE accounts (id INTEGER)")


def no_database(path: Path) -> None:
    path.write_text("not a database, but long enough to look like one " * 40)


@pytest.mark.parametrize("make", [foreign, no_database, Path.mkdir])
@pytest.mark.parametrize("command", ["status", "reread", "browse", "crawl"])
def test_a_path_that_is_no_database_of_ours(
    nianbao: Command, tmp_path: Path, make: Callable[[Path], None], command: str
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    one_clear_line(nianbao(command, "--db", path), "other.db")
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("command", ["status", "reread", "browse"])
def test_a_missing_database(nianbao: Command, tmp_path: Path, command: str) -> None:
    one_clear_line(nianbao(command, "--db", "missing.db"), "missing.db")
    assert not (tmp_path / "missing.db").exists()


def test_a_taken_port(nianbao: Command) -> None:
    with socket.create_server(("127.33.7.99", 0)) as taken:
        port = taken.getsockname()[1]
        one_clear_line(nianbao("demo", "--no-serve", "--port", str(port)), str(port))


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_a_folder_that_may_not_be_written(nianbao: Command) -> None:
    # /proc refuses new files even to root, as whom containers run this.
    one_clear_line(nianbao("crawl", "--db", "/proc/nianbao/nianbao.db"), "/proc/nianbao")


def test_cards_that_are_wrong(nianbao: Command, tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "county.yaml").write_text("county: 430623\nname: 某县\n", encoding="utf-8")
    done = nianbao("crawl", "--cards", "cards")
    assert done.exit_code == 2
    assert all(line.startswith("nianbao: ") and "county.yaml" in line for line in done.stderr.splitlines())
    assert not (tmp_path / "data").exists()


def test_a_folder_without_cards(nianbao: Command, tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    one_clear_line(nianbao("crawl", "--cards", "cards"), "cards", "no portal card")
    assert not (tmp_path / "data").exists()


def test_a_portal_card_that_is_a_draft_still(nianbao: Command, tmp_path: Path) -> None:
    nianbao("registry", "add-county", "430623", "--cards", "cards")
    one_clear_line(nianbao("crawl", "--cards", "cards"), "cards/430623-portal.yaml", "draft", "address")
    assert not (tmp_path / "data").exists()


def test_a_portal_without_a_card(nianbao: Command, tmp_path: Path) -> None:
    one_clear_line(nianbao("crawl", "no-such-portal"), "no-such-portal")
    assert not (tmp_path / "data").exists()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return demo.run(Console(quiet=True), folder, port=0)


@pytest.mark.parametrize(
    ("agency", "year", "told"),
    [
        ("无此机关", "2022", "no agency"),
        ("人民政府", "2022", "one of"),
        ("430623113", "soon", "no report year"),
        ("430623113", "1987", "no deadline"),
    ],
)
def test_a_filing_that_is_none(nianbao: Command, database: Path, agency: str, year: str, told: str) -> None:
    one_clear_line(nianbao("status", "--db", database, "--explain", agency, year), told)


def test_a_clock_that_is_none(nianbao: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", "yesterday")
    one_clear_line(nianbao("crawl"), "yesterday")


def test_the_program_as_a_process_ends_like_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "read", "missing.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nianbao: missing.html: ")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("status --year 99999999999999999999", "--year"),
        ("status --as-of 2023-02-11", "2023-02-11 is yet to come"),
        ("status --as-of 9999-12-31", "no day of the years 2008 to 2100"),
        ("status --state overdu", "'overdue'"),
        ("status --explain 双溪乡 99999999999", "no report year"),
        ("status --explain 双溪乡 9999", "no report year"),
        ("export cells --year 99999999999999999999 -o x.xlsx", "--year"),
        ("notice --county 330799 --year 2022 --as-of 2023-02-11 -o x.docx", "yet to come"),
        ("alerts list --last 99999999999999999999", "--last"),
        ("alerts mute x --until 9999-12-31 --because y", "no day of the years"),
    ],
)
def test_numbers_and_days_that_nobody_can_mean(
    nianbao: Command, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, why: str
) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", "2023-02-10T12:00:00+08:00")
    done = nianbao(*command.split(), "--db", database)
    assert done.exit_code == 2, (done.stderr, done.exc_info)
    assert why in done.stderr
    assert not list(tmp_path.glob("x.*"))
