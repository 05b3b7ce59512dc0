"""The states of what agencies owe."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Dict, Row, decode, encode, insert


def save_filings(db: Database, report_year: int, filings: Iterable[Row]) -> list[Dict]:
    """Make the filings of one report year exactly these; return what changed.

    All keys are required::

        {"agency_id": "430623113", "report_year": 2022, "state": "late", "reason": None, "due_on": date,
         "days_late": 9 or None, "claimed_on": date or None, "claimed_by": "published_on" or None,
         "first_seen_at": now or None, "version_id": "..." or None, "observation_id": "..." or None,
         "flags": ["backdated"]}

    Only rows that differ are written; a filing of that year that is not given is removed. Each change is
    ``{"agency_id", "report_year", "before": row or None, "after": row or None}`` with whole rows, ordered by agency.
    """
    after = {filing["agency_id"]: encode(filing) for filing in filings}
    if any(filing["report_year"] != report_year for filing in after.values()):
        raise ValueError(f"filings of another year than {report_year}")
    with transaction(db):
        before = {row["agency_id"]: row for row in db.table("filings").rows_where("report_year = ?", [report_year])}
        changed = sorted(agency for agency in before.keys() | after.keys() if before.get(agency) != after.get(agency))
        old = [(agency, report_year) for agency in changed if agency in before]
        db.conn.executemany("DELETE FROM filings WHERE agency_id = ? AND report_year = ?", old)
        insert(db, "filings", [after[agency] for agency in changed if agency in after])
    return [
        {
            "agency_id": agency,
            "report_year": report_year,
            "before": decode(before[agency]) if agency in before else None,
            "after": decode(after[agency]) if agency in after else None,
        }
        for agency in changed
    ]
