"""``nianbao originals`` on what two crawls of a portal brought: small, whole, shown, handed on."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from loopback import LIST, Answer, Site, registry, report_page, trs_list
from warcio.archiveiterator import ArchiveIterator

from crawler.cli import main
from crawler.clock import CLOCK_SETTING
from storage.database import open_originals
from storage.originals import Originals

FIRST, SECOND = "石桥镇2022年政府信息公开工作年度报告", "枣园镇2022年政府信息公开工作年度报告"
LIST_BODY = trs_list(("t20230120_7.html", FIRST), ("t20230120_8.html", SECOND))
LATER = "2023-02-12T09:00:00+08:00"
ROOT = Path(__file__).resolve().parents[2]

Tables = Callable[[], dict[str, list[dict[str, Any]]]]
Command = Callable[..., Result]
Crawl = Callable[..., Any]


def list_page(headers: Mapping[str, str]) -> Answer:
    """A list that answers 304 to whoever has it, with a header that would turn a terminal red."""
    if headers.get("if-none-match") == '"1"':
        return Answer(status=304)
    return Answer(LIST_BODY, headers={"ETag": '"1"', "Content-Type": "text/html", "Location": "a\x1b[31mb"})


@pytest.fixture
def portal(site: Site, crawl: Crawl) -> Site:
    """Two crawls, two days apart: a list that has not changed, one report that came late, one that never came."""
    site.answers |= {LIST: list_page, LIST + "t20230120_7.html": Answer(report_page(FIRST))}
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nAllow: /\n")
    crawl(registry(site.origin))
    site.answers[LIST + "t20230120_8.html"] = Answer(report_page(SECOND))
    crawl(registry(site.origin), **{CLOCK_SETTING: LATER})
    return site


@pytest.fixture
def nianbao(database: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.delenv(CLOCK_SETTING, raising=False)

    def run(*arguments: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["originals", *map(str, arguments), "--db", str(database)])
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def originals(database: Path, portal: Site) -> Any:
    with closing(open_originals(database.with_name("originals.db"))) as db:
        yield Originals(db)


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_what_a_crawl_kept_is_whole(portal: Site, nianbao: Command) -> None:
    assert nianbao("verify").output == "5 originals, all whole, and none is missing\n"


def test_damage_is_one_line_that_says_which_and_what_to_do(
    originals: Originals, nianbao: Command, database: Path
) -> None:
    bad, gone = sha256_of(LIST_BODY), sha256_of(report_page(FIRST))
    originals.db.execute("UPDATE originals SET body = zeroblob(9) WHERE sha256 = ?", [bad])
    originals.db.execute("DELETE FROM originals WHERE sha256 = ?", [gone])
    result = nianbao("verify", code=1)
    damaged, missing = result.stderr.splitlines()
    file = database.with_name("originals.db")
    assert damaged == f"nianbao: {file}: original {bad} is damaged; restore the file from a backup"
    assert missing.startswith(f"nianbao: {file} has no original {gone}, which came from http://")
    assert missing.endswith("/t20230120_7.html; restore the file from a backup")
    assert "2 problems; `nianbao originals show SHA256 --db " in result.stdout
    assert "missing" in nianbao("show", gone).stdout
    for arguments in (["show", bad, "--out", database.with_name("x")], ["export", "--warc", database.with_name("x")]):
        assert f"original {bad} is damaged" in nianbao(*arguments, code=2).stderr
    assert [path.name for path in database.parent.glob("x*")] == []


def test_compaction_keeps_every_byte(originals: Originals, nianbao: Command, portal: Site) -> None:
    for number in range(20):
        originals.keep(report_page(f"{number}") * 4, "text/html", datetime.fromisoformat(LATER), "330799")
    before = {facts["sha256"]: originals.get(facts["sha256"]) for facts in originals}
    assert nianbao("compact").output.startswith("1 dictionaries trained, 2")
    assert {facts["sha256"]: originals.get(facts["sha256"]) for facts in originals} == before
    assert nianbao("compact").output.startswith("0 dictionaries trained, 0 originals packed anew")
    nianbao("verify")


def test_an_original_is_shown_with_every_answer_that_brought_it(portal: Site, nianbao: Command, database: Path) -> None:
    sha256, url = sha256_of(LIST_BODY), portal.origin + LIST
    shown = nianbao("show", sha256).stdout
    for fact in (sha256, "330799", "text/html", str(len(LIST_BODY)), "2023-02-10T09:00:00+08:00  200 ok", url):
        assert fact in shown
    assert "304" not in shown
    assert "location: a�[31mb" in shown
    assert nianbao("show", sha256[:12]).stdout == shown, "as notices print it"
    history = nianbao("show", url).stdout
    assert "2023-02-10T09:00:00+08:00  200 ok" in history
    assert "2023-02-12T09:00:00+08:00  304 not_modified" in history
    assert sha256 in history


@pytest.mark.parametrize("way", ["file", "pipe"])
def test_the_bytes_are_written_as_they_came(portal: Site, nianbao: Command, tmp_path: Path, way: str) -> None:
    out = tmp_path / "page.html"
    wanted = portal.origin + LIST + "t20230120_8.html"
    if way == "pipe":
        assert nianbao("show", wanted, "--out", "-").stdout_bytes == report_page(SECOND)
        return
    nianbao("show", wanted, "--out", out)
    assert out.read_bytes() == report_page(SECOND)
    out.write_bytes(b"mine")
    assert "there already" in nianbao("show", wanted, "--out", out, code=2).stderr
    assert out.read_bytes() == b"mine"


def test_a_page_is_never_let_loose_on_a_terminal(portal: Site, database: Path) -> None:
    ours, childs = pty.openpty()
    arguments = ["originals", "show", sha256_of(LIST_BODY), "--out", "-", "--db", str(database)]
    done = subprocess.run(
        [sys.executable, "-c", "from crawler.cli import main; main()", *arguments],
        stdout=childs,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    os.close(childs)
    assert done.returncode == 2
    assert b"give --out FILE" in done.stderr
    with pytest.raises(OSError, match="Input/output error"):
        os.read(ours, 1)  # nothing was written, and nobody is there any more
    os.close(ours)


def test_what_was_never_seen(portal: Site, nianbao: Command) -> None:
    for wanted in ("0" * 64, "http://127.0.5.1/none"):
        assert nianbao("show", wanted, code=2).stderr == (
            f"nianbao: {wanted} is no original, and no address that was fetched\n"
        )


def test_an_exported_file_equals_the_fetches(
    portal: Site, nianbao: Command, tables: Tables, tmp_path: Path, originals: Originals
) -> None:
    path = tmp_path / "all.warc.gz"
    output = nianbao("export", "--warc", path).output
    assert f"sha256 {sha256_of(path.read_bytes())}" in output
    bodies, answers, requests = {}, [], []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            headers, body = record.rec_headers, record.raw_stream.read()
            if record.rec_type == "response":
                bodies[headers["WARC-Record-ID"]] = body
            if record.rec_type in ("response", "revisit"):
                of = bodies[headers["WARC-Refers-To"] or headers["WARC-Record-ID"]]
                status = int(record.http_headers.get_statuscode())
                answers.append((headers["WARC-Target-URI"], when(headers["WARC-Date"]), status, sha256_of(of)))
            if record.rec_type == "request":
                requests.append(dict(record.http_headers.headers[1:]))
    rows = tables()["fetches"]
    listed = sha256_of(LIST_BODY)
    assert sorted(answers) == sorted(
        (row["url"], datetime.fromisoformat(row["requested_at"]), row["status"], row["sha256"] or listed)
        for row in rows
    )
    assert [row["status"] for row in rows].count(304) == 1
    assert [status for *_, status, _ in answers].count(404) == 1
    assert sorted(map(str, requests)) == sorted(str(json.loads(row["request_headers"])) for row in rows)
    assert all("nianbao" in request["user-agent"] for request in requests)
    assert nianbao("verify", "--warc", path).output.endswith("all whole\n")


def when(date: str) -> datetime:
    return datetime.fromisoformat(date.replace("Z", "+00:00"))


def test_a_part_brings_what_it_refers_to(portal: Site, nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "later.warc.gz"
    nianbao("export", "--warc", path, "--since", "2023-02-11", "--portal", "330799")
    first_report = portal.origin + LIST + "t20230120_7.html"  # may be asked for again, or not
    with path.open("rb") as file:
        found = [
            (record.rec_type, record.rec_headers["WARC-Target-URI"].removeprefix(portal.origin), record.rec_headers)
            for record in ArchiveIterator(file)
            if record.rec_type in ("response", "revisit") and record.rec_headers["WARC-Target-URI"] != first_report
        ]
    assert [(kind, url, headers["WARC-Date"][:10]) for kind, url, headers in found] == [
        ("response", LIST, "2023-02-10"),
        ("response", "/robots.txt", "2023-02-12"),
        ("revisit", LIST, "2023-02-12"),
        ("response", LIST + "t20230120_8.html", "2023-02-12"),
    ]
    assert found[2][2]["WARC-Refers-To"] == found[0][2]["WARC-Record-ID"]
    for nothing in (["--since", "2023-02-13"], ["--portal", "430623"]):
        assert "nothing was written" in nianbao("export", "--warc", tmp_path / "none", *nothing, code=2).stderr
    assert not (tmp_path / "none").exists()


def test_a_file_is_replaced_only_by_force(portal: Site, nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "all.warc.gz"
    path.write_bytes(b"mine")
    assert "left as it is" in nianbao("export", "--warc", path, code=2).stderr
    assert path.read_bytes() == b"mine"
    nianbao("export", "--warc", path, "--force")
    nianbao("verify", "--warc", path)
    assert list(tmp_path.glob("*.part")) == []


def test_a_file_that_was_cut_off_is_told(portal: Site, nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "all.warc.gz"
    nianbao("export", "--warc", path)
    path.write_bytes(path.read_bytes()[:-300])
    [line] = nianbao("verify", "--warc", path, code=1).stderr.splitlines()
    assert line.startswith(f"nianbao: {path} is ")
    assert line.endswith("export it again")
