"""Findings on versions, and what people say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from sqlite_utils import Database

from storage import ids
from storage.database import file_of, transaction
from storage.errors import StorageError
from storage.rows import Dict, Row, decode, encode, insert

_FINDING = ("rule", "severity", "basis", "message", "evidence")
_LAST_REVIEW = "SELECT id FROM reviews WHERE finding_id = ? ORDER BY reviewed_at DESC, rowid DESC LIMIT 1"


def save_findings(db: Database, version_id: str, findings: Iterable[Row]) -> dict[str, list[str]]:
    """Make the findings of a version exactly these; return the rules of those that ``appeared`` and ``vanished``.

    All keys are required::

        {"rule": "D1-column-balance", "severity": "error", "basis": "表注", "message": ...,
         "evidence": {"cells": {"applications.received.total": "5"}, "quote": None, "refuted_by": "..."}}

    Nothing is written where they are the same as before. Raises ``StorageError`` when there is no such version.
    """
    with transaction(db):
        version = next(db.table("versions").rows_where("id = ?", [version_id]), None)
        if version is None:
            raise StorageError(f"{file_of(db)} has no version {version_id}; check the reports again")
        before = {row["id"]: row for row in _stored(db, version_id)}
        after = {row["id"]: row for row in _rows(version, findings)}
        if before != after:
            db.table("findings").delete_where("version_id = ?", [version_id])
            insert(db, "findings", list(after.values()))
    return {
        "appeared": [row["rule"] for key, row in after.items() if key not in before],
        "vanished": [row["rule"] for key, row in before.items() if key not in after],
    }


def save_review(db: Database, review: Row) -> str:
    """Record what a person says of a finding, and return the review's id; earlier reviews stay, the last one counts.

    All keys are required::

        {"finding_id": "9a9b3608fa83afc666fa", "verdict": "confirmed" or "dismissed", "because": "...",
         "reviewer": "..." or None, "reviewed_at": now}
    """
    row = encode(review)
    with transaction(db):
        last = db.execute(_LAST_REVIEW, [row["finding_id"]]).fetchone()
        row["id"] = ids.review_id(row, last[0] if last else None)
        insert(db, "reviews", [row])
    return str(row["id"])


def move_findings(db: Database, old: Dict, new: Dict) -> None:
    """Within the caller's transaction: take the findings off ``old``, a version that has become ``new``.

    What people said of them follows when the report is now known as another; the findings come with the next check.
    """
    stored = list(_stored(db, old["id"]))
    findings = [{name: decode(row)[name] for name in _FINDING} for row in stored]
    for row, moved in zip(stored, _rows(new, findings), strict=True):
        db.execute("UPDATE reviews SET finding_id = ? WHERE finding_id = ?", [moved["id"], row["id"]])
    db.table("findings").delete_where("version_id = ?", [old["id"]])


def _stored(db: Database, version_id: str) -> Iterable[Dict]:
    return db.table("findings").rows_where("version_id = ?", [version_id], order_by="rowid")


def _rows(version: Mapping[str, Any], findings: Iterable[Row]) -> list[Dict]:
    """Rows for ``findings``; the same finding twice is one."""
    known: dict[str, Row] = {}
    for finding in findings:
        keys = (ids.finding_id(version["report_id"], finding, place) for place in count())
        next(key for key in keys if known.setdefault(key, finding) == finding)
    return [{"id": key, "version_id": version["id"], **encode(finding)} for key, finding in known.items()]
