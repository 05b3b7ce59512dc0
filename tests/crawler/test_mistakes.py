"""Mistakes of the input end in one clear line and exit code 2, and nothing is damaged."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlite_utils import Database

from crawler import demo
from crawler.cli import main
from crawler.lock import LockError, only_crawl
from storage.database import open_database, open_originals, open_private

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
    lines = [line for line in done.stderr.splitlines() if not line.startswith("NIANBAO_CLOCK: rehearsal")]
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


def test_what_a_report_prints_is_told_in_its_words(nianbao: Command) -> None:
    told = nianbao("read", Path(__file__).parents[1] / "pages" / "reports" / "hanweb_article.html").stdout
    assert "依申请公开 （一）予以公开：自然人 " in told
    assert "natural_person" not in told


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


def test_a_crawl_beside_another(nianbao: Command, tmp_path: Path) -> None:
    """Two would ask one portal over two connections and halve the pauses."""
    with only_crawl(tmp_path / "nianbao.db"):
        done = nianbao("demo", "--folder", tmp_path, "--no-serve", "--port", "0")
    one_clear_line(done, f"another crawl (process {os.getpid()}) is at work on")


def test_a_folder_in_which_nothing_can_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")  # As on some network disks, of which a test has none.

    monkeypatch.setattr("fcntl.flock", flock)
    with (
        pytest.raises(LockError, match=r"crawl.lock cannot be locked \(No locks available\)"),
        only_crawl(tmp_path / "n"),
    ):
        pass


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


@pytest.mark.parametrize("words", [[], ["registry"], ["portal"], ["finding"], ["alerts"], ["match"], ["originals"]])
def test_help_says_in_full_what_each_command_is_for(nianbao: Command, words: list[str]) -> None:
    told = nianbao(*words, "--help").stdout
    assert "Commands:" in told
    assert "..." not in told.partition("Commands:")[2]


@pytest.mark.parametrize("words", ["--bogus", "bogus", "status --bogus", "registry bogus"])
def test_words_that_nobody_knows(nianbao: Command, words: str) -> None:
    one_clear_line(nianbao(*words.split()), "No such", "; see nianbao")


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
        ("status --as-of 2023-13-01", "'2023-13-01' is no day such as 2023-01-31; see nianbao status --help"),
        ("reread --since yesterday", "'yesterday' is no day such as"),
        ("export", "Choose from: status, cells, findings; see nianbao export --help"),
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
    one_clear_line(done, why)
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("status --county 999999", "'999999' is no county in this database"),
        ("status --json --csv", "--csv does not go with --json"),
        ("status --rosters --json --state late", "--rosters does not go with --json, --state"),
        ("status --explain 双溪乡 2022 --year 2021", "--explain does not go with --year"),
        ("export cells --county 330798 --format csv -o x.csv", "no county in this database"),
        ("export cells --format xlsx -o x.csv", "x.csv would be of the format xlsx"),
        ("notice --county 330799 --year 2022 -o x.txt", "let its name end in .docx, not as x.txt does"),
        ("export status --format csv -o -", "would be a file of that name"),
        ("alerts calendar --county 330798 --out x.ics", "no county in this database"),
        ("notice --county 3307 --year 2022 -o x.docx", "no county in this database"),
        ("notice --province 湖南 --year 2022 -o x.docx", "no province in this database"),
        ("notice --province 样例省 --year 2022 -o x.docx", "may be 32, 33,"),
        ("match list --portal 330798", "there is no portal 330798 in this database"),
        ("match list --answered --portal 330799", "--answered does not go with --portal"),
    ],
)
def test_what_would_have_no_effect_is_told(
    nianbao: Command, database: Path, tmp_path: Path, command: str, why: str
) -> None:
    """An empty file, or one of everybody, would be taken for the answer."""
    done = nianbao(*command.split(), "--db", database)
    one_clear_line(done, why)
    assert not [*tmp_path.glob("x.*"), *tmp_path.glob("-")]


def test_a_county_may_be_named(nianbao: Command, database: Path) -> None:
    shown = nianbao("status", "--db", database, "--county", "青溪县", "--year", "2022", "--as-of", "2023-02-10").stdout
    assert "双溪乡" in shown
    assert "竹园镇" not in shown
    assert "10天                       截至 2023-02-10 未见" in shown, "and no longer than we looked"
    assert nianbao("status", "--db", database, "--year", "2099").stdout == "没有符合条件的报送 no such filings\n"


def test_a_file_is_of_the_format_its_name_says(nianbao: Command, database: Path, tmp_path: Path) -> None:
    assert nianbao("export", "status", "--db", database, "-o", "board.csv").exit_code == 0
    assert (tmp_path / "board.csv").read_text(encoding="utf-8-sig").startswith("division,division_code,")


def test_rosters_of_one_year(nianbao: Command, database: Path) -> None:
    shown = nianbao("status", "--db", database, "--rosters", "--year", "2022").stdout
    assert "《皖东县2022年" in shown
    assert "2021年" not in shown


def test_today_ends_now(nianbao: Command, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CLOCK", "2023-02-10T12:00:00+08:00")
    told = nianbao("status", "--db", database, "--as-of", "2023-02-10", "--explain", "330799-gov", "2022").stdout
    assert "截至 2023-02-10 12:00，" in told
    assert "（http://127.33.7.99:" in told, "where the list is"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("alerts test --alerts missing.yaml", "there is no missing.yaml"),
        ("alerts test --targets missing.yaml ops", "there is no missing.yaml"),
        ("alerts test", "data/alerts.yaml is not there or names no target"),
        ("watch --db /proc/nianbao/nianbao.db --alerts missing.yaml", "there is no missing.yaml"),
        ("watch --db /proc/nianbao/nianbao.db --cards cards", "there is no portal card here"),
        ("watch --db /proc/nianbao/nianbao.db", "watch.lock cannot be written"),
        ("registry validate --cards cards", "there is no card here"),
        ("registry list --province 44 --county 华容县", "华容县 is not in 44"),
        ("originals verify --warc missing.warc.gz", "does not exist"),
        ("portal detect notaurl", "no address of a web page such as http://"),
    ],
)
def test_what_is_not_there_is_told(nianbao: Command, tmp_path: Path, command: str, why: str) -> None:
    """A watcher with no subscriptions, or with nothing to watch, would look well all season."""
    (tmp_path / "cards").mkdir()
    one_clear_line(nianbao(*command.split()), why)


@pytest.mark.parametrize("command", ["crawl --db {}", "health --db {}", "alerts test --alerts {}", "read {}"])
def test_a_path_that_cannot_be_used(nianbao: Command, command: str) -> None:
    """As one below a folder of others; to root no folder is closed."""
    one_clear_line(nianbao(*command.format("n" * 300).split()), "n" * 300, "File name too long")


def test_counties_that_the_cards_leave_out_are_named(nianbao: Command, database: Path) -> None:
    """Whoever forgets --cards drops his own from the board."""
    done = nianbao("crawl", "no-such-portal", "--db", database)
    assert "9 counties are not on these cards and are watched no longer: 320899 锦溪区, " in done.stderr
    done = nianbao("crawl", "no-such-portal", "--db", database, "--cards", database.parent / "cards")
    one_clear_line(done, "no-such-portal")


def test_what_waits_on_a_portal_that_left_the_cards_is_listed(nianbao: Command, database: Path, tmp_path: Path) -> None:
    kept = tmp_path / "nianbao.db"
    with closing(sqlite3.connect(database)) as db, closing(sqlite3.connect(kept)) as copy:
        db.backup(copy)
        copy.execute("UPDATE portals SET active = 0 WHERE id = '440799'")
        copy.commit()
    assert "440799/nianbao" in nianbao("match", "list", "--portal", "440799", "--db", kept).stdout


def test_a_file_that_no_option_replaces(nianbao: Command, database: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").touch()
    done = nianbao("match", "export", "answers.yaml", "--db", database)
    one_clear_line(done, "is there already")
    assert "--force" not in done.stderr


def make_older(db: Database) -> None:
    for view in db.view_names():
        db.view(view).drop()
    for table in reversed(db.table_names()):
        if table != "_sqlite_migrations":
            db.table(table).drop()
    db.execute("DELETE FROM _sqlite_migrations")
    db.close()


@pytest.mark.parametrize(
    ("older", "asked", "renews"),
    [
        ("originals.db", "originals verify", "reread"),
        ("private.db", "health", "alerts list"),
    ],
)
def test_an_older_file_names_the_command_that_renews_it(
    nianbao: Command, tmp_path: Path, older: str, asked: str, renews: str
) -> None:
    files = {"nianbao.db": open_database, "originals.db": open_originals, "private.db": open_private}
    for name, opened in files.items():
        opened(tmp_path / name, create=True).close()
    make_older(files[older](tmp_path / older))
    db = ("--db", tmp_path / "nianbao.db")
    one_clear_line(
        nianbao(*asked.split(), *db), older, f"older nianbao; nianbao {renews} --db {db[1]} brings it up to date"
    )
    assert nianbao(*renews.split(), *db).exit_code == 0
    assert "older" not in nianbao(*asked.split(), *db).output


def as_process(*arguments: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]
    return subprocess.run(command, timeout=60, check=False, **how)


def test_a_full_disk_behind_the_output() -> None:
    with Path("/dev/full").open("wb") as full:
        done = as_process("rules", stdout=full, stderr=subprocess.PIPE)
    told = b"nianbao: a file, or the output, cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_a_terminal_without_chinese() -> None:
    done = as_process("rules", capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u4f9d\u636e" in done.stdout


def test_a_demo_that_is_interrupted_ends(tmp_path: Path) -> None:
    """Its half-done board is not shown, and the site is not opened."""
    command = [sys.executable, "-u", "-c", "from crawler.cli import main; main()", "demo", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as demo:
        assert demo.stdout
        shown = []
        for line in demo.stdout:
            shown.append(line)
            if line.startswith("crawl: ") and len([each for each in shown if each.startswith("crawl: ")]) == 1:
                demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 1
    assert "interrupted; what was stored is kept" in "".join(shown)
    assert "机构" not in "".join(shown)
