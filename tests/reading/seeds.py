"""The real reports as pages for LibreOffice to convert: their own words, headings and tables, every figure another."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from layouts import TABLES, Rows, Sample, Style, html_table

_FIGURE = re.compile(r"\d+(?: \d+)?")
_RULES = random.Random(1)


class Seed(NamedTuple):
    """``page``: HTML. ``expected``: the values by hand, those of the page's figures in place of the seed's."""

    page: str
    expected: dict[str, Any]


def seeds(data: Path) -> list[Seed]:
    """Each seed with figures of its own, no two of them the same."""
    return [_seed(path, random.Random(number)) for number, path in enumerate(sorted((data / "seeds").glob("*.txt")))]


def _seed(path: Path, rng: random.Random) -> Seed:
    expected = json.loads((path.parents[1] / "expected" / f"{path.stem}.json").read_text(encoding="utf-8"))
    lines = _other_figures(path.read_text(encoding="utf-8"), expected, rng).split("\n")
    body = _tabbed(lines) if any(line.count("\t") > 1 for line in lines) else _poured(lines, expected)
    return Seed(f'<html><head><meta charset="utf-8"></head><body>{"".join(body)}</body></html>', expected)


def _other_figures(text: str, expected: dict[str, Any], rng: random.Random) -> str:
    """The text with another figure in each cell that holds one, and ``expected`` with the same.

    Figures that follow one another are a row. One that has more than the form is taken for its first ones; two figures
    in a cell are none (``?``).
    """
    pieces = re.split(r"([\t\n])", text)
    printed = [number for number, piece in enumerate(pieces) if piece.strip()]
    runs = [list(run) for is_row, run in groupby(printed, lambda number: _is_figure(pieces[number])) if is_row]
    numbers = rng.sample(range(11, 9_999), 400)
    for run, places in zip(runs, _rows(expected), strict=True):
        for number in run:
            pieces[number] = re.sub(r"\d+", lambda _: str(numbers.pop()), pieces[number])
        for (cells, column), number in zip(places, run, strict=False):
            cells[column] = int(pieces[number]) if pieces[number].isdigit() else "?"
    return "".join(pieces)


def _is_figure(piece: str) -> bool:
    return _FIGURE.fullmatch(piece.strip()) is not None


def _rows(expected: dict[str, Any]) -> Iterator[list[tuple[dict[str, Any], str]]]:
    """The cells that hold a figure, a printed row at a time; table 4 is one row."""
    rows = [[cells] for table in ("disclosures", "applications") for cells in expected[table].values()]
    for row in (*rows, list(expected["proceedings"].values())):
        if places := [(cells, column) for cells in row for column, value in cells.items() if value is not None]:
            yield places


def _tabbed(lines: list[str]) -> Iterator[str]:
    """Every cell as the text has it, blank ones too; a table that a page's end cuts is two."""
    for is_table, part in groupby(lines, lambda line: "\t" in line):
        if is_table:
            rows = ["".join(f"<td>{cell}</td>" for cell in line.split("\t")) for line in part]
            yield f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
        else:
            yield from map(_paragraph, part)


def _poured(lines: list[str], expected: dict[str, Any]) -> Iterator[str]:
    """Text with a cell a line: the cells in the form's own spans, as they were before they became lines."""
    starts = [lines.index(heading) for heading in expected["section_headings"][1:5]]
    yield from map(_paragraph, lines[: starts[0]])
    for table, (start, end) in zip(TABLES, pairwise(starts), strict=True):
        yield _paragraph(lines[start])
        # A cell that is set in two lines.
        cells = re.sub(r"(本年新)\n+", r"\1", "\n".join(lines[start + 1 : end])).split("\n")
        yield html_table(_filled(table, expected, [cell.strip() for cell in cells if cell.strip()]), Style(), _RULES)
    yield from map(_paragraph, lines[starts[-1] :])


def _filled(table: str, expected: dict[str, Any], texts: list[str]) -> Rows:
    form = Sample(expected["form"], expected["report_year"], expected["agency_name"], expected)
    rows, left = TABLES[table](form), iter(texts)
    filled = [[replace(cell, text=next(left)) if cell.text else cell for cell in row] for row in rows]
    assert not list(left), f"{table} of the text has more cells than that of the form"
    return filled


def _paragraph(line: str) -> str:
    text = html.escape(line.lstrip("# ")) or "<br>"
    return f"<h1>{text}</h1>" if line.startswith("#") else f"<p>{text}</p>"
