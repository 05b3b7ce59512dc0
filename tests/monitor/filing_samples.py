"""Facts about one filing, made short: the report on 2022 of a department, due on 31 January 2023."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from crawler.clock import SHANGHAI
from crawler.monitor import Candidate, ChannelLooks, FilingFacts, Look, Publication, due

HUB, OWN = "430623/nianbao", "430623/yjglj"
URL = "http://www.huarong.example/art/1.html"


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2023) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def look(
    when: datetime, outcome: str = "ok", *, channel: str = HUB, qualified: bool | None = None, **more: Any
) -> Look:
    clean = outcome in ("ok", "not_modified") if qualified is None else qualified
    return Look(f"{channel} {when.isoformat()}", channel, when, outcome, clean, **more)


def publication(first_seen_at: datetime, version: str = "v1", **more: Any) -> Publication:
    return Publication(
        version, "华容县应急管理局2022年政府信息公开工作年度报告", more.pop("url", URL), first_seen_at, **more
    )


def candidate(first_seen_at: datetime, read_at: datetime | None = None) -> Candidate:
    return Candidate("2022年年报", URL, first_seen_at, read_at)


def facts(
    *looks: Look,
    kind: str = "department",
    channels: tuple[str, ...] = (HUB,),
    published: tuple[Publication, ...] = (),
    candidates: tuple[Candidate, ...] = (),
) -> FilingFacts:
    grouped = tuple(ChannelLooks(name, [each for each in looks if each.channel_id == name]) for name in channels)
    return FilingFacts("华容县应急管理局", 2022, due(kind, 2022), grouped, published, candidates)


def day(month: int, number: int) -> date:
    return date(2023, month, number)


MINUTE = timedelta(minutes=1)
