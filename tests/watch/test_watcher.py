"""The watcher away, beside another, told to stop; and what it says of itself."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import simulated
import time_machine
from click.testing import CliRunner
from season_portal import SHIQIAO, START, Season

from crawler.cli import main
from crawler.lock import LockError, only_crawl, only_watcher
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import Registry
from crawler.sample_county.page import Page
from crawler.sample_county.server import PortalServer
from crawler.watch.crawling import CrawlError
from crawler.watch.heartbeat import last_beat
from crawler.watch.watcher import Watcher
from crawler.watch.work import Files, Work
from storage import outbox
from storage.backup import back_up
from storage.database import open_database, open_originals, open_private
from storage.errors import StorageError
from storage.originals import Originals
from storage.runs import last_runs, runs

ROOT = Path(__file__).resolve().parents[2]


class Watched:
    """A watcher that notes what it crawls, and crawls nothing."""

    def __init__(self, folder: Path, registry: Registry, fails: bool = False) -> None:
        self.files = Files(folder / "nianbao.db")
        self.crawled: list[tuple[datetime, list[str]]] = []
        self._registry = registry
        self._fails = fails

    def run(self, time: time_machine.Coordinates, start: datetime, end: datetime) -> None:
        time.move_to(start)
        work = Work(self.files, self._registry, simulated.cadence(), AlertsFile(), {}, self._crawl)
        pace = simulated.JumpingPace(time, end, lambda: None)
        watcher = Watcher(work, pace)
        pace.ended = watcher.stop
        watcher.run()

    def _crawl(self, portals: Collection[str]) -> None:
        self.crawled.append((simulated.now(), sorted(portals)))
        if self._fails:
            raise CrawlError("the portal list is on fire")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def time() -> time_machine.Coordinates:
    with time_machine.travel(START, tick=False) as time:
        yield time


@pytest.fixture
def season(time: time_machine.Coordinates) -> Season:
    with Season() as season:
        yield season


def test_a_machine_that_slept_catches_up_at_once_and_once(
    tmp_path: Path, season: Season, time: time_machine.Coordinates
) -> None:
    watched = Watched(tmp_path, season.registry)
    watched.run(time, at("2023-01-03T08:00"), at("2023-01-05T12:00"))
    assert [f"{when:%d %H}" for when, _ in watched.crawled] == ["03 08", "03 09", "04 09", "05 09"]
    watched.run(time, at("2023-01-18T15:30"), at("2023-01-19T12:00"))
    assert [f"{when:%d %H}" for when, _ in watched.crawled[4:]] == ["18 15", "19 09"]
    with closing(open_private(tmp_path / "private.db")) as private:
        assert [row["due_at"][:13] for row in runs(private, "backup")][-2:] == ["2023-01-18T02", "2023-01-19T02"]


def test_a_watcher_started_again_at_once_does_nothing_twice(
    tmp_path: Path, season: Season, time: time_machine.Coordinates
) -> None:
    watched = Watched(tmp_path, season.registry)
    for minute in range(5):
        watched.run(time, at(f"2023-01-03T10:0{minute}"), at(f"2023-01-03T10:0{minute}"))
    assert len(watched.crawled) == 1
    with closing(open_private(tmp_path / "private.db")) as private:
        assert len(runs(private, "backup")) == len(runs(private, "verify")) == 1


def test_a_crawl_that_fails_is_told_and_made_again(
    tmp_path: Path, season: Season, time: time_machine.Coordinates
) -> None:
    Watched(tmp_path, season.registry, fails=True).run(time, at("2023-01-03T10:00"), at("2023-01-03T11:00"))
    with closing(open_private(tmp_path / "private.db")) as private:
        assert {row["detail"] for row in runs(private, "crawl")} == {"the portal list is on fire"}
        assert outbox.health(private)["job:crawl"]["state"] == "failing"
    well = Watched(tmp_path, season.registry)
    well.run(time, at("2023-01-03T12:00"), at("2023-01-03T13:00"))
    assert well.crawled[0][1] == ["339901", "chengguan"]
    with closing(open_private(tmp_path / "private.db")) as private:
        assert outbox.health(private)["job:crawl"]["state"] == "ok"


def test_it_says_at_first_what_is_watched_who_is_told_and_what_the_cards_leave_out(
    tmp_path: Path, season: Season, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    files, registry = Files(tmp_path / "nianbao.db"), season.registry
    for known in (registry, Registry({}, {}, {})):
        Work(files, known, simulated.cadence(), AlertsFile(), {}, lambda _: None).prepare()
    assert "watching 2 portals for" in caplog.messages[0]
    assert caplog.messages[0].endswith("told: nobody")
    assert caplog.messages[1] == "NIANBAO_CONTACT is not set: portals are told nobody to write to"
    assert caplog.messages[2].startswith("1 counties are not on these cards and are watched no longer: 339901 ")


def test_health_has_a_code_for_each_case(tmp_path: Path, season: Season, time: time_machine.Coordinates) -> None:
    def health() -> tuple[int, str]:
        result = CliRunner().invoke(main, ["health", "--db", str(tmp_path / "nianbao.db")])
        return result.exit_code, result.output

    open_database(tmp_path / "nianbao.db", create=True).close()
    assert health() == (1, "the watcher is not at work: it has never run on this database\n")
    watched = Watched(tmp_path, season.registry)
    watched.run(time, at("2023-01-03T10:00"), at("2023-01-03T10:00"))
    assert health() == (0, "well\n")
    with closing(open_private(tmp_path / "private.db")) as private:
        outbox.save_health(private, "portal:339901", "failing", as_of=simulated.now(), title="t", text="")
    assert health() == (3, "portal:339901 has been failing since 2023-01-03 10:00\n")
    time.move_to(at("2023-01-03T10:16"))
    assert health() == (1, "the watcher is not at work: last heartbeat 2023-01-03 10:00\n")
    time.move_to(at("2023-01-06T10:00"))
    code, said = health()
    assert code == 1
    assert "backup is more than a day late" in said
    assert "the crawl of 2 portals is more than a day late" in said


def test_a_second_watcher_refuses_to_start_with_one_line(tmp_path: Path) -> None:
    database = tmp_path / "nianbao.db"
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "watch", "--db", str(database)]
    with only_watcher(database):
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
        with pytest.raises(LockError):
            only_watcher(database).__enter__()
    assert second.returncode == 2
    assert second.stderr == (
        f"nianbao: another watcher (process {os.getpid()}) is at work on {database}; stop that one first\n"
    )
    with only_watcher(database):
        pass


def test_the_crawl_of_a_watcher_waits_for_another(tmp_path: Path) -> None:
    database, at_work = tmp_path / "nianbao.db", threading.Event()

    def crawl() -> None:
        with only_crawl(database, wait=True):
            at_work.set()

    with only_crawl(database):
        (waiting := threading.Thread(target=crawl)).start()
    assert at_work.wait(30)
    waiting.join()


class SlowPortal:
    """A portal whose robots.txt takes as long as the test wants."""

    def __init__(self) -> None:
        self.asked, self.release = threading.Event(), threading.Event()
        self.server = PortalServer(("127.0.7.3", 0), {"/robots.txt": self._robots}, lambda _: None)

    def _robots(self, _: object) -> Page:
        self.asked.set()
        self.release.wait(30)
        return Page(b"User-agent: *\nDisallow: /\n", media_type="text/plain")

    def cards(self, folder: Path) -> Path:
        folder.mkdir()
        county = "county: '339901'\nname: 青溪县\ncity: 青江市\nprovince: 浙江省\n"
        (folder / "county.yaml").write_text(
            f"{county}agencies:\n  - {{id: '{SHIQIAO}', name: 青溪县石桥镇人民政府, kind: township}}\n"
        )
        origin = f"http://127.0.7.3:{self.server.server_address[1]}"
        portal = f"portal: '339901'\nname: 青溪\ncounty: '339901'\nplatform: trs\nurl: {origin}\nstatus: verified\n"
        (folder / "portal.yaml").write_text(
            f"{portal}channels:\n  - {{id: nb, url: /nb/, years: {{first: 2021}}, at_least: 1}}\n"
        )
        return folder


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_watcher_that_ends_in_the_middle_of_a_crawl_takes_the_crawl_with_it(
    tmp_path: Path, how: signal.Signals
) -> None:
    portal, database = SlowPortal(), tmp_path / "nianbao.db"
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "watch", "--loopback"]
    command += ["--db", str(database), "--cards", str(portal.cards(tmp_path / "cards"))]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True) as watcher:
        try:
            assert portal.asked.wait(60)
            watcher.send_signal(how)
            if how == signal.SIGKILL:
                watcher.wait(60)
            portal.release.set()
            # The pipe is closed once the last process that holds it, the crawl, has ended.
            said = watcher.communicate(timeout=60)[1]
        finally:
            portal.server.close()
    assert watcher.returncode == (0 if how == signal.SIGTERM else -9)
    assert "Traceback" not in said
    with closing(open_private(tmp_path / "private.db")) as private:
        assert [row["result"] for row in runs(private, "crawl")] == [None]
        assert ("crawl", "339901") not in last_runs(private, simulated.now())
    assert last_beat(Files(database).heartbeat) is not None
    with only_watcher(database):
        pass


def test_copies_are_whole_private_and_rotated(tmp_path: Path) -> None:
    database, originals, folder = (tmp_path / name for name in ("nianbao.db", "originals.db", "backups"))
    open_database(database, create=True).close()
    with closing(open_originals(originals, create=True)) as file:
        sha256 = Originals(file).keep("年报".encode(), "text/html", START)
        for day in range(5):
            back_up([database, originals], folder, START + timedelta(days=day), keep=3)
    copies = sorted(path.name for path in folder.iterdir())
    days = ("20221230", "20221231", "20230101")
    assert copies == [f"{name}-{day}-083000.db" for name in ("nianbao", "originals") for day in days]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with closing(open_originals(folder / copies[-1], read_only=True)) as copy:
        assert Originals(copy).get(sha256) == "年报".encode()


def test_a_damaged_file_is_not_taken_for_a_copy(tmp_path: Path) -> None:
    database = tmp_path / "nianbao.db"
    with closing(sqlite3.connect(database)) as db:
        db.execute("CREATE TABLE t (x)")
        db.executemany("INSERT INTO t VALUES (?)", [("a" * 4000,)] * 50)
        db.commit()
    with database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 10)
    with pytest.raises(StorageError):
        back_up([database], tmp_path / "backups", START, keep=3)
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] != [".db"]
