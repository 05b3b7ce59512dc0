"""kill -9 of the watcher, wherever it is: it loses nothing, and what it tells twice it tells under the same key."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import killed


def test_a_watcher_that_is_killed_again_and_again_loses_and_repeats_nothing() -> None:
    memory = Path("/dev/shm")  # noqa: S108 -- where it is there, no disk is waited for
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        command, path = [sys.executable, killed.__file__, folder], ":".join(map(str, Path(__file__).parents[:3]))
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": path})
    came = json.loads(done.stdout)
    undisturbed, often_killed = came["undisturbed"], came["killed"]
    assert undisturbed["codes"] == [0]
    assert often_killed["codes"].count(-9) >= 10
    assert often_killed["codes"][-1] == 0
    assert len(undisturbed["events"]) == 6
    assert often_killed["events"] == undisturbed["events"]
    # One key for each message, and each message once by its key.
    titles = [sorted(title for _, title in came[name]["messages"]) for name in ("undisturbed", "killed")]
    assert titles[0] == titles[1]
    assert len(often_killed["messages"]) == len(undisturbed["messages"]) == 5
    assert set(often_killed["deliveries"]) == {"sent"}
    assert often_killed["crawls"] == undisturbed["crawls"]
