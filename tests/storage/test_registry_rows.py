"""The registry in the database: in step with the cards, and never forgetful of what was observed."""

from __future__ import annotations

import pytest
from sqlite_utils import Database
from storage_samples import CHANNEL, TOWN, fetch, listing, look, publish, registry

from storage.queries import counts, table_dump
from storage.queries import registry as active_registry
from storage.writes import save_fetch, save_filings, save_registry

OTHER = {"id": "430623200", "division_code": "430623", "name": "华容县某镇人民政府", "kind": "township",
         "aliases": [], "first_year": 2020, "last_year": 2021, "merged_into": "430623102"}  # fmt: skip


def save(db: Database, **changes: list[dict[str, object]]) -> None:
    save_registry(db, **registry(**changes))


def sizes(db: Database) -> list[int]:
    return [counts(db)[table] for table in ("divisions", "agencies", "portals", "channels")]


def test_the_same_registry_is_not_written_again(db: Database) -> None:
    save(db)
    written = db.conn.total_changes
    save(db)
    assert db.conn.total_changes == written
    assert sizes(db) == [1, 1, 1, 1]


def test_only_what_changed_is_written(db: Database) -> None:
    save(db, agencies=[*registry()["agencies"], OTHER])
    db.conn.execute("CREATE TEMP TABLE touched (id)")
    db.conn.execute("CREATE TEMP TRIGGER note AFTER UPDATE ON agencies BEGIN INSERT INTO touched VALUES (new.id); END")
    save(db, agencies=[*registry()["agencies"], {**OTHER, "aliases": ["某镇"]}])
    assert db.conn.execute("SELECT id FROM touched").fetchall() == [(OTHER["id"],)]
    assert table_dump(db)["agencies"][1]["aliases"] == '["某镇"]'


def test_what_is_no_longer_given_goes(db: Database) -> None:
    save(db)
    save_registry(db, [], [], [], [])
    assert sizes(db) == [0, 0, 0, 0]


def test_what_was_observed_stays(db: Database) -> None:
    save(db)
    look(db)
    save_registry(db, [], [], [], [])
    assert sizes(db) == [1, 0, 1, 1]
    assert active_registry(db) == {"divisions": [], "agencies": [], "portals": [], "channels": []}
    save(db)
    assert [row["id"] for row in active_registry(db)["channels"]] == [CHANNEL]


def test_a_portal_that_was_asked_once_stays(db: Database) -> None:
    save(db)
    save_fetch(db, fetch())
    save_registry(db, [], [], [], [])
    assert sizes(db) == [1, 0, 1, 0]


def test_an_agency_stays_while_anything_speaks_of_it(db: Database) -> None:
    save(db, agencies=[*registry()["agencies"], OTHER])
    look(db, listing(agency_id=None))
    publish(db)
    filing = dict.fromkeys(("reason", "due_on", "days_late", "claimed_on", "claimed_by", "first_seen_at", "version_id"))
    filing |= {"observation_id": None, "flags": [], "state": "not_due", "agency_id": OTHER["id"], "report_year": 2021}
    save_filings(db, [filing])
    save(db, agencies=[])
    assert [row["id"] for row in table_dump(db)["agencies"]] == [TOWN, OTHER["id"]]
    save_filings(db, [], of=[OTHER["id"]])
    save(db, agencies=[])
    assert [row["id"] for row in table_dump(db)["agencies"]] == [TOWN]


def test_a_channel_that_gets_an_agency(db: Database) -> None:
    save(db)
    save(db, channels=[{**registry()["channels"][0], "agency_id": TOWN}])
    assert table_dump(db)["channels"][0]["agency_id"] == TOWN


def test_a_row_with_a_wrong_key_changes_nothing(db: Database) -> None:
    card = {**registry()["channels"][0], "id": f"{CHANNEL}2", "colour": "red"}
    with pytest.raises(ValueError, match=r"row for channels: missing keys .*unknown keys .*colour"):
        save(db, channels=[card])
    assert sizes(db) == [0, 0, 0, 0]
