"""A small county as a database, and a client for the site that serves it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from sqlite_utils import Database

from storage import search
from storage.browse.site import application
from storage.database import open_database, transaction

#: A title as a hostile page could print it.
HOSTILE = '<script src="//evil.example/x.js"></script>石桥镇'

_AGENCIES = [
    ("430623-gov", "华容县人民政府", "government"),
    ("430623113", "华容县东山镇人民政府", "township"),
    ("430623114", "华容县石桥镇人民政府", "township"),
    ("430623115", "华容县<b>北景港镇</b>人民政府", "township"),
]
_FILINGS = [
    # agency, year, state, reason, due, days late, claimed, first seen, version, flags
    ("430623-gov", 2022, "not_due", None, "2023-03-31", None, None, None, None, []),
    ("430623113", 2022, "late", None, "2023-01-31", 7, "2023-02-07", "2023-02-08T09:00:00+08:00", "v-late", ["edited"]),
    ("430623114", 2022, "overdue", None, "2023-01-31", None, None, None, None, []),
    ("430623115", 2022, "unverified", "blocked", "2023-01-31", None, None, None, None, []),
    ("430623114", 2021, "on_time", None, "2022-01-31", None, "2022-01-21", "2022-01-22T09:30:00+08:00", "v-old", []),
]


def _registry(db: Database) -> None:
    db["divisions"].insert(
        {"code": "430623", "name": "华容县", "province": "湖南省", "city": "岳阳市", "aliases": "[]"}
    )
    for key, name, kind in _AGENCIES:
        db["agencies"].insert({"id": key, "division_code": "430623", "name": name, "kind": kind, "aliases": "[]"})
    portal = {"id": "430623", "division_code": "430623", "name": "华容县人民政府", "platform": "hanweb"}
    db["portals"].insert(portal | {"url": "http://www.huarong.gov.cn", "status": "verified"})
    channel = {"id": "430623/nianbao", "portal_id": "430623", "url": "http://www.huarong.gov.cn/zwgk/nianbao/"}
    db["channels"].insert(channel | {"first_year": 2019, "at_least": 3})


def _look(db: Database) -> None:
    look = {"id": "o-clean", "channel_id": "430623/nianbao", "observed_at": "2023-02-10T09:15:00+08:00"}
    look |= {"outcome": "ok", "pages": 2, "rows": 31, "exhausted": 1, "canary_seen": 1, "qualified": 1, "detail": ""}
    db["observations"].insert(look)


def _version(db: Database, key: str, year: int, agency: str, title: str) -> None:
    fetch = {"id": f"f-{key}", "portal_id": "430623", "url": f"http://www.huarong.gov.cn/{key}.html", "outcome": "ok"}
    db["fetches"].insert(fetch | {"requested_at": "2023-02-08T09:00:00+08:00", "headers": "{}", "detail": ""})
    db["reports"].insert(
        {"id": f"r-{key}", "agency_id": agency, "report_year": year, "portal_id": "430623", "title": title}
    )
    row = {
        "id": key,
        "report_id": f"r-{key}",
        "channel_id": "430623/nianbao",
        "url": fetch["url"],
        "sha256": "ab12" * 16,
    }
    row |= {"fetch_id": f"f-{key}", "first_seen_at": "2023-02-08T09:00:00+08:00", "title": title, "report_year": year}
    row |= {"content_hash": "c0", "agency_name": "石桥镇", "votes": "[]", "remarks": "[]", "reader_version": "1"}
    db["versions"].insert(row)


def _readings(db: Database) -> None:
    row: dict[str, Any] = {"version_id": "v-late", "outcome": "received", "natural_person": 17, "enterprise": None}
    row |= {"research": None, "total": 17, "raw": json.dumps({"natural_person": "17", "enterprise": "", "total": "17"})}
    db["applications"].insert(row)
    zeros = dict.fromkeys(("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other"), 0)
    carried = {"version_id": "v-late", "outcome": "carried_in", "total": 0, "raw": "{}"}
    db["applications"].insert(carried | zeros)
    db["disclosures"].insert(
        {"version_id": "v-late", "row": "rules", "measure": "issued", "value": None, "raw": "约3", "certain": 0}
    )
    evidence = {"cells": {"disclosures.rules.issued": "3"}, "quote": "<i>三件</i>", "refuted_by": "表二规章为零"}
    finding = {"version_id": "v-late", "basis": "法定", "evidence": json.dumps(evidence)}
    db["findings"].insert(
        finding | {"id": "x1", "rule": "rules-by-county", "severity": "error", "message": "县级无权制定规章"}
    )
    many = {"cells": {f"applications.received.column{n}": str(n) for n in range(5)}, "quote": None, "refuted_by": ""}
    note = {"id": "x2", "rule": "title", "severity": "note", "message": "标题分作两行", "evidence": json.dumps(many)}
    db["findings"].insert(finding | note)


def _dismissed(db: Database) -> None:
    """A link that looks like the report of a township that is overdue."""
    said = {"url": "http://www.huarong.gov.cn/t.html", "title": "石桥镇2022年年报填报说明"}
    link = {
        "channel_id": "430623/nianbao",
        "is_report": 0,
        "agency_id": "430623114",
        "report_year": 2022,
        "position": 0,
    }
    times = dict.fromkeys(("first_seen_at", "last_seen_at"), "2023-02-10T09:15:00+08:00")
    why = {
        "why_not": "经人工核对，不是年度报告：是填报说明",
        **dict.fromkeys(("first_observation_id", "last_observation_id"), "o-clean"),
    }
    db["listings"].insert(said | link | times | why)
    answer = {"id": "m1", "page_id": "p1", "listed_title": said["title"], "verdict": "not_a_report"}
    who = {"because": "是填报说明", "reviewer": "<b>李某</b>", "matched_at": "2023-02-10T10:30:00+08:00"}
    db["matches"].insert(said | answer | who)


def _filings(db: Database) -> None:
    keys = ("agency_id", "report_year", "state", "reason", "due_on", "days_late", "claimed_on", "first_seen_at")
    for *values, flags in _FILINGS:
        row = dict(zip((*keys, "version_id"), values, strict=True)) | {"flags": json.dumps(flags)}
        db["filings"].insert(row | {"observation_id": "o-clean" if row["state"] == "overdue" else None})


def fill(path: Path) -> None:
    """Write the county into a database that is there."""
    db = open_database(path)
    _registry(db)
    _look(db)
    _version(db, "v-late", 2022, "430623113", HOSTILE)
    _version(db, "v-old", 2021, "430623114", "2021年年度报告")
    _readings(db)
    _filings(db)
    _dismissed(db)
    with transaction(db):
        search.remember_missing(db)
    db.close()


Get = Callable[..., httpx.Response]


def getter(path: Path, *, public: bool = False) -> Get:
    app = application(path, public=public)

    def get(address: str, method: str = "GET", headers: dict[str, str] | None = None) -> httpx.Response:
        return asyncio.run(_answer(app, method, address, headers))

    return get


async def _answer(app: Any, method: str, address: str, headers: dict[str, str] | None) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
        return await client.request(method, address, headers=headers)
