"""Versions of reports: one row a content, with exactly what was read from its original."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from storage_samples import (
    CHANNEL,
    NOW,
    TOWN,
    fetch,
    finding,
    listing,
    look,
    publications,
    publish,
    readings,
    registry,
    report,
    url,
    version,
)

from storage.errors import StorageError
from storage.queries import findings_of, readings_of, table_dump, versions_to_reread
from storage.writes import save_registry, save_rereading

LATER = NOW + timedelta(days=40)
READINGS = ("sections", "disclosures", "applications", "proceedings", "origins")


@pytest.fixture(autouse=True)
def _listed(db: Database) -> None:
    save_registry(db, **registry())
    look(db, listing(1), listing(2))


def reread(db: Database, version_id: str, **changes: Any) -> str:
    row = version()
    for key in ("channel_id", "first_seen_at", "listed_on"):
        del row[key]
    given = {key: changes.pop(key) for key in ("report", "readings") if key in changes}
    return save_rereading(
        db, version_id, **{"report": report(), "readings": readings(), **given}, version=row | changes
    )


def versions(db: Database) -> list[dict[str, Any]]:
    return table_dump(db)["versions"]


def test_everything_read_comes_back(db: Database) -> None:
    assert readings_of(db, publish(db)) == readings()
    [stored] = publications(db, TOWN, 2022)
    facts = {key: value for key, value in version().items() if not key.endswith(("_at", "_on"))}
    assert {key: stored[key] for key in facts} == facts
    assert stored["published_on"] == "2023-01-21"
    assert stored["first_seen_at"] == "2023-02-10T09:00:00+08:00"
    assert [place["url"] for place in stored["listings"]] == [url(1)]


def test_every_value_can_be_traced_to_its_original_and_fetch(db: Database) -> None:
    publish(db, fetch=fetch(url="http://127.0.0.1/file.pdf", sha256="3" * 64))
    [stored] = versions(db)
    [origin] = [row for row in table_dump(db)["fetches"] if row["id"] == stored["fetch_id"]]
    assert stored["sha256"] == origin["sha256"] == "3" * 64
    assert stored["url"] == origin["url"] == "http://127.0.0.1/file.pdf"


NUMBERS = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.none() | st.integers(0, 2**40)
PLACES = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(NUMBERS, max_size=6), counts=st.fixed_dictionaries(dict.fromkeys(PLACES, COUNTS)))
def test_blank_zero_and_fractions_stay_what_they_are(db: Database, values: list[Any], counts: dict[str, Any]) -> None:
    cells = [
        {"row": "fees", "measure": str(place), "value": value, "raw": str(value), "certain": 1}
        for place, value in enumerate(values)
    ]
    raw = {place: str(count) for place, count in counts.items() if count is not None}
    rows = [{"outcome": "received", **counts, "raw": raw, "uncertain": sorted(counts.keys() - raw.keys())}]
    stored = readings_of(db, publish(db, readings=readings(disclosures=cells, applications=rows)))
    assert [(cell["value"], type(cell["value"])) for cell in stored["disclosures"]] == [(v, type(v)) for v in values]
    assert stored["applications"] == rows


def test_the_same_report_with_the_same_content_is_one_version(db: Database) -> None:
    first = publish(db)
    dump = table_dump(db)
    assert publish(db) == first
    assert table_dump(db) == dump


def test_seen_again_later_it_is_as_old_as_it_was(db: Database) -> None:
    first = publish(db)
    assert publish(db, fetch=fetch(url=url(1), requested_at=LATER), first_seen_at=LATER) == first
    [stored] = versions(db)
    assert stored["first_seen_at"] == "2023-02-10T09:00:00+08:00"
    assert len([row for row in table_dump(db)["fetches"] if row["url"] == url(1)]) == 2


def test_other_content_is_another_version_of_the_same_report(db: Database) -> None:
    first = publish(db)
    edited = fetch(url=url(1), requested_at=LATER, sha256="4" * 64)
    second = publish(db, fetch=edited, content_hash="c2", first_seen_at=LATER, title="更正后的年度报告")
    assert [row["id"] for row in publications(db, TOWN, 2022)] == [first, second]
    assert [len(row["listings"]) for row in publications(db, TOWN, 2022)] == [0, 1]
    [stored] = table_dump(db)["reports"]
    assert stored["title"] == version()["title"]
    read = {row["url"]: row["read_at"] for row in table_dump(db)["listings"]}
    assert read[url(1)] == "2023-02-10T09:00:00+08:00", "it leads to the same report as before"


def test_versions_come_in_the_order_in_which_they_were_first_seen(db: Database) -> None:
    days = (3, 0, 4, 1, 2)
    seen = {day: publish(db, content_hash=f"c{day}", first_seen_at=NOW + timedelta(days=day)) for day in days}
    assert [row["id"] for row in publications(db, TOWN, 2022)] == [seen[day] for day in sorted(days)]


def test_a_copy_elsewhere_is_the_same_version_listed_twice(db: Database) -> None:
    """Reports stand in the county's list and in the township's own; page frames differ, the content does not."""
    first = publish(db)
    copied = fetch(url=url(2), sha256="5" * 64, requested_at=LATER)
    assert publish(db, 2, fetch=copied, readings=readings(sections=[]), first_seen_at=LATER) == first
    [stored] = publications(db, TOWN, 2022)
    assert [place["url"] for place in stored["listings"]] == [url(1), url(2)]
    assert (stored["url"], stored["sha256"]) == (url(1), "0" * 64)
    assert readings_of(db, first) == readings(), "its readings are those of its own original"


def test_a_better_reader_replaces_everything_it_read(db: Database) -> None:
    first = publish(db)
    listed, fetches = table_dump(db)["listings"], table_dump(db)["fetches"]
    better = readings(sections=[], disclosures=[])
    assert reread(db, first, readings=better, reader_version="2", published_on=None) == first
    assert readings_of(db, first) == better
    assert findings_of(db, first) == [finding()], "what it was found to break waits for the next check"
    [stored] = versions(db)
    assert (stored["reader_version"], stored["published_on"]) == ("2", None)
    assert stored["first_seen_at"] == "2023-02-10T09:00:00+08:00"
    assert stored["listed_on"] == "2023-01-21"
    assert (table_dump(db)["listings"], table_dump(db)["fetches"]) == (listed, fetches)


def test_reading_again_the_same_way_changes_nothing(db: Database) -> None:
    first = publish(db)
    dump = table_dump(db)
    [row] = versions_to_reread(db)
    assert (row["id"], row["sha256"], row["media_type"], row["portal_id"]) == (first, "0" * 64, "text/html", "430623")
    assert reread(db, row["id"]) == first
    assert table_dump(db) == dump


def test_a_report_whose_agency_becomes_known_keeps_its_history(db: Database) -> None:
    unknown = publish(db, report=report(agency_id=None))
    assert publications(db, TOWN, 2022) == []
    known = reread(db, unknown)
    assert known != unknown
    [stored] = publications(db, TOWN, 2022)
    assert stored["first_seen_at"] == "2023-02-10T09:00:00+08:00"
    assert [place["url"] for place in stored["listings"]] == [url(1)]
    assert len(table_dump(db)["reports"]) == 1
    assert {row["version_id"] for table in READINGS for row in table_dump(db)[table]} == {known}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_versions_that_prove_to_be_one_are_as_old_as_the_first(db: Database, order: tuple[int, int]) -> None:
    old = publish(db, content_hash="with a counter: 7")
    later = fetch(url=url(1), requested_at=LATER, sha256="6" * 64)
    new = publish(db, fetch=later, content_hash="with a counter: 8", first_seen_at=LATER)
    for place in order:
        reread(db, (old, new)[place], content_hash="without")
    [stored] = publications(db, TOWN, 2022)
    assert (stored["first_seen_at"], stored["sha256"]) == ("2023-02-10T09:00:00+08:00", "0" * 64)
    assert [place["url"] for place in stored["listings"]] == [url(1)]
    assert readings_of(db, stored["id"]) == readings()


def test_a_version_that_is_not_there_cannot_be_read_again(db: Database) -> None:
    with pytest.raises(StorageError, match="no version ffff"):
        reread(db, "ffff")


@pytest.mark.parametrize("table", READINGS)
def test_a_report_that_cannot_be_stored_whole_is_not_stored(db: Database, table: str) -> None:
    publish(db)
    dump = table_dump(db)
    broken = readings()
    broken[table] = [*broken[table], {**broken[table][0], "colour": "red"}]
    with pytest.raises(ValueError, match=f"row for {table}"):
        publish(db, 2, readings=broken, content_hash="c2", fetch=fetch(url=url(2), requested_at=LATER))
    assert table_dump(db) == dump
    with pytest.raises(ValueError, match=f"row for {table}"):
        publish(db, readings=broken)
    assert table_dump(db) == dump


def test_nothing_is_listed_under_another_channel(db: Database) -> None:
    publish(db)
    [stored] = publications(db, TOWN, 2022)
    assert stored["listings"][0]["channel_id"] == stored["channel_id"] == CHANNEL
    assert publications(db, TOWN, 2021) == []
