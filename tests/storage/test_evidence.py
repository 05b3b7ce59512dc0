"""What was fetched, for whoever must prove it: which original an answer "not modified" stands for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database
from storage_samples import NOW, fetch, url

from storage.queries import answered_fetches, fetches_of, named_originals
from storage.writes import save_fetch

PAGE = url(1)


def save(db: Database, day: int, **changes: Any) -> str:
    """A fetch of a page on a day of its own."""
    row = {"url": PAGE, "requested_at": NOW + timedelta(days=day), "headers": {}, "request_headers": {}, **changes}
    return save_fetch(db, fetch(**row))


def page(db: Database, day: int, **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return save(db, day, sha256=f"{day:064x}", headers=named)


def unchanged(db: Database, day: int, **asked: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in asked.items()}
    return save(db, day, status=304, outcome="not_modified", sha256=None, request_headers=sent)


def repeats(db: Database, **only: Any) -> dict[str, str | None]:
    return {row["id"]: row["repeats"] for row in answered_fetches(db, **only) if row["status"] == 304}


def test_the_page_whose_tag_was_sent(db: Database) -> None:
    first, second = page(db, 0, etag='"1"'), page(db, 1, etag='"2"')
    back, again = unchanged(db, 2, if_none_match='"1"'), unchanged(db, 3, if_none_match='"2"')
    page(db, 4, etag='"1"')
    assert repeats(db) == {back: first, again: second}


def test_the_page_whose_date_was_sent_if_no_tag_was(db: Database) -> None:
    page(db, 0, etag='"1"', last_modified="Tue")
    dated = page(db, 1, etag='"2"', last_modified="Wed")
    tagged = page(db, 2, etag='"3"', last_modified="Thu")
    by_date, by_tag = (
        unchanged(db, 3, if_modified_since="Wed"),
        unchanged(db, 4, if_none_match='"3"', if_modified_since="Wed"),
    )
    assert repeats(db) == {by_date: dated, by_tag: tagged}


@pytest.mark.parametrize("asked", [{}, {"if_none_match": '"9"'}, {"if_modified_since": "Sun"}])
def test_what_nothing_tells_is_not_guessed(db: Database, asked: dict[str, str]) -> None:
    page(db, 0, etag='"1"', last_modified="Tue")
    save(db, 0, url=url(2), sha256="f" * 64, headers={"etag": '"9"'})
    answer = unchanged(db, 1, **asked)
    assert repeats(db) == {answer: None}


def test_only_a_part_and_what_it_repeats(db: Database) -> None:
    first = page(db, 0, etag='"1"')
    page(db, 1, etag='"2"')
    refused = save(db, 5, status=None, sha256=None, outcome="refused")
    answer, foreign = unchanged(db, 5, if_none_match='"1"'), save(db, 6, portal_id="330799", sha256="e" * 64)
    late = {"since": NOW + timedelta(days=5)}
    assert [row["id"] for row in answered_fetches(db, **late)] == [first, answer, foreign]
    assert [row["id"] for row in answered_fetches(db, portal_id="430623", **late)] == [first, answer]
    assert refused not in [row["id"] for row in answered_fetches(db)]


def test_what_names_an_original(db: Database) -> None:
    first, again = page(db, 0), save(db, 1, sha256=f"{0:064x}")
    unchanged(db, 2)
    assert named_originals(db) == {f"{0:064x}": PAGE}
    assert [row["id"] for row in fetches_of(db, f"{0:064x}")] == [first, again]
    assert len(fetches_of(db, PAGE)) == 3
