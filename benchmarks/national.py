"""A database of the whole country's size, made up: real names of counties and townships, figures that are all distinct.

46,100 agencies, seven report years, some 300,000 reports with their tables and texts; ``scale`` makes less of it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from crawler.reading.forms import FORMS
from storage import search
from storage.database import open_database, transaction

YEARS = range(2019, 2026)
AGENCIES = 46_100
#: Of a hundred filings: on time, late, overdue, unverified.
STATES = ("on_time",) * 84 + ("late",) * 9 + ("overdue",) * 3 + ("unverified",) * 4
DEPARTMENTS = ("财政局", "教育局", "民政局", "水利局")
NATION = Path(__file__).parent.parent / "crawler" / "registry" / "nation"
_PHRASES = (
    "及时更新政府信息公开专栏",
    "围绕群众关心的事项主动公开",
    "依法办理每一件申请",
    "完善了审查和保密的程序",
    "通过政务新媒体发布信息",
    "公开了本年度的预算和决算",
    "政策解读的形式还不够多",
    "工作人员的业务水平有待提高",
    "组织了一次业务培训",
    "对照考核指标逐项自查",
    "办事指南的内容更便于查找",
    "下一步将加强监督和指导",
)
_NUMBERS = range(1000)
_HEADINGS = ("总体情况", "主动公开政府信息情况", "申请情况", "复议诉讼情况", "主要问题及改进情况", "其他事项")


@dataclass(frozen=True)
class Agency:
    """One agency of the made-up country."""

    id: str
    county: str
    name: str
    kind: str


def build(path: Path, scale: float = 1.0) -> dict[str, int]:
    """Write the database; how many agencies and reports it has."""
    rng = random.Random(20260131)
    agencies = list(_agencies(int(AGENCIES * scale)))
    with closing(open_database(path, create=True)) as db:
        _make_haste(db)
        with transaction(db):
            _registry(db, agencies)
        reports = 0
        for year in YEARS:
            for start in range(0, len(agencies), 500):
                with transaction(db):
                    reports += _year(db, rng, year, agencies[start : start + 500])
        db.execute("ANALYZE")
        _end_haste(db)
    return {"agencies": len(agencies), "reports": reports}


def _make_haste(db: Any) -> None:
    """A file that is thrown away if the machine stops needs no journal; the full text is merged in large pieces."""
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -1000000", "locking_mode = EXCLUSIVE"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.execute("INSERT INTO _search (_search, rank) VALUES ('hashsize', 67108864)")


def _end_haste(db: Any) -> None:
    db.execute("INSERT INTO _search (_search, rank) VALUES ('hashsize', 1048576)")
    for pragma in ("locking_mode = NORMAL", "journal_mode = WAL"):
        db.execute(f"PRAGMA {pragma}").fetchall()


def _agencies(most: int) -> Iterator[Agency]:
    """Counties one after the other, each with its government, offices and the first of its townships."""
    townships: dict[str, list[tuple[str, str]]] = {}
    for row in _csv("townships"):
        townships.setdefault(row["code"][:6], []).append((row["code"], row["name"]))
    names = {row["code"]: row["name"] for row in _csv("divisions")}
    wanted, count = max(1, round(most / AGENCIES * len(townships))), 0
    step = max(1, len(townships) // wanted)
    for code in sorted(townships)[::step]:
        name = names.get(code, code)
        bodies = [
            (f"{code}-gov", f"{name}人民政府", "government"),
            (f"{code}-office", f"{name}人民政府办公室", "office"),
        ]
        bodies += [(f"{code}-d{n}", f"{name}{each}", "department") for n, each in enumerate(DEPARTMENTS)]
        bodies += [(key, f"{name}{town}人民政府", "township") for key, town in townships[code][:12]]
        for key, agency, kind in bodies:
            if count < most:
                count += 1
                yield Agency(key, code, agency, kind)


def _csv(name: str) -> Iterable[dict[str, str]]:
    with (NATION / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _registry(db: Any, agencies: list[Agency]) -> None:
    names = {row["code"]: row["name"] for row in _csv("divisions")}
    counties = list(dict.fromkeys(agency.county for agency in agencies))
    province = {code: names.get(f"{code[:2]}0000", code[:2]) for code in counties}
    city = {code: names.get(f"{code[:4]}00", "") for code in counties}
    _insert(
        db,
        "divisions",
        [
            {
                "code": code,
                "name": names.get(code, code),
                "province": province[code],
                "city": city[code],
                "aliases": "[]",
            }
            for code in counties
        ],
    )
    _insert(
        db,
        "agencies",
        [
            {"id": each.id, "division_code": each.county, "name": each.name, "kind": each.kind, "aliases": "[]"}
            for each in agencies
        ],
    )
    portal = {"platform": "trs", "status": "verified"}
    url = "http://{}.gov.example"
    _insert(
        db,
        "portals",
        [
            {"id": code, "division_code": code, "name": names.get(code, code), "url": url.format(code), **portal}
            for code in counties
        ],
    )
    channel = {"first_year": 2019, "at_least": 5}
    _insert(
        db,
        "channels",
        [
            {"id": f"{code}/nianbao", "portal_id": code, "url": f"{url.format(code)}/nb/", **channel}
            for code in counties
        ],
    )
    _insert(db, "observations", [look(code, day) for code in counties for day in range(60)])


def look(code: str, day: int) -> dict[str, Any]:
    """One look at a county's list; one in twelve fails."""
    good = hash((code, day)) % 12 > 0
    moment = f"{date(2026, 1, 1) + timedelta(days=day)}T09:00:00+08:00"
    return {
        "id": f"{code}-{day}",
        "channel_id": f"{code}/nianbao",
        "observed_at": moment,
        "pages": 1,
        "rows": 12 * good,
        "outcome": "ok" if good else "timeout",
        "exhausted": int(good),
        "canary_seen": int(good),
        "qualified": int(good),
        "detail": "",
    }


