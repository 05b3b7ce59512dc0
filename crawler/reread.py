"""Reading every kept original again: the same steps as a crawl, from the bytes to the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from crawler.attachments import attachment_rows
from crawler.identify import agency_of, printed
from crawler.pipelines import read_report
from crawler.reading.report import Report
from crawler.registry import Registry
from crawler.rows import readings, report_row, version_row
from storage.originals import Originals
from storage.queries import troubles_to_reread, versions_to_reread
from storage.writes import save_rereading, save_trouble, save_version


def reread(db: Database, originals: Originals, registry: Registry) -> Counter[str]:
    """Read again what was read before and what could not be; the same input gives the same rows.

    Counts ``versions`` read, ``recovered`` (troubles that are reports now) and ``unreadable`` originals; a version
    whose original cannot be read any more stays as it was. Raises ``StorageError`` for a missing or damaged original.
    """
    done: Counter[str] = Counter(versions=0, recovered=0, unreadable=0)
    for row in versions_to_reread(db):
        body = originals.get(row["sha256"])
        report, _ = read_report(body, row["url"], row["media_type"])
        done["versions" if report else "unreadable"] += 1
        if report:
            links = attachment_rows(registry, row["portal_id"], row["url"], body)
            save_rereading(db, row["id"], **_rows(report, registry, row, row["portal_id"]), attachments=links)
    for row in troubles_to_reread(db):
        fetch = row["fetch"]
        body = originals.get(fetch["sha256"])
        report, trouble = read_report(body, fetch["url"], fetch["media_type"])
        done["recovered" if report else "unreadable"] += 1
        if report:
            rows = _rows(report, registry, row, fetch["portal_id"])
            seen = {"channel_id": row["channel_id"], "first_seen_at": fetch["requested_at"]}
            rows["version"] |= seen | {"listed_on": row["listed_on"]}
            links = attachment_rows(registry, fetch["portal_id"], fetch["url"], body)
            save_version(db, listing_url=row["url"], fetch=fetch, **rows, attachments=links)
        elif trouble != row["trouble"]:
            save_trouble(db, row["url"], fetch, trouble or "")
    return done


def _rows(report: Report, registry: Registry, row: Mapping[str, Any], portal_id: str) -> dict[str, Any]:
    """What a crawl would store of the report, from the channel and the title under which it was listed."""
    title = row["title"] or ""
    agency_id = agency_of(registry, row["channel_id"], printed(report, title).agency_name)
    return {
        "report": report_row(report, agency_id, portal_id, title),
        "version": version_row(report, title),
        "readings": readings(report),
    }
