"""The board: every agency of a county or a province in a year, to sort, to filter, to share, to print, to take away."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from storage.browse.asked import Asked, Row
from storage.browse.charts.bar import states_bar
from storage.browse.labels import labels
from storage.browse.places import Place, choices, misnamed, place
from storage.browse.words import without
from storage.lateness import days_late

_PAGE = 100
#: Rows of an export, more than the largest county has.
_MOST = 20_000

_FROM = "FROM filings AS f {} WHERE f.report_year = :year AND {}"
_AGENCIES = "JOIN agencies AS a ON a.id = f.agency_id"
_COUNTED = "SELECT key AS state, filings FROM _filing_counts WHERE report_year = :year AND what = 'state'"
_DAYS = days_late("f")
_ROWS = """
SELECT d.name AS county, d.code AS county_code, f.agency_id, a.name AS agency, a.kind, f.report_year, f.state, f.reason,
    f.due_on, {days} AS days_late, f.claimed_on, f.claimed_by, f.first_seen_at, f.flags, f.version_id, f.observation_id,
    (SELECT count(*) FROM findings AS x WHERE x.version_id = f.version_id AND x.severity = 'error' AND {kept})
        AS errors,
    (SELECT count(*) FROM findings AS x WHERE x.version_id = f.version_id AND x.severity = 'warning' AND {kept})
        AS warnings,
    (SELECT observed_at FROM observations WHERE id = f.observation_id) AS observed_at,
    v.sha256, v.url, c.compared AS roster_compared, c.says AS roster_says, c.published_on AS roster_day
FROM filings AS f JOIN agencies AS a ON a.id = f.agency_id JOIN divisions AS d ON d.code = a.division_code
    LEFT JOIN versions AS v ON v.id = f.version_id
    LEFT JOIN roster_claims AS c ON c.agency_id = f.agency_id AND c.report_year = f.report_year
WHERE f.rowid IN ({chosen}) ORDER BY {order}
"""
#: Only the rows of a page are looked at closely.
_CHOSEN = "SELECT f.rowid {from_} ORDER BY {order} LIMIT :limit OFFSET :offset"
_KEPT = "NOT EXISTS (SELECT 1 FROM last_reviews WHERE finding_id = x.id AND verdict = 'dismissed')"

#: What the board can be sorted by; the agency's id comes after it.
SORTS: Mapping[str, str] = {
    "agency": "f.agency_id",
    "kind": "a.kind",
    "state": "{states}",
    "days": f"{_DAYS} IS NULL, {_DAYS}",
    "due": "f.due_on",
    "claimed": "f.claimed_on IS NULL, f.claimed_on",
    "seen": "f.first_seen_at IS NULL, f.first_seen_at",
}
_FILTERS = {
    "state": "f.state = :state",
    "kind": "a.kind = :kind",
    "flag": "instr(f.flags, :flag) > 0",
    "q": "instr(a.name, :q) > 0",
}
#: What an export holds, in this order.
COLUMNS = (
    *("county_code", "county", "agency_id", "agency", "kind", "report_year", "state", "reason", "flags", "due_on"),
    *("days_late", "claimed_on", "claimed_by", "first_seen_at", "errors", "warnings", "version_id", "observation_id"),
    *("observed_at", "sha256", "url", "roster_compared", "roster_says", "roster_day"),
)


def facts(asked: Asked) -> dict[str, Any]:
    """What ``board.html`` shows."""
    chosen = place(asked)
    about = {"place": chosen, **choices(asked, chosen), "arguments": without(asked.arguments, "page")}
    if chosen.year is None:
        return {**about, "total": 0, "filings": []}
    counts = _counts(asked, chosen)
    total, page = sum(counts.values()), max(1, asked.whole("page", 1))
    return {
        **about,
        "filings": _rows(asked, chosen, limit=_PAGE, offset=_PAGE * (page - 1)),
        "total": total,
        "states": [(label, counts[label.key]) for label in labels("state").values() if counts.get(label.key)],
        "bar": _bar(asked, counts),
        "page": page,
        "pages": -(-total // _PAGE),
        "sort": _sort(asked),
        "descending": _descending(asked),
        "sorts": SORTS,
    }


def export(asked: Asked) -> tuple[tuple[str, ...], list[Row]]:
    """The columns and rows of the whole board as filtered, for CSV and JSON: none of a place or year there is not."""
    chosen = place(asked)
    wanted = chosen.year and not misnamed(asked, chosen)
    return COLUMNS, _rows(asked, chosen, limit=_MOST, offset=0) if wanted else []


def _counts(asked: Asked, chosen: Place) -> Counter[str]:
    """State -> filings of the whole board as filtered; of the whole country as they were counted when written."""
    condition, parameters = _condition(asked, chosen)
    counted = not chosen.province and not any(asked.get(name) for name in _FILTERS if name != "state")
    sql = f"SELECT f.state, count(*) AS filings {_from(asked, condition)} GROUP BY 1"
    counts: Counter[str] = Counter()
    for row in asked.rows(_COUNTED if counted else sql, parameters):
        if asked.get("state") in ("", row["state"]):
            counts[row["state"]] += row["filings"]
    return counts


def _from(asked: Asked, condition: str) -> str:
    """Where rows are chosen from: with the agencies only where they matter."""
    joined = _sort(asked) == "kind" or asked.get("kind") or asked.get("q")
    return _FROM.format(_AGENCIES if joined else "", condition)


def _rows(asked: Asked, chosen: Place, *, limit: int, offset: int) -> list[Row]:
    condition, parameters = _condition(asked, chosen)
    order = _order(asked)
    picked = _CHOSEN.format(from_=_from(asked, condition), order=order)
    sql = _ROWS.format(days=_DAYS, kept=_KEPT, chosen=picked, order=order)
    rows = asked.rows(sql, parameters | {"limit": limit, "offset": offset})
    return [row | {"flags": json.loads(row["flags"])} for row in rows]


def _condition(asked: Asked, chosen: Place) -> tuple[str, dict[str, Any]]:
    sql, parameters = chosen.condition(asked, "f.agency_id")
    given = {name: asked.get(name) for name in _FILTERS if asked.get(name)}
    conditions = [sql, *(_FILTERS[name] for name in given)]
    return " AND ".join(conditions), {**parameters, **given, "year": chosen.year}


def _sort(asked: Asked) -> str:
    return asked.get("sort") if asked.get("sort") in SORTS else "agency"


def _descending(asked: Asked) -> bool:
    return asked.get("order") == "desc"


def _order(asked: Asked) -> str:
    states = " ".join(f"WHEN '{key}' THEN {place}" for place, key in enumerate(labels("state")))
    terms = SORTS[_sort(asked)].replace("{states}", f"CASE f.state {states} END").split(", ")
    if _descending(asked):
        # NULL is the least of all, so it comes last by itself.
        terms = [f"{terms[-1]} DESC"]
    return ", ".join([*terms, "f.agency_id"])


def _bar(asked: Asked, counts: Mapping[str, int]) -> str:
    language = asked.words.language
    parts = [(label.tone, label.word(language), counts.get(label.key, 0)) for label in labels("state").values()]
    return states_bar(parts, asked.words.say("各状态的份数", "Filings by state"))
