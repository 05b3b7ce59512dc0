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


def test_pages_that_two_portals_list_are_known_of_an_older_database_too() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m024_shared_pages")
    seen = dict.fromkeys(("first_seen_at", "last_seen_at"), "2023-02-01")
    seen |= dict.fromkeys(("first_observation_id", "last_observation_id"), "o")
    link = {"title": "甲", "position": 0, "is_report": 1, **seen}
    for portal, url in (("339901", "a"), ("339902", "a"), ("339903", "b"), ("339901", "c")):
        db.table("listings").insert({"channel_id": f"{portal}/nb", "url": url, **link})
    migrations.apply(db)
    assert list(db.conn.execute("SELECT * FROM _sharing")) == [("339901", "339902")]
    for channel, url in (("339903/nb", "c"), ("339903/own", "b")):
        db.table("listings").insert({"channel_id": channel, "url": url, **link})
    assert set(db.conn.execute("SELECT * FROM _sharing")) == {("339901", "339902"), ("339903", "339901")}


def test_links_of_an_older_database_are_known_since_they_were_read() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m022_read_at")
    page = {"headers": "{}", "detail": "", "portal_id": "339901", "outcome": "ok"}
    read = {"report_id": "r", "channel_id": "339901/nb", "sha256": "0", "content_hash": "0", "fetch_id": "f"}
    read |= {"votes": "[]", "remarks": "[]", "reader_version": "1", "url": "a"}
    for version_id, day in (("v1", 3), ("v2", 5)):
        db.table("versions").insert({"id": version_id, "first_seen_at": f"2023-02-0{day}", **read})
    for url, day in (("a", 3), ("copy", 6), ("copy", 8)):
        asked = {"id": f"{url}{day}", "url": f"{url}.pdf", "listing_url": url, "requested_at": f"2023-02-0{day}"}
        db.table("fetches").insert({**page, **asked})
    seen = dict.fromkeys(("first_seen_at", "last_seen_at"), "2023-02-01")
    seen |= dict.fromkeys(("first_observation_id", "last_observation_id"), "o")
    for url, version_id in (("a", "v2"), ("copy", "v2"), ("unread", None)):
        listed = {"channel_id": "339901/nb", "url": url, "title": "甲", "position": 0, "is_report": 1}
        db.table("listings").insert({**listed, **seen, "version_id": version_id})
    migrations.apply(db)
    known = {row["url"]: row["read_at"] for row in db.table("listings").rows}
    assert known == {"a": "2023-02-03", "copy": "2023-02-06", "unread": None}
