"""What a crawl of the sample portals ought to find on the day ``CLOCK``."""

from __future__ import annotations

from datetime import date
from functools import cache

import yaml

from crawler.sample_county.model import FOLDER, Data


class Expected(Data):
    """The truth about one filing.

    ``present``: the report is on the portal, at ``url`` (a path), whether or not the portal can be reached;
    ``claimed``: the day of publication it claims, failing that the day it was signed; ``state`` and
    ``reason``: those of the day ``CLOCK``; ``traps``: what may mislead a reader there.
    """

    portal: str
    agency: str
    year: int
    present: bool
    state: str
    reason: str | None = None
    claimed: date | None = None
    url: str | None = None
    traps: tuple[str, ...] = ()


@cache
def manifest() -> tuple[Expected, ...]:
    """Every filing that is owed at the sample portals, by portal, agency and year."""
    entries = yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
    return tuple(Expected.model_validate(entry) for entry in entries)
