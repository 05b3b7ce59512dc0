"""What is printed in each cell of a report's tables, and which findings speak of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from storage.browse.words import Words

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``kind``: number, blank (printed empty), absent (not printed) or text (printed, and no number)."""

    kind: str
    shown: str
    certain: bool = True


ABSENT = Cell("absent", "")
#: Address of a cell (``applications.granted.total``) -> the cell.
Cells = dict[str, Cell]


def disclosures(rows: Iterable[Row]) -> Cells:
    """The cells of table 2."""
    return {
        f"disclosures.{row['row']}.{row['measure']}": _cell(row["value"], row["raw"], bool(row["certain"]))
        for row in rows
    }


def counted(table: str, name: str, rows: Iterable[Row]) -> Cells:
    """The cells of table 3 or 4, whose rows are told apart by the column ``name``."""
    cells = {}
    for row in rows:
        unsure = json.loads(row["uncertain"])
        for column, raw in json.loads(row["raw"]).items():
            cells[f"{table}.{row[name]}.{column}"] = _cell(row[column], raw, column not in unsure)
    return cells


def shown(words: Words, cells: Cells, address: str, *, marks: Mapping[str, list[int]], columns: int = 1) -> Markup:
    """The ``<td>`` of a cell, as wide as ``columns``: its number, a blank as a blank, the findings that name it."""
    cell = cells.get(address, ABSENT)
    row = address.rpartition(".")[0]
    numbers = sorted({*marks.get(address, ()), *marks.get(row, ())})
    links = Markup("").join(
        Markup('<a class="mark" href="#finding-{0}" aria-label="{1}">{0}</a>').format(
            number, words.say("见发现 {n}", "see finding {n}", n=number)
        )
        for number in numbers
    )
    classes = f"{cell.kind}{' hit' if numbers else ''}{'' if cell.certain else ' unsure'}"
    wide = Markup(' colspan="{}"').format(columns) if columns > 1 else ""
    return Markup('<td class="{}" id="{}"{}{}>{}{}</td>').format(
        classes, f"cell-{address}", wide, _title(words, cell), inside(words, cell), links
    )


def marks_of(findings: Iterable[Row]) -> dict[str, list[int]]:
    """Address of a cell or a row -> numbers of the findings that name it, counted from 1."""
    marks: dict[str, list[int]] = {}
    for number, finding in enumerate(findings, 1):
        for address in finding["evidence"]["cells"]:
            marks.setdefault(address, []).append(number)
    return marks


#: Table -> what its rows and columns are kinds of.
_KINDS = {
    "disclosures": ("row", "measure"),
    "applications": ("outcome", "applicant"),
    "proceedings": ("route", "result"),
}


def named(words: Words, address: str) -> str:
    """The address of a cell or a row in the words of the form: 本年新收·自然人; of a field, its name."""
    table, *keys = address.split(".")
    kinds = _KINDS.get(table, ()) if keys else ("field",)
    told = [words.word(kind, key) for kind, key in zip(kinds, keys or [table], strict=False)]
    return "·".join(told) or address


def link(words: Words, address: str) -> Markup:
    """A cell's address as a link to where it stands in the tables; a field has no place there."""
    told = Markup('<span lang="zh-CN" title="{}">{}</span>').format(address, named(words, address))
    return Markup('<a href="#cell-{}">{}</a>').format(address, told) if address.count(".") == 2 else told


def _cell(value: float | None, raw: str | None, certain: bool) -> Cell:
    if value is not None:
        return Cell("number", f"{value:,}" if isinstance(value, int) else f"{value:g}", certain)
    return Cell("text", raw, certain) if raw and raw.strip() else Cell("blank", "", certain)


def inside(words: Words, cell: Cell) -> Markup:
    """What stands in a cell: its number or text, else the word for why there is none."""
    if cell.kind in ("number", "text"):
        return Markup("{}").format(cell.shown)
    told = words.say("空白", "blank") if cell.kind == "blank" else words.say("未印", "not printed")
    return Markup('<span class="unseen">{}</span>').format(told)


def _title(words: Words, cell: Cell) -> Markup:
    told = {
        "blank": words.say("原件此格空白，不是零", "printed blank, which is not zero"),
        "absent": words.say("原件没有此格", "this cell is not printed"),
        "text": words.say("原件所印，不是数字", "as printed; it is no number"),
        "number": "" if cell.certain else words.say("所印文字不能确定", "the print cannot be told for certain"),
    }[cell.kind]
    return Markup(' title="{}"').format(told) if told else Markup("")
