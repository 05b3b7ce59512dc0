"""Waiting deliveries that nobody is to have any more: what they say has changed, or nobody asks for it now.

Whoever reads that a report is missing acts on it. So it is not sent once it is known to be there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import select

#: An alert on a state that is no longer the last one of its filing.
_OVERTAKEN = """
EXISTS (
    SELECT 1 FROM told JOIN filing_events AS said ON said.id = told.event_id WHERE told.alert_id = alerts.id
        AND said.kind = 'state' AND EXISTS (
            SELECT 1 FROM filing_events AS later WHERE later.agency_id = said.agency_id
                AND later.report_year = said.report_year AND later.kind = 'state' AND later.rowid > said.rowid
                AND later.id NOT IN (SELECT event_id FROM told AS same WHERE same.alert_id = alerts.id)
        )
)
"""
_UNTRIED = f"""
SELECT id FROM alerts WHERE id IN (SELECT alert_id FROM deliveries WHERE state = 'waiting') AND {_OVERTAKEN}
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE alert_id = alerts.id AND (state <> 'waiting' OR attempts > 0))
"""  # noqa: S608 -- our own text
_TAKE_BACK = (
    "DELETE FROM deliveries WHERE alert_id = ?",
    "DELETE FROM told WHERE alert_id = ?",
    "DELETE FROM alerts WHERE id = ?",
)
_OF_ONE_FILING = """
(SELECT count(DISTINCT agency_id || report_year) FROM told JOIN filing_events ON id = event_id
    WHERE alert_id = alerts.id) = 1
"""
_DROP_OVERTAKEN = f"""
UPDATE deliveries SET state = 'dropped', trouble = 'overtaken by a later change, which is told by itself'
WHERE state = 'waiting' AND alert_id IN (SELECT id FROM alerts WHERE {_OF_ONE_FILING} AND {_OVERTAKEN})
"""  # noqa: S608 -- our own text
_DROP_UNWANTED = """
UPDATE deliveries SET state = 'dropped', trouble = 'no longer subscribed' WHERE state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM alerts JOIN json_each(?) ON value = json_array(subscription, target) WHERE alerts.id = alert_id
)
"""


def take_back(db: Database) -> int:
    """Take back the alerts that were overtaken before anyone was sent them: their events are pending again, so that
    only what came of them is told. Returns how many there were.
    """
    with transaction(db):
        ids = [row["id"] for row in select(db, _UNTRIED)]
        for taken in _TAKE_BACK:
            db.conn.executemany(taken, [(alert_id,) for alert_id in ids])
    return len(ids)


def drop_overtaken(db: Database) -> int:
    """Try no more to deliver what was overtaken after a first attempt; that it was told stays, so the later change is.

    Only alerts on one filing: one on several says much that still holds, and what has changed is told after it.
    """
    with transaction(db):
        return int(db.execute(_DROP_OVERTAKEN).rowcount)


def drop_unwanted(db: Database, wanted: Iterable[tuple[str, str]]) -> int:
    """Try no more to deliver what is for another than these pairs of subscription and target."""
    pairs = [json.dumps(pair, separators=(",", ":")) for pair in wanted]
    with transaction(db):
        return int(db.execute(_DROP_UNWANTED, [json.dumps(pairs)]).rowcount)
