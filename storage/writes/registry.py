"""Who must report where: the registry's rows, kept in step with the cards."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Row, write_changed

#: Table, its key, and what removes a row that is no longer given (?: the given keys) unless something refers to it.
#: A row comes after what it refers to.
_TABLES = {
    "divisions": (
        "code",
        """DELETE FROM divisions WHERE code NOT IN (SELECT value FROM json_each(?))
           AND code NOT IN (SELECT division_code FROM agencies UNION SELECT division_code FROM portals)""",
    ),
    "agencies": (
        "id",
        """DELETE FROM agencies WHERE id NOT IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM channels WHERE agency_id = agencies.id)
           AND NOT EXISTS (SELECT 1 FROM listings WHERE agency_id = agencies.id)
           AND NOT EXISTS (SELECT 1 FROM reports WHERE agency_id = agencies.id)
           AND NOT EXISTS (SELECT 1 FROM filings WHERE agency_id = agencies.id)""",
    ),
    "portals": (
        "id",
        """DELETE FROM portals WHERE id NOT IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM channels WHERE portal_id = portals.id)
           AND NOT EXISTS (SELECT 1 FROM fetches WHERE portal_id = portals.id)
           AND NOT EXISTS (SELECT 1 FROM reports WHERE portal_id = portals.id)""",
    ),
    "channels": (
        "id",
        """DELETE FROM channels WHERE id NOT IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM observations WHERE channel_id = channels.id)
           AND NOT EXISTS (SELECT 1 FROM listings WHERE channel_id = channels.id)
           AND NOT EXISTS (SELECT 1 FROM versions WHERE channel_id = channels.id)""",
    ),
}


def save_registry(
    db: Database, divisions: Iterable[Row], agencies: Iterable[Row], portals: Iterable[Row], channels: Iterable[Row]
) -> None:
    """Make the four tables say what the cards say, in one transaction.

    Unchanged rows are not written. A row that is no longer given is removed when nothing refers to it; otherwise it is
    kept with ``active`` 0, so that what was once observed keeps its name. All keys are required::

        division  {"code": "430623", "name": "华容县", "province": "湖南省", "city": "岳阳市", "aliases": [],
                   "deadlines": []}
        agency    {"id": "430623113", "division_code": "430623", "name": "华容县东山镇人民政府", "kind": "township",
                   "aliases": ["东山镇"], "first_year": None, "last_year": None, "merged_into": None}
        portal    {"id": "430623", "division_code": "430623", "name": "华容县人民政府", "platform": "hanweb",
                   "url": "http://www.huarong.gov.cn", "status": "verified"}
        channel   {"id": "430623/nianbao", "portal_id": "430623", "agency_id": None,
                   "url": "http://www.huarong.gov.cn/zwgk/nianbao/", "first_year": 2019, "last_year": None,
                   "at_least": 3, "canary": None, "kinds": []}
    """
    given = {
        "divisions": list(divisions),
        "agencies": list(agencies),
        "portals": list(portals),
        "channels": list(channels),
    }
    with transaction(db):
        for table, (key, _) in _TABLES.items():
            write_changed(db, table, key, [{**row, "active": True} for row in given[table]])
        for table, (key, remove) in reversed(_TABLES.items()):
            keys = {row[key] for row in given[table]}
            db.execute(remove, [json.dumps(sorted(keys))])
            for row in list(db.table(table).rows_where("active")):
                if row[key] not in keys:
                    db.table(table).update(row[key], {"active": 0})
