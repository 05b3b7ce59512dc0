"""The jobs behind the commands: crawl and judge, judge again, read everything again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler import fleet
from crawler.clock import CLOCK_SETTING, now
from crawler.items import Observation
from crawler.monitor import collect
from crawler.progress import Advance
from crawler.registry import Registry
from storage.database import open_database
from storage.writes import save_filings

#: Settings of a crawl that may ask the sample county: no pause for a machine's own portals, and loopback allowed.
REHEARSAL = {"NIANBAO_ALLOW_LOOPBACK": True, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "NIANBAO_RETRY_BASE": 0.1}


def crawl(
    registry: Registry,
    database: Path,
    *,
    portals: Collection[str] | None = None,
    clock: str = "",
    settings: dict[str, Any] | None = None,
    advance: Advance | None = None,
) -> fleet.Summary:
    """Look at every channel of these portals (``None``: all), store what is new, and judge all filings.

    ``clock``: a fixed moment for rehearsals; ``advance`` is told of each channel looked at. Raises ``StorageError`` when
    the database cannot be used and ``ValueError`` for an unknown portal.
    """

    def told(item: object) -> None:
        if advance and isinstance(item, Observation):
            advance(f"{item.channel_id} {item.outcome} {len(item.rows)} rows")

    overrides = {CLOCK_SETTING: clock, **(settings or {})}
    summary = fleet.crawl(registry, database, portals=portals, settings=overrides, progress=told)
    judge(open_database(database), registry, now(clock))
    return summary


def judge(db: Database, registry: Registry, moment: datetime) -> list[dict[str, Any]]:
    """Bring the stored state of every filing up to ``moment``; returns what changed (see ``save_filings``)."""
    rows = sorted(collect(db, registry, moment), key=_report_year)
    return [change for year, group in groupby(rows, key=_report_year) for change in save_filings(db, year, group)]


def _report_year(row: dict[str, Any]) -> int:
    return int(row["report_year"])