def _year(db: Any, rng: random.Random, year: int, agencies: list[Agency]) -> int:
    rows: dict[str, list[dict[str, Any]]] = {}
    form = FORMS["2021" if year >= 2021 else "2019"]
    for agency in agencies:
        state = rng.choice(STATES)
        filed = state in ("on_time", "late")
        version = hashlib.sha256(f"{agency.id}{year}".encode()).hexdigest()
        _filing(rows, rng, agency, year, state, version[:20] if filed else None)
        if filed:
            _report(rows, rng, agency, year, version, form)
    for table, given in rows.items():
        _insert(db, table, given)
    for each in rows.get("versions", []):
        search.remember(db, each["id"])
    return len(rows.get("versions", []))


def _filing(rows: Any, rng: random.Random, agency: Agency, year: int, state: str, version: str | None) -> None:
    due = date(year + 1, 3, 31) if agency.kind == "government" else date(year + 1, 1, 31)
    late = rng.randint(1, 40) if state == "late" else None
    claimed = due + timedelta(days=late or -rng.randint(0, 28)) if version else None
    rows.setdefault("filings", []).append(
        {
            "agency_id": agency.id,
            "report_year": year,
            "state": state,
            "due_on": str(due),
            "days_late": late,
            "reason": "down" if state == "unverified" else None,
            "claimed_on": claimed and str(claimed),
            "claimed_by": claimed and "published_on",
            "first_seen_at": claimed and f"{claimed}T09:00:00+08:00",
            "version_id": version,
            "observation_id": f"{agency.county}-{59}",
            "flags": "[]",
        }
    )


def _report(rows: Any, rng: random.Random, agency: Agency, year: int, sha256: str, form: Any) -> None:
    version, seen = sha256[:20], rows["filings"][-1]["first_seen_at"]
    url = f"http://{agency.county}.gov.example/{version}.html"
    title = f"{agency.name}{year}年政府信息公开工作年度报告"
    fetch = {"id": f"f{version}", "portal_id": agency.county, "url": url, "requested_at": seen, "outcome": "ok"}
    rows.setdefault("fetches", []).append(
        fetch | {"status": 200, "media_type": "text/html", "sha256": sha256, "headers": "{}", "detail": ""}
    )
    rows.setdefault("reports", []).append(
        {"id": f"r{version}", "agency_id": agency.id, "report_year": year, "portal_id": agency.county, "title": title}
    )
    rows.setdefault("versions", []).append(
        {
            "id": version,
            "report_id": f"r{version}",
            "channel_id": f"{agency.county}/nianbao",
            "url": url,
            "sha256": sha256,
            "content_hash": version,
            "fetch_id": f"f{version}",
            "first_seen_at": seen,
            "title": title,
            "agency_name": agency.name,
            "report_year": year,
            "form": form.key,
            "votes": "[]",
            "published_on": seen[:10],
            "remarks": "[]",
            "reader_version": "1",
        }
    )
    rows.setdefault("sections", []).extend(
        {"version_id": version, "position": n, "number": n + 1, "heading": heading, "text": _text(rng)}
        for n, heading in enumerate(_HEADINGS)
    )
    _tables(rows, rng, version, form)


def _text(rng: random.Random) -> str:
    numbers = rng.choices(_NUMBERS, k=6)
    return "，".join(map("{}{}次".format, rng.sample(_PHRASES, 6), numbers)) + "。"


def _tables(rows: Any, rng: random.Random, version: str, form: Any) -> None:
    for row in form.disclosures.rows:
        for measure, n in zip(row.columns, rng.choices(range(10_000), k=len(row.columns)), strict=True):
            cell = {"version_id": version, "row": row.key, "measure": measure, "value": n, "raw": str(n), "certain": 1}
            rows.setdefault("disclosures", []).append(cell)
    for table, name in (("applications", "outcome"), ("proceedings", "route")):
        for row in getattr(form, table).rows:
            figures = dict(zip(row.columns, rng.choices(_NUMBERS, k=len(row.columns)), strict=True))
            raw = "{{{}}}".format(", ".join(map('"{}": "{}"'.format, figures, figures.values())))
            rows.setdefault(table, []).append({"version_id": version, name: row.key, **figures, "raw": raw})
    if rng.random() < 0.3:
        finding = {"id": f"x{version}", "version_id": version, "rule": "D2-row-total", "severity": "warning"}
        evidence = {"cells": {"applications.received.total": "1"}, "quote": None, "refuted_by": "原件所印不同"}
        rows.setdefault("findings", []).append(
            finding | {"basis": "表注", "message": "各项之和不等于总计", "evidence": json.dumps(evidence)}
        )


def _insert(db: Any, table: str, rows: list[dict[str, Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" * len(rows[0]))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    db.conn.executemany(sql, [tuple(row.values()) for row in rows])
