"""A fresh database and a fresh file of originals for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database import open_database, open_originals
from storage.originals import Originals


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Whatever a test wrote, nothing may be left open and nothing broken."""
    with closing(open_database(tmp_path / "nianbao.db", create=True)) as db:
        yield db
        assert not db.conn.in_transaction
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def originals(tmp_path: Path) -> Iterator[Originals]:
    with closing(open_originals(tmp_path / "originals.db", create=True)) as db:
        yield Originals(db)
