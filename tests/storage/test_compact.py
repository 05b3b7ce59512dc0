"""Compaction: the same bytes in less room, whatever happens on the way."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import compacting
import pytest
import zstandard
from compacting import NOW, PORTALS, bodies, compact_all, keep, page
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from benchmarks.portal_pages import PORTALS as BIG_PORTALS
from benchmarks.portal_pages import pages
from storage import compaction
from storage.database import open_originals
from storage.dictionaries import train
from storage.errors import StorageError
from storage.migrations import originals_migrations
from storage.originals import Originals

ROOT = Path(__file__).resolve().parents[2]
OURS, OTHER = PORTALS
KILLS = 8


def stored(originals: Originals, sha256: str) -> int:
    facts = originals.facts(sha256)
    assert facts
    return int(facts["stored"])


def dictionaries(originals: Originals, *hashes: str) -> list[str | None]:
    """The dictionary that each original is packed with."""
    return [(originals.facts(sha256) or {})["dictionary_id"] for sha256 in hashes]


def size_on_disk(originals: Originals, path: Path) -> int:
    originals.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path.stat().st_size


def test_pages_take_less_than_a_twelfth_dictionaries_and_indexes_included(originals: Originals, tmp_path: Path) -> None:
    kept = [(portal, body) for portal in BIG_PORTALS for _, body in pages(portal, 60)]
    hashes = [originals.keep(body, "text/html", NOW, portal) for portal, body in kept]
    raw = sum(len(body) for _, body in kept)
    assert len(set(hashes)) == len(kept)
    assert all(60_000 < len(body) < 90_000 for _, body in kept)
    facts, before = list(originals), size_on_disk(originals, tmp_path / "originals.db")
    assert before > raw / 8, "these pages are not easy on their own"
    compact_all(originals)
    assert size_on_disk(originals, tmp_path / "originals.db") < raw / 12
    assert list(originals) == facts
    assert [originals.get(sha256) for sha256 in hashes] == [body for _, body in kept]


def test_each_portal_has_a_dictionary_of_its_own(originals: Originals) -> None:
    ours, theirs = keep(originals, OURS, range(20)), keep(originals, OTHER, range(20))
    assert {name: done.trained for name, done in compact_all(originals).items()} == {OURS: True, OTHER: True}
    [first], [second] = set(dictionaries(originals, *ours)), set(dictionaries(originals, *theirs))
    assert first
    assert second
    assert first != second
    # Of 6 KB what remains is the kilobyte of its own, half of that for hexadecimal digits.
    assert all(stored(originals, sha256) < 1000 for sha256 in (*ours, *theirs))


def test_a_new_page_uses_the_newest_dictionary_of_its_portal_only(originals: Originals) -> None:
    keep(originals, OURS, range(20))
    compact_all(originals)
    [new] = keep(originals, OURS, range(90, 91))
    [foreign] = keep(originals, OTHER, range(90, 91))
    document = originals.keep(b"%PDF-1.7 " + page(OURS, 91), "application/pdf", NOW, OURS)
    nowhere = originals.keep(page(OURS, 92), "text/html", NOW)
    newest = originals.dictionaries.newest(OURS)
    assert newest
    assert dictionaries(originals, new, foreign, document, nowhere) == [newest["id"], None, None, None]
    assert stored(originals, new) < stored(originals, nowhere) / 3
    assert originals.get(new) == page(OURS, 90)


def test_a_second_run_changes_nothing(originals: Originals) -> None:
    keep(originals, OURS, range(20))
    compact_all(originals)
    before = [list(originals.db[table].rows) for table in ("originals", "dictionaries")]
    assert compact_all(originals) == {OURS: compaction.Compacted()}
    assert [list(originals.db[table].rows) for table in ("originals", "dictionaries")] == before


def test_a_portal_with_a_new_look_gets_a_new_dictionary_and_old_pages_stay_with_theirs(originals: Originals) -> None:
    old = keep(originals, OURS, range(20))
    compact_all(originals)
    [first] = set(dictionaries(originals, *old))
    new = keep(originals, OURS, range(100, 119), look="新版")
    assert compact_all(originals) == {OURS: compaction.Compacted()}, "not yet twice as many"
    large = stored(originals, new[0])
    new += keep(originals, OURS, range(119, 120), look="新版")
    assert compact_all(originals)[OURS].trained
    assert set(dictionaries(originals, *old)) == {first}
    [second] = set(dictionaries(originals, *new))
    assert second != first
    assert stored(originals, new[0]) < large / 3
    assert list(originals.verify()) == []


@pytest.mark.parametrize(("media_type", "count"), [("text/html", 15), ("application/pdf", 40), ("image/png", 40)])
def test_what_would_teach_nothing_is_left_alone(originals: Originals, media_type: str, count: int) -> None:
    for number in range(count):
        originals.keep(page(OURS, number), media_type, NOW, OURS)
    assert compact_all(originals) == {OURS: compaction.Compacted()}
    assert originals.db["dictionaries"].count == 0


def test_the_same_pages_make_the_same_dictionary() -> None:
    sample = [page(OURS, number) for number in range(40)]
    assert train(sample) == train(list(sample))
    assert train(sample[:3]) is None


@settings(max_examples=25, deadline=None)
@given(
    tails=st.lists(st.binary(max_size=400), min_size=16, max_size=24, unique=True),
    others=st.lists(st.tuples(st.binary(max_size=2000), st.sampled_from(["text/html", "image/png", None]))),
)
def test_any_bytes_stay_the_same(
    tmp_path_factory: pytest.TempPathFactory, tails: list[bytes], others: list[tuple[bytes, str | None]]
) -> None:
    with closing(open_originals(tmp_path_factory.mktemp("any") / "originals.db", create=True)) as db:
        originals = Originals(db)
        kept = [(page(OURS, 1) + tail, "text/html") for tail in tails] + others
        hashes = {originals.keep(body, media_type, NOW, OURS): body for body, media_type in kept}
        assert compact_all(originals)[OURS].trained
        assert bodies(originals) == hashes
        later = {originals.keep(body + b"!", media_type, NOW, OURS): body + b"!" for body, media_type in kept}
        assert bodies(originals) == hashes | later


def test_a_damaged_original_is_told_and_left_and_the_others_go_on(originals: Originals) -> None:
    bad, *good = keep(originals, OURS, range(20))
    originals.db.execute("UPDATE originals SET body = zeroblob(50) WHERE sha256 = ?", [bad])
    done = compact_all(originals)[OURS]
    assert done.repacked == len(good)
    [line] = done.damaged
    assert f"original {bad} is damaged; restore the file from a backup" in line
    assert list(originals.verify()) == [line]


@pytest.mark.parametrize("damage", ["zeroblob(length(body))", "substr(body, 1, 90)", "x''"])
def test_a_damaged_dictionary_is_one_line_and_costs_no_new_page(originals: Originals, damage: str) -> None:
    ours, theirs = keep(originals, OURS, range(20)), keep(originals, OTHER, range(20))
    compact_all(originals)
    newest = originals.dictionaries.newest(OURS)
    assert newest
    originals.db.execute(f"UPDATE dictionaries SET body = {damage} WHERE id = ?", [newest["id"]])  # noqa: S608
    again = Originals(originals.db)
    [line] = again.verify()
    assert newest["id"] in line
    assert f"portal {OURS} is damaged, 20 originals" in line
    assert "restore the file from a backup" in line
    with pytest.raises(StorageError, match=f"original {ours[0]} is damaged"):
        again.get(ours[0])
    assert again.get(theirs[0]) == page(OTHER, 0)
    assert again.get(again.keep(page(OURS, 50), "text/html", NOW, OURS)) == page(OURS, 50)


def test_originals_of_an_older_file_are_kept(tmp_path: Path) -> None:
    path, body = tmp_path / "originals.db", page(OURS, 1)
    sha256 = hashlib.sha256(body).hexdigest()
    with closing(Database(path)) as old:
        old.execute(f"PRAGMA application_id = {0x4E42_4F31}")
        originals_migrations.apply(old, stop_before="o002_dictionaries")
        facts = {"sha256": sha256, "media_type": "text/html", "size": len(body), "fetched_at": NOW.isoformat()}
        old["originals"].insert({**facts, "body": zstandard.compress(body)})
    with closing(open_originals(path)) as db:
        assert list(Originals(db)) == [facts]
        assert Originals(db).get(sha256) == body
        assert list(Originals(db).verify()) == []


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A file with enough pages for several transactions a portal, closed."""
    path = tmp_path / "prepared.db"
    with closing(open_originals(path, create=True)) as db:
        for portal in PORTALS:
            keep(Originals(db), portal, range(100))
    return path


def child_of(path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, compacting.__file__, str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)})


def test_killed_at_any_moment_every_original_is_whole(prepared: Path, tmp_path: Path) -> None:
    with closing(open_originals(prepared)) as db:
        expected = bodies(Originals(db))
    whole = shutil.copy(prepared, tmp_path / "whole.db")
    with child_of(whole) as child:
        assert child.stdout is not None
        statements = len(child.stdout.readlines())
    assert child.returncode == 0
    moments = random.Random(20230210).sample(range(1, statements), KILLS)
    under_way = 0
    for moment in moments:
        path = shutil.copy(prepared, tmp_path / f"killed-{moment}.db")
        with child_of(path) as child:
            assert child.stdout is not None
            for _ in range(moment):
                child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
        with closing(open_originals(path)) as db:
            originals = Originals(db)
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert list(originals.verify()) == []
            assert bodies(originals) == expected
            under_way += None in dictionaries(originals, *expected)
            compact_all(originals)
            assert None not in dictionaries(originals, *expected), "the next run goes on"
            assert bodies(originals) == expected
    assert under_way, "killed after the end only"
