"""What is wrong with a portal, and what to do about it: from what its last looks left in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.jobs import JobError
from crawler.registry import Channel, PortalCard, Registry, from_rows
from storage import queries
from storage.browse.labels import labels
from storage.database import open_database
from storage.looks import verdict

Look = Mapping[str, Any]

#: How many of a channel's looks are told.
_TOLD = 12


class Advice(NamedTuple):
    """What is wrong and what to do, in Chinese and in English."""

    wrong: str
    remedy: str


def advice(key: str) -> Advice:
    """By what a look calls for (:func:`storage.looks.verdict`)."""
    label = labels("advice")[key]
    return Advice(f"{label.zh} {label.en}", f"{label.zh_meaning} {label.en_meaning}")


def diagnose(database: Path, portal_id: str) -> list[str]:
    """One screen about a portal, channel by channel. Raises ``JobError`` for a portal the database does not know."""
    with closing(open_database(database, read_only=True)) as db:
        registry = from_rows(queries.registry(db))
        if portal_id not in registry.portals:
            known = ", ".join(registry.portals) or "none"
            raise JobError(f"there is no portal {portal_id!r} in {database}; there are: {known}")
        card = registry.portals[portal_id]
        channels = [each for each in registry.channels.values() if each.portal_id == portal_id]
        told = (line for channel in channels for line in _channel(db, registry, channel))
        return [_head(card), _asked(db, portal_id), *told]


def _head(card: PortalCard) -> str:
    return f"{card.portal} {card.name}  {card.url}  {card.platform}, {card.status}"


def _asked(db: Database, portal_id: str) -> str:
    """What the portal had to bear on the last day anything was asked."""
    hosts = queries.asked_last(db, portal_id)
    told = ", ".join(f"{row['host']} {row['requests']}" for row in hosts)
    return f"请求 requests on {hosts[0]['day']}: {told}" if hosts else "请求 requests: 没有 none"


def _channel(db: Database, registry: Registry, channel: Channel) -> Iterator[str]:
    looks = queries.looks(db, [channel.id])
    newest, good = next(iter(looks), None), next((look for look in looks if look["qualified"]), None)
    key = verdict(newest, channel.at_least, confirmed=registry.portals[channel.portal_id].confirmed)
    agency = registry.agencies[channel.agency_id].name if channel.agency_id else "全县 the whole county"
    yield ""
    yield f"{channel.id}  {channel.url}  {agency}"
    yield f"  上次合格核查 last good look: {_moment(good) if good else '从未 never'}"
    yield f"  最近核查 recent looks: {_history(looks[:_TOLD])}"
    if channel.canary:
        yield f"  校验文字 canary 「{channel.canary}」: {_canary(newest)}"
    detail = f": {newest['detail']}" if newest and newest["detail"] else ""
    yield f"  问题 what is wrong: {advice(key).wrong}{detail}"
    yield f"  办法 what to do: {advice(key).remedy}"


def _canary(newest: Look | None) -> str:
    if newest is None or not newest["rows"]:
        return "没有看到列表 no list was seen"
    return "见到 seen" if newest["canary_seen"] else "未见 not seen"


def _moment(look: Look) -> str:
    at = datetime.fromisoformat(look["observed_at"]).astimezone(SHANGHAI)
    return f"{at:%Y-%m-%d %H:%M}, {look['rows']} rows, {look['pages']} pages"


def _history(looks: Sequence[Look]) -> str:
    """Newest first; the same outcome in a row is told once, with the day it was last seen."""
    return ", ".join(_run(list(run)) for _, run in groupby(looks, key=_outcome)) or "没有 none"


def _run(looks: Sequence[Look]) -> str:
    times = f" ×{len(looks)}" if len(looks) > 1 else ""
    return f"{_day(looks[:1])} {_outcome(looks[0])}{times}"


def _outcome(look: Look) -> str:
    return str(look["outcome"]) if look["qualified"] else f"{look['outcome']} (不作依据 no evidence)"


def _day(looks: Iterable[Look]) -> str:
    return next(str(datetime.fromisoformat(look["observed_at"]).astimezone(SHANGHAI).date()) for look in looks)
