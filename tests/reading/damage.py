"""What authors, editors and converters do to a table on its way to a page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

from layouts import APPLICANTS, RESULTS, Cell, Rows, padded_true

Damage = Callable[[Rows, random.Random], Rows]


def values_of(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.value]


def labels_of(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if not cell.value]


def is_full(row: list[Cell]) -> bool:
    return len(values_of(row)) == len(APPLICANTS)


# --- nothing is lost: every value must be read ---------------------------------------------------------------------


def trailing_blank_cells(rows: Rows, rng: random.Random) -> Rows:
    """A spare blank cell at the end of some rows, as an editor leaves behind."""
    return [[*row, Cell("")] if values_of(row) and rng.random() < 0.5 else row for row in rows]


def empty_rows(rows: Rows, rng: random.Random) -> Rows:
    """Blank rows between the others, where no cell reaches across."""
    spread: Rows = []
    for row in rows:
        spread.append(row)
        if len(row) == 1 or (is_full(row) and len(row) == 8 and rng.random() < 0.3):
            spread.append([])
    return spread


def ordinal_column(rows: Rows, rng: random.Random) -> Rows:
    """A column of running numbers in front of table 2 or 3."""
    wide = any(is_full(row) for row in rows)
    if not wide and not any(cell.text == "信息内容" for row in rows for cell in row):
        return rows
    return [[Cell(str(number) if values_of(row) else "序号"), *row] for number, row in enumerate(rows, start=1)]


def groups_in_one_cell(rows: Rows, rng: random.Random) -> Rows:
    """Ordinal, group and label typed into one cell: （三）不予公开1.属于国家秘密."""
    merged = []
    for row in rows:
        if is_full(row) and len(labels_of(row)) > 1:
            text = "".join(cell.text for cell in labels_of(row)[1:] or labels_of(row))
            merged.append([Cell(text, 3), *values_of(row)])
        elif is_full(row):
            merged.append([replace(labels_of(row)[-1], colspan=3), *values_of(row)])
        else:
            merged.append(row)
    return merged


def ordinals_in_own_cells(rows: Rows, rng: random.Random) -> Rows:
    """「一、」 and its label in two cells."""
    parted = []
    for row in rows:
        label = row[0] if row else Cell("")
        if is_full(row) and label.colspan == 3 and "、" in label.text:
            ordinal, _, rest = label.text.partition("、")
            parted.append([Cell(f"{ordinal}、"), Cell(rest, 2), *row[1:]])
        else:
            parted.append(row)
    return parted


def uniform_spans(rows: Rows, rng: random.Random) -> Rows:
    """Every cell twice as wide as it need be: a spreadsheet with narrow columns."""
    return [[replace(cell, colspan=cell.colspan * 2) for cell in row] for row in rows]


def upright_labels(rows: Rows, rng: random.Random) -> Rows:
    """Labels printed one character below the other."""
    return [[cell if cell.value else replace(cell, text=" ".join(cell.text)) for cell in row] for row in rows]


def misspelt(rows: Rows, rng: random.Random) -> Rows:
    """One character of each long label wrong or doubled, as by OCR."""
    return [
        [cell if cell.value or len(cell.text) < 11 else replace(cell, text=_slip(cell.text)) for cell in row]
        for row in rows
    ]


def _slip(text: str) -> str:
    if text.startswith(("（本列", "第二十条")):
        return text
    return (
        text.replace("按", "接")
        .replace("理由", "理由由")
        .replace("法律行政法规", "法律法规")
        .replace("行政机关", "行攻机关")
    )


def units_in_cells(rows: Rows, rng: random.Random) -> Rows:
    """件 behind some counts."""
    return [
        [
            replace(cell, text=f"{cell.text}件") if cell.value and cell.text.isdigit() and rng.random() < 0.3 else cell
            for cell in row
        ]
        for row in rows
    ]


def groups_on_rows_of_their_own(rows: Rows, rng: random.Random) -> Rows:
    """（三）不予公开 over its rows, on a row of blank cells."""
    parted: Rows = []
    for row in rows:
        labels = labels_of(row)
        if is_full(row) and len(labels) > 1:
            parted += [[Cell(cell.text, 3), *[Cell("")] * 7] for cell in labels[:-1]]
        parted.append([replace(labels[-1], colspan=3, rowspan=1), *values_of(row)] if is_full(row) else row)
    return parted


def routes_apart(rows: Rows, rng: random.Random) -> Rows:
    """Table 4 as three blocks of five columns."""
    values = values_of(rows[-1])
    if len(values) != 3 * len(RESULTS):
        return rows
    blocks: Rows = []
    for number, route in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        blocks += [[Cell(route, 5)], [Cell(name) for name in RESULTS], values[number * 5 : number * 5 + 5]]
    return blocks


def routes_as_rows(rows: Rows, rng: random.Random) -> Rows:
    """Table 4 turned: one row a route."""
    values = values_of(rows[-1])
    if len(values) != 3 * len(RESULTS):
        return rows
    routes = ("行政复议", "未经复议直接起诉", "复议后起诉")
    head: list[Cell] = [Cell("类别"), *(Cell(name) for name in RESULTS)]
    return [head, *([Cell(route), *values[n * 5 : n * 5 + 5]] for n, route in enumerate(routes))]


def labelled_values(rows: Rows, rng: random.Random) -> Rows:
    """数量 before the values of table 4."""
    if len(values_of(rows[-1])) != 3 * len(RESULTS):
        return rows
    return [
        *([Cell(""), *row] for row in rows[:1]),
        *([Cell(""), *row] for row in rows[1:-1]),
        [Cell("数量"), *rows[-1]],
    ]


def repeated_header(rows: Rows, rng: random.Random) -> Rows:
    """The header of table 3 again in its middle, as at a page break, the merged cells cut there."""
    full = [number for number, row in enumerate(rows) if is_full(row)]
    if not full:
        return rows
    plain = padded_true(rows)
    cut = rng.choice(full[2:])
    return [*plain[:cut], *plain[:3], *plain[cut:]]


def total_first(rows: Rows, rng: random.Random) -> Rows:
    """Table 3 with a header of one row."""
    if not any(is_full(row) for row in rows):
        return rows
    return [[Cell("项目", 3), *(Cell(name) for name in APPLICANTS)], *rows[3:]]


def continued_labels(rows: Rows, rng: random.Random) -> Rows:
    """Long labels over two rows, the second without values: text of a PDF."""
    broken: Rows = []
    for row in padded_true(rows):
        label = next((cell for cell in reversed(row) if not cell.value and len(cell.text) > 12), None)
        if not is_full(row) or label is None:
            broken.append(row)
            continue
        middle = rng.randrange(len(label.text) // 3, len(label.text) * 2 // 3)
        broken.append([replace(cell, text=cell.text[:middle]) if cell is label else cell for cell in row])
        broken.append([Cell(label.text[middle:] if cell is label else "") for cell in row])
    return broken


def moved_right(rows: Rows, rng: random.Random) -> Rows:
    """A blank column before the values of table 3, which the header does not know of."""
    return [[*labels_of(row), Cell(""), *values_of(row)] if is_full(row) else row for row in rows]


def sum_first(rows: Rows, rng: random.Random) -> Rows:
    """总计 before the applicants it adds up, in every header of table 3."""
    if not any(is_full(row) for row in rows):
        return rows
    return [_sum_moved(row) for row in rows]


def _sum_moved(row: list[Cell]) -> list[Cell]:
    if is_full(row):
        return [*labels_of(row), row[-1], *values_of(row)[:-1]]
    texts = [cell.text.replace(" ", "") for cell in row]
    if "商业企业" in texts and not texts[-1] and "自然人" not in texts:
        return [row[-1], *row[:-1]]  # Blank where the sum's heading reaches down.
    if "自然人" not in texts or "总计" not in texts:
        return row
    at, total = texts.index("自然人"), texts.index("总计")
    return [*row[:at], row[total], *row[at:total], *row[total + 1 :]]


def corrected_first(rows: Rows, rng: random.Random) -> Rows:
    """结果纠正 before 结果维持 in table 4."""
    if len(rows[-1]) != 3 * len(RESULTS) or not all(cell.value for cell in rows[-1]):
        return rows
    return [_results_turned(row) for row in rows]


def _results_turned(row: list[Cell]) -> list[Cell]:
    firsts = [at for at in range(0, len(row), len(RESULTS)) if row[-1].value]
    firsts = firsts or [at for at, cell in enumerate(row) if cell.text.replace(" ", "") == RESULTS[0]]
    turned = list(row)
    for first in firsts:
        turned[first : first + 2] = turned[first + 1], turned[first]
    return turned


LOSSLESS: dict[str, Damage] = {
    each.__name__: each
    for each in (
        trailing_blank_cells,
        empty_rows,
        ordinal_column,
        groups_in_one_cell,
        ordinals_in_own_cells,
        uniform_spans,
        upright_labels,
        misspelt,
        units_in_cells,
        groups_on_rows_of_their_own,
        routes_apart,
        routes_as_rows,
        labelled_values,
        repeated_header,
        total_first,
        continued_labels,
        moved_right,
        sum_first,
        corrected_first,
    )
}

# --- something is lost or added: a value may be given up, with a remark, and never be wrong -------------------------


def surplus_values(rows: Rows, rng: random.Random) -> Rows:
    """An eighth value in some rows of table 3."""
    return [[*row, Cell("0", value=True)] if is_full(row) and rng.random() < 0.5 else row for row in rows]


def lost_cells(rows: Rows, rng: random.Random) -> Rows:
    """Cells gone from the end of some rows."""
    return [row[: -rng.randrange(1, 4)] if is_full(row) and rng.random() < 0.3 else row for row in rows]


def lost_label_cells(rows: Rows, rng: random.Random) -> Rows:
    """Labels without the span that lines them up, and only the total printed: a row of six cells."""
    return [
        [replace(row[-8], colspan=1), *(replace(cell, text="") for cell in row[-6:-1]), row[-1]]
        if is_full(row) and rng.random() < 0.2
        else row
        for row in rows
    ]


def merged_values(rows: Rows, rng: random.Random) -> Rows:
    """Neighbouring value cells merged into one."""
    return [_merge(row, rng) if is_full(row) and rng.random() < 0.3 else row for row in rows]


def _merge(row: list[Cell], rng: random.Random) -> list[Cell]:
    at = len(row) - rng.randrange(2, 8)
    return [*row[:at], replace(row[at], colspan=2), *row[at + 2 :]]


def run_into_one(rows: Rows, rng: random.Random) -> Rows:
    """Two figures in one cell, none in the next."""
    return [_run_in(row, rng) if is_full(row) and rng.random() < 0.3 else row for row in rows]


def _run_in(row: list[Cell], rng: random.Random) -> list[Cell]:
    at = len(row) - rng.randrange(2, 8)
    if not (row[at].text and row[at + 1].text):
        return row
    both = f"{row[at].text} {row[at + 1].text}"
    return [*row[:at], replace(row[at], text=both), replace(row[at + 1], text=""), *row[at + 2 :]]


def words_in_cells(rows: Rows, rng: random.Random) -> Rows:
    """Words where a figure belongs."""
    words = ("约20", "见附件", "12%", "3①", "1.5.2", "O", "007")
    return [
        [replace(cell, text=rng.choice(words)) if cell.value and rng.random() < 0.1 else cell for cell in row]
        for row in rows
    ]


def lost_rows(rows: Rows, rng: random.Random) -> Rows:
    """Rows gone, while the labels beside them still claim to reach down."""
    return [row for row in rows if not is_full(row) or rng.random() < 0.85]


def lost_first_values(rows: Rows, rng: random.Random) -> Rows:
    """The first value of some rows gone."""
    return [[*labels_of(row), *values_of(row)[1:]] if is_full(row) and rng.random() < 0.3 else row for row in rows]


def blank_column(rows: Rows, rng: random.Random) -> Rows:
    """A blank column among the values, which the header does not know of."""
    at = rng.randrange(1, len(APPLICANTS))
    return [[*row[:-at], Cell(""), *row[-at:]] if is_full(row) else row for row in rows]


def wrong_rowspans(rows: Rows, rng: random.Random) -> Rows:
    """Labels beside several rows that claim to reach one row too far or too short."""
    return [
        [replace(cell, rowspan=cell.rowspan + rng.choice((-1, 0, 1))) if cell.rowspan > 1 else cell for cell in row]
        for row in rows
    ]


def litigation_first(rows: Rows, rng: random.Random) -> Rows:
    """行政诉讼 before 行政复议 in table 4; with spans that contradict each other nothing tells which is which."""
    values = rows[-1]
    turned = len(rows[1]) > 1 and rows[1][0].text != RESULTS[0]
    if len(values) != 3 * len(RESULTS) or not all(cell.value for cell in values) or turned:
        return rows
    return [
        [Cell("行政诉讼", 10), Cell("行政复议", 5)],
        [Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5), *(Cell(name, 1, 2) for name in RESULTS)],
        [Cell(name) for name in RESULTS * 2],
        [*values[5:], *values[:5]],
    ]


LOSSY: dict[str, Damage] = {
    each.__name__: each
    for each in (
        surplus_values,
        lost_cells,
        lost_label_cells,
        merged_values,
        run_into_one,
        words_in_cells,
        lost_rows,
        lost_first_values,
        blank_column,
        wrong_rowspans,
        litigation_first,
    )
}


def in_turn(names: Iterable[str]) -> tuple[Damage, ...]:
    """The damages of those names, in the order in which they happen: a table is laid out before it loses anything."""
    known = {**LOSSLESS, **LOSSY}
    return tuple([known[name] for name in sorted(names, key=list(known).index)])
