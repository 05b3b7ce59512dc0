"""Reports of the invented county 青溪县, made by hand and stored as a crawl stores them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from loopback import CLOCK, registry
from sqlite_utils import Database

from crawler.items import Fetch, Outcome
from crawler.reading.forms import FORMS
from crawler.reading.report import Cell, Report, Section
from crawler.registry import Registry, to_rows
from crawler.rows import fetch_row, readings, report_row, version_row
from storage.writes import save_observation, save_registry, save_version

GOVERNMENT, SHIQIAO, ZAOYUAN = "330799-gov", "330799101", "330799102"
NAMES = {GOVERNMENT: "青溪县人民政府", SHIQIAO: "青溪县石桥镇人民政府", ZAOYUAN: "青溪县枣园镇人民政府"}
COUNTY = registry("http://127.0.5.1")
SEEN = datetime.fromisoformat(CLOCK)


def open_county(db: Database, cards: Registry = COUNTY) -> None:
    """The registry in the database."""
    save_registry(db, **to_rows(cards))


def made(
    agency: str, year: int, *, new: int = 0, carried_in: int = 0, carried_out: int = 0, overview: str = ""
) -> Report:
    """A report on the form of 2021 whose sums hold: natural persons apply, all is granted but what is carried out."""
    figures = {"received": new, "carried_in": carried_in, "carried_out": carried_out}
    figures["granted"] = figures["handled_total"] = new + carried_in - carried_out
    table = FORMS["2021"].applications
    return Report(
        title=f"{NAMES[agency]}{year}年政府信息公开工作年度报告",
        agency_name=NAMES[agency],
        report_year=year,
        form="2021",
        signed_on=date(year + 1, 1, 16),
        applications={row.key: _row(row.columns, figures.get(row.key, 0)) for row in table.rows},
        sections=(Section(1, "一、总体情况", overview), Section(6, "六、其他需要报告的事项", "无")),
    )


def _row(columns: tuple[str, ...], number: int) -> Mapping[str, Cell]:
    numbers = {"natural_person": number, "total": number}
    return {column: Cell(numbers.get(column, 0), str(numbers.get(column, 0))) for column in columns}


def store(db: Database, report: Report, agency: str | None, *, edited: int = 0, cards: Registry = COUNTY) -> str:
    """The version as a crawl stores it; ``edited``: the page has been rewritten so many times."""
    portal = next(iter(cards.portals))
    url = f"{cards.portals[portal].url}/{agency}-{report.report_year}.html"
    at = SEEN + timedelta(days=edited)
    fetch = fetch_row(Fetch(portal, url, at, Outcome.OK, 200, "text/html", body=f"{url} {edited}".encode()))
    listing: dict[str, Any] = {
        "url": url,
        "title": report.title or "",
        "listed_on": None,
        "position": 0,
        "is_report": True,
    }
    listing |= {"why_not": None, "agency_id": agency, "report_year": report.report_year}
    look: dict[str, Any] = {"channel_id": f"{portal}/c0", "observed_at": at, "outcome": "ok", "pages": 1, "rows": 1}
    look |= {"exhausted": True, "canary_seen": True, "qualified": True, "reason": None, "detail": url}
    save_observation(db, {**look, "clean_observation_id": None}, [], [listing])
    seen = {"channel_id": f"{portal}/c0", "first_seen_at": at, "listed_on": None}
    return save_version(
        db,
        listing_url=url,
        fetch=fetch,
        report=report_row(report, agency, portal, ""),
        version={**version_row(report, ""), **seen},
        readings=readings(report),
    )
