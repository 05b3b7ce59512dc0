"""A season of ninety days through the real watcher: every change is noted on its day, told once, and nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import simulated
import time_machine
import yaml
from season_portal import DAYS, START, Season
from sinks import WebhookSink, webhook

from storage import outbox
from storage.database import open_private
from storage.runs import runs

ALERTS = {
    "operator": {"to": ["ops"]},
    "subscriptions": [
        {"name": "office", "to": ["office"], "states": ["overdue", "late", "withdrawn"], "flags": ["backdated"]},
        {"name": "press", "to": ["press"], "states": ["overdue"], "digest": "daily", "confirm": 8},
    ],
}


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    # Some hundred crawls wait for the disk; in memory they do not.
    memory = Path("/dev/shm")  # noqa: S108
    folder = Path(tempfile.mkdtemp(dir=memory)) if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("season")
    with webhook() as office, webhook() as press, webhook() as ops:
        sinks = {"office": office, "press": press, "ops": ops}
        addresses = {name: sink.url for name, sink in sinks.items()}
        with time_machine.travel(START, tick=True) as time, Season() as county:
            simulated.watch(
                folder,
                county.registry,
                time,
                START + timedelta(days=DAYS),
                alerts=ALERTS,
                addresses=addresses,
                turned=county.turn,
            )
        with closing(open_private(folder / "private.db", read_only=True)) as private:
            yield {"private": private, "folder": folder, **sinks}
    shutil.rmtree(folder)


def test_every_change_is_noted_on_its_day(season: dict[str, Any]) -> None:
    expected = yaml.safe_load(Path(__file__).with_name("season.yaml").read_text(encoding="utf-8"))
    filings = [
        f"{row['as_of'][:10]} {row['agency_id']} {row['kind']} {row['before'] or '-'} {row['after'] or '-'}"
        for row in reversed(outbox.filing_events(season["private"]))
        if row["kind"] != "finding"  # the checks have tests of their own
    ]
    assert filings == expected["filings"]
    portals = [
        f"{row['as_of'][:10]} {row['subject'].removeprefix('portal:')} {row['before']} {row['after']}"
        for row in reversed(outbox.health_events(season["private"]))
    ]
    assert portals == expected["portals"]


def titles(sink: WebhookSink) -> list[str]:
    return [each["title"].removeprefix("【年报】") for each in sink.got]


def test_every_alert_arrives_once_and_who_was_told_is_told_what_became_of_it(season: dict[str, Any]) -> None:
    assert sorted(titles(season["office"])) == sorted(
        [
            "青溪县石桥镇人民政府 2022年度：逾期未公布",
            "青溪县枣园镇人民政府 2022年度：逾期未公布",
            "青溪县城关街道办事处 2022年度：逾期未公布",
            "青溪县城关街道办事处 2022年度：逾期公布",
            "青溪县石桥镇人民政府 2022年度：按时公布",
            "青溪县双溪乡人民政府 2022年度：公布后撤除",
        ]
    )
    for name in ("office", "press", "ops"):
        assert len(set(season[name].keys)) == len(season[name].keys)
    assert outbox.deliveries(season["private"], state="waiting") == []


def test_a_digest_waits_for_confirmation_and_its_hour(season: dict[str, Any]) -> None:
    """A list is read once a day in the week after the deadline, and on the 8th because it changed: who had published
    by then is not spoken of.
    """
    [only] = season["press"].got
    assert only["title"] == "【年报】青溪县枣园镇人民政府 2022年度：逾期未公布"
    assert "截至 2023-02-08 09:00" in only["message"]
    assert "其中完整核查8次" in only["message"]


def test_a_portal_that_failed_is_told_to_the_operator_only(season: dict[str, Any]) -> None:
    assert titles(season["ops"]) == ["网站核查受阻：城关街道（chengguan）", "网站核查恢复：城关街道（chengguan）"]
    assert "这是核查受阻，不说明任何机关未公布。" in season["ops"].got[0]["message"]


def test_every_slot_was_kept_and_the_copies_are_rotated(season: dict[str, Any]) -> None:
    crawls = [row for row in runs(season["private"], "crawl") if row["subject"] == "339901"]
    due = [row["due_at"] for row in crawls]
    assert len(set(due)) == len(due)
    by_day = {day: sum(each.startswith(day) for each in due) for day in ("2023-01-15", "2023-01-31", "2023-02-01")}
    assert by_day == {"2023-01-15": 1, "2023-01-31": 24, "2023-02-01": 24}
    assert all(row["result"] == "ok" for kind in ("crawl", "backup", "verify") for row in runs(season["private"], kind))
    copies = sorted(path.name for path in (season["folder"] / "backups").iterdir())
    assert len(copies) == 3 * 7
    assert copies[6].startswith("nianbao-20230328-02")
