"""The states of what agencies owe."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Dict, Row, decode, encode, insert

#: The columns that hold JSON.
_JSON = ("flags",)
_OF = "report_year = ? AND agency_id IN (SELECT value FROM json_each(?))"


def save_filings(
    db: Database, report_year: int, filings: Iterable[Row], *, of: Collection[str] | None = None
) -> list[Dict]:
    """Make the filings of one report year exactly these; return what changed.

    All keys are required::

        {"agency_id": "430623113", "report_year": 2022, "state": "late", "reason": None, "due_on": date,
         "days_late": 9 or None, "claimed_on": date or None, "claimed_by": "published_on" or None,
         "first_seen_at": now or None, "version_id": "..." or None, "observation_id": "..." or None,
         "flags": ["backdated"]}

    ``of``: the agencies whose filings these are (``None``: all); those of others stay. Only rows that differ are
    written; a filing of that year that is not given is removed. Each change is
    ``{"agency_id", "report_year", "before": row or None, "after": row or None}`` with whole rows, ordered by agency.
    """
    after = {filing["agency_id"]: encode(filing) for filing in filings}
    if any(filing["report_year"] != report_year for filing in after.values()):
        raise ValueError(f"filings of another year than {report_year}")
    with transaction(db):
        before = {row["agency_id"]: row for row in _stored(db, report_year, of)}
        changed = sorted(agency for agency in before.keys() | after.keys() if before.get(agency) != after.get(agency))
        old = [(agency, report_year) for agency in changed if agency in before]
        db.conn.executemany("DELETE FROM filings WHERE agency_id = ? AND report_year = ?", old)
        insert(db, "filings", [after[agency] for agency in changed if agency in after])
    return [
        {
            "agency_id": agency,
            "report_year": report_year,
            "before": decode(before[agency], _JSON) if agency in before else None,
            "after": decode(after[agency], _JSON) if agency in after else None,
        }
        for agency in changed
    ]


def _stored(db: Database, report_year: int, of: Collection[str] | None) -> Iterable[Dict]:
    if of is None:
        return db.table("filings").rows_where("report_year = ?", [report_year])
    return db.table("filings").rows_where(_OF, [report_year, json.dumps(sorted(of))])
