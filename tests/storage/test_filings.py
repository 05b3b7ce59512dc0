"""Filings and the board of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlite_utils import Database
from storage_samples import NOW, TOWN, finding, listing, look, publish, readings, registry, url

from storage.queries import board
from storage.writes import save_filings, save_registry, save_rereading

OFFICE = {"id": "430624-office", "division_code": "430624", "name": "湘阴县人民政府办公室", "kind": "office",
          "aliases": [], "first_year": None, "last_year": None, "merged_into": None}  # fmt: skip
NEXT = {"code": "430624", "name": "湘阴县", "province": "湖南省", "city": "岳阳市", "aliases": [], "deadlines": []}


def filing(agency: str = TOWN, **changes: Any) -> dict[str, Any]:
    return {
        "agency_id": agency, "report_year": 2022, "state": "not_due", "reason": None, "due_on": date(2023, 1, 31),
        "days_late": None, "claimed_on": None, "claimed_by": None, "first_seen_at": None, "version_id": None,
        "observation_id": None, "flags": [], **changes,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _registry(db: Database) -> None:
    given = registry()
    save_registry(db, **given | {"divisions": [*given["divisions"], NEXT], "agencies": [*given["agencies"], OFFICE]})


def stored(db: Database) -> list[dict[str, Any]]:
    return list(db.table("filings").rows_where(order_by="agency_id, report_year"))


def test_what_changed_is_told_and_written(db: Database) -> None:
    assert save_filings(db, [filing()]) == [(TOWN, 2022)]
    late = filing(state="late", days_late=10, claimed_on=date(2023, 1, 29), first_seen_at=NOW, flags=["backdated"])
    assert save_filings(db, [late]) == [(TOWN, 2022)]
    [row] = stored(db)
    assert (row["state"], row["flags"], row["first_seen_at"]) == ("late", '["backdated"]', "2023-02-10T09:00:00+08:00")
    assert save_filings(db, [], of=[TOWN]) == [(TOWN, 2022)]
    assert stored(db) == []


def test_only_what_changed_is_written(db: Database) -> None:
    save_filings(db, [filing(), filing("430624-office")])
    db.execute("CREATE TABLE written AS SELECT agency_id FROM filings LIMIT 0")
    db.execute("CREATE TRIGGER w AFTER INSERT ON filings BEGIN INSERT INTO written VALUES (NEW.agency_id); END")
    db.execute("CREATE TRIGGER d AFTER DELETE ON filings BEGIN INSERT INTO written VALUES (OLD.agency_id); END")
    db.execute("CREATE TRIGGER u AFTER UPDATE ON filings BEGIN INSERT INTO written VALUES (NEW.agency_id); END")
    assert save_filings(db, [filing(), filing("430624-office")]) == []
    assert db.table("written").count == 0
    changed = [filing(), filing("430624-office", state="unverified", reason="down")]
    assert save_filings(db, changed) == [("430624-office", 2022)]
    assert {row["agency_id"] for row in db.table("written").rows} == {"430624-office"}


def test_a_newer_proof_is_a_change(db: Database) -> None:
    save_filings(db, [filing(state="overdue", observation_id="a"), filing("430624-office")])
    assert save_filings(db, [filing(state="overdue", observation_id="b")]) == [(TOWN, 2022)]
    assert [row["observation_id"] for row in stored(db)] == ["b", None]


def test_others_are_left_alone(db: Database) -> None:
    save_filings(db, [filing(report_year=2021), filing("430624-office")])
    save_filings(db, [filing()])
    assert len(stored(db)) == 3
    assert save_filings(db, [filing()], of=[TOWN]) == [(TOWN, 2021)]
    assert [(row["agency_id"], row["report_year"]) for row in stored(db)] == [(TOWN, 2022), ("430624-office", 2022)]


def test_a_filing_that_lacks_something_changes_nothing(db: Database) -> None:
    with pytest.raises(ValueError, match="missing keys"):
        save_filings(db, [filing(), {"agency_id": TOWN, "report_year": 2021}])
    assert stored(db) == []


def test_the_board_joins_agency_version_and_findings(db: Database) -> None:
    look(db, listing(1))
    findings = [finding("P1"), finding("F1"), finding("X1", "note")]
    version_id = publish(db, findings=findings)
    save_filings(db, [filing(state="late", days_late=10, version_id=version_id), filing("430624-office")])
    save_filings(db, [filing(report_year=2021, state="unverified", reason="blocked")])
    rows = board(db)
    assert [(row["report_year"], row["agency"]) for row in rows] == [
        (2022, "华容县东山镇人民政府"),
        (2022, "湘阴县人民政府办公室"),
        (2021, "华容县东山镇人民政府"),
    ]
    first, second, third = rows
    assert (first["errors"], first["warnings"], first["notes"]) == (2, 0, 1)
    assert (first["division"], first["kind"], first["url"], first["days_late"]) == ("华容县", "township", url(1), 10)
    assert first["title"] == "东山镇2022年政府信息公开工作年度报告"
    assert (second["errors"], second["url"], second["flags"]) == (None, None, [])
    assert third["reason"] == "blocked"


def test_the_board_of_one_year_and_one_county(db: Database) -> None:
    save_filings(db, [filing(), filing("430624-office")])
    save_filings(db, [filing(report_year=2021)])
    assert len(board(db, report_year=2022)) == 2
    assert [row["report_year"] for row in board(db, division_code="430623")] == [2022, 2021]
    assert len(board(db, report_year=2022, division_code="430624")) == 1


def test_a_version_without_findings_counts_none_found(db: Database) -> None:
    look(db, listing(1))
    save_filings(db, [filing(version_id=publish(db, findings=[]))])
    assert board(db)[0]["errors"] == 0


def test_a_filing_follows_its_version(db: Database) -> None:
    look(db, listing(1))
    version_id = publish(db, first_seen_at=NOW - timedelta(days=1))
    save_filings(db, [filing(version_id=version_id)])
    read = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source")
    row = dict.fromkeys((*read, "created_on", "published_on", "signed_on"))
    row |= {"content_hash": "c9", "body_hash": "b9", "preamble": "", "votes": [], "remarks": [], "reader_version": "2"}
    who = {"agency_id": TOWN, "report_year": 2022, "portal_id": "430623"}
    moved = save_rereading(db, version_id, report=who, version=row, readings=readings())
    assert moved != version_id
    assert board(db)[0]["version_id"] == moved
    assert board(db)[0]["url"] == url(1)
