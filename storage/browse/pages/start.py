"""The start page: a place and a year in one look."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from markupsafe import Markup

from storage.browse.asked import Asked, Row
from storage.browse.charts.bar import states_bar
from storage.browse.charts.curve import CurveWords, filings_curve
from storage.browse.labels import labels
from storage.browse.pages.changes import changes
from storage.browse.places import Place, choices, place
from storage.browse.tables import heat_cell

#: The day a report counts as published: the one it claims, else the one on which it was first seen.
_QUERIES = {
    "states": "SELECT substr(agency_id, 1, 6) AS code, state, count(*) AS filings FROM filings WHERE {} GROUP BY 1, 2",
    "days": """
        SELECT coalesce(claimed_on, substr(first_seen_at, 1, 10)) AS day, count(*) AS filings FROM filings
        WHERE {} AND coalesce(claimed_on, first_seen_at) IS NOT NULL GROUP BY 1 ORDER BY 1
    """,
    "due": "SELECT DISTINCT due_on FROM filings WHERE {} AND due_on IS NOT NULL ORDER BY 1",
}
#: The same for the whole country, from what is counted when filings are written.
_COUNTED = {
    "states": "SELECT province AS code, key AS state, filings FROM _filing_counts WHERE {} AND what = 'state'",
    "days": """
        SELECT key AS day, sum(filings) AS filings FROM _filing_counts WHERE {} AND what = 'day'
        GROUP BY 1 HAVING sum(filings) > 0 ORDER BY 1
    """,
    "due": "SELECT DISTINCT key AS due_on FROM _filing_counts WHERE {} AND what = 'due' AND filings > 0 ORDER BY 1",
}
_PROVINCES = "SELECT substr(code, 1, 2) AS code, province, min(code) FROM divisions GROUP BY 1"
_LAST_LOOK = "SELECT max(observed_at) AS at FROM observations"
#: Days of news.
_WEEK = 7


def facts(asked: Asked) -> dict[str, Any]:
    """What ``start.html`` shows."""
    chosen = place(asked)
    about = {"place": chosen, **choices(asked, chosen)}
    if chosen.year is None:
        return {**about, "total": 0}
    sql, parameters = chosen.condition(asked)
    condition = f"report_year = :year AND {sql}"
    parameters |= {"year": chosen.year}
    whole = not (chosen.province or about["counties"])
    found = {
        name: asked.rows(query.format(condition), parameters)
        for name, query in (_COUNTED if whole else _QUERIES).items()
    }
    counted = found["states"]
    states = _summed(counted)
    total = sum(states.values())
    return {
        **about,
        "total": total,
        "states": [(label, states[label.key]) for label in labels("state").values() if states.get(label.key)],
        "bar": _bar(asked, states),
        **_curve(asked, found, total),
        **_table(asked, chosen, counted),
        "changes": changes(asked, chosen, days=_WEEK, limit=8),
        "last_look": (asked.row(_LAST_LOOK) or {})["at"],
    }


def _summed(counted: list[dict[str, Any]]) -> Counter[str]:
    states: Counter[str] = Counter()
    for row in counted:
        states[row["state"]] += row["filings"]
    return states


def _bar(asked: Asked, states: Counter[str]) -> str:
    parts = [(label.tone, label.word(asked.words.language), states[label.key]) for label in labels("state").values()]
    return states_bar(parts, asked.words.say("各状态的份数", "Filings by state"))


def _curve(asked: Asked, found: dict[str, list[Row]], owed: int) -> dict[str, Any]:
    """The curve in two widths, and the days behind it."""
    due = [date.fromisoformat(row["due_on"]) for row in found["due"]]
    days = {date.fromisoformat(row["day"]): row["filings"] for row in found["days"]}
    if not due:
        return {"curves": [], "days": [], "due": []}
    out = sum(days.values())
    say = asked.words.say
    figures = {"last": max(days, default=due[0]), "out": out, "owed": owed}
    told = say("到 {last} 已公布 {out} 份，应报 {owed} 份", "{out} of {owed} published by {last}", **figures)
    words = CurveWords(
        say("逐日累计公布", "Published, by day"), told, say("应报", "owed"), say("期限 {day}", "due {day}", day="{day}")
    )
    sizes = (("wide", 1000.0, 300.0), ("narrow", 400.0, 260.0))
    drawn = [(name, filings_curve(days, due, owed, words, width=wide, height=high)) for name, wide, high in sizes]
    return {"curves": drawn, "days": _cumulated(days, due), "due": due}


def _cumulated(days: dict[date, int], due: list[date]) -> list[dict[str, Any]]:
    rows, before = [], 0
    for day, number in days.items():
        before += number
        rows.append({"day": day, "filings": number, "so_far": before, "after": day > due[-1]})
    return rows


def _table(asked: Asked, chosen: Place, counted: list[dict[str, Any]]) -> dict[str, Any]:
    """By province for the country, by county for a province or where there are few; a county has its board instead."""
    if chosen.county:
        return {"heat": [], "heat_states": []}
    known = {each["code"]: each for each in choices(asked, chosen)["counties"]}
    lines: dict[tuple[str, str], Counter[str]] = {}
    names = known or {row["code"]: row for row in asked.rows(_PROVINCES)}
    for row in counted:
        each = names.get(row["code"])
        key = (each["code"], each["name"]) if known and each else ("", each["province"] if each else row["code"])
        lines.setdefault(key, Counter())[row["state"]] += row["filings"]
    shown = [label for label in labels("state").values() if any(line[label.key] for line in lines.values())]
    return {"heat": [_line(asked, chosen, key, line, shown) for key, line in lines.items()], "heat_states": shown}


def _line(asked: Asked, chosen: Place, key: tuple[str, str], states: Counter[str], shown: list[Any]) -> dict[str, Any]:
    code, name = key
    total = sum(states.values())
    where = {"county": code} if code else {"province": name}
    board, language = asked.words.to("board", year=chosen.year, **where), asked.words.language
    cells = (
        heat_cell(label.tone, _depth(number, total), number, f"{board}&state={label.key}", f"{name} {word}")
        for label, word in [(label, label.word(language)) for label in shown]
        for number in [states[label.key]]
    )
    row = {"name": name, "total": total, "overview": asked.words.to("", year=chosen.year, **where)}
    return row | {"cells": Markup("").join(cells)}


def _depth(number: int, total: int) -> int:
    """How deep a cell is coloured, from 0 (nothing) to 5 (all of them)."""
    return 0 if not number else min(5, 1 + int(4 * number / total))
