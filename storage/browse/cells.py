"""How a value is shown: states as words with colour, blanks as blanks, evidence as cells, ids as links."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from datasette.utils import tilde_encode
from markupsafe import Markup

from storage.browse.labels import by_word
from storage.browse.language import language_of
from storage.browse.printed import named
from storage.browse.tables import NOTHING
from storage.browse.words import Words, minute

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
_LINK_WORDS = {"version_id": ("报告", "report"), "observation_id": ("依据", "look")}
#: Tables whose rows have a page of their own.
_PAGES = {"versions": "report", "agencies": "agency", "portals": "portal"}
#: So many cells are read at a glance.
_FEW = 4
#: Tables of the statutory forms: a number that is not there is blank on the form, or its cell is not printed.
_FORMS = {"disclosures", "applications", "proceedings"}


class Cells:
    """Values of a table or a query as they are shown on one site."""

    def __init__(self, datasette: Any, database: str) -> None:
        self._urls, self._database = datasette.urls, database
        self._words = Words(language_of(datasette))

    def render(self, row: Any, value: Any, column: str, table: str | None) -> str | None:
        """The HTML for a value, or ``None`` where Datasette's own rendering (escaped text, links) will do.

        ``table`` is ``None`` in the result of a query.
        """
        if value is None:
            return self._no_number(row, column, table) if table in _FORMS else None
        if column in self._PLAIN:
            return self._PLAIN[column](self, value)
        if column.endswith("_at"):
            return _time(value)
        if table is None and column == "findings":
            return Markup('<a href="{}?version_id={}">{}</a>').format(self._table("findings"), row["version_id"], value)
        if column in _ROWS:
            return self._row_link(column, value, table)
        label = by_word(column, value)
        return label.word(self._words.language) if label else None

    def _table(self, table: str) -> str:
        return str(self._urls.table(self._database, table))

    def _row_link(self, column: str, value: Any, table: str | None) -> Markup:
        """``value`` is a key, or where Datasette knows what the row is called ``{"value": key, "label": name}``."""
        key, name = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
        said = _LINK_WORDS.get(column)
        shown = name if table or said is None else self._words.say(*said)
        return Markup('<a href="{}">{}</a>').format(self._row(_ROWS[column], str(key)), shown)

    def _row(self, table: str, key: str) -> str:
        if table in _PAGES:
            return self._words.to(_PAGES[table], key)
        return str(self._urls.row(self._database, table, tilde_encode(key)))

    def _sha256(self, value: str) -> Markup:
        return Markup('<a href="{}"><code>{}</code></a>').format(self._words.to("original", value), value)

    def _chip(self, kind: str, value: str) -> Markup:
        return self._words.chip(kind, value)

    def _flags(self, stored: str) -> Markup:
        return Markup(" ").join(self._chip("flag", flag) for flag in json.loads(stored)) or NOTHING

    def _evidence(self, stored: str) -> Markup:
        evidence, say = json.loads(stored), self._words.say
        parts = [self._cells(evidence["cells"])] if evidence["cells"] else []
        if evidence["quote"]:
            parts.append(Markup("<q>{}</q>").format(evidence["quote"]))
        if evidence["refuted_by"]:
            parts.append(Markup("<em>{}{}</em>").format(say("可推翻：", "Refuted by: "), evidence["refuted_by"]))
        return Markup("<br>").join(parts)

    def _cells(self, cells: Mapping[str, str]) -> Markup:
        """Cell addresses with the printed text; more than a few are folded away."""
        blank = self._words.say("空白", "blank")
        lines = Markup("<br>").join(
            Markup('<span title="{}">{}</span> {}').format(cell, named(self._words, cell), text or blank)
            for cell, text in cells.items()
        )
        if len(cells) <= _FEW:
            return lines
        told = self._words.say("{n} 个单元格", "{n} cells", n=len(cells))
        return Markup("<details><summary>{}</summary>{}</details>").format(told, lines)

    def _no_number(self, row: Any, column: str, table: str | None) -> Markup | None:
        """A cell without a number: printed blank, not printed, or printed as something that is no number."""
        if "raw" not in row.keys():  # noqa: SIM118 - a sqlite3.Row iterates over its values
            return None
        printed = row["raw"] if table == "disclosures" else json.loads(row["raw"]).get(column)
        say = self._words.say
        if printed is None:
            word = say("未印", "not printed")
        else:
            word = say("原文：{raw}", "printed: {raw}", raw=printed) if printed.strip() else say("空白", "blank")
        return Markup('<span class="blank">{}</span>').format(word)

    #: Columns that are shown the same wherever they stand.
    _PLAIN: ClassVar[Mapping[str, Callable[[Cells, Any], Markup]]] = {
        "state": lambda self, value: self._chip("state", value),
        "severity": lambda self, value: self._chip("severity", value),
        "verdict": lambda self, value: self._chip("verdict", value),
        "flags": _flags,
        "evidence": _evidence,
        "sha256": _sha256,
    }


def _time(moment: str) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment, moment, minute(moment))
