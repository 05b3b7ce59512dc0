"""The outbox: what changed, the alerts made of it, and their deliveries, in the private file.

An event and the announced filing it changes are written together, an alert and its deliveries together with what they
settle. So whatever is killed where, nothing is lost, and what comes twice comes under the same key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.database import transaction
from storage.ids import content_id
from storage.rows import Dict, Row, encode, insert_once, select

#: The state that a subscription was last told of, or without any the one in which it found the filing. Events that were
#: passed over do not tell it: the alert for which they were may have been taken back. Nor does what was dropped.
_KNOWN = """
coalesce((
    SELECT after FROM filing_events AS said JOIN told ON told.event_id = said.id AND subscription = :name
    WHERE said.agency_id = filing_events.agency_id AND said.report_year = filing_events.report_year
        AND kind = 'state'
        AND EXISTS (SELECT 1 FROM deliveries WHERE deliveries.alert_id = told.alert_id AND state <> 'dropped')
    ORDER BY said.rowid DESC LIMIT 1
), (
    SELECT before FROM filing_events AS first WHERE first.agency_id = filing_events.agency_id
        AND first.report_year = filing_events.report_year AND kind = 'state' AND as_of >= since
    ORDER BY first.rowid LIMIT 1
))
"""
_PENDING = f"""
SELECT filing_events.*, marks, looks, announced.state AS state_now, {_KNOWN} AS state_known
FROM filing_events JOIN announced USING (agency_id, report_year) JOIN subscriptions ON name = :name
WHERE as_of >= since AND NOT EXISTS (SELECT 1 FROM told WHERE event_id = filing_events.id AND subscription = :name)
ORDER BY as_of, filing_events.rowid
"""  # noqa: S608 -- our own text
_PENDING_HEALTH = """
SELECT health_events.* FROM health_events JOIN subscriptions ON name = :name
WHERE as_of >= since AND NOT EXISTS (SELECT 1 FROM told WHERE event_id = health_events.id AND subscription = :name)
ORDER BY as_of, health_events.rowid
"""
_WAS_TOLD = """
SELECT 1 FROM told JOIN filing_events ON filing_events.id = event_id
WHERE subscription = ? AND alert_id IS NOT NULL AND agency_id = ? AND report_year = ? AND kind = 'state' AND after = ?
"""
_UNSENT = dict.fromkeys(("sent_at", "trouble", "parts_sent"))
_LETTERS = """
SELECT deliveries.id, alert_id, target, state, attempts, next_at, sent_at, trouble, parts_sent, subscription,
    title, body, made_at
FROM deliveries JOIN alerts ON alerts.id = alert_id
"""
_DUE = f"{_LETTERS} WHERE state = 'waiting' AND next_at <= ? ORDER BY made_at, alerts.rowid, target"
_LISTED = (
    f"{_LETTERS} WHERE coalesce(:state, state) = state ORDER BY made_at DESC, alerts.rowid DESC, target LIMIT :limit"
)
_CLAIM = """
UPDATE deliveries SET attempts = attempts + 1, next_at = :next_at
WHERE id = :id AND state = 'waiting' AND next_at = :seen
"""


def announced(db: Database) -> dict[tuple[str, int], Dict]:
    """Every filing as it was last announced, by agency and report year."""
    return {(row["agency_id"], row["report_year"]): row for row in select(db, "SELECT * FROM announced")}


def save_announced(db: Database, filings: Iterable[Row], events: Iterable[Row]) -> None:
    """Write the events and what the filings are from now on, together. Events that are there already stay."""
    with transaction(db):
        for event in events:
            insert_once(db, "filing_events", encode(event))
        db.table("announced").upsert_all([encode(row) for row in filings], pk=("agency_id", "report_year"))


def filing_events(db: Database, limit: int = -1) -> list[Dict]:
    """The events of filings, newest first."""
    return select(db, "SELECT * FROM filing_events ORDER BY as_of DESC, rowid DESC LIMIT ?", [limit])


def health_events(db: Database) -> list[Dict]:
    """The changes of health, newest first."""
    return select(db, "SELECT * FROM health_events ORDER BY as_of DESC, rowid DESC")


def health(db: Database) -> dict[str, Dict]:
    """What is known of the health of portals, jobs and targets, by subject such as ``"portal:430623"``."""
    return {row["subject"]: row for row in select(db, "SELECT * FROM health ORDER BY subject")}


def save_health(db: Database, subject: str, state: str, *, as_of: datetime, title: str, text: str) -> bool:
    """Note the health of a subject; an event is written when it changed, which is returned. What is new was ``ok``."""
    with transaction(db):
        known = next(iter(db.table("health").rows_where("subject = ?", [subject])), None)
        before, last = (known["state"], known["event_id"]) if known else ("ok", None)
        if before == state:
            return False
        event = {"subject": subject, "before": before, "after": state, "as_of": as_of, "title": title, "text": text}
        event_id = content_id("health_event", subject, before, state, last)
        insert_once(db, "health_events", encode({"id": event_id, **event}))
        row = {"subject": subject, "state": state, "since": as_of, "event_id": event_id}
        db.table("health").upsert(encode(row), pk="subject")
        return True


def subscribe(db: Database, names: Iterable[str], since: datetime) -> None:
    """Let subscriptions that are new begin now: what happened before is not told to them."""
    with transaction(db):
        rows = [encode({"name": name, "since": since}) for name in names]
        db.table("subscriptions").insert_all(rows, pk="name", ignore=True)


def pending(db: Database, subscription: str) -> list[Dict]:
    """Events of filings that a subscription has not settled, oldest first, with the filing as it stands
    (``state_now``, ``marks``, ``looks``) and the state that the subscription knows it in (``state_known``).
    """
    return select(db, _PENDING, {"name": subscription})


def pending_health(db: Database, subscription: str) -> list[Dict]:
    """Changes of health that a subscription has not settled, oldest first."""
    return select(db, _PENDING_HEALTH, {"name": subscription})


def was_told(db: Database, subscription: str, agency_id: str, report_year: int, state: str) -> bool:
    """Whether the subscription was told that the filing had come into that state."""
    return bool(select(db, _WAS_TOLD, [subscription, agency_id, report_year, state]))


def save_alert(
    db: Database,
    subscription: str,
    event_ids: Sequence[str],
    targets: Sequence[str],
    *,
    title: str,
    body: str,
    made_at: datetime,
) -> None:
    """Write an alert on these events with a delivery for each target, and settle the events for the subscription.

    Nothing is written when one of the events is settled already.
    """
    alert_id = content_id("alert", subscription, sorted(event_ids))
    facts = {"subscription": subscription, "title": title, "body": body, "made_at": made_at}
    with transaction(db):
        if any(_settled(db, subscription, event_id) for event_id in event_ids):
            return
        insert_once(db, "alerts", encode({"id": alert_id, **facts}))
        letter = {"alert_id": alert_id, "state": "waiting", "attempts": 0, "next_at": made_at}
        for target in targets:
            delivery = {"id": content_id("delivery", alert_id, target), "target": target, **letter}
            insert_once(db, "deliveries", encode({**delivery, **_UNSENT}))
        _settle(db, subscription, event_ids, alert_id)


def pass_over(db: Database, subscription: str, event_ids: Iterable[str]) -> None:
    """Settle events that a subscription does not ask for, or whose place a later one took."""
    with transaction(db):
        _settle(db, subscription, event_ids, None)


def _settled(db: Database, subscription: str, event_id: str) -> bool:
    return bool(db.table("told").count_where("subscription = ? AND event_id = ?", [subscription, event_id]))


def _settle(db: Database, subscription: str, event_ids: Iterable[str], alert_id: str | None) -> None:
    rows = [{"event_id": event_id, "subscription": subscription, "alert_id": alert_id} for event_id in event_ids]
    db.table("told").insert_all(rows, pk=("event_id", "subscription"), ignore=True)


def due_deliveries(db: Database, now: datetime) -> list[Dict]:
    """Deliveries whose time has come, with the alert's ``title`` and ``body``, oldest alert first."""
    return select(db, _DUE, [encode({"at": now})["at"]])


