"""When a link came to lead to its report: a page may be read long after its list named it, or its copy was read."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

#: Of what was read before there was this column: the first version of the report at that address, else the first fetch.
_FILL = """
UPDATE {table} SET read_at = coalesce(
    (SELECT min(first_seen_at) FROM versions WHERE url = {table}.url
        AND report_id = (SELECT report_id FROM versions WHERE id = {table}.version_id)),
    (SELECT min(requested_at) FROM fetches WHERE listing_url = {table}.url AND outcome = 'ok'),
    (SELECT first_seen_at FROM versions WHERE id = {table}.version_id)
) WHERE version_id IS NOT NULL
"""
_END = "\n    ); END"


def apply(db: Database) -> None:
    """A column of both tables of links, which the triggers of ``m016_former_listings`` keep too."""
    for table in ("listings", "former_listings"):
        run(db, f"ALTER TABLE {table} ADD COLUMN read_at TEXT", _FILL.format(table=table))
    for name in ("listings_seen", "listings_asked"):
        [[sql]] = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchall()
        run(db, f"DROP TRIGGER {name}", sql.replace(_END, f", OLD.read_at{_END}"))
