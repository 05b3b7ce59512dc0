"""kill -9 between sending and noting it: everything arrives, and what comes twice comes under the same key."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import deliver_once
from alert_county import County
from filing_samples import at
from sinks import WebhookSink, webhook

from storage import outbox
from storage.database import open_private

ROOT = Path(__file__).resolve().parents[2]


def deliver_in_a_child(folder: Path, sink: WebhookSink, when: datetime, *, kill: bool) -> int:
    """Its exit code: -9 when the message that arrived got it killed."""
    command = [sys.executable, deliver_once.__file__, str(folder / "private.db"), sink.url, when.isoformat()]
    with subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}) as child:
        sink.on_arrival = child.kill if kill else lambda: None
        return child.wait()


def test_killed_between_sending_and_noting_it(tmp_path: Path) -> None:
    with webhook() as sink:
        wanted = {"name": "office", "to": ["hook"], "states": ["overdue"]}
        with closing(County(tmp_path, {"subscriptions": [wanted]})) as county:
            county.start()
            county.look_and_judge(at(2, 1))
        now = at(2, 1)
        assert [deliver_in_a_child(tmp_path, sink, now, kill=True) for _ in range(2)] == [-9, -9]
        assert deliver_in_a_child(tmp_path, sink, now + timedelta(minutes=2), kill=False) == 0
    with closing(open_private(tmp_path / "private.db", read_only=True)) as private:
        deliveries = outbox.deliveries(private)
    assert {row["state"] for row in deliveries} == {"sent"}
    arrived = Counter(sink.keys)
    assert arrived.keys() == {row["id"] for row in deliveries}
    assert sorted(arrived.values()) == [1, 2, 2]
    by_key = {(key, message["title"]) for key, message in zip(sink.keys, sink.got, strict=True)}
    assert len(by_key) == 3
