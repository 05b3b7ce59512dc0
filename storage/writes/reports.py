"""Versions of reports with everything read from them: one transaction a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from storage import ids, search
from storage.database import file_of, transaction
from storage.errors import StorageError
from storage.rows import Dict, Row, encode, insert, insert_once
from storage.writes.findings import move_findings
from storage.writes.looks import keep_fetch, require_listing

#: ``sections``, ``disclosures``, ``applications``, ``proceedings``, ``origins`` -> rows (all five keys)
Readings = Mapping[str, Sequence[Row]]

_READINGS = ("sections", "disclosures", "applications", "proceedings", "origins")
#: Where, when and in which original a version was first seen: what no reading changes.
_EVIDENCE = ("channel_id", "url", "sha256", "fetch_id", "first_seen_at", "listed_on")

#: It leads to the same report still where only the version is another.
_SETTLE = """
UPDATE listings SET version_id = :version_id, fetch_id = :fetch_id, trouble = NULL, read_at = iif(
    :report_id IS (SELECT report_id FROM versions WHERE id = listings.version_id), read_at, :requested_at
) WHERE url = :url
"""
_POINT = (
    "UPDATE listings SET version_id = ? WHERE version_id = ?",
    "UPDATE former_listings SET version_id = ? WHERE version_id = ?",
    "UPDATE filings SET version_id = ? WHERE version_id = ?",
)
_DROP = "UPDATE listings SET version_id = NULL, read_at = NULL, trouble = ? WHERE version_id = ?"
_DROP_FORMER = "UPDATE former_listings SET version_id = NULL, read_at = NULL WHERE version_id = ?"
#: An address that the other version links to as well is its own already.
_MOVE_ATTACHMENTS = "UPDATE OR IGNORE attachments SET version_id = ? WHERE version_id = ?"
_UNSEEN = "UPDATE attachments SET reader_version = NULL, unread = NULL WHERE version_id = ?"
_SEEN = """
UPDATE attachments SET reader_version = :reader_version, unread = :unread WHERE version_id = :version_id AND url = :url
"""
_ATTACH = "INSERT INTO attachments (version_id, url, title) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_TITLE = """
UPDATE reports SET title = (
    SELECT title FROM versions WHERE report_id = reports.id ORDER BY first_seen_at, id LIMIT 1
) WHERE id = ?
"""
_NO_VERSIONS = """
DELETE FROM reports WHERE id = ? AND NOT EXISTS (SELECT 1 FROM versions WHERE report_id = reports.id)
"""


def save_version(
    db: Database,
    *,
    listing_url: str,
    fetch: Row,
    report: Row,
    version: Row,
    readings: Readings,
    attachments: Sequence[Row] = (),
) -> str:
    """Store one seen content of a report with all that was read from it; return the version's id.

    The original must be kept (:class:`storage.originals.Originals`) before this is called. All keys are required::

        listing_url  the URL as the channel lists it, also where the report itself is an attachment of that page
        fetch        as in save_observation; its "sha256" is the original the version was read from
        report       {"agency_id": "430623113" or None, "report_year": 2022 or None, "portal_id": "430623"}
        version      {"channel_id": "430623/nianbao", "content_hash": "9f3c...", "body_hash": "1b0e...",
                      "first_seen_at": now, "listed_on": date or None, "title": ...,
                      "agency_name": ..., "report_year": ..., "form": "2021", "index_number": ..., "publisher": ...,
                      "source": ..., "created_on": ..., "published_on": ..., "signed_on": ...,
                      "preamble": "根据…",
                      "votes": [{"field": ..., "value": ..., "source": ..., "chosen": True}],
                      "remarks": [{"kind": ..., "where": ..., "raw": ...}], "reader_version": "1"}
        readings     {"sections":     [{"number": 1 or None, "heading": "总体情况", "text": "..."}],      in order
                      "disclosures":  [{"row": "rules", "measure": "issued", "value": 3 or 1.5 or None, "raw": "3",
                                        "certain": True}],
                      "applications": [{"outcome": "received", "natural_person": 5, "enterprise": None, "research": 0,
                                        "public_welfare": 0, "legal_service": 0, "other": 0, "total": 5,
                                        "raw": {"natural_person": "5", "enterprise": "", ...}, "uncertain": []}],
                      "proceedings":  [{"route": "reconsideration", "upheld": 1, "corrected": 0, "other": 0,
                                        "pending": None, "total": None, "raw": {"upheld": "1", "total": "1?", ...},
                                        "uncertain": ["total"]}],
                      "origins":      [{"part": "applications", "sha256": "1c0a...", "format": "pdf"}]}
        attachments  [{"url": "http://...", "title": "附件.pdf"}]; they are to be fetched (:func:`save_attachment`)

    The version's ``url`` and ``sha256`` are the fetch's. ``raw`` of applications and proceedings holds the printed text
    of the printed cells: a column that is not printed is no key of it. ``uncertain`` names the columns whose text
    cannot be told for certain. Findings are no readings: :func:`storage.writes.save_findings` writes them.

    ``content_hash`` (the caller's hash of the content, without what changes at every request) tells versions apart: the
    same report with the same ``content_hash`` is the same version, wherever and whenever it is seen. Seen again in the
    same original, its readings are replaced; seen in another original, they stay, so that they always are what the
    version's own original says. ``first_seen_at`` never changes. A report is the agency's for that year; while either
    is unknown, the document at that URL is a report of its own.

    Raises ``ValueError`` when no channel lists ``listing_url``: save the look that found it first.
    """
    with transaction(db):
        require_listing(db, listing_url)
        fetched = encode(fetch)
        fetch_id = keep_fetch(db, fetched, listing_url=listing_url)
        seen = {"url": fetched["url"], "sha256": fetched["sha256"], "fetch_id": fetch_id}
        row = _versions_row(db, {**encode(version), **seen}, encode(report))
        stored = _stored(db, row["id"])
        if stored is None or stored["sha256"] == row["sha256"]:
            _replace(db, {**row, **_evidence(stored or row)}, readings)
        _attach(db, row["id"], attachments)
        came = {"version_id": row["id"], "report_id": row["report_id"], "requested_at": fetched["requested_at"]}
        db.execute(_SETTLE, {"url": listing_url, "fetch_id": fetch_id, **came})
    return str(row["id"])


def save_rereading(
    db: Database,
    version_id: str,
    *,
    report: Row,
    version: Row,
    readings: Readings,
    attachments: Sequence[Row] = (),
    files_read: Sequence[Row] = (),
) -> str:
    """Replace all that was read from a version, after reading its original again; return its id now.

    ``report``, ``readings`` and ``attachments`` as in :func:`save_version`, ``version`` without ``channel_id``,
    ``first_seen_at`` and ``listed_on``: where, when and in which original a version was seen never changes. When the
    agency, the year or the content hash is now read differently the version gets another id, and listings and filings
    follow it. ``files_read``: the attachments that the readings rest on, or that were of no use::

        [{"url": "http://...", "reader_version": "1", "unread": "why nothing was taken from it" or None}]

    Raises ``StorageError`` when there is no such version.
    """
    with transaction(db):
        old = _stored(db, version_id)
        if old is None:
            raise StorageError(f"{file_of(db)} has no version {version_id}; list the versions again")
        row = _versions_row(db, {**encode(version), **_evidence(old)}, encode(report))
        # Two versions may turn out to be one: it was first seen when the earlier of them was.
        stored = _stored(db, row["id"]) or old
        if old["first_seen_at"] <= stored["first_seen_at"]:
            _replace(db, row, readings)
        if row["id"] != version_id:
            _move(db, old, row)
        _attach(db, row["id"], attachments)
        for file in files_read:
            db.execute(_SEEN, {"version_id": row["id"], **file})
    return str(row["id"])


def drop_version(db: Database, version_id: str, trouble: str) -> None:
    """Forget that an original was read as a report, with all that was read; links to it get the ``trouble``."""
    with transaction(db):
        old = _stored(db, version_id)
        if old is None:
            raise StorageError(f"{file_of(db)} has no version {version_id}; list the versions again")
        db.execute(_DROP, [trouble, version_id])
        db.execute(_DROP_FORMER, [version_id])
        search.forget(db, version_id)
        for table in (*_READINGS, "attachments", "findings"):
            db.table(table).delete_where("version_id = ?", [version_id])
        db.table("versions").delete_where("id = ?", [version_id])
        _tidy_report(db, old["report_id"])


def _stored(db: Database, version_id: str) -> Dict | None:
    return next(db.table("versions").rows_where("id = ?", [version_id]), None)


def _evidence(row: Dict) -> Dict:
    return {column: row[column] for column in _EVIDENCE}


def _versions_row(db: Database, version: Dict, report: Dict) -> Dict:
    """The row for ``versions``, after making sure of its report."""
    report_id = ids.report_id(report["agency_id"], report["report_year"], version["url"])
    insert_once(db, "reports", {"id": report_id, "title": version["title"], **report})
    return {"id": ids.version_id(report_id, version["content_hash"]), "report_id": report_id, **version}


def _replace(db: Database, row: Dict, readings: Readings) -> None:
    """Write a version with everything read from it, in place of what is there; its findings wait for the next check."""
    search.forget(db, row["id"])
    if not insert_once(db, "versions", row):
        db.table("versions").update(row["id"], row)
    for table, rows in _reading_rows(row["id"], readings).items():
        db.table(table).delete_where("version_id = ?", [row["id"]])
        insert(db, table, rows)
    db.execute(_UNSEEN, [row["id"]])
    search.remember(db, row["id"])
    _tidy_report(db, row["report_id"])


def _reading_rows(version_id: str, readings: Readings) -> dict[str, list[Dict]]:
    rows = {table: [{"version_id": version_id, **encode(row)} for row in readings[table]] for table in _READINGS}
    rows["sections"] = [{"position": position, **row} for position, row in enumerate(rows["sections"])]
    return rows


def _attach(db: Database, version_id: str, attachments: Sequence[Row]) -> None:
    """Add the links that are new; what came of the others stays."""
    for each in attachments:
        db.execute(_ATTACH, [version_id, each["url"], each["title"]])


def _move(db: Database, old: Dict, new: Dict) -> None:
    """Let everything that points at a version point at the one it has become."""
    for point in _POINT:
        db.execute(point, [new["id"], old["id"]])
    db.execute(_MOVE_ATTACHMENTS, [new["id"], old["id"]])
    move_findings(db, old, new)
    search.forget(db, old["id"])
    for table in (*_READINGS, "attachments"):
        db.table(table).delete_where("version_id = ?", [old["id"]])
    db.table("versions").delete_where("id = ?", [old["id"]])
    _tidy_report(db, old["report_id"])


def _tidy_report(db: Database, report_id: str) -> None:
    """A report carries the title of its first version; without versions there is no report."""
    db.execute(_TITLE, [report_id])
    db.execute(_NO_VERSIONS, [report_id])
