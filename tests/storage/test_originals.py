"""Originals: what went in comes out, or nothing does."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_samples import NOW

from storage.database import open_originals, transaction
from storage.errors import StorageError
from storage.originals import Originals

PAGE = "<title>2022年政府信息公开工作年度报告</title>".encode("gb18030") * 500


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=3000))
def test_any_bytes_come_back_exactly(originals: Originals, body: bytes) -> None:
    sha256 = originals.keep(body, None, NOW)
    assert sha256 == hashlib.sha256(body).hexdigest()
    assert originals.get(sha256) == body
    assert sha256 in originals


def test_facts_of_each_original_without_its_bytes(originals: Originals) -> None:
    pdf = originals.keep(b"%PDF-1.7", "application/pdf", NOW + timedelta(days=1))
    page = originals.keep(PAGE, "text/html", NOW)
    assert len(originals) == 2
    assert list(originals) == [
        {"sha256": page, "media_type": "text/html", "size": len(PAGE), "fetched_at": "2023-02-10T09:00:00+08:00"},
        {"sha256": pdf, "media_type": "application/pdf", "size": 8, "fetched_at": "2023-02-11T09:00:00+08:00"},
    ]


def test_kept_again_nothing_is_written(originals: Originals, tmp_path: Path) -> None:
    sha256 = originals.keep(PAGE, "text/html", NOW)
    facts = list(originals)
    with closing(open_originals(tmp_path / "originals.db", busy_seconds=0.01)) as db, transaction(originals.db):
        assert Originals(db).keep(PAGE, "application/octet-stream", NOW + timedelta(days=9)) == sha256
    assert list(originals) == facts


def test_pages_take_little_room(originals: Originals) -> None:
    originals.keep(PAGE, "text/html", NOW)
    stored = originals.db.execute("SELECT length(body) FROM originals").fetchone()[0]
    assert stored < len(PAGE) / 20


def test_a_missing_original_is_an_error(originals: Originals) -> None:
    missing = "0" * 64
    assert missing not in originals
    with pytest.raises(StorageError, match=f"originals.db has no original {missing}"):
        originals.get(missing)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE originals SET body = zeroblob(length(body)) WHERE sha256 = ?",
        "UPDATE originals SET body = substr(body, 1, length(body) - 4) WHERE sha256 = ?",
        "UPDATE originals SET body = (SELECT body FROM originals ORDER BY size LIMIT 1) WHERE sha256 = ?",
        "UPDATE originals SET body = x'' WHERE sha256 = ?",
    ],
)
def test_damage_is_told_and_never_handed_out(originals: Originals, damage: str) -> None:
    bad, good = originals.keep(PAGE, "text/html", NOW), originals.keep(PAGE[:-1], "text/html", NOW)
    assert list(originals.verify()) == []
    originals.db.execute(damage, [bad])
    with pytest.raises(StorageError, match=f"original {bad} is damaged"):
        originals.get(bad)
    assert originals.get(good) == PAGE[:-1]
    [problem] = originals.verify()
    assert bad in problem


def test_an_original_that_cannot_be_kept_is_an_error(originals: Originals, tmp_path: Path) -> None:
    refused = pytest.raises(StorageError, match="may not be written")
    with closing(open_originals(tmp_path / "originals.db", read_only=True)) as db, refused:
        Originals(db).keep(PAGE, "text/html", NOW)
    assert len(originals) == 0
