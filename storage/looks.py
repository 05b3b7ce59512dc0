"""What a look at a list calls for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def verdict(look: Mapping[str, Any] | None, at_least: int, *, confirmed: bool = True) -> str:
    """A key of ``advice`` in ``labels.yaml``: how a look came out, or what keeps one that came from being evidence.

    ``look``: its row of ``observations``, ``None`` where there was none yet; ``at_least``: the rows that its list has;
    ``confirmed``: whether the card of its portal is. ``ok`` for a look that is evidence.
    """
    if look is None:
        return "never"
    if look["outcome"] not in ("ok", "not_modified"):
        return str(look["outcome"])
    if not look["exhausted"]:
        return "unfinished"
    if not look["canary_seen"]:
        return "canary"
    if look["rows"] < at_least:
        return "few_rows"
    return "ok" if confirmed else "unconfirmed"
