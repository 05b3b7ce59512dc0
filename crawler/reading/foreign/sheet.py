"""XLSX and XLS -> Document: a grid of every sheet, with the running text that stands in single cells lifted out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from python_calamine import CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from crawler.reading.document import Block, Document, Grid, Paragraph, Row
from crawler.reading.errors import Locked, TooLarge
from crawler.reading.foreign.image import with_pictures
from crawler.reading.foreign.ruled import Rectangle, grid_of, grid_with
from crawler.reading.headings import heading_of
from crawler.reading.labels import bare
from crawler.reading.words import words_in

#: A report in a sheet has some hundred rows and twenty columns.
_MOST_CELLS = 200_000
#: A sum of fractions stored in binary has digits that no one typed.
_DECIMALS = 6


def read(data: bytes) -> Document:
    """The file as a Document. Raises ReadingError."""
    try:
        with load_workbook(BytesIO(data)) as book:
            seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            blocks = [block for name in seen for block in _blocks(book.get_sheet_by_name(name))]
    except PasswordError as error:
        raise Locked("the workbook opens with a password only; ask the publisher for an open one") from error
    pictures = list(_pictures(data))
    names = tuple(f"图片{number}" for number, _ in enumerate(pictures, 1))
    return with_pictures(Document(tuple(blocks), links=names, format="excel"), pictures)


def _pictures(data: bytes) -> Iterator[bytes]:
    """The pictures that lie on the sheets of an XLSX file; those of XLS are not known."""
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as package:
            yield from (package.read(name) for name in package.namelist() if name.startswith("xl/media/"))


def _blocks(sheet: CalamineSheet) -> Iterator[Block]:
    if sheet.total_height * sheet.total_width > _MOST_CELLS:
        raise TooLarge(f"a sheet has {sheet.total_height:,} rows and {sheet.total_width:,} columns, more than any form")
    grid = grid_of(_rectangles(sheet), tolerance=0.5)
    table: list[Row] = []
    for row in grid.rows:
        text = _running_text(row)
        if table and (text or (text is None and _is_blank(table[-1]))):
            yield _grid(table)
            table = []
        if text:
            yield Paragraph(text)
        elif text is None or table:
            table.append(row)
    if table:
        yield _grid(table)


def _rectangles(sheet: CalamineSheet) -> list[Rectangle]:
    """The cells at their places; a merged one once, as wide and as high as it is."""
    merged = dict(sheet.merged_cell_ranges or ())
    hidden = {place for first, last in merged.items() for place in _places(first, last)} - merged.keys()
    cells = []
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            if (row, column) not in hidden:
                bottom, right = merged.get((row, column), (row, column))
                cells.append(Rectangle(column, row, right + 1, bottom + 1, _text(value)))
    return cells


def _places(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1))


def _text(value: Any) -> str:
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, _DECIMALS)
    return " ".join(str(value).split())


def _running_text(row: Row) -> str | None:
    """The text of a row that holds one cell of it and nothing else, ``""`` of a blank one, ``None`` for one of a table.

    A blank row ends a table, or is the last of one: the next may be of another width.
    """
    if _is_blank(row):
        return ""
    filled = [box for box in row if box.text]
    text = filled[0].text
    if len(filled) > 1 or filled[0].rowspan != 1 or _is_label(text):
        return None
    return text


def _is_blank(row: Row) -> bool:
    return not any(box.text for box in row)


def _is_label(text: str) -> bool:
    """Whether the words are those of a table and of no heading."""
    heading = heading_of(text)
    return not (heading and heading.strict) and sum(map(len, words_in(text))) * 2 > len(bare(text))


def _grid(rows: Sequence[Row]) -> Grid:
    """A table of the sheet."""
    return grid_with(_within_its_width(rows))


def _within_its_width(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without the blank cells to the right of the table, which the sheet has for wider ones."""
    widest = max((box.column + box.colspan for row in rows for box in row if box.text), default=0)
    return tuple(tuple(box for box in row if box.column < widest) for row in rows)
