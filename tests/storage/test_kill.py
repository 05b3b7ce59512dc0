"""kill -9 at any moment: what was said to be stored is stored, and nothing is there by half."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import storage_samples

from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.queries import pending_listings, readings_of, table_dump

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 8


def write_until_killed(folder: Path, start: int, reports: int) -> int:
    """Let a child store reports, kill it in the middle of a later one, and return the last it said was safe."""
    command = [sys.executable, storage_samples.__file__, str(folder), str(start)]
    environment = {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        for _ in range(reports):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        said = child.stdout.read().split()
        assert child.wait() == -signal.SIGKILL
    return max([start + reports - 1, *map(int, said)])


def check(folder: Path, safe: int) -> int:
    """Nothing by half, nothing lost; return how many versions there are."""
    with (
        closing(open_database(folder / "nianbao.db")) as db,
        closing(open_originals(folder / "originals.db")) as file,
    ):
        originals = Originals(file)
        for each in (db, file):
            assert each.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert list(originals.verify()) == []
        dump = table_dump(db)
        fetches = {row["id"]: row for row in dump["fetches"]}
        for version in dump["versions"]:
            assert version["sha256"] in originals
            assert fetches[version["fetch_id"]]["sha256"] == version["sha256"]
            assert readings_of(db, version["id"]) == storage_samples.readings()
        stored = {int(version["content_hash"]) for version in dump["versions"]}
        assert stored >= set(range(safe + 1))
        assert len(dump["observations"]) == len(dump["listings"])
        listed = {row["url"] for row in dump["listings"]}
        pending = {row["url"] for row in pending_listings(db, "430623")}
        assert listed - pending == {storage_samples.url(number) for number in stored}
        return len(stored)


def test_killed_while_writing(tmp_path: Path) -> None:
    total = 0
    for round_ in range(ROUNDS):
        safe = write_until_killed(tmp_path, total, reports=round_)
        total = check(tmp_path, safe) if safe >= 0 else 0
    assert total > ROUNDS
