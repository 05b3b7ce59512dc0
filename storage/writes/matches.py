"""What a person says a page is, and the pages that wait for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlite_utils import Database

from storage import ids
from storage.database import transaction
from storage.rows import Row, encode, insert_once, write_changed

_TAKEN_FOR = ("is_report", "why_not", "agency_id", "report_year")


def save_match(db: Database, match: Row) -> str:
    """Record what a person says a page is, and return the id; earlier words stay, the last one counts.

    All keys are required::

        {"url": "http://...", "title": "...", "listed_title": "...", "verdict": "report", "not_a_report" or "forgotten",
         "agency_id": "430623113" or None, "report_year": 2022 or None, "sha256": "ab12..." or None,
         "because": "...", "reviewer": "..." or None, "matched_at": now}

    ``title``: what the page prints, else what the list says of it. ``sha256``: the original that was judged.
    """
    row = encode(match)
    row["id"] = ids.content_id("match", row)
    row["page_id"] = ids.page_id(row["url"], row["title"])
    with transaction(db):
        insert_once(db, "matches", row)
    return str(row["id"])


def save_unmatched(db: Database, pages: Iterable[Row], portals: Collection[str] | None = None) -> None:
    """Make the pages that wait for a person exactly these (columns of ``unmatched`` without ``id``).

    ``portals``: those on these portals (``None``: on any); what waits on others stays.
    """
    rows = [{"id": ids.page_id(page["url"], page["title"]), **page} for page in pages]
    with transaction(db):
        write_changed(db, "unmatched", "id", rows)
        there = {row["id"] for row in rows}
        for row in list(db.table("unmatched").rows):
            here = portals is None or row["channel_id"].partition("/")[0] in portals
            if here and row["id"] not in there:
                db.table("unmatched").delete(row["id"])


def save_taken_for(db: Database, links: Iterable[Row]) -> None:
    """Say what listed links are: ``{"channel_id", "url", "is_report", "why_not", "agency_id", "report_year"}`` each."""
    with transaction(db):
        for link in links:
            values = encode({name: link[name] for name in _TAKEN_FOR})
            db.table("listings").update((link["channel_id"], link["url"]), values)
