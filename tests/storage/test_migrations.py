"""The steps of the schema: found by their file names, in the order of their numbers."""

from __future__ import annotations

import pytest
from sqlite_utils import Database, Migrations

from storage.migrations import migrations, originals_migrations, private_migrations


@pytest.mark.parametrize(
    ("steps", "letter"), [(migrations, "m"), (originals_migrations, "o"), (private_migrations, "p")]
)
def test_steps_are_numbered_without_gap_or_double(steps: Migrations, letter: str) -> None:
    names = [step.name for step in steps.pending(Database(memory=True))]
    assert [name.split("_")[0] for name in names] == [f"{letter}{n:03}" for n in range(1, len(names) + 1)]


def test_events_of_an_older_private_file_keep_their_order() -> None:
    """Which state is the later one is told by the rowid, also where events were taken out in between."""
    db = Database(memory=True)
    private_migrations.apply(db, stop_before="p003_roster_events")
    said = {"agency_id": "339901101", "report_year": 2022, "kind": "state", "before": "not_due", "reason": None}
    said |= {
        "as_of": "2023-02-01T09:00:00+08:00",
        "observation_id": None,
        "version_id": None,
        "title": "甲",
        "text": "乙",
    }
    rows = [
        {"rowid": place, "id": f"e{place}", "after": state} | said for place, state in ((9, "late"), (4, "overdue"))
    ]
    db.table("filing_events").insert_all(rows)
    before = list(db.query("SELECT rowid, * FROM filing_events"))
    private_migrations.apply(db)
    assert list(db.query("SELECT rowid, * FROM filing_events")) == before
    db.table("filing_events").insert(rows[0] | {"rowid": 10, "id": "e10", "kind": "roster"})
