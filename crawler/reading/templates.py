"""Tables on a template that was met before: the reports of a county are printed on one, and only the figures differ.

Where a template has its figures is worked out when it is met again, by reading it with figures that tell which they
are; from then on they are taken from their places. Where the figures themselves may matter (a sum can settle what
stands where) no places are remembered, and the tables are read in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from crawler.reading.document import Block, Box, Grid, Paragraph, Row, Stream
from crawler.reading.filling import CellRow
from crawler.reading.places import BETWEEN, COUNT, DECIMAL, NEGATIVE, Noticed, Printed, Template, worked_out
from crawler.reading.proceedings import is_numbering
from crawler.reading.report import TABLES, Remark
from crawler.reading.tables import Tables, read_tables
from crawler.reading.units import unit_above

#: All statutory tables of one year have some seventy rows; longer ones are rarely met twice.
_MOST_ROWS = 200
_FIGURE = re.compile(r"(-)?(?:0|[1-9][0-9]{0,8})(\.[0-9]{1,8})?")
_NO_UNIT = Paragraph("")


def read_printed(blocks: Sequence[Block]) -> Tables:
    """The statutory tables printed in the blocks of a document: what :func:`read_tables` reads, only sooner."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    rows = [row for grid in grids for row in grid.rows]
    if len(rows) > _MOST_ROWS or any(isinstance(block, Stream) for block in blocks):
        return read_tables(blocks)
    known = template_of(tuple(_shape_of(blocks)))
    known.met += 1
    template = known.template if known.met > 1 else None
    return (_filled(template, rows) if template else None) or read_tables(blocks)


def _shape_of(blocks: Sequence[Block]) -> Iterator[Grid | Paragraph]:
    """The grids without their figures, and between them the lines that name a unit, and a blank one for others."""
    others = False
    for block in blocks:
        if isinstance(block, Grid):
            if others:
                yield _NO_UNIT
            yield _without_figures(block)
            others = False
        elif isinstance(block, Paragraph):
            others = "单位" not in block.text or not unit_above(block.text)
            if not others:
                yield block


def _without_figures(grid: Grid) -> Grid:
    return Grid(tuple([_row_without_figures(row) for row in grid.rows]), grid.spans)


def _row_without_figures(row: Row) -> Row:
    """A row that counts its columns, with or without a label, is left: it is read otherwise than other figures."""
    return row if is_numbering(row) or is_numbering(row[1:]) else tuple(map(_without_figure, row))


@lru_cache(maxsize=16_384)
def _without_figure(box: Box) -> Box:
    if (match := _FIGURE.fullmatch(box.text)) is None:
        return box
    return box._replace(text=DECIMAL if match[2] else NEGATIVE if match[1] else COUNT)


@lru_cache(maxsize=256)
def template_of(printed: tuple[Grid | Paragraph, ...]) -> _Known:
    """What is known of a template: nothing at first."""
    return _Known(printed)


@dataclass
class _Known:
    """A template, and how often it was met."""

    printed: Printed
    met: int = 0

    @cached_property
    def template(self) -> Template | None:
        """Its places, ``None`` where they do not follow from the template alone."""
        return worked_out(self.printed)


def _filled(template: Template, rows: Sequence[Row]) -> Tables | None:
    """The tables with the figures that the rows print; ``None`` where one of these is odd in its column."""
    read: dict[str, dict[str, CellRow]] = {table: {} for table in TABLES}
    for table, rows_of_table in template.rows.items():
        for key, places in rows_of_table:
            cells = read[table][key] = {}
            for column, read_figure, (row, box), printed, expected in places:
                cell, remark = (printed, None) if printed else read_figure(rows[row][box].text)
                if remark is not expected:
                    return None
                cells[column] = cell
    remarks = tuple([_with_figures(noticed, rows) for noticed in template.noticed])
    return Tables(template.form, read["disclosures"], read["applications"], read["proceedings"], remarks)


def _with_figures(noticed: Noticed, rows: Sequence[Row]) -> Remark:
    """The remark with the figures that the rows print where it quotes some."""
    remark, quoted = noticed
    if not any(quoted):
        return remark
    printed = zip(quoted, remark.raw.split(BETWEEN), strict=True)
    raw = BETWEEN.join(rows[where[0]][where[1]].text if where else text for where, text in printed)
    return replace(remark, raw=raw)
