"""Filings and the board of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlite_utils import Database
from storage_samples import NOW, TOWN, finding, listing, look, publish, readings, registry, url

from storage.queries import board, counts
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


def test_changes_are_told_with_both_sides(db: Database) -> None:
    [new] = save_filings(db, 2022, [filing()])
    assert (new["agency_id"], new["before"], new["after"]["state"]) == (TOWN, None, "not_due")
    late = filing(state="late", days_late=10, claimed_on=date(2023, 1, 29), first_seen_at=NOW, flags=["backdated"])
    [changed] = save_filings(db, 2022, [late])
    assert (changed["before"]["state"], changed["after"]["state"]) == ("not_due", "late")
    assert changed["after"]["flags"] == ["backdated"]
    assert changed["after"]["first_seen_at"] == "2023-02-10T09:00:00+08:00"
    [gone] = save_filings(db, 2022, [])
    assert (gone["before"]["state"], gone["after"]) == ("late", None)
    assert counts(db)["filings"] == 0


def test_only_what_changed_is_written(db: Database) -> None:
    save_filings(db, 2022, [filing(), filing("430624-office")])
    written = db.conn.total_changes
    assert save_filings(db, 2022, [filing(), filing("430624-office")]) == []
    assert db.conn.total_changes == written
    [changed] = save_filings(db, 2022, [filing(), filing("430624-office", state="unverified", reason="down")])
    assert changed["agency_id"] == "430624-office"


def test_other_years_are_left_alone(db: Database) -> None:
    save_filings(db, 2021, [filing(report_year=2021)])
    save_filings(db, 2022, [])
    assert counts(db)["filings"] == 1
    with pytest.raises(ValueError, match="another year"):
        save_filings(db, 2022, [filing(report_year=2021)])


def test_the_board_joins_agency_version_and_findings(db: Database) -> None:
    look(db, listing(1))
    findings = [finding("P1"), finding("F1"), finding("X1", "note")]
    version_id = publish(db, findings=findings)
    save_filings(db, 2022, [filing(state="late", days_late=10, version_id=version_id), filing("430624-office")])
    save_filings(db, 2021, [filing(report_year=2021, state="unverified", reason="blocked")])
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
    save_filings(db, 2022, [filing(), filing("430624-office")])
    save_filings(db, 2021, [filing(report_year=2021)])
    assert len(board(db, report_year=2022)) == 2
    assert [row["report_year"] for row in board(db, division_code="430623")] == [2022, 2021]
    assert len(board(db, report_year=2022, division_code="430624")) == 1


def test_a_version_without_findings_counts_none_found(db: Database) -> None:
    look(db, listing(1))
    save_filings(db, 2022, [filing(version_id=publish(db, findings=[]))])
    assert board(db)[0]["errors"] == 0


def test_a_filing_follows_its_version(db: Database) -> None:
    look(db, listing(1))
    version_id = publish(db, first_seen_at=NOW - timedelta(days=1))
    save_filings(db, 2022, [filing(version_id=version_id)])
    read = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source")
    row = dict.fromkeys((*read, "created_on", "published_on", "signed_on"))
    row |= {"content_hash": "c9", "body_hash": "b9", "preamble": "", "votes": [], "remarks": [], "reader_version": "2"}
    who = {"agency_id": TOWN, "report_year": 2022, "portal_id": "430623"}
    moved = save_rereading(db, version_id, report=who, version=row, readings=readings())
    assert moved != version_id
    assert board(db)[0]["version_id"] == moved
    assert board(db)[0]["url"] == url(1)
