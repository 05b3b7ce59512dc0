"""The county and portal cards that send a crawler to the sample portals."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from crawler.sample_county.model import Column, Portal

#: Enough to see in the request log that a crawler waits, short enough for a demo.
DELAY_SECONDS = 0.1


def write_cards(folder: Path, portals: Iterable[Portal], port: int) -> Path:
    """Write ``counties/<code>.yaml`` and ``portals/<code>.yaml`` under ``folder``; returns ``folder``."""
    for portal in portals:
        _write(folder / "counties" / f"{portal.id}.yaml", county_card(portal))
        _write(folder / "portals" / f"{portal.id}.yaml", portal_card(portal, port))
    return folder


def county_card(portal: Portal) -> dict[str, Any]:
    """The county with the agencies that must report."""
    agencies = [agency.model_dump(mode="json", exclude_defaults=True) for agency in portal.agencies]
    return {"county": portal.id, **portal.county, "agencies": agencies}


def portal_card(portal: Portal, port: int) -> dict[str, Any]:
    """The portal with its channels."""
    return {
        "portal": portal.id,
        "name": portal.name,
        "county": portal.id,
        "platform": portal.platform,
        "url": f"http://{portal.host}:{port}",
        "status": "verified",
        "delay": DELAY_SECONDS,
        "channels": [*map(_channel, (portal.column, *portal.further)), *portal.channels],
    }


def _channel(column: Column) -> dict[str, Any]:
    return {"id": column.id, "url": column.url, **column.card}


def _write(file: Path, card: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(card, allow_unicode=True, sort_keys=False), encoding="utf-8")
