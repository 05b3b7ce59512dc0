"""Two watchers through the same days: one undisturbed, one killed again and again at some SQL statement of its own.

``killed.py FOLDER`` prints what each of them came to as JSON. A process of its own, so that it can fork.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import traceback
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import simulated
import time_machine
from season_portal import Season
from sinks import WebhookSink, webhook

from storage import outbox
from storage.database import open_private
from storage.runs import runs

BEGIN, END = datetime.fromisoformat("2023-01-28T08:30:00+08:00"), datetime.fromisoformat("2023-02-08T12:00:00+08:00")
#: The machine sleeps over the deadline, as they do.
ASLEEP = datetime.fromisoformat("2023-01-28T12:00:00+08:00"), datetime.fromisoformat("2023-02-05T08:00:00+08:00")
ALERTS = {"subscriptions": [{"name": "office", "to": ["hook"], "states": ["overdue", "late"], "flags": ["backdated"]}]}
#: After so many statements of SQL each watcher is killed; the last one is let live.
LIVES = (2, 40, 5, 90, 130, 17, 60, 200, 350, 500, 230, 70, 600, 110, 380)


def main(folder: Path) -> dict[str, Any]:
    """What came of both."""
    with time_machine.travel(END), Season() as season:
        ports = season.ports
    undisturbed = through(folder / "undisturbed", ports, ())
    return {"undisturbed": undisturbed, "killed": through(folder / "killed", ports, LIVES)}


def through(folder: Path, ports: tuple[int, int], lives: tuple[int, ...]) -> dict[str, Any]:
    """Live through the days, killed after these numbers of statements."""
    folder.mkdir()
    with webhook() as sink:
        live(folder, ports, sink, ASLEEP[0], 0)
        (folder / "clock").write_text(ASLEEP[1].isoformat())
        codes = [live(folder, ports, sink, END, life) for life in (*lives, 0)]
        with closing(open_private(folder / "private.db")) as private:
            return {
                "codes": codes,
                "events": sorted(
                    [row["as_of"][:10], row["agency_id"], row["kind"], row["before"], row["after"]]
                    for row in outbox.filing_events(private)
                    if row["kind"] != "finding"
                ),
                "messages": sorted({(key, each["title"]) for key, each in zip(sink.keys, sink.got, strict=True)}),
                "deliveries": [row["state"] for row in outbox.deliveries(private)],
                "crawls": sorted({row["due_at"] for row in runs(private, "crawl") if row["result"] == "ok"}),
            }


def live(folder: Path, ports: tuple[int, int], sink: WebhookSink, end: datetime, statements: int) -> int:
    """A watcher in a child process, from where the clock stands; its exit code."""
    child = os.fork()
    if not child:
        try:
            work(folder, ports, sink.url, end, statements)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def work(folder: Path, ports: tuple[int, int], address: str, end: datetime, statements: int) -> None:
    if statements:
        die_after(statements)
    clock = folder / "clock"
    start = datetime.fromisoformat(clock.read_text()) + timedelta(minutes=1) if clock.exists() else BEGIN
    with time_machine.travel(start) as time, Season(ports) as season:

        def turned() -> None:
            season.turn()
            clock.write_text(simulated.now().isoformat())

        season.turn()
        simulated.watch(folder, season.registry, time, end, alerts=ALERTS, addresses={"hook": address}, turned=turned)


def die_after(statements: int) -> None:
    """Kill this process, without a warning, before the statement with that number."""
    left = iter(range(statements))

    def count(_: str) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = sqlite3.connect

    def opened(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **more)
        connection.set_trace_callback(count)
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = opened  # type: ignore[assignment,attr-defined]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
