"""How a value is shown: states as words with colour, blanks as blanks, evidence as cells, ids as links."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from datasette.utils import tilde_encode
from markupsafe import Markup

from storage.browse.labels import by_word

#: Address of a table, or of one of its rows when a key follows.
Link = Callable[..., str]

#: Columns that name a row of another table -> that table.
_ROWS = {
    "division_code": "divisions",
    "agency_id": "agencies",
    "portal_id": "portals",
    "channel_id": "channels",
    "report_id": "reports",
    "version_id": "versions",
    "fetch_id": "fetches",
    "observation_id": "observations",
    "first_observation_id": "observations",
    "last_observation_id": "observations",
    "clean_observation_id": "observations",
}
#: In a query's table these columns hold nothing but the way to a row.
_LINK_WORDS = {"version_id": "报告", "observation_id": "依据"}
#: So many cells are read at a glance.
_FEW = 4
#: What Datasette shows for nothing.
_NOTHING = Markup("&nbsp;")
#: Tables of the statutory forms: a number that is not there is blank on the form, or its cell is not printed.
_FORMS = {"disclosures", "applications", "proceedings"}


def render(link: Link, row: Any, value: Any, column: str, table: str | None) -> str | None:
    """The HTML for a value, or ``None`` where Datasette's own rendering (escaped text, links) will do.

    ``table`` is ``None`` in the result of a query. ``link`` turns a table and a row's key into an address.
    """
    if value is None:
        return _no_number(row, column, table) if table in _FORMS else None
    if column.endswith("_at"):
        return _time(value)
    if column in _PLAIN:
        return _PLAIN[column](value)
    if table is None and column == "findings":
        return Markup('<a href="{}?version_id={}">{}</a>').format(link("findings"), row["version_id"], value)
    if column in _ROWS:
        return _row_link(link, column, value, table)
    label = by_word(column, value)
    return label.zh if label else None


def linker(urls: Any, database: str) -> Link:
    """Addresses of tables and rows of ``database``."""
    return lambda table, *key: str(
        urls.row(database, table, tilde_encode(key[0])) if key else urls.table(database, table)
    )


def _chip(kind: str, word: str) -> Markup:
    label = by_word(kind, word)
    if label is None:
        return Markup('<span class="chip">{}</span>').format(word)
    return Markup('<span class="chip {}" title="{}">{}</span>').format(label.tone, label.en, label.zh)


def _flags(stored: str) -> Markup:
    return Markup(" ").join(_chip("flag", flag) for flag in json.loads(stored)) or _NOTHING


def _row_link(link: Link, column: str, value: Any, table: str | None) -> Markup:
    """``value`` is a key, or where Datasette knows what the row is called ``{"value": key, "label": name}``."""
    key, name = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    word = name if table else _LINK_WORDS.get(column, name)
    return Markup('<a href="{}">{}</a>').format(link(_ROWS[column], key), word)


def _time(moment: str) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment, moment, moment[:16].replace("T", " "))


def _evidence(stored: str) -> Markup:
    evidence = json.loads(stored)
    parts = [_cells(evidence["cells"])] if evidence["cells"] else []
    if evidence["quote"]:
        parts.append(Markup("<q>{}</q>").format(evidence["quote"]))
    if evidence["refuted_by"]:
        parts.append(Markup("<em>可推翻：{}</em>").format(evidence["refuted_by"]))
    return Markup("<br>").join(parts)


def _cells(cells: Mapping[str, str]) -> Markup:
    """Cell addresses with the printed text; more than a few are folded away."""
    lines = Markup("<br>").join(
        Markup("<code>{}</code> {}").format(cell, text or "空白") for cell, text in cells.items()
    )
    if len(cells) <= _FEW:
        return lines
    return Markup("<details><summary>{} 个单元格 cells</summary>{}</details>").format(len(cells), lines)


def _no_number(row: Any, column: str, table: str | None) -> Markup | None:
    """A cell without a number: printed blank, not printed, or printed as something that is no number."""
    if "raw" not in row.keys():  # noqa: SIM118 - a sqlite3.Row iterates over its values
        return None
    printed = row["raw"] if table == "disclosures" else json.loads(row["raw"]).get(column)
    word = "未印" if printed is None else f"原文：{printed}" if printed.strip() else "空白"
    return Markup('<span class="blank">{}</span>').format(word)


#: Columns that are shown the same wherever they stand.
_PLAIN: Mapping[str, Callable[[Any], str]] = {
    "state": partial(_chip, "state"),
    "severity": partial(_chip, "severity"),
    "verdict": partial(_chip, "verdict"),
    "flags": _flags,
    "evidence": _evidence,
    "sha256": Markup("<code>{}</code>").format,
}
