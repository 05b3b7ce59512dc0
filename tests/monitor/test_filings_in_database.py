"""States of what a real database holds, and back into it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from filing_samples import at
from test_filing_rows import DONGSHAN, HUB, TAIPING, registry

from crawler.monitor import collect
from crawler.registry import to_rows
from storage.database import open_database
from storage.writes import save_filings, save_observation, save_registry, save_version

SEEN = at(2, 10)
URL = "http://h.example/art/1.html"


def fetch(url: str, sha256: str) -> dict[str, Any]:
    return {
        "portal_id": "430623",
        "url": url,
        "requested_at": SEEN,
        "outcome": "ok",
        "status": 200,
        "media_type": "text/html",
        "sha256": sha256,
        "headers": {},
        "detail": "",
        "protocol": "HTTP/1.1",
        "request_headers": {},
    }


def observation() -> dict[str, Any]:
    return {
        "channel_id": HUB,
        "observed_at": SEEN,
        "outcome": "ok",
        "pages": 1,
        "rows": 1,
        "exhausted": True,
        "canary_seen": True,
        "qualified": True,
        "reason": None,
        "detail": "",
        "clean_observation_id": None,
    }


def listing() -> dict[str, Any]:
    title = "东山镇2022年政府信息公开工作年度报告"
    named = {"agency_id": DONGSHAN, "report_year": 2022}
    return {"url": URL, "title": title, "listed_on": None, "position": 0, "is_report": True, "why_not": None, **named}


def version() -> dict[str, Any]:
    names = ["agency_name", "form", "index_number", "publisher", "source", "created_on", "signed_on", "listed_on"]
    return {
        **dict.fromkeys(names),
        "channel_id": HUB,
        "content_hash": "c1",
        "body_hash": "b1",
        "preamble": "",
        "first_seen_at": SEEN + timedelta(seconds=5),
        "title": "东山镇2022年政府信息公开工作年度报告",
        "report_year": 2022,
        "published_on": date(2023, 1, 20),
        "votes": [],
        "remarks": [],
        "reader_version": "1",
    }


def test_from_the_database_and_back(tmp_path: Path) -> None:
    db, cards = open_database(tmp_path / "nianbao.db", create=True), registry()
    save_registry(db, **to_rows(cards))
    save_observation(db, observation(), [fetch("http://h.example/nb/", "a" * 64)], [listing()])
    report = {"agency_id": DONGSHAN, "report_year": 2022, "portal_id": "430623"}
    readings: dict[str, list[Any]] = {
        name: [] for name in ("sections", "disclosures", "applications", "proceedings", "origins")
    }
    save_version(db, listing_url=URL, fetch=fetch(URL, "b" * 64), report=report, version=version(), readings=readings)

    rows = [row for row in collect(db, cards, at(2, 10, 12)) if row["report_year"] == 2022]
    states = {row["agency_id"]: row["state"] for row in rows}
    assert (states[DONGSHAN], states[TAIPING]) == ("on_time", "overdue")
    found = next(row for row in rows if row["agency_id"] == DONGSHAN)
    assert (found["first_seen_at"], found["claimed_on"], found["flags"]) == (SEEN, date(2023, 1, 20), ["before_watch"])

    assert len(save_filings(db, rows)) == 4
    assert save_filings(db, rows) == []
