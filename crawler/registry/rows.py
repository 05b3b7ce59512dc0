"""The registry as rows of the database (columns of ``storage/migrations.py``)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from crawler.registry.directory import Registry

Row = dict[str, Any]


def to_rows(registry: Registry) -> dict[str, list[Row]]:
    """``{"divisions": [...], "agencies": [...], "portals": [...], "channels": [...]}``, ready for ``save_registry``.

    ``aliases`` is a list, which storage keeps as JSON; the url of a channel is absolute.
    """
    return {
        "divisions": [
            {"code": card.county, "name": card.name, "province": card.province, "city": card.city}
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
