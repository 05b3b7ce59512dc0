"""What is due now, and when the next: from the cadence, what is missing, and what ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import Registry
from crawler.watch.cadence import Cadence
from storage import outbox, queries
from storage.database import open_database
from storage.runs import last_runs

#: A pass over the alerts at least so often, and not more often than that.
_RARELY, _SOON = timedelta(days=1), timedelta(minutes=1)


def due_days(db: Database) -> dict[str, set[date]]:
    """By county, the days on which something that is still missing was or is due."""
    days: dict[str, set[date]] = defaultdict(set)
    for row in queries.missing_by_day(db):
        days[row["division_code"]].add(date.fromisoformat(row["due_on"]))
    return days


def all_due_days(database: Path) -> set[date]:
    """:func:`due_days` of all counties together; none where there is no database yet."""
    if not database.exists():
        return set()
    with closing(open_database(database, read_only=True)) as db:
        return set().union(*due_days(db).values())


def due_portals(
    db: Database,
    private: Database,
    registry: Registry,
    cadence: Cadence,
    now: datetime,
    *,
    patience: timedelta = timedelta(0),
) -> Iterator[tuple[str, datetime]]:
    """Portals not crawled since their last slot, with that slot; each once, however many slots went by.

    ``patience``: only slots that went by so long ago.
    """
    days, last = due_days(db), last_runs(private, now, only_good=True)
    for card in registry.portals.values():
        slot = cadence.last_slot("crawl", now - patience, days.get(card.county, ()))
        if card.channels and not _done(last, "crawl", card.portal, slot):
            yield card.portal, slot


def is_due(
    private: Database, cadence: Cadence, kind: str, now: datetime, *, patience: timedelta = timedelta(0)
) -> bool:
    """Whether work that is not done by portal has not succeeded since its last slot; ``patience`` as above."""
    slot = cadence.last_slot(kind, now - patience)
    return not _done(last_runs(private, now, only_good=True), kind, "", slot)


def _done(last: dict[tuple[str, str], dict[str, str]], kind: str, subject: str, slot: datetime) -> bool:
    run = last.get((kind, subject))
    return run is not None and datetime.fromisoformat(run["due_at"]) >= slot


def next_alerts_at(private: Database, file: AlertsFile, now: datetime) -> datetime:
    """When to look at the alerts again: the next delivery, the next digest's hour, in a day at the latest."""
    parts = [*file.subscriptions, *([file.operator] if file.operator else [])]
    digests = [each.told_up_to(now) + timedelta(days=1) for each in parts if each.digest]
    delivery = outbox.next_delivery_at(private)
    return max(now + _SOON, min([now + _RARELY, *digests, *([delivery] if delivery else [])]))
