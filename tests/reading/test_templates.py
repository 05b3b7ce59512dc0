"""Tables on a template met before are read as if it were met for the first time, whatever figures it held then."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from damage import LOSSLESS, LOSSY, in_turn
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import Style, html, sample

from crawler.reading.document import Block, Grid, Paragraph
from crawler.reading.formats import to_document
from crawler.reading.layout import tidy
from crawler.reading.report import RemarkKind
from crawler.reading.tables import read_tables
from crawler.reading.templates import read_printed

styles = st.builds(
    Style,
    value=st.sampled_from(["plain", "padded", "thousands"]),
    spans=st.sampled_from(["true", "padded", "contradictory"]),
    page=st.sampled_from(["zoom", "layout"]),
    joined=st.sampled_from(["apart", "one", "halves", "mini"]),
    damage=st.lists(st.sampled_from(sorted({**LOSSLESS, **LOSSY})), max_size=2).map(in_turn),
)


def printed(form: str, style: Style, seed: int, layout: int, blank: float = 0.0) -> tuple[Block, ...]:
    """A report with the figures of one seed in the layout of another."""
    page = html(sample(form, random.Random(seed), blank), style, random.Random(layout))
    return tidy(to_document(page).body)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["2019", "2021"]), styles, st.integers(0, 999), st.sampled_from([0.0, 0.3]))
def test_other_figures_on_the_same_template(form: str, style: Style, seed: int, blank: float) -> None:
    read_printed(printed(form, style, seed, layout=seed, blank=blank))
    for figures in (seed, seed + 1):
        blocks = printed(form, style, figures, layout=seed, blank=blank)
        assert read_printed(blocks) == read_tables(blocks)


@pytest.mark.parametrize("text", ["007", "0 0", "00", "3件", "-3", "0.5", "1.5.2", "", "/", "12345678901234567", "约3"])
def test_one_odd_figure_on_a_known_template(text: str) -> None:
    blocks = printed("2021", Style(), seed=1, layout=1)
    changed = tuple([_with(block, text) if isinstance(block, Grid) else block for block in blocks])
    assert changed != blocks
    for page in (blocks, changed) * 3:
        assert read_printed(page) == read_tables(page)


def _with(grid: Grid, text: str) -> Grid:
    """The grid with another text in the last cell of every third row."""
    return replace(
        grid,
        rows=tuple(
            (*row[:-1], row[-1]._replace(text=text)) if number % 3 == 0 and row[-1].text.isdigit() else row
            for number, row in enumerate(grid.rows)
        ),
    )


def test_remarks_quote_the_figures_of_their_own_page() -> None:
    """A row with one cell too many is odd whatever its figures are; what is said of it holds these figures."""
    pages = [_with_surplus(printed("2021", Style(), figures, layout=1)) for figures in (1, 1, 2)]
    said = [read_printed(page).remarks for page in pages]
    assert said == [read_tables(page).remarks for page in pages]
    assert [remark.kind for remark in said[2]] == [RemarkKind.SURPLUS_CELLS]
    assert said[1] != said[2]


def _with_surplus(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with one cell more in the last row of the longest grid."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    longest = max(grids, key=lambda grid: len(grid.rows))
    *rows, last = longest.rows
    surplus = last[-1]._replace(column=last[-1].column + 1)
    longer = replace(longest, rows=(*rows, (*last, surplus)))
    return tuple([longer if block is longest else block for block in blocks])


def test_the_unit_above_a_table_is_part_of_its_template() -> None:
    units = ("万元", "元")
    pages = [_captioned(printed("2021", Style(), figures, layout=1), unit) for figures in (1, 1, 2) for unit in units]
    read = list(map(read_printed, pages))
    assert read == list(map(read_tables, pages))
    amounts = [tables.disclosures["fees"]["amount_10k_yuan"].value for tables in read]
    assert amounts[4] == pytest.approx((amounts[5] or 0) * 10_000)
    assert amounts[0] != amounts[4] != 0


def _captioned(blocks: tuple[Block, ...], unit: str) -> tuple[Block, ...]:
    """The blocks with a unit above each grid that names none itself."""
    return tuple([part for block in blocks for part in (Paragraph(f"单位：{unit}"), _without_unit(block))])


def _without_unit(block: Block) -> Block:
    if not isinstance(block, Grid):
        return block
    rows = [tuple([box._replace(text=box.text.replace("（单位：万元）", "")) for box in row]) for row in block.rows]
    return replace(block, rows=tuple(rows))


def test_figures_that_count_their_columns_are_read_alike_on_a_known_template() -> None:
    """1 2 3 and so on below the heads of table 4 are no figures of it."""
    pages = [_numbered(printed("2021", Style(), seed=1, layout=1), first) for first in (31, 31, 1, 1)]
    assert list(map(read_printed, pages)) == list(map(read_tables, pages))


def _numbered(blocks: tuple[Block, ...], first: int) -> tuple[Block, ...]:
    """The blocks with numbers that count from the first one on in the last row of the last grid."""
    last = [block for block in blocks if isinstance(block, Grid)][-1]
    row = tuple([box._replace(text=str(number)) for number, box in enumerate(last.rows[-1], start=first)])
    changed = replace(last, rows=(*last.rows[:-1], row))
    return tuple([changed if block is last else block for block in blocks])
