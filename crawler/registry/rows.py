"""The registry as rows of the database (columns of ``storage/migrations``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from crawler.registry.cards import AgencyCard, ChannelCard, CountyCard, DeadlineCard, PortalCard, Years
from crawler.registry.directory import Registry

Row = dict[str, Any]


def to_rows(registry: Registry) -> dict[str, list[Row]]:
    """``{"divisions": [...], "agencies": [...], "portals": [...], "channels": [...]}``, ready for ``save_registry``.

    ``aliases``, ``deadlines`` and ``kinds`` are lists, which storage keeps as JSON; the url of a channel is absolute.
    """
    return {
        "divisions": [
            {
                "code": card.county,
                "name": card.name,
                "province": card.province,
                "city": card.city,
                "aliases": list(card.aliases),
                "deadlines": [rule.model_dump(exclude_defaults=True) for rule in card.deadlines],
            }
            for card in registry.divisions.values()
        ],
        "agencies": [
            {
                "id": agency.id,
                "division_code": registry.county_of(agency.id).county,
                "name": agency.name,
                "kind": agency.kind,
                "aliases": list(agency.aliases),
                "first_year": agency.since,
                "last_year": agency.until,
                "merged_into": agency.merged_into,
            }
            for agency in registry.agencies.values()
        ],
        "portals": [
            {
                "id": card.portal,
                "division_code": card.county,
                "name": card.name,
                "platform": card.platform,
                "url": card.url,
                "status": card.status,
            }
            for card in registry.portals.values()
        ],
        "channels": [asdict(channel) for channel in registry.channels.values()],
    }


def from_rows(rows: Mapping[str, Iterable[Row]]) -> Registry:
    """The registry that :func:`to_rows` made these rows of, without what judging does not need: further hosts and how
    to ask them.
    """
    agencies, channels = defaultdict(list), defaultdict(list)
    for row in rows["agencies"]:
        agencies[row["division_code"]].append(_agency(row))
    for row in rows["channels"]:
        channels[row["portal_id"]].append(_channel(row))
    counties = [
        CountyCard(
            county=row["code"],
            aliases=tuple(row["aliases"]),
            deadlines=tuple(DeadlineCard.model_validate(rule) for rule in row["deadlines"]),
            agencies=tuple(agencies[row["code"]]),
            **_only(row, "name province city"),
        )
        for row in rows["divisions"]
        if row["code"] in agencies
    ]
    portals = [
        PortalCard(
            portal=row["id"],
            county=row["division_code"],
            channels=tuple(channels[row["id"]]),
            **_only(row, "name platform url status"),
        )
        for row in rows["portals"]
    ]
    return Registry.of(counties, portals)


def _agency(row: Row) -> AgencyCard:
    years = {"since": row["first_year"], "until": row["last_year"]}
    return AgencyCard(**_only(row, "id name kind merged_into"), aliases=tuple(row["aliases"]), **years)


def _channel(row: Row) -> ChannelCard:
    years = Years(first=row["first_year"], last=row["last_year"])
    name = row["id"].partition("/")[2]
    kinds = tuple(row["kinds"])
    return ChannelCard(id=name, agency=row["agency_id"], kinds=kinds, years=years, **_only(row, "url at_least canary"))


def _only(row: Row, columns: str) -> Row:
    return {column: row[column] for column in columns.split()}
