"""From stored versions to publications: what is noted of each, the time inside its address, and since when it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from crawler.monitor.facts import Mark, Publication
from crawler.monitor.id_clocks import IdClock
from crawler.monitor.moments import day, moment
from crawler.monitor.moved_days import Dated, MovedDays, moved_days

Row = Mapping[str, Any]
Clocks = Mapping[str, IdClock | None]

#: A link of which no list is on record may always have been there.
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_NO_LINK: Row = {}


def marks_of(remarks: Iterable[Row], versions: Mapping[str, Row]) -> dict[str, tuple[Mark, ...]]:
    """What is noted of each version, known since it was read."""
    verdicts: dict[tuple[str, str], list[tuple[datetime, bool]]] = defaultdict(list)
    for row in remarks:
        said = verdicts[row["version_id"], row["flag"]]
        if row["verdict"]:
            said.append((moment(row["reviewed_at"]), row["verdict"] != "dismissed"))
    found: dict[str, tuple[Mark, ...]] = {}
    for (version_id, flag), said in verdicts.items():
        if version_id in versions:
            mark = Mark(flag, moment(versions[version_id]["first_seen_at"]), tuple(said))
            found[version_id] = (*found.get(version_id, ()), mark)
    return found


def moved_by_portal(versions: Iterable[Row], clocks: Clocks) -> Mapping[str, MovedDays]:
    """The days on which each portal was moved, by its id."""
    by_portal: dict[str, list[Dated]] = defaultdict(list)
    for row in versions:
        if row["report_year"] and _may_be_moved(row, clock := clocks[row["id"]]):
            by_portal[portal_of(row)].append(_dated(row, clock))
    return defaultdict(dict, {portal_id: moved_days(rows) for portal_id, rows in by_portal.items()})


def _page_days(row: Row) -> list[str]:
    """The days of a page that are put there by its publishing system."""
    return [day for day in (row["published_on"], row["listed_on"], row["created_on"]) if day]


def _may_be_moved(row: Row, clock: IdClock | None) -> bool:
    """Whether a day of it is outside its season, or its number later than a day it bears; of most neither is so."""
    last, number_day = max(_page_days(row), default=""), clock.on.isoformat() if clock else ""
    return number_day > last > "" or max(last, number_day) >= str(row["report_year"] + 2)


def _dated(row: Row, clock: IdClock | None) -> Dated:
    days = tuple(found for text in _page_days(row) if (found := day(text)))
    return Dated(row["url"], row["report_year"], moment(row["first_seen_at"]), days, clock.on if clock else None)


def portal_of(row: Row) -> str:
    """The portal of a row that names a channel."""
    portal_id: str = row["channel_id"].partition("/")[0]
    return portal_id


def publication(
    row: Row, listings: Sequence[Row], clock: IdClock | None, moved: MovedDays, marks: tuple[Mark, ...]
) -> Publication:
    """A version with the time since when it was to be seen; ``listings``: the links that led to its report.

    That is when its link was first listed, if the link itself named this agency and year at the time of such reports: a
    page that is rewritten in place every year has a link far older than its content.
    """
    read_at = moment(row["first_seen_at"])
    seen_at = read_at
    for each in listings:
        at = moment(each["first_seen_at"])
        if at < seen_at and _names(each, row, at):
            seen_at = at
    first = listings[0] if len(listings) == 1 else min(listings, key=_order, default=_NO_LINK)
    return Publication(
        row["id"],
        row["title"] or "无标题",
        row["url"],
        seen_at,
        day(row["published_on"]),
        day(row["created_on"]),
        day(row["listed_on"]),
        day(row["signed_on"]),
        read_at,
        min(_since(first), read_at) if listings else _ALWAYS,
        first.get("first_observation_id"),
        row["body_hash"],
        clock,
        moved,
        marks,
    )


def _since(listing: Row) -> datetime:
    return moment(listing.get("listed_since") or listing["first_seen_at"])


def _order(listing: Row) -> tuple[datetime, str, str]:
    """Of links that came at the same time the same one is the first, in whatever order they are asked for."""
    return _since(listing), listing["channel_id"], listing["url"]


def _names(listing: Row, version: Row, at: datetime) -> bool:
    same = listing["agency_id"] == version["agency_id"] and listing["report_year"] == version["report_year"]
    return same and (at.year, at.month) >= (version["report_year"], 12)
