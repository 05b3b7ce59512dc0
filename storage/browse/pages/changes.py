"""What changed: reports that appeared and reports whose content changed, newest first; also as an Atom feed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from storage.browse.asked import Asked, Row
from storage.browse.places import Place, choices, place

#: Offered on the page, in days.
SPANS = (1, 7, 30, 90)
_MOST = 200

_CHANGES = """
SELECT versions.id AS version_id, versions.first_seen_at, versions.title, versions.report_year, versions.sha256,
    reports.agency_id, agencies.name AS agency, versions.agency_name, divisions.name AS county,
    EXISTS (
        SELECT 1 FROM versions AS earlier WHERE earlier.report_id = versions.report_id
            AND (earlier.first_seen_at, earlier.id) < (versions.first_seen_at, versions.id)
    ) AS again
FROM versions {join} reports ON reports.id = versions.report_id
    LEFT JOIN agencies ON agencies.id = reports.agency_id
    LEFT JOIN divisions ON divisions.code = agencies.division_code
WHERE versions.first_seen_at >= :since AND {place}
ORDER BY versions.first_seen_at DESC, versions.id LIMIT :limit
"""
_NEWEST = "SELECT max(observed_at) AS at FROM observations"


def facts(asked: Asked) -> dict[str, Any]:
    """What ``changes.html`` and ``changes.atom`` show."""
    chosen = place(asked)
    days = asked.whole("days") if asked.whole("days") in SPANS else 30
    found = changes(asked, chosen, days=days, limit=_MOST)
    return {"place": chosen, **choices(asked, chosen), "days": days, "spans": SPANS, "changes": found, "most": _MOST}


def changes(asked: Asked, chosen: Place, *, days: int, limit: int) -> list[Row]:
    """The versions first seen in the days before the last look, whatever year they are about."""
    last = (asked.row(_NEWEST) or {})["at"]
    if not last:
        return []
    since = (date.fromisoformat(last[:10]) - timedelta(days=days)).isoformat()
    sql, parameters = chosen.condition(asked, "reports.agency_id")
    # SQLite would look through all reports of a province for the few that are new; of a county they are few.
    query = _CHANGES.format(join="JOIN" if chosen.county else "CROSS JOIN", place=sql)
    return asked.rows(query, parameters | {"since": since, "limit": limit})
