"""Tables with columns that the form does not have: their figures never stand in for those of the form."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from damage import is_full, labels_of, values_of
from layouts import APPLICANTS, TEXTS, Cell, Rows, Style, html, sample, text
from test_layouts import unsure, without_lost, wrong

from crawler.reading import read


def other(rng: random.Random) -> Cell:
    """A figure that is none of the form's."""
    return Cell(str(rng.randrange(10_000, 20_000)))


def named(row: list[Cell], name: str) -> bool:
    return any(cell.text == name for cell in row)


def year_before_first(rows: Rows, rng: random.Random) -> Rows:
    """上年数 before the applicants of table 3."""
    if not any(map(is_full, rows)):
        return rows
    return [
        [*labels_of(row), other(rng), *values_of(row)]
        if is_full(row)
        else [Cell("上年数", 1, 2), *row]
        if named(row, "自然人")
        else row
        for row in rows
    ]


def subtotal(rows: Rows, rng: random.Random) -> Rows:
    """小计 below 法人或其他组织."""
    if not any(map(is_full, rows)):
        return rows
    laid: Rows = []
    for row in rows:
        if is_full(row):
            *parts, total = values_of(row)
            row = [*labels_of(row), *parts, other(rng), total]
        elif named(row, "商业企业"):
            row = [*row, Cell("小计")]
        laid.append([replace(cell, colspan=6) if cell.text == "法人或其他组织" else cell for cell in row])
    return laid


def year_before_last(rows: Rows, rng: random.Random) -> Rows:
    """上年数 behind the total of table 3: the header says which columns are the form's."""
    if not any(map(is_full, rows)):
        return rows
    return [
        [*row, other(rng)] if is_full(row) else [*row, Cell("上年数", 1, 2)] if named(row, "自然人") else row
        for row in rows
    ]


def turned(rows: Rows, rng: random.Random) -> Rows:
    """Table 3 with the applicants as rows."""
    full = [row for row in rows if is_full(row)]
    if not full:
        return rows
    head: list[Cell] = [Cell("申请人"), *(Cell(labels_of(row)[-1].text) for row in full)]
    return [head, *([Cell(name), *(values_of(row)[at] for row in full)] for at, name in enumerate(APPLICANTS))]


def measure_before(rows: Rows, rng: random.Random) -> Rows:
    """A heading of its own before those of table 2."""
    if not named(rows[1], "信息内容"):
        return rows
    return [
        [row[0], Cell("上年累计件数") if named(row, "信息内容") else other(rng), *row[1:]] if len(row) > 1 else row
        for row in rows
    ]


def result_between(rows: Rows, rng: random.Random) -> Rows:
    """A result of its own among those of 行政复议 in table 4."""
    if not named(rows[0], "行政复议"):
        return rows
    first, results, last, values = map(list, rows)
    results.insert(4, Cell("撤回申请", 1, 2))
    values.insert(4, other(rng))
    return [[replace(first[0], colspan=6), *first[1:]], results, last, values]


LAYOUTS = (year_before_first, subtotal, turned, measure_before, result_between)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("printed", ["true", "padded", *TEXTS])
def test_a_column_of_its_own(layout: Callable[[Rows, random.Random], Rows], printed: str) -> None:
    rng = random.Random(3)
    expected = sample("2021", rng)
    style = Style(damage=(layout,), spans=printed)
    page = text(expected, printed, style, rng) if printed in TEXTS else html(expected, style, rng)
    assert without_lost(wrong(read(page), expected)) == []


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_column_behind_the_total_takes_nothing_away(form: str) -> None:
    rng = random.Random(3)
    expected = sample(form, rng)
    report = read(html(expected, Style(damage=(year_before_last,)), rng))
    assert wrong(report, expected) == []
    assert {line.split()[0] for line in unsure(report)} == {"surplus_cells"}
