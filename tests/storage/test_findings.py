"""Findings on versions: the same one under the same id wherever it stands, and written only when something differs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database
from storage_samples import NOW, TOWN, fetch, finding, listing, look, publish, readings, registry, report, url, version

from storage import ids
from storage.database import open_database
from storage.errors import StorageError
from storage.migrations import migrations
from storage.queries import board, finding_ids, findings, findings_of, table_dump
from storage.writes import save_filings, save_findings, save_registry, save_rereading, save_review

LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def _listed(db: Database) -> None:
    save_registry(db, **registry())
    look(db, listing(1), listing(2))


def broken(message: str, quote: str | None = None, rule: str = "D5-carried-over", **cells: str) -> dict[str, Any]:
    evidence = {"cells": cells, "quote": quote, "refuted_by": "机关撤并"}
    return {"rule": rule, "severity": "warning", "basis": "推断", "message": message, "evidence": evidence}


def ids_of(db: Database) -> list[str]:
    return [row["id"] for row in findings(db)]


def test_what_was_found_comes_back(db: Database) -> None:
    two = [broken("总计列：4 ≠ 3", carried_in="4"), finding("D1")]
    assert findings_of(db, publish(db, findings=two)) == [two[1], two[0]]


def test_the_same_finding_twice_is_one(db: Database) -> None:
    twice = publish(db, findings=[finding("P1"), finding("F2"), finding("P1")])
    assert findings_of(db, twice) == [finding("F2"), finding("P1")]


def test_findings_that_differ_in_their_words_alone_are_all_kept(db: Database) -> None:
    signed, made = broken("落款日期 2022-01-05 早于年度终了"), broken("生成日期 2022-01-05 早于年度终了")
    version_id = publish(db, findings=[signed, made])
    assert sorted(row["message"] for row in findings_of(db, version_id)) == [made["message"], signed["message"]]
    dump = table_dump(db)
    save_findings(db, version_id, [signed, made])
    assert table_dump(db) == dump


def test_what_appeared_and_vanished_is_told(db: Database) -> None:
    version_id = publish(db, findings=[finding("D1"), finding("D2")])
    assert save_findings(db, version_id, [finding("D2"), finding("D3"), broken("9 ≠ 7")]) == {
        "appeared": ["D3", "D5-carried-over"],
        "vanished": ["D1"],
    }


def test_nothing_is_written_where_nothing_differs(db: Database) -> None:
    version_id = publish(db, findings=[finding("D1"), broken("9 ≠ 7")])
    written = db.conn.total_changes
    assert save_findings(db, version_id, [broken("9 ≠ 7"), finding("D1")]) == {"appeared": [], "vanished": []}
    assert db.conn.total_changes == written


def test_a_better_wording_replaces_the_old_one_under_the_same_id(db: Database) -> None:
    version_id = publish(db, findings=[broken("“总计”列：上年结转 4 ≠ 2021 年度结转下年度 3", carried_in="4")])
    before = ids_of(db)
    better = broken("2021 年度结转下年度为 3，本年“总计”列上年结转却为 4", carried_in="4")
    assert save_findings(db, version_id, [better]) == {"appeared": [], "vanished": []}
    assert ids_of(db) == before
    assert findings_of(db, version_id) == [better]


OTHERS = [
    broken("“总计”列：上年结转 4 ≠ 3", carried_in="4", rule="D5-swing"),
    broken("“总计”列：上年结转 4 ≠ 3", carried_in="5"),
    broken("“总计”列：上年结转 4 ≠ 3", quote="上年结转四件", carried_in="4"),
    broken("“总计”列：上年结转 4 ≠ 2", carried_in="4"),
    broken("“自然人”列：上年结转 4 ≠ 3", carried_in="4"),
    broken("“总计”列：上年结转 4 ≠ 3", carried_in="4") | {"report": "another"},
]


@pytest.mark.parametrize("other", OTHERS)
def test_a_finding_that_rests_on_something_else_is_another(other: dict[str, Any]) -> None:
    one = broken("“总计”列：上年结转 4 ≠ 3", carried_in="4")
    assert ids.finding_id(other.pop("report", "r1"), other) != ids.finding_id("r1", one)


@given(severity=st.text(), basis=st.text(), refuted_by=st.text())
def test_what_a_rule_says_of_itself_makes_no_other_finding(severity: str, basis: str, refuted_by: str) -> None:
    one = broken("总计列：4 ≠ 3", carried_in="4")
    other = one | {"severity": severity, "basis": basis, "evidence": one["evidence"] | {"refuted_by": refuted_by}}
    assert ids.finding_id("r1", one) == ids.finding_id("r1", other)


def test_a_finding_is_the_same_in_every_version_of_its_report(db: Database) -> None:
    publish(db, findings=[finding("D1"), broken("4 ≠ 3")])
    edited = fetch(url=url(1), requested_at=LATER, sha256="4" * 64)
    newer = publish(db, fetch=edited, content_hash="c2", first_seen_at=LATER, findings=[finding("D1")])
    assert len(table_dump(db)["findings"]) == 3
    rows = {row["rule"]: row for row in findings(db)}
    assert set(rows) == {"D1", "D5-carried-over"}
    assert rows["D1"]["sha256"] == "4" * 64, "as the newest version that has it"
    assert rows["D5-carried-over"]["sha256"] == "0" * 64
    save_findings(db, newer, [])
    assert len(ids_of(db)) == 2


def test_findings_are_listed_by_year_agency_and_severity(db: Database) -> None:
    publish(db, findings=[finding("N1", "note"), finding("E1"), finding("W1", "warning")])
    older = fetch(url=url(2), sha256="7" * 64)
    publish(db, 2, report=report(report_year=2021), fetch=older, content_hash="c7", findings=[finding("E2")])
    assert [(row["report_year"], row["rule"]) for row in findings(db)] == [
        (2022, "E1"),
        (2022, "W1"),
        (2022, "N1"),
        (2021, "E2"),
    ]
    assert findings(db)[0]["agency"] == "华容县东山镇人民政府"


@pytest.mark.parametrize(
    ("only", "rules"),
    [
        ({"agency_id": TOWN}, {"E1", "W1"}),
        ({"agency_id": "430623114"}, set()),
        ({"report_year": 2022}, {"E1", "W1", "U1"}),
        ({"report_year": 2021}, set()),
        ({"rule": "W1"}, {"W1"}),
        ({"severity": "error", "report_year": 2022}, {"E1", "U1"}),
    ],
)
def test_findings_can_be_asked_for(db: Database, only: dict[str, Any], rules: set[str]) -> None:
    publish(db, findings=[finding("E1"), finding("W1", "warning")])
    unknown = fetch(url=url(2), sha256="7" * 64)
    publish(db, 2, report=report(agency_id=None), fetch=unknown, agency_name="西山镇", findings=[finding("U1")])
    assert {row["rule"] for row in findings(db, **only)} == rules
    assert {row["agency"] for row in findings(db, rule="U1")} == {"西山镇"}


def test_a_version_that_is_not_there_has_no_findings(db: Database) -> None:
    with pytest.raises(StorageError, match="no version ffff"):
        save_findings(db, "ffff", [finding()])


def say(db: Database, finding_id: str, verdict: str, because: str = "查过原件", days: int = 0, **more: Any) -> str:
    said = {"verdict": verdict, "because": because, "reviewer": None, "reviewed_at": LATER + timedelta(days=days)}
    return save_review(db, {"finding_id": finding_id, **said, **more})


def verdicts(db: Database) -> dict[str, tuple[str | None, str | None]]:
    return {row["rule"]: (row["verdict"], row["because"]) for row in findings(db)}


def test_the_last_word_counts_and_all_of_them_stay(db: Database) -> None:
    publish(db, findings=[finding("D1"), finding("D2")])
    key = findings(db, rule="D1")[0]["id"]
    say(db, key, "dismissed", "勘误", reviewer="王某")
    say(db, key, "confirmed", "勘误另有其文", days=3)
    assert verdicts(db) == {"D1": ("confirmed", "勘误另有其文"), "D2": (None, None)}
    say(db, key, "dismissed", "早先的话后录入", days=1)
    assert verdicts(db)["D1"] == ("confirmed", "勘误另有其文")
    told = [(row["verdict"], row["reviewer"], row["reviewed_at"][:10]) for row in table_dump(db)["reviews"]]
    assert sorted(told, key=lambda row: row[2]) == [
        ("dismissed", "王某", "2023-03-22"),
        ("dismissed", None, "2023-03-23"),
        ("confirmed", None, "2023-03-25"),
    ]


def test_under_a_stopped_clock_the_last_word_is_the_one_written_last(db: Database) -> None:
    publish(db)
    [key] = ids_of(db)
    for verdict in ("dismissed", "confirmed", "dismissed"):
        say(db, key, verdict)
    assert verdicts(db)["P1"][0] == "dismissed"
    assert len(table_dump(db)["reviews"]) == 3


def test_a_verdict_is_one_of_two(db: Database) -> None:
    publish(db)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        say(db, ids_of(db)[0], "perhaps")
    assert table_dump(db)["reviews"] == []


def test_the_board_does_not_count_what_was_dismissed(db: Database) -> None:
    version_id = publish(db, findings=[finding("E1"), finding("E2"), finding("W1", "warning"), finding("N1", "note")])
    row = dict.fromkeys(("reason", "due_on", "days_late", "claimed_on", "claimed_by", "first_seen_at"))
    row |= {"agency_id": TOWN, "report_year": 2022, "state": "on_time", "observation_id": None, "flags": []}
    save_filings(db, [row | {"version_id": version_id}])

    def counted() -> tuple[int, int, int]:
        [filing] = board(db)
        return filing["errors"], filing["warnings"], filing["notes"]

    keys = {row["rule"]: row["id"] for row in findings(db)}
    say(db, keys["E2"], "confirmed")
    assert counted() == (2, 1, 1)
    for rule in ("E1", "W1", "N1"):
        say(db, keys[rule], "dismissed")
    assert counted() == (1, 0, 0)
    say(db, keys["E1"], "confirmed", days=1)
    assert counted() == (2, 0, 0)


def test_a_finding_that_comes_back_has_its_review_again(db: Database) -> None:
    version_id = publish(db, findings=[finding("D1"), broken("9 ≠ 7")])
    say(db, findings(db, rule="D5-carried-over")[0]["id"], "dismissed")
    save_findings(db, version_id, [finding("D1")])
    assert verdicts(db) == {"D1": (None, None)}
    save_findings(db, version_id, [broken("9 ≠ 7")])
    assert verdicts(db) == {"D5-carried-over": ("dismissed", "查过原件")}


def again(db: Database, version_id: str, **changes: Any) -> str:
    row = {key: value for key, value in version().items() if key not in ("channel_id", "first_seen_at", "listed_on")}
    given = {"report": changes.pop("report", report())}
    return save_rereading(db, version_id, **given, version=row | changes, readings=readings())


def test_a_review_follows_a_report_whose_agency_becomes_known(db: Database) -> None:
    tied = [broken("落款日期 2022-01-05 早于年度终了"), broken("生成日期 2022-01-05 早于年度终了"), finding("D1")]
    unknown = publish(db, report=report(agency_id=None), findings=tied)
    say(db, next(row["id"] for row in findings(db) if row["message"] == tied[1]["message"]), "dismissed", "两个日期")
    say(db, findings(db, rule="D1")[0]["id"], "confirmed")
    known = again(db, unknown)
    assert findings_of(db, known) == [], "until the next check"
    save_findings(db, known, tied)
    told = {row["message"]: row["verdict"] for row in findings(db)}
    assert told == {tied[0]["message"]: None, tied[1]["message"]: "dismissed", finding()["message"]: "confirmed"}


def test_a_review_stays_when_the_content_is_read_differently(db: Database) -> None:
    first = publish(db, findings=[finding("D1")])
    say(db, ids_of(db)[0], "dismissed")
    second = again(db, first, content_hash="c9")
    assert second != first
    save_findings(db, second, [finding("D1")])
    assert verdicts(db) == {"D1": ("dismissed", "查过原件")}


def test_an_id_may_be_given_by_its_beginning(db: Database) -> None:
    publish(db, findings=[finding("D1"), finding("D2")])
    one, other = sorted(ids_of(db))
    assert finding_ids(db, one[:12]) == [one]
    assert finding_ids(db, one) == [one]
    assert finding_ids(db, "") == [one, other]
    assert finding_ids(db, "%") == finding_ids(db, one + "0") == []


def test_an_id_is_known_while_it_was_reviewed(db: Database) -> None:
    version_id = publish(db, findings=[finding("D1")])
    [key] = ids_of(db)
    say(db, key, "confirmed")
    save_findings(db, version_id, [])
    assert finding_ids(db, key[:9]) == [key]


def test_a_database_from_before_reviews_keeps_its_findings(tmp_path: Path) -> None:
    old = Database(tmp_path / "old.db")
    migrations.apply(old, stop_before="m002_reviews")
    old.execute(f"PRAGMA application_id = {0x4E424D31}")
    facts = {"portal_id": "p", "url": url(1)}
    old.table("fetches").insert(
        {"id": "f", **facts, "requested_at": "t", "outcome": "ok", "headers": "{}", "detail": ""}
    )
    old.table("reports").insert({"id": "r", "portal_id": "p"})
    row = dict.fromkeys(("channel_id", "url", "sha256", "content_hash", "first_seen_at", "reader_version"), "x")
    row |= {"id": "v", "report_id": "r", "fetch_id": "f", "votes": "[]", "remarks": "[]"}
    old.table("versions").insert(row)
    old.table("applications").insert({"version_id": "v", "outcome": "received", "total": 17, "raw": '{"total": "17"}'})
    said = {"rule": "D1", "severity": "error", "basis": "表注", "message": "5 ≠ 7"}
    old.table("findings").insert({"id": "k", "version_id": "v", **said, "evidence": "{}"})
    old.close()
    with closing(open_database(tmp_path / "old.db")) as db:
        assert findings_of(db, "v") == [{**said, "evidence": {}}]
        assert table_dump(db)["applications"][0]["uncertain"] == "[]"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
