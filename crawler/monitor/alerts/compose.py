"""Events and subscriptions brought together: which alerts there are, to whom, and what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from crawler.monitor.alerts.subscriptions import OPERATOR, AlertsFile, Subscription
from crawler.monitor.alerts.wording import Wording, event_line, moment
from crawler.registry import Registry
from storage import outbox
from storage.overtaken import take_back

Event = dict[str, Any]

#: States that rest on looks that found nothing: more looks confirm them. Everything else was seen.
_CONFIRMED_BY_LOOKS = frozenset({"overdue", "unverified"})
#: More filings than this that change at once go into one alert, also without a digest.
_FOLD = 20


@dataclass(frozen=True, slots=True)
class _Item:
    """What one alert says of one subject, and the events it settles."""

    title: str
    text: str
    event_ids: tuple[str, ...]


def compose(db: Database, private: Database, registry: Registry, file: AlertsFile, now: datetime) -> None:
    """Make the alerts whose time has come. What is muted, unconfirmed or waits for its digest stays pending."""
    take_back(private)
    names = [each.name for each in file.subscriptions] + ([OPERATOR] if file.operator else [])
    outbox.subscribe(private, names, now)
    muted = {row["subject"] for row in outbox.mutes(private, now)}
    composer = _Composer(private, registry, Wording(db, registry, now), muted, now)
    for subscription in file.subscriptions:
        composer.tell(subscription.name, subscription.to, composer.filings(subscription), bool(subscription.digest))
    if operator := file.operator:
        items = composer.health(operator.told_up_to(now))
        composer.tell(OPERATOR, operator.to, items, bool(operator.digest))


class _Composer:
    def __init__(
        self, private: Database, registry: Registry, wording: Wording, muted: Collection[str], now: datetime
    ) -> None:
        self._private = private
        self._registry = registry
        self._wording = wording
        self._muted = muted
        self._now = now

    def tell(self, name: str, targets: Sequence[str], items: Sequence[_Item], digest: bool) -> None:
        """Write the alerts: one each, or one for all."""
        groups = [list(items)] if items and (digest or len(items) > _FOLD) else [[item] for item in items]
        for group in groups:
            title = group[0].title if len(group) == 1 else f"年度报告公布情况有{len(group)}项变化"
            body = "\n\n".join([f"截至 {moment(self._now)}", *(f"{item.title}\n{item.text}" for item in group)])
            event_ids = [event_id for item in group for event_id in item.event_ids]
            outbox.save_alert(
                self._private, name, event_ids, targets, title=f"【年报】{title}", body=body, made_at=self._now
            )

    def filings(self, subscription: Subscription) -> list[_Item]:
        """What is to be told of filings; what is not asked for, or has been overtaken, is settled here."""
        by_filing = itemgetter("agency_id", "report_year")
        events = sorted(outbox.pending(self._private, subscription.name), key=by_filing)
        items, passed = [], []
        for (agency_id, _), group in groupby(events, key=by_filing):
            pending = list(group)
            lasting = self._lasting(subscription, agency_id, pending)
            passed += [event["id"] for event in pending if event not in lasting]
            if lasting and self._is_time(subscription, lasting):
                items.append(self._item(lasting))
        outbox.pass_over(self._private, subscription.name, passed)
        return items

    def _lasting(self, subscription: Subscription, agency_id: str, events: list[Event]) -> list[Event]:
        """The events that still hold and are asked for."""
        if agency_id not in self._registry.agencies or not subscription.covers(self._registry, agency_id):
            return []
        return [event for event in net_changes(events) if self._wants(subscription, event)]

    def _wants(self, subscription: Subscription, event: Event) -> bool:
        """Whoever was told of a state is told what became of it, asked for or not."""
        if event["kind"] != "state":
            return subscription.wants(event["kind"], event["after"] or event["before"])
        filing = event["agency_id"], event["report_year"]
        return subscription.wants("state", event["after"]) or outbox.was_told(
            self._private, subscription.name, *filing, event["state_known"]
        )

    def _is_time(self, subscription: Subscription, events: list[Event]) -> bool:
        before = subscription.told_up_to(self._now)
        agency_id = events[0]["agency_id"]
        if {agency_id, self._registry.county_of(agency_id).county} & set(self._muted):
            return False
        unconfirmed = any(
            event["after"] in _CONFIRMED_BY_LOOKS and event["looks"] < subscription.confirm for event in events
        )
        if unconfirmed or not all(datetime.fromisoformat(event["as_of"]) < before for event in events):
            return False
        # What was found since is judged when the crawl has ended: nobody is called overdue in between.
        overdue = [event for event in events if event["after"] == "overdue"]
        return all(self._wording.is_overdue(agency_id, event["report_year"]) for event in overdue)

    def _item(self, events: list[Event]) -> _Item:
        last = events[-1]
        changed = "变化：" + "；".join(event_line(event) for event in events)
        text = self._wording.text(last["agency_id"], last["report_year"])
        title = next((event["title"] for event in events if event["kind"] == "state"), last["title"])
        return _Item(title, f"{changed}\n{text}", tuple(event["id"] for event in events))

    def health(self, before: datetime) -> list[_Item]:
        """What is to be told of portals, targets and jobs."""
        events = sorted(outbox.pending_health(self._private, OPERATOR), key=itemgetter("subject"))
        items: list[_Item] = []
        for subject, group in groupby(events, key=itemgetter("subject")):
            pending = list(group)
            if {subject, subject.partition(":")[2]} & set(self._muted):
                continue
            if pending[0]["before"] == pending[-1]["after"]:
                outbox.pass_over(self._private, OPERATOR, [event["id"] for event in pending])
            elif datetime.fromisoformat(pending[-1]["as_of"]) < before:
                ids = tuple(event["id"] for event in pending)
                items.append(_Item(pending[-1]["title"], pending[-1]["text"], ids))
        return items


def net_changes(events: Iterable[Event]) -> list[Event]:
    """Of the events of one filing, in order of time, the last on each thing that is not as is known of it."""
    by_thing: dict[str, list[Event]] = {}
    for event in events:
        thing = "state" if event["kind"] == "state" else str(event["after"] or event["before"])
        by_thing.setdefault(thing, []).append(event)
    return [each[-1] for thing, each in by_thing.items() if each[-1]["after"] != _known(thing, each[0])]


def _known(thing: str, first: Event) -> str | None:
    known: str | None = first["state_known"] if thing == "state" else first["before"]
    return known
