"""Reading kept originals again: the same steps as a crawl, from the bytes to the rows, and what that changes."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlite_utils import Database

from crawler.assembly import assembled
from crawler.attachments import attachment_rows
from crawler.differences import Differences, differences
from crawler.identify import agency_of, printed
from crawler.interpret import read_report, rows_of
from crawler.reading.report import Report
from crawler.registry import Registry
from crawler.rows import content_hash, report_from_rows
from storage.database import file_of
from storage.errors import StorageError
from storage.hints import command
from storage.originals import Originals
from storage.queries import (
    files_of,
    findings_of,
    readings_of,
    troubles_to_reread,
    version,
    versions_to_complete,
    versions_to_reread,
)
from storage.writes import save_rereading, save_trouble, save_version

Row = Mapping[str, Any]

logger = logging.getLogger(__name__)


@dataclass
class Changed:
    """One version that was read again. ``findings``: those on it before, then what ``appeared`` and ``vanished``."""

    version_id: str
    url: str
    title: str
    reader_before: str
    differences: Differences = field(default_factory=dict)
    findings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass
class Reread:
    """What reading again came to.

    ``counts``: ``versions`` read, ``recovered`` (troubles that are reports now) and ``unreadable`` originals.
    ``versions``: each that was read before and now, those that stayed the same too.
    """

    counts: Counter[str] = field(default_factory=lambda: Counter(versions=0, recovered=0, unreadable=0))
    versions: list[Changed] = field(default_factory=list)

    def changes(self, db: Database) -> list[Changed]:
        """The versions that are not what they were, once the findings are up to date."""
        for each in self.versions:
            before, after = each.findings.get("before", []), findings_of(db, each.version_id)
            each.findings = {
                "appeared": [finding for finding in after if finding not in before],
                "vanished": [finding for finding in before if finding not in after],
            }
        return [each for each in self.versions if each.differences or any(each.findings.values())]


def reread(db: Database, originals: Originals, registry: Registry, **only: Any) -> Reread:
    """Read again what was read before and what could not be; the same input gives the same rows.

    ``only``: as in :func:`storage.queries.versions_to_reread`. A version whose original cannot be read any more stays
    as it was. Raises ``StorageError`` for a missing or damaged original.
    """
    done = Reread()
    for row in versions_to_reread(db, **only):
        changed = reread_version(db, originals, registry, row)
        done.counts["versions" if changed else "unreadable"] += 1
        done.versions += [changed] if changed else []
    for row in troubles_to_reread(db, **{name: value for name, value in only.items() if name != "not_by"}):
        done.counts["recovered" if recover(db, originals, registry, row) else "unreadable"] += 1
    return done


def reread_version(db: Database, originals: Originals, registry: Registry, row: Row) -> Changed | None:
    """Read the original of a version again and keep what it says now; ``None`` where it cannot be read any more.

    ``row``: as :func:`storage.queries.versions_to_reread` gives it. Raises ``StorageError`` as :func:`reread`.
    """
    again = _read_again(row, *_kept_bytes(db, originals, row))
    return _save(db, registry, row, again) if again else None


class _Again(NamedTuple):
    """What a version's page, and with its files its report, say when they are read again."""

    body: bytes
    page: Report
    report: Report
    files_read: list[dict[str, Any]]


def _kept_bytes(db: Database, originals: Originals, row: Row) -> tuple[bytes, list[dict[str, Any]]]:
    files = [{**file, "body": originals.get(file["sha256"])} for file in files_of(db, row["id"])]
    return originals.get(row["sha256"]), files


def _read_again(row: Row, body: bytes, files: list[dict[str, Any]]) -> _Again | None:
    """Takes seconds, a minute for scans, and no database: any thread may do it."""
    page, _ = read_report(body, row["url"], row["media_type"])
    return _Again(body, page, *assembled(page, row["title"] or "", files)) if page else None


def _save(db: Database, registry: Registry, row: Row, again: _Again) -> Changed:
    about = (row["url"], row["title"] or "", row["reader_version"])
    changed = Changed(row["id"], *about, findings={"before": findings_of(db, row["id"])})
    before, taken_for = _stored(db, row["id"])
    rows = _rows(again.report, registry, row)
    # Whatever its files hold, it stays the version of its page's content, which the next visit will see again.
    rows["version"]["content_hash"] = content_hash(again.page)
    links = attachment_rows(registry, row["portal_id"], row["url"], again.body, again.page)
    changed.version_id = save_rereading(db, row["id"], **rows, attachments=links, files_read=again.files_read)
    after, taken_for_now = _stored(db, changed.version_id)
    moved = {} if taken_for == taken_for_now else {"agency_id": (taken_for, taken_for_now)}
    changed.differences = {**moved, **differences(before, after)}
    return changed


def complete(db: Database, originals: Originals, registry: Registry) -> int:
    """Read again the versions that lack what a file may hold that has come with them; returns how many those were."""
    rows = versions_to_complete(db)
    for row in rows:
        reread_version(db, originals, registry, row)
    return len(rows)


async def catch_up(
    db: Database, originals: Originals, registry: Registry, stored: Iterable[Row], content_hash: str
) -> None:
    """Before a content is called new: read what is ``stored`` of its report or address as that content was read.

    Otherwise the first visit after the reader was mended would make an edit by the agency of what only we read
    differently. An original that is missing is told of, and its version stays as it was. The crawl goes on meanwhile.
    """
    stored = list(stored)
    if content_hash in {row["content_hash"] for row in stored}:
        return
    for row in stored:
        try:
            again = await asyncio.to_thread(_read_again, row, *_kept_bytes(db, originals, row))
            if again:
                _save(db, registry, row, again)
        except StorageError:
            verify = command("originals verify", file_of(db))
            logger.exception("version %s could not be read again; %s tells more", row["id"], verify)


def recover(db: Database, originals: Originals, registry: Registry, row: Row) -> bool:
    """Whether what could not be read is a report now; stored either way."""
    fetch = row["fetch"]
    body = originals.get(fetch["sha256"])
    report, trouble = read_report(body, fetch["url"], fetch["media_type"])
    if report is None:
        if trouble != row["trouble"]:
            save_trouble(db, row["url"], fetch, trouble or "")
        return False
    rows = _rows(report, registry, {**row, "portal_id": fetch["portal_id"]})
    seen = {"channel_id": row["channel_id"], "first_seen_at": fetch["requested_at"], "listed_on": row["listed_on"]}
    rows["version"] |= seen
    links = attachment_rows(registry, fetch["portal_id"], fetch["url"], body, report)
    save_version(db, listing_url=row["url"], fetch=fetch, **rows, attachments=links)
    return True


def _rows(report: Report, registry: Registry, row: Row) -> dict[str, Any]:
    """What a crawl would store of the report, from the channel and the title under which it was listed.

    On a channel that no card names any more it stays whose it was.
    """
    title = row["title"] or ""
    name = printed(report, title).agency_name
    known = row["channel_id"] in registry.channels
    agency_id = agency_of(registry, row["channel_id"], name) if known else row.get("agency_id")
    return rows_of(report, agency_id, row["portal_id"], title)


def _stored(db: Database, version_id: str) -> tuple[Report, str | None]:
    """A version as it was read, and the agency it is taken for."""
    row = version(db, version_id)
    return report_from_rows(row, readings_of(db, version_id)), row["agency_id"]
