"""What ran when, and what came of it: the private file's memory of the schedule."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Dict, encode, select

_LAST = """
SELECT kind, subject, max(due_at) AS due_at, finished_at, result, detail FROM runs
WHERE finished_at IS NOT NULL AND (result = 'ok' OR NOT :only_good) AND due_at <= :until GROUP BY kind, subject
"""
_FAILURES = "SELECT DISTINCT started_at FROM runs WHERE kind = ? AND result = 'failed' AND due_at BETWEEN ? AND ?"


def start_run(db: Database, kind: str, subject: str, *, due_at: datetime, started_at: datetime) -> None:
    """Note that work begins."""
    row = {"kind": kind, "subject": subject, "due_at": due_at, "started_at": started_at}
    with transaction(db):
        db.table("runs").insert(
            encode({**row, "finished_at": None, "result": None, "detail": ""}),
            pk=("kind", "subject", "started_at"),
            replace=True,
        )


def finish_run(
    db: Database, kind: str, subject: str, *, started_at: datetime, finished_at: datetime, result: str, detail: str = ""
) -> None:
    """Note what came of it: ``ok`` or ``failed``."""
    key = encode({"kind": kind, "subject": subject, "started_at": started_at})
    with transaction(db):
        db.table("runs").update(
            tuple(key.values()), encode({"finished_at": finished_at, "result": result, "detail": detail})
        )


def last_runs(db: Database, until: datetime, *, only_good: bool = False) -> dict[tuple[str, str], Dict]:
    """The last finished run of each kind and subject; ``only_good``: the last one that succeeded.

    ``until``: the present. A run from after it was made while the clock was wrong, and shows nothing.
    """
    given = encode({"only_good": only_good, "until": until})
    return {(row["kind"], row["subject"]): row for row in select(db, _LAST, given)}


def failures(db: Database, kind: str, since: datetime, until: datetime) -> int:
    """How often work of a kind that was due between these moments has failed."""
    return len(select(db, _FAILURES, [kind, *encode({"since": since, "until": until}).values()]))


def runs(db: Database, kind: str) -> list[Dict]:
    """All runs of a kind, oldest first."""
    return select(db, "SELECT * FROM runs WHERE kind = ? ORDER BY started_at, subject", [kind])
