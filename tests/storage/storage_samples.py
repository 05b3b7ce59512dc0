"""Sample rows in the shapes the writes take. Also run by the child process of the kill test."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.rows import select
from storage.writes import save_findings, save_observation, save_registry, save_version

Row = dict[str, Any]
NOW = datetime(2023, 2, 10, 9, 0, tzinfo=timezone(timedelta(hours=8)))
CHANNEL = "430623/nianbao"
TOWN = "430623113"


def url(number: int) -> str:
    return f"http://127.0.0.1/art/2023/1/{number}.html"


def observation(**changes: Any) -> Row:
    return {
        "channel_id": CHANNEL, "observed_at": NOW, "outcome": "ok", "pages": 1, "rows": 1, "exhausted": True,
        "canary_seen": True, "qualified": True, "reason": None, "detail": "", "clean_observation_id": None, **changes,
    }  # fmt: skip


def fetch(**changes: Any) -> Row:
    return {
        "portal_id": "430623", "url": "http://127.0.0.1/col/col1/index.html", "requested_at": NOW, "outcome": "ok",
        "status": 200, "media_type": "text/html", "sha256": "0" * 64, "detail": "",
        "headers": {"etag": '"5f-61"', "last-modified": "Fri, 10 Feb 2023 01:00:00 GMT"},
        "protocol": "HTTP/1.1", "request_headers": {"user-agent": "nianbao"}, **changes,
    }  # fmt: skip


def listing(number: int = 1, **changes: Any) -> Row:
    return {
        "url": url(number), "title": f"东山镇{number}号政府信息公开工作年度报告", "listed_on": date(2023, 1, 21),
        "position": number, "is_report": True, "why_not": None, "agency_id": TOWN, "report_year": 2022, **changes,
    }  # fmt: skip


def report(**changes: Any) -> Row:
    return {"agency_id": TOWN, "report_year": 2022, "portal_id": "430623", **changes}


def version(**changes: Any) -> Row:
    return {
        "channel_id": CHANNEL, "content_hash": "c1", "body_hash": "b1", "first_seen_at": NOW,
        "listed_on": date(2023, 1, 21), "title": "东山镇2022年政府信息公开工作年度报告", "agency_name": "东山镇",
        "report_year": 2022, "form": "2021",
        "index_number": None, "publisher": None, "source": None, "created_on": date(2023, 1, 20),
        "published_on": date(2023, 1, 21), "signed_on": None, "preamble": "",
        "votes": [{"field": "report_year", "value": "2022", "source": "title", "chosen": True}],
        "remarks": [{"kind": "unknown_label", "where": "disclosures", "raw": "其他"}], "reader_version": "1", **changes,
    }  # fmt: skip


def finding(rule: str = "P1", severity: str = "error") -> Row:
    evidence = {"cells": {"applications.received.total": "5"}, "quote": None, "refuted_by": "更正后的表格"}
    return {"rule": rule, "severity": severity, "basis": "表注", "message": "两边不相等", "evidence": evidence}


def readings(**changes: list[Row]) -> dict[str, list[Row]]:
    return {
        "sections": [
            {"number": 1, "heading": "总体情况", "text": "甲"},
            {"number": None, "heading": "附件", "text": ""},
        ],
        "disclosures": [
            {"row": "rules", "measure": "issued", "value": None, "raw": "", "certain": 1},
            {"row": "rules", "measure": "in_force", "value": 97, "raw": "97", "certain": 1},
            {"row": "fees", "measure": "amount_10k_yuan", "value": 1.5, "raw": "1.5000", "certain": 1},
        ],
        "applications": [
            {"outcome": "received", "natural_person": 4, "enterprise": None, "research": 0, "public_welfare": 2,
             "legal_service": 3, "other": 5, "total": 14,
             "raw": {"natural_person": "4", "enterprise": "", "research": "0", "total": "14"},
             "uncertain": []},
        ],
        "proceedings": [
            {"route": "reconsideration", "upheld": 1, "corrected": 0, "other": 6, "pending": None, "total": 7,
             "raw": {"upheld": "1", "pending": "?"}, "uncertain": ["pending"]},
        ],
        "origins": [{"part": "applications", "sha256": "1c" * 32, "format": "pdf"}],
        **changes,
    }  # fmt: skip


def registry(**changes: list[Row]) -> dict[str, list[Row]]:
    return {
        "divisions": [
            {"code": "430623", "name": "华容县", "province": "湖南省", "city": "岳阳市", "aliases": [],
             "deadlines": []},
        ],
        "agencies": [
            {"id": TOWN, "division_code": "430623", "name": "华容县东山镇人民政府", "kind": "township",
             "aliases": ["东山镇"], "first_year": None, "last_year": None, "merged_into": None},
        ],
        "portals": [
            {"id": "430623", "division_code": "430623", "name": "华容县人民政府", "platform": "hanweb",
             "url": "http://127.0.0.1", "status": "verified"},
        ],
        "channels": [
            {"id": CHANNEL, "portal_id": "430623", "agency_id": None, "url": "/col/col1/index.html",
             "first_year": 2019, "last_year": None, "at_least": 3, "canary": None, "kinds": []},
        ],
        **changes,
    }  # fmt: skip


def look(db: Database, *listings: Row, pages: tuple[Row, ...] = (), **changes: Any) -> str:
    """Save a look that found these listings."""
    return save_observation(db, observation(rows=len(listings), **changes), pages or [fetch()], listings)


def publish(db: Database, number: int = 1, findings: Sequence[Row] | None = None, **changes: Any) -> str:
    """Save a version of the report at ``url(number)``, which a look must have listed, and the findings on it."""
    keys = ("listing_url", "fetch", "report", "readings")
    given = {
        "listing_url": url(number), "fetch": fetch(url=url(number)), "report": report(), "readings": readings(),
        **{key: changes.pop(key) for key in keys if key in changes},
    }  # fmt: skip
    version_id = save_version(db, **given, version=version(**changes))
    save_findings(db, version_id, [finding()] if findings is None else findings)
    return version_id


def write_on(folder: Path, start: int) -> None:
    """Store report after report until killed, saying the number of each one that is safe."""
    db = open_database(folder / "nianbao.db", create=True)
    originals = Originals(open_originals(folder / "originals.db", create=True))
    save_registry(db, **registry())
    for number in range(start, start + 100_000):
        body = hashlib.sha256(str(number).encode()).digest() * 3000
        sha256 = originals.keep(body, "text/html", NOW)
        look(db, listing(number), observed_at=NOW + timedelta(seconds=number))
        publish(db, number, fetch=fetch(url=url(number), sha256=sha256), content_hash=str(number))
        print(number, flush=True)  # noqa: T201  the parent reads it


_PUBLICATIONS = """
SELECT versions.* FROM versions JOIN reports ON reports.id = report_id
WHERE reports.agency_id = ? AND reports.report_year = ? ORDER BY first_seen_at, versions.id
"""
_LISTED = """
SELECT channel_id, url, listed_on, first_seen_at, last_seen_at, last_observation_id
FROM listings WHERE version_id = ? ORDER BY first_seen_at, channel_id, url
"""


def publications(db: Database, agency_id: str, report_year: int) -> list[Row]:
    """The versions seen of what an agency published for a year, first seen first.

    The version's columns and ``listings``: where it is listed now, each ``{"channel_id", "url", "listed_on",
    "first_seen_at", "last_seen_at", "last_observation_id"}``. A listing has vanished from its channel when full
    qualified looks were made after its ``last_seen_at``.
    """
    versions = select(db, _PUBLICATIONS, [agency_id, report_year])
    return [{**version, "listings": select(db, _LISTED, [version["id"]])} for version in versions]


if __name__ == "__main__":
    import sys

    write_on(Path(sys.argv[1]), int(sys.argv[2]))
