"""Kept rosters read, their names brought in line with the cards, and compared with what we saw ourselves."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from crawler.monitor import judge
from crawler.monitor.rosters import claims
from crawler.reading import READER_VERSION, ReadingError
from crawler.registry import Registry
from crawler.rosters.reading import Line, read_roster
from storage import queries
from storage.originals import Originals
from storage.writes import save_roster_agencies, save_roster_claims, save_roster_lines

logger = logging.getLogger(__name__)

Row = Mapping[str, Any]

NOBODY_NAMED = "页面和附件中没有读出机构"


def read_rosters(
    db: Database,
    originals: Originals,
    *,
    counties: Collection[str] | None = None,
    portal_id: str | None = None,
    again: bool = False,
) -> None:
    """Read the rosters on the portals of these counties (``None``: all) that were not read yet, or ``again`` all.

    The same originals give the same lines. Raises ``StorageError`` for a missing or damaged original.
    """
    # Oldest first: what says the same as the one before it is dropped.
    for row in reversed(queries.rosters(db, counties)):
        ours = portal_id is None or row["channel_id"].startswith(f"{portal_id}/")
        if ours and (again or row["reader_version"] is None):
            lines, troubles = _read(originals, [_page(row), *queries.roster_files(db, row["id"])], row["report_year"])
            trouble = None if lines else "; ".join(troubles) or NOBODY_NAMED
            said = [_line(line) for line in lines]
            save_roster_lines(db, row["id"], said, reader_version=READER_VERSION, trouble=trouble)


def judge_and_compare(
    db: Database, registry: Registry, moment: datetime, counties: Collection[str] | None = None
) -> None:
    """Judge every filing, and set what the rosters of these counties (``None``: all) say beside them.

    What they say stays the same as time goes by; it takes new facts of the county to change it.
    """
    judge(db, registry, moment)
    compare_rosters(db, registry, counties)


def compare_rosters(db: Database, registry: Registry, counties: Collection[str] | None = None) -> None:
    """Tell whom the names mean, by the cards, and what each claim is beside the stored filing it is about."""
    for county, rows in groupby(queries.rosters(db, counties), key=itemgetter("division_code")):
        found = list(rows)
        lines = queries.roster_lines(db, [row["id"] for row in found])
        save_roster_agencies(db, _changed(registry, county, lines))
        lines = queries.roster_lines(db, [row["id"] for row in found])
        save_roster_claims(db, county, claims(found, lines, queries.filings_beside(db, county)))


def _page(row: Row) -> dict[str, Any]:
    return {"url": row["fetched_url"], "sha256": row["sha256"], "media_type": row["media_type"]}


def _read(originals: Originals, files: Iterable[Row], report_year: int | None) -> tuple[list[Line], list[str]]:
    """The lines of the first of these files that names anyone, and why others could not be read."""
    troubles: list[str] = []
    for file in files:
        try:
            if lines := read_roster(originals.get(file["sha256"]), file["url"], file["media_type"], report_year):
                return list(lines), []
        except ReadingError as error:
            troubles.append(f"{file['url']}: {error}")
        except Exception as error:
            # As for reports: a fault of the reader loses nothing, and a mended reader reads it again.
            logger.exception("the reader failed on %s", file["url"])
            troubles.append(f"{file['url']}: the reader failed: {type(error).__name__}")
    return [], troubles


def _line(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("name", "says", "published_on", "url", "quote")}


def _changed(registry: Registry, county: str, lines: Iterable[Row]) -> Iterator[Row]:
    """The lines whose names mean another agency now than is stored: only an exact fit is certain."""
    for line in lines:
        agency_id = registry.match(line["name"], county).agency_id if county in registry.divisions else None
        if agency_id != line["agency_id"]:
            yield {"roster_id": line["roster_id"], "position": line["position"], "agency_id": agency_id}
