"""Which portals list a page together, as where the districts of a city share its column."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_PORTAL = "substr({0}.channel_id, 1, instr({0}.channel_id, '/') - 1)"
_NEW, _LISTED, _OTHER = (_PORTAL.format(row) for row in ("NEW", "listings", "other"))
_TABLE = """
CREATE TABLE _sharing (
    portal_id TEXT NOT NULL, other_portal_id TEXT NOT NULL, PRIMARY KEY (portal_id, other_portal_id)
) STRICT
"""
#: A pair may stand there in either order: who asks takes both.
_LISTED_SO_FAR = f"""
INSERT INTO _sharing SELECT DISTINCT {_LISTED}, {_OTHER} FROM listings JOIN listings AS other USING (url)
WHERE {_LISTED} < {_OTHER}
"""  # noqa: S608 -- our own text
_WHEN_LISTED = f"""
CREATE TRIGGER _sharing_listed AFTER INSERT ON listings BEGIN
    INSERT INTO _sharing SELECT {_NEW}, {_OTHER} FROM listings AS other
    WHERE other.url = NEW.url AND {_OTHER} <> {_NEW} ON CONFLICT DO NOTHING; END
"""  # noqa: S608 -- our own text


def apply(db: Database) -> None:
    """The pairs of portals that there are, and a trigger for those to come."""
    run(db, _TABLE, _LISTED_SO_FAR, _WHEN_LISTED)
