"""The numbers of the start page: filings by state for one year, and how fresh the looks are."""

from __future__ import annotations

from typing import Any

from storage.browse.labels import labels

_COUNTS = "select report_year, state, count(*) as filings from filings group by report_year, state"
_LAST_LOOK = "select max(observed_at) from observations"

#: States of a year in which nothing has happened yet.
_IDLE = {"not_due", "exempt"}


async def overview(datasette: Any, year: str | None) -> dict[str, Any]:
    """``{"years": [2022, ...], "year": 2022, "counts": [(label, number), ...], "total": 41, "last_look": "..."}``.

    ``year`` is the one asked for; without it, or when it has no filings, the newest year in which something is due.
    """
    database = datasette.get_database()
    counts: dict[int, dict[str, int]] = {}
    for row in (await database.execute(_COUNTS)).rows:
        counts.setdefault(row["report_year"], {})[row["state"]] = row["filings"]
    chosen = _choose(counts, year)
    return {
        "years": sorted(counts, reverse=True),
        "year": chosen,
        "counts": _labelled(counts.get(chosen, {}) if chosen else {}),
        "total": sum(counts[chosen].values()) if chosen else 0,
        "last_look": _minute((await database.execute(_LAST_LOOK)).single_value()),
    }


def _choose(counts: dict[int, dict[str, int]], year: str | None) -> int | None:
    asked = next((known for known in counts if str(known) == year), None)
    active = [known for known, states in counts.items() if set(states) - _IDLE]
    return asked or max(active or counts, default=None)


def _labelled(states: dict[str, int]) -> list[tuple[Any, int]]:
    return [(label, states[key]) for key, label in labels("state").items() if key in states]


def _minute(moment: str | None) -> str | None:
    return moment[:16].replace("T", " ") if moment else None
