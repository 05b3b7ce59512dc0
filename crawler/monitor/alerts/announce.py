"""Note what changed since the filings were last announced, and how the portals are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.monitor.alerts.changes import changes
from crawler.monitor.alerts.wording import Wording, event_title, moment
from crawler.monitor.labels import REASON_LABELS
from crawler.monitor.look_quality import reason_of
from crawler.registry import PortalCard, Registry
from storage import outbox, queries
from storage.database import file_of
from storage.hints import command

Look = dict[str, Any]

#: Older looks say nothing of how a portal is today.
_RECENT = timedelta(days=60)


def announce(db: Database, private: Database, registry: Registry, now: datetime, failing_after: int) -> int:
    """Write an event for every change of a filing's state or marks, and of a portal's health; returns how many."""
    found = changes(queries.board(db), outbox.announced(private))
    wording = Wording(db, registry, now)
    events = [_told(event, registry, wording, now) for event in found.events if event["agency_id"] in registry.agencies]
    outbox.save_announced(private, found.filings, events)
    return len(events) + sum(_portal(db, private, registry, card, now, failing_after) for card in _asked(registry))


def _told(event: dict[str, Any], registry: Registry, wording: Wording, now: datetime) -> dict[str, Any]:
    title = event_title(event, registry.agencies[event["agency_id"]].name)
    return {**event, "as_of": now, "title": title, "text": wording.text(event["agency_id"], event["report_year"])}


def _asked(registry: Registry) -> list[PortalCard]:
    return [card for card in registry.portals.values() if card.channels]


def _portal(
    db: Database, private: Database, registry: Registry, card: PortalCard, now: datetime, failing_after: int
) -> bool:
    looks: dict[str, list[Look]] = {
        channel.id: [] for channel in registry.channels.values() if channel.portal_id == card.portal
    }
    for look in queries.looks(db, looks, since=now - _RECENT):
        looks[look["channel_id"]].append(look)
    state = portal_health(list(looks.values()), failing_after)
    if state is None:
        return False
    title = f"{'网站核查受阻' if state == 'failing' else '网站核查恢复'}：{card.name}（{card.portal}）"
    lines = [*_channel_lines(looks), f"办法：{command(f'diagnose {card.portal}', file_of(db))}"]
    if state == "failing":
        lines.append("这是核查受阻，不说明任何机关未公布。")
    subject = f"portal:{card.portal}"
    return outbox.save_health(private, subject, state, as_of=now, title=title, text="\n".join(lines))


def portal_health(channels: Sequence[Sequence[Look]], failing_after: int) -> str | None:
    """``failing``: the last so many looks at one of its lists all failed; ``ok``: the last look at each did not.

    ``channels``: the looks at each list, newest first. ``None``: neither, so nothing has changed.
    """
    last = [looks[:failing_after] for looks in channels]
    if any(len(looks) == failing_after and not any(look["qualified"] for look in looks) for looks in last):
        return "failing"
    return "ok" if last and all(looks and looks[0]["qualified"] for looks in last) else None


def _channel_lines(channels: dict[str, list[Look]]) -> Iterator[str]:
    for channel_id, looks in channels.items():
        newest, good = looks[0], next((look for look in looks if look["qualified"]), None)
        said = "正常" if newest["qualified"] else REASON_LABELS[newest["reason"] or reason_of(newest["outcome"])]
        since = f"上次合格核查 {moment(good['observed_at'])}" if good else "近期没有合格核查"
        yield f"栏目 {channel_id}：最近核查 {moment(newest['observed_at'])}，{said}；{since}。"