def deliveries(db: Database, *, state: str | None = None, limit: int = -1) -> list[Dict]:
    """Deliveries with their alerts, newest first."""
    return select(db, _LISTED, {"state": state, "limit": limit})


def next_delivery_at(db: Database) -> datetime | None:
    """When the next delivery is due."""
    [row] = select(db, "SELECT min(next_at) AS at FROM deliveries WHERE state = 'waiting'")
    return datetime.fromisoformat(row["at"]) if row["at"] else None


def claim_delivery(db: Database, delivery: Mapping[str, Any], next_at: datetime) -> bool:
    """Take a delivery for one attempt; should the process die, it is due again at ``next_at``.

    ``False``: another process took it first.
    """
    values = encode({"id": delivery["id"], "seen": delivery["next_at"], "next_at": next_at})
    with transaction(db):
        return bool(db.execute(_CLAIM, values).rowcount)


def note_part(db: Database, delivery_id: str, part: str) -> None:
    """Note that a part of a long message was accepted, such as ``"2/5"``."""
    with transaction(db):
        db.table("deliveries").update(delivery_id, {"parts_sent": part})


def settle_delivery(
    db: Database, delivery_id: str, state: str, *, at: datetime, next_at: datetime, trouble: str | None = None
) -> None:
    """Note what came of an attempt: ``sent``, ``waiting`` (until ``next_at``) or ``dead``."""
    sent_at = at if state == "sent" else None
    row = {"state": state, "sent_at": sent_at, "next_at": next_at, "trouble": trouble}
    with transaction(db):
        db.table("deliveries").update(delivery_id, encode(row))


def revive(db: Database, now: datetime) -> int:
    """Put dead deliveries back in line, from the first attempt; returns how many."""
    with transaction(db):
        sql = "UPDATE deliveries SET state = 'waiting', attempts = 0, next_at = ? WHERE state = 'dead'"
        return int(db.execute(sql, [encode({"at": now})["at"]]).rowcount)


def save_mute(db: Database, subject: str, *, until: datetime, because: str, made_at: datetime) -> None:
    """Hold the alerts on a subject until then; the last word on a subject counts."""
    with transaction(db):
        row = {"subject": subject, "until": until, "because": because, "made_at": made_at}
        db.table("mutes").upsert(encode(row), pk=("subject", "made_at"))


def subjects(db: Database) -> set[str]:
    """What alerts were sent to or muted, jobs that ran, and portals, jobs and targets whose health is known, by their
    bare names.
    """
    # The health of a job is known once it has failed; it is muted before, for what is planned.
    names = "SELECT target AS name FROM deliveries UNION SELECT subject FROM mutes UNION SELECT kind FROM runs"
    health = "SELECT substr(subject, instr(subject, ':') + 1) FROM health"
    return {row["name"] for row in select(db, f"{names} UNION {health}")}


def mutes(db: Database, now: datetime) -> list[Dict]:
    """What is muted at that time, the last word on each subject."""
    sql = "SELECT subject, until, because, max(made_at) AS made_at FROM mutes GROUP BY subject ORDER BY subject"
    return [row for row in select(db, sql) if row["until"] > encode({"at": now})["at"]]
