"""The states of a nation: 45,000 agencies over 7 report years, from scratch and after one day's crawl.

Every county has one list, looked at on 60 days; nine agencies of ten have published each year, one of a hundred has
edited since. From scratch is everything: the database is read, every filing judged, every state written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor import judge
from crawler.registry import AgencyCard, CountyCard, PortalCard, Registry, to_rows
from storage.database import open_database, transaction
from storage.writes import save_registry

AGENCIES, YEARS, LOOKS = 16, range(2019, 2026), 60
#: Of 2,813 counties of the nation; a part is told as a part.
COUNTIES = int(os.environ.get("NIANBAO_BENCH_COUNTIES", "2813"))
NOW = datetime(2026, 3, 1, 12, tzinfo=SHANGHAI)
TODAY = NOW + timedelta(days=1)


def main() -> None:
    """Print the seconds of each, by the clock on the wall and of CPU."""
    registry = nation()
    print(f"{len(registry.agencies):,} agencies, {len(YEARS)} report years, {COUNTIES * LOOKS:,} looks")
    with TemporaryDirectory() as folder, closing(open_database(Path(folder) / "nianbao.db", create=True)) as db:
        save_registry(db, **to_rows(registry))
        with transaction(db):
            fill(db, registry)
        timed("from scratch", lambda: judge(db, registry, NOW))
        timed("again, nothing new", lambda: judge(db, registry, NOW))
        with transaction(db):
            a_day(db, registry)
        timed("after a day's crawl", lambda: judge(db, registry, TODAY))


def timed(name: str, task: Callable[[], list[Any]]) -> None:
    """Run a task and tell how long it took and how many filings changed."""
    start, cpu = time.perf_counter(), time.process_time()
    changed = len(task())
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{name:22} {wall:6.2f} s  ({cpu:.2f} s CPU)  {changed:,} filings changed")


def nation() -> Registry:
    """Counties of a government, an office, departments and townships each, with one portal and one list."""
    counties, portals = [], []
    for number in range(COUNTIES):
        code = str(110000 + number * 200 + 1)
        kinds = {f"{code}-gov": "government", f"{code}-office": "office"}
        kinds |= {f"{code}-d{each}": "department" for each in range(4)}
        kinds |= {f"{code}{100 + each}": "township" for each in range(AGENCIES - 6)}
        agencies = tuple(
            AgencyCard.model_validate({"id": agency_id, "name": f"某{code}县第{place}机关", "kind": kind})
            for place, (agency_id, kind) in enumerate(kinds.items())
        )
        counties.append(CountyCard(county=code, name=f"某{code}县", city="某市", province="某省", agencies=agencies))
        channel = {"id": "nianbao", "url": "/nb/", "years": {"first": YEARS[0]}}
        card = {"portal": code, "name": "某县", "county": code, "platform": "hanweb", "url": f"http://{code}.example"}
        portals.append(PortalCard.model_validate({**card, "status": "verified", "channels": [channel]}))
    return Registry.of(counties, portals)


def fill(db: Database, registry: Registry) -> None:
    """What is stored after a season of daily looks."""
    looks = [NOW - timedelta(days=day) for day in reversed(range(LOOKS))]
    for county in registry.divisions:
        for at in looks:
            look(db, county, at)
    for place, agency_id in enumerate(registry.agencies):
        for year in YEARS:
            if (place + year) % 10:
                publish(db, agency_id, year, looks[0], seen=NOW)
            if (place + year) % 100 == 1:
                publish(db, agency_id, year, looks[50], edition=2)


def a_day(db: Database, registry: Registry) -> None:
    """Every list is looked at once more; one agency of a hundred publishes what it owed."""
    for county in registry.divisions:
        look(db, county, TODAY - timedelta(hours=3))
    for place, agency_id in enumerate(registry.agencies):
        if (place + YEARS[-1]) % 100 == 0:
            publish(db, agency_id, YEARS[-1], TODAY - timedelta(hours=3))


def look(db: Database, county: str, at: datetime) -> None:
    """A clean look at the list of a county; what it listed is seen again."""
    values = (f"{county} {at:%m%d}", f"{county}/nianbao", at.isoformat())
    db.conn.execute("INSERT INTO observations VALUES (?, ?, ?, 'ok', 1, 99, 1, 1, 1, NULL, '', NULL)", values)
    seen = (at.isoformat(), values[0], values[1])
    db.conn.execute("UPDATE listings SET last_seen_at = ?, last_observation_id = ? WHERE channel_id = ?", seen)


def publish(
    db: Database, agency_id: str, year: int, at: datetime, edition: int = 1, seen: datetime | None = None
) -> None:
    """A report that was listed, fetched and read at one moment, and last ``seen`` on the list at that or another."""
    county, key, moment = agency_id[:6], f"{agency_id}/{year}", at.isoformat()
    url, day = f"http://{county}.example/art/{year + 1}/1/20/art_1_{agency_id}.html", date(year + 1, 1, 20).isoformat()
    version = {
        "id": f"{key}/{edition}", "report_id": key, "channel_id": f"{county}/nianbao", "url": url, "sha256": "0" * 64,
        "content_hash": f"{edition}", "body_hash": f"{edition}", "fetch_id": f"f{key}/{edition}",
        "first_seen_at": moment, "title": "政府信息公开工作年度报告", "published_on": day, "listed_on": day,
        "votes": "[]", "remarks": "[]", "reader_version": "1",
    }  # fmt: skip
    fetch = (version["fetch_id"], county, url, moment, url)
    db.conn.execute("INSERT OR IGNORE INTO reports VALUES (?, ?, ?, ?, NULL)", (key, agency_id, year, county))
    db.conn.execute(
        "INSERT INTO fetches (id, portal_id, url, requested_at, listing_url, outcome, headers, detail) "
        "VALUES (?, ?, ?, ?, ?, 'ok', '{}', '')", fetch
    )  # fmt: skip
    insert(db, "versions", version)
    if edition == 1:
        listing = (f"{county}/nianbao", url, "年度报告", day, agency_id, year, moment)
        last = (seen or at).isoformat()
        looks = (f"{county} {at:%m%d}", f"{county} {seen or at:%m%d}")
        db.conn.execute(
            "INSERT INTO listings VALUES (?, ?, ?, ?, 0, 1, NULL, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            (*listing, looks[0], last, looks[1], fetch[0], version["id"], moment),
        )


def insert(db: Database, table: str, row: dict[str, Any]) -> None:
    """Faster than the writes of storage, which make sure of every row."""
    places = ", ".join("?" * len(row))
    db.conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values()))  # noqa: S608


if __name__ == "__main__":
    main()
