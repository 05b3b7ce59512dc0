"""What a list said of links that name no agency or no year: by title and day it is told whose report they may be."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_RENAMED = "NEW.title <> OLD.title AND ("
_OF_OTHERS_TOO = f"""OLD.report_year IS NULL AND NEW.listed_on IS NOT OLD.listed_on OR {_RENAMED}
        OLD.agency_id IS NULL OR"""


def apply(db: Database) -> None:
    """The trigger of ``m016_former_listings`` keeps it too."""
    [[sql]] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'listings_seen'").fetchall()
    run(db, "DROP TRIGGER listings_seen", sql.replace(_RENAMED, _OF_OTHERS_TOO))
