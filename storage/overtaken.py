"""Waiting deliveries that nobody is to have now: what they say has changed, or nobody asks for it now.

Whoever reads that a report is missing acts on it. So it is not sent once it is known to be there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import select

#: A state that an alert says, and the later states of its filing; or, where it says no state, a difference from a
#: roster and what became of that.
_SAID_AND_LATER = """
told JOIN filing_events AS said ON said.id = told.event_id AND (
    said.kind = 'state' OR said.kind = 'roster' AND NOT EXISTS (
        SELECT 1 FROM told AS beside JOIN filing_events AS event ON event.id = beside.event_id AND event.kind = 'state'
        WHERE beside.alert_id = told.alert_id
    )
) JOIN filing_events AS later ON later.agency_id = said.agency_id AND later.report_year = said.report_year
    AND later.kind = said.kind AND later.rowid > said.rowid
    AND (said.kind = 'state' OR said.after IN (later.before, later.after))
"""
#: A delivery that was tried, so that whoever gets it may know what it says.
_TRIED = "(deliveries.state <> 'waiting' OR attempts > 0)"
#: What came after was settled: it is not pending with what would be taken back.
_UNTRIED = f"""
SELECT id FROM alerts WHERE id IN (SELECT alert_id FROM deliveries WHERE state = 'waiting')
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE alert_id = alerts.id AND {_TRIED})
    AND EXISTS (SELECT 1 FROM {_SAID_AND_LATER} WHERE told.alert_id = alerts.id)
    AND NOT EXISTS (
        SELECT 1 FROM {_SAID_AND_LATER} JOIN told AS settled ON settled.event_id = later.id
        WHERE told.alert_id = alerts.id AND settled.subscription = alerts.subscription
    )
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
#: A later change is told, and cannot be taken back any more.
_DROP_OVERTAKEN = f"""
UPDATE deliveries SET state = 'dropped', trouble = 'overtaken by a later change, which is told by itself'
WHERE state = 'waiting' AND alert_id IN (SELECT id FROM alerts WHERE {_OF_ONE_FILING} AND EXISTS (
    SELECT 1 FROM {_SAID_AND_LATER} JOIN told AS after ON after.event_id = later.id
    JOIN deliveries ON deliveries.alert_id = after.alert_id AND {_TRIED}
    WHERE told.alert_id = alerts.id AND after.subscription = alerts.subscription
))
"""  # noqa: S608 -- our own text
#: The change by which the state that an alert says is not the state now.
_UNTRUE_BY = f"""
SELECT said.after, max(later.rowid), later.after AS now, later.id AS change_id FROM {_SAID_AND_LATER}
WHERE told.alert_id = alerts.id GROUP BY said.id HAVING said.after IS NOT now
"""  # noqa: S608 -- our own text
_UNTRUE = f"""
SELECT deliveries.id FROM deliveries JOIN alerts ON alerts.id = alert_id
WHERE deliveries.state = 'waiting' AND {_OF_ONE_FILING} AND EXISTS ({_UNTRUE_BY})
"""  # noqa: S608 -- our own text
#: The change was passed over: whoever is told of it, it is not this subscription, from which the agency was taken.
_DROP_UNCOVERED = f"""
UPDATE deliveries SET state = 'dropped', trouble = 'no longer true, and its agency is not subscribed to any more'
WHERE state = 'waiting' AND alert_id IN (SELECT id FROM alerts WHERE {_OF_ONE_FILING} AND EXISTS (
    SELECT 1 FROM ({_UNTRUE_BY}) JOIN told AS passed ON passed.event_id = change_id
    WHERE passed.subscription = alerts.subscription AND passed.alert_id IS NULL
))
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
    """Try no more to deliver what was overtaken after a first attempt, once the later change was tried to be told.

    Only alerts on one filing: one on several says much that still holds, and what has changed is told after it.
    """
    with transaction(db):
        return int(db.execute(_DROP_OVERTAKEN).rowcount)


def drop_uncovered(db: Database) -> int:
    """Try no more to deliver what is not true any more without anyone being told so: its agency left the cards, or the
    subscription.
    """
    with transaction(db):
        return int(db.execute(_DROP_UNCOVERED).rowcount)


def untrue(db: Database) -> set[str]:
    """Waiting deliveries to hold back: the state they say has changed, which is still to be told, or to change back."""
    return {row["id"] for row in select(db, _UNTRUE)}


def drop_unwanted(db: Database, wanted: Iterable[tuple[str, str]]) -> int:
    """Try no more to deliver what is for another than these pairs of subscription and target."""
    pairs = [json.dumps(pair, separators=(",", ":")) for pair in wanted]
    with transaction(db):
        return int(db.execute(_DROP_UNWANTED, [json.dumps(pairs)]).rowcount)
