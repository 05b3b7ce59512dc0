"""What is counted as filings are written is what a count of them would say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.database import open_database
from storage.writes import save_filings

_COUNTED = "SELECT what, province, key, filings FROM _filing_counts WHERE report_year = 2022 AND filings > 0"


def _filing(agency: str, state: str, claimed: date | None = None) -> dict[str, Any]:
    empty = dict.fromkeys(("reason", "days_late", "claimed_by", "first_seen_at", "version_id", "observation_id"))
    given = {"agency_id": agency, "report_year": 2022, "state": state, "claimed_on": claimed, "flags": []}
    return empty | given | {"due_on": date(2023, 1, 31)}


def _counts(db: Database) -> dict[tuple[str, str, str], int]:
    return {(row["what"], row["province"], row["key"]): row["filings"] for row in db.query(_COUNTED)}


def test_counts_follow_every_change(tmp_path: Path) -> None:
    db = open_database(tmp_path / "nianbao.db", create=True)
    first = [_filing("430623113", "on_time", date(2023, 1, 7)), _filing("430623114", "overdue")]
    save_filings(db, [*first, _filing("330799101", "overdue")])
    assert _counts(db) == {
        ("state", "43", "on_time"): 1,
        ("state", "43", "overdue"): 1,
        ("state", "33", "overdue"): 1,
        ("due", "43", "2023-01-31"): 2,
        ("due", "33", "2023-01-31"): 1,
        ("day", "43", "2023-01-07"): 1,
    }
    late = _filing("430623114", "late", date(2023, 2, 9))
    save_filings(db, [first[0], late], of=["430623113", "430623114", "330799101"])
    db.execute(
        "UPDATE filings SET claimed_on = NULL, first_seen_at = '2023-01-08T09:00:00+08:00' WHERE days_late IS NULL"
    )
    assert _counts(db) == {
        ("state", "43", "on_time"): 1,
        ("state", "43", "late"): 1,
        ("due", "43", "2023-01-31"): 2,
        ("day", "43", "2023-01-08"): 2,
    }
    db.close()
