"""What may happen to a watcher: failing work, a full disk, a clock that was wrong, files that go or are damaged."""

from __future__ import annotations

import http.server
import logging
import os
import resource
import signal
import threading
import time as clock
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import simulated
import time_machine
from season_portal import registry
from sinks import free_port
from test_watcher import SlowPortal, Watched, at

from crawler.lock import only_crawl
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.watch import heartbeat
from crawler.watch.crawling import ChildCrawl, CrawlError
from crawler.watch.vitals import STOPPED, WELL, vitals
from crawler.watch.watcher import Watcher
from crawler.watch.work import Work
from storage.backup import back_up
from storage.database import open_originals, open_private
from storage.errors import StorageError
from storage.originals import Originals
from storage.runs import finish_run, runs, start_run

COUNTY = registry("http://127.0.0.1:1", "http://127.0.0.1:2")


@pytest.fixture
def time() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(at("2023-05-10T10:00"), tick=False) as time:
        yield time


def test_a_crawl_that_fails_in_a_calm_month_is_not_left_for_a_week(
    tmp_path: Path, time: time_machine.Coordinates
) -> None:
    failing = Watched(tmp_path, COUNTY, fails=True)
    failing.run(time, at("2023-05-10T10:30"), at("2023-05-15T09:00"))
    assert [f"{when:%d %H:%M}" for when, _ in failing.crawled] == [
        *("10 10:30", "10 11:30", "10 14:30", "10 23:30"),
        "15 09:00",  # its next slot, on Monday
    ]


