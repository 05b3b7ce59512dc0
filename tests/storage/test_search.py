"""The full text: every word is found exactly where it stands, and the index follows what is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from storage import search
from storage.database import open_database, transaction

TEXT = "我镇推进政务公开，公示预算。开展培训２０２２次；办理Open data申请"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "nianbao.db", create=True)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db["reports"].insert({"id": "r", "agency_id": "430623113", "report_year": 2022, "portal_id": "430623"})
        row = {"id": "v", "report_id": "r", "channel_id": "c", "url": "u", "sha256": "s", "content_hash": "h"}
        row |= {
            "fetch_id": "f",
            "first_seen_at": "2023-02-08T09:00:00+08:00",
            "title": "东山镇年报",
            "report_year": 2022,
        }
        db["versions"].insert(row | {"votes": "[]", "remarks": "[]", "reader_version": "1"})
        db["sections"].insert({"version_id": "v", "position": 0, "heading": "总体情况", "text": TEXT})
        with transaction(db):
            search.remember_missing(db)
        yield db


def hits(db: Database, query: str, **where: str) -> int:
    found = db.execute("SELECT count(*) FROM _search WHERE _search MATCH ?", [search.matching(query, **where)])
    return int(found.fetchone()[0])


@pytest.mark.parametrize(
    "query", ["镇", "政务", "政务公开", "公", "预算", "情况", "2022", "２０２２", "open", "政务 培训", "年报"]
)
def test_words_of_any_length_are_found(db: Database, query: str) -> None:
    assert hits(db, query) == 1


@pytest.mark.parametrize("query", ["开公", "算开", "务政", "县", "政务 没有"])
def test_what_is_not_there_is_not_found(db: Database, query: str) -> None:
    assert hits(db, query) == 0


def test_place_and_year_narrow_it_down(db: Database) -> None:
    assert hits(db, "政务", year="2022", county="430623", provinces=["43"]) == 1
    assert hits(db, "政务", year="2021") == hits(db, "政务", county="430624") == hits(db, "政务", provinces=["11"]) == 0


def test_a_query_without_a_word_asks_for_nothing() -> None:
    assert search.matching(' "*() ') is None


@given(st.text(max_size=60), st.text(min_size=1, max_size=4))
def test_nothing_that_is_typed_breaks_the_query(text: str, query: str) -> None:
    with closing(Database(memory=True)) as db:
        db.execute("CREATE VIRTUAL TABLE _search USING fts5(place, title, text, content='')")
        db.execute("INSERT INTO _search VALUES ('', '', ?)", [search.pairs(text)])
        expression = search.matching(query)
        if expression is not None:
            db.execute("SELECT count(*) FROM _search WHERE _search MATCH ?", [expression]).fetchone()


def test_what_is_forgotten_leaves_no_trace(db: Database) -> None:
    with transaction(db):
        search.forget(db, "v")
        db.execute("UPDATE sections SET text = '另一段文字'")
        search.remember(db, "v")
    assert hits(db, "政务") == 0
    assert hits(db, "另一段") == 1
    db.execute("INSERT INTO _search (_search) VALUES ('integrity-check')")
