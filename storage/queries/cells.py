"""The cells of the three tables, one a row, for whoever counts with them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from storage.database import file_of
from storage.errors import explained
from storage.rows import Dict

_WIDE = {
    ("applications", "outcome"): "natural_person enterprise research public_welfare legal_service other total",
    ("proceedings", "route"): "upheld corrected other pending total",
}
_LONG = """
SELECT version_id, 'disclosures' AS "table", "row", measure AS "column", value, raw, certain, rowid AS place, 0 AS nth
FROM disclosures
"""
_COLUMN = """
SELECT version_id, '{table}', {key}, '{column}', "{column}", json_extract(raw, '$.{column}'),
    NOT EXISTS (SELECT 1 FROM json_each(uncertain) WHERE value = '{column}'), rowid, {nth}
FROM {table} WHERE json_type(raw, '$.{column}') IS NOT NULL
"""
_CELLS = """
SELECT divisions.name AS division, division_code, agencies.name AS agency, agency_id, reports.report_year,
    "table", "row", "column", value, raw, certain, url, sha256, version_id
FROM reports JOIN agencies ON agencies.id = agency_id JOIN divisions ON code = division_code
JOIN versions ON versions.id = (
    SELECT id FROM versions WHERE report_id = reports.id ORDER BY first_seen_at DESC, rowid DESC LIMIT 1
)
JOIN ({cells}) ON version_id = versions.id
WHERE coalesce(:report_year, reports.report_year) = reports.report_year
    AND coalesce(:division_code, division_code) = division_code
ORDER BY reports.report_year DESC, agency_id, "table", place, nth
"""


def cells(db: Database, *, report_year: int | None = None, division_code: str | None = None) -> Iterator[Dict]:
    """Every printed cell of the newest version of every report of a known agency, one after the other.

    ``{"division", "division_code", "agency", "agency_id", "report_year", "table", "row", "column", "value", "raw",
    "certain", "url", "sha256", "version_id"}``; ``value`` is ``None`` where it is printed blank or cannot be told.
    """
    wide = (
        _COLUMN.format(table=table, key=key, column=column, nth=nth)
        for (table, key), columns in _WIDE.items()
        for nth, column in enumerate(columns.split())
    )
    sql = _CELLS.format(cells=" UNION ALL ".join((_LONG, *wide)))
    with explained(file_of(db)):
        cursor = db.conn.execute(sql, {"report_year": report_year, "division_code": division_code})
        names = [column[0] for column in cursor.description]
        for values in cursor:
            yield dict(zip(names, values, strict=True))