def test_the_slots_are_beijings_wherever_the_machine_is(
    tmp_path: Path, time: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    clock.tzset()
    try:
        watched = Watched(tmp_path, COUNTY)
        watched.run(time, at("2023-05-12T10:00"), at("2023-05-15T10:00"))
    finally:
        monkeypatch.undo()
        clock.tzset()
    assert [f"{when:%d %H:%M}" for when, _ in watched.crawled] == ["12 10:00", "15 09:00"]


class SetBack(simulated.JumpingPace):
    """Time jumps to the next work, and once, after some turns, a year back: the clock had been wrong."""

    left = 4

    def wait(self, seconds: float, woken: Any) -> None:
        self.left -= 1
        if self.left == 0:
            self._time.move_to(at("2023-05-10T10:00"))
        else:
            super().wait(seconds, woken)


def test_a_clock_that_ran_ahead_stops_nothing_once_it_is_right(tmp_path: Path, time: time_machine.Coordinates) -> None:
    watched = Watched(tmp_path, COUNTY)
    time.move_to(at("2024-05-08T10:00"))
    work = Work(watched.files, COUNTY, simulated.cadence(), AlertsFile(), {}, watched._crawl)
    pace = SetBack(time, at("2023-05-15T10:00"), lambda: None)
    pace._end = at("2024-06-30T00:00")
    watcher = Watcher(work, pace)

    def ended() -> None:
        watcher.stop()

    pace.ended = ended
    pace._turned = lambda: setattr(pace, "_end", at("2023-05-15T10:00")) if pace.left < 0 else None  # type: ignore[func-returns-value]
    watcher.run()
    crawled = [f"{when:%Y-%m-%d %H}" for when, _ in watched.crawled]
    assert crawled[0].startswith("2024")
    assert "2023-05-10 10" in crawled
    assert "2023-05-15 09" in crawled
    assert vitals(watched.files, simulated.cadence(), at("2023-05-15T10:00"))[0] == WELL


def test_a_heartbeat_from_the_future_is_none(tmp_path: Path, time: time_machine.Coordinates) -> None:
    watched = Watched(tmp_path, COUNTY)
    watched.run(time, at("2023-05-10T10:00"), at("2023-05-10T10:00"))
    assert vitals(watched.files, simulated.cadence(), at("2023-05-10T10:01"))[0] == WELL
    assert vitals(watched.files, simulated.cadence(), at("2023-05-01T10:00"))[0] == STOPPED


def test_a_run_of_the_future_proves_nothing(tmp_path: Path, time: time_machine.Coordinates) -> None:
    with closing(open_private(tmp_path / "private.db", create=True)) as private:
        wrong = at("2031-01-01T09:00")
        for portal in ("339901", "chengguan"):
            start_run(private, "crawl", portal, due_at=wrong, started_at=wrong)
            finish_run(private, "crawl", portal, started_at=wrong, finished_at=wrong, result="ok")
    watched = Watched(tmp_path, COUNTY)
    watched.run(time, at("2023-05-10T10:00"), at("2023-05-10T10:00"))
    assert watched.crawled[0][1] == ["339901", "chengguan"]


def test_a_damaged_file_of_jobs_is_made_anew(tmp_path: Path, time: time_machine.Coordinates) -> None:
    (tmp_path / "schedule.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000)
    watched = Watched(tmp_path, COUNTY)
    watched.run(time, at("2023-05-10T10:00"), at("2023-05-10T10:00"))
    assert len(watched.crawled) == 1


def test_a_private_file_that_goes_away_ends_no_watcher(
    tmp_path: Path, time: time_machine.Coordinates, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Watched(tmp_path, COUNTY)
    time.move_to(at("2023-05-10T10:00"))
    work = Work(watched.files, COUNTY, simulated.cadence(), AlertsFile(), {}, watched._crawl)
    turns = iter(range(100))

    def lose_it() -> None:
        if next(turns) == 1:
            for path in tmp_path.glob("private.db*"):
                path.unlink()

    pace = simulated.JumpingPace(time, at("2023-05-11T12:00"), lose_it)
    watcher = Watcher(work, pace)
    pace.ended = watcher.stop
    watcher.run()
    assert "when alerts is due next cannot be told" in caplog.text
    assert heartbeat.last_beat(watched.files.heartbeat) == at("2023-05-11T10:00")
    watched.run(time, at("2023-05-11T12:00"), at("2023-05-11T12:00"))
    with closing(open_private(tmp_path / "private.db")) as private:
        assert runs(private, "crawl")


def test_a_disk_that_is_full_costs_no_earlier_copy_and_is_not_filled_further(tmp_path: Path) -> None:
    small, large, folder = tmp_path / "private.db", tmp_path / "originals.db", tmp_path / "backups"
    open_private(small, create=True).close()
    with closing(open_originals(large, create=True)) as file:
        Originals(file).keep(os.urandom(900_000), "text/html", at("2023-05-01T02:00"))
    back_up([small, large], folder, at("2023-05-01T02:00"), keep=3)
    before = sorted(path.name for path in folder.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(StorageError, match=r"earlier copies are kept: .*originals\.db"):
            back_up([small, large], folder, at("2023-05-02T02:00"), keep=3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_crawl_that_is_killed_for_want_of_memory_is_told_as_such(tmp_path: Path) -> None:
    portal = SlowPortal()
    crawl, failed = ChildCrawl(tmp_path / "nianbao.db", [portal.cards(tmp_path / "cards")], loopback=True), []

    def run() -> None:
        try:
            crawl(["339901"])
        except CrawlError as error:
            failed.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert portal.asked.wait(60)
        assert crawl._child
        os.kill(crawl._child.pid, signal.SIGKILL)
        thread.join(60)
    finally:
        portal.release.set()
        portal.server.close()
    assert failed == ["the crawl was ended by SIGKILL, perhaps for want of memory; what it stored is kept"]
    with only_crawl(tmp_path / "nianbao.db"):
        pass  # Its lock ended with it.


@contextmanager
def supervisor(status: int, release: threading.Event | None = None) -> Iterator[tuple[str, list[str]]]:
    """An address that is asked for signs of life, and the paths that were; with ``release`` it answers only then."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if release:
                release.wait(30)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping/s3cr3t-token", asked
    finally:
        if release:
            release.set()
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [200, 404, 503])
def test_a_sign_of_life_is_given_whatever_is_answered(
    tmp_path: Path, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), supervisor(status) as (url, asked):
        heartbeat.beat(tmp_path / "heartbeat", at("2023-05-10T10:00"), url)
    assert asked == ["/ping/s3cr3t-token"]
    assert heartbeat.last_beat(tmp_path / "heartbeat") == at("2023-05-10T10:00")
    assert ("did not answer well: HTTPError" in caplog.text) == (status != 200)
    assert "s3cr3t" not in caplog.text


def test_a_supervisor_that_is_slow_or_away_holds_nothing_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "_PATIENCE", 0.2)
    with supervisor(200, threading.Event()) as (url, _):
        heartbeat.beat(tmp_path / "heartbeat", at("2023-05-10T10:00"), url)
    heartbeat.beat(tmp_path / "heartbeat", at("2023-05-10T10:05"), f"http://127.0.0.1:{free_port()}/s3cr3t-token")
    assert heartbeat.last_beat(tmp_path / "heartbeat") == at("2023-05-10T10:05")
    assert [record.getMessage().rpartition(": ")[2] for record in caplog.records] == ["ReadTimeout", "ConnectionError"]
    assert "s3cr3t" not in caplog.text
