"""Rows as a file for others: a spreadsheet to read (xlsx), text for any program (csv), typed columns (parquet)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, Literal

import xlsxwriter

from crawler.clock import SHANGHAI
from crawler.files import FileError
from storage.browse.labels import in_chinese

Row = Mapping[str, Any]
Kind = Literal["text", "integer", "number", "day", "time"]

#: What a spreadsheet may take for a formula, full-width forms included; a plain number is none.
_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_WIDTHS = {"text": 18, "integer": 10, "number": 12, "day": 12, "time": 17}
_DAYS = {"day": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm"}
_LONGEST_CELL = 32_767
_CUT = "…（此处截断）"
#: Rows that a sheet holds beside its headings.
_MOST_ROWS = 1_048_575
#: Rows of parquet that are in memory at once.
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading for people, what its values are, and whose labels its keys have.

    ``labels``: a group of labels, or one for each table of the form. ``width``: in a sheet, in characters.
    """

    key: str
    heading: str
    kind: Kind = "text"
    labels: str | Mapping[str, str] | None = None
    width: int | None = None


def write_csv(out: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], name: str) -> int:  # noqa: ARG001 -- one shape for all formats
    """UTF-8 with a mark, without which spreadsheets garble Chinese; formulas in texts are made plain text."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer, count = csv.writer(text), 0
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([_harmless(_plain(row[column.key])) for column in columns])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(out: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], name: str) -> int:
    """One sheet, headings and words in Chinese; days are days, texts are stored as texts, and quoted where they look
    like formulas. Raises ``FileError`` for more rows than a sheet holds.
    """
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    formats = {kind: book.add_format({"num_format": form}) for kind, form in _DAYS.items()}
    formats["quoted"] = book.add_format()
    formats["quoted"].set_quote_prefix()
    _lay_out(sheet, columns, book.add_format({"bold": True}))
    count = 0
    for count, row in enumerate(rows, 1):
        if count > _MOST_ROWS:
            raise FileError(f"a sheet holds {_MOST_ROWS:,} rows; choose a --year or a --county, or csv or parquet")
        for place, column in enumerate(columns):
            _write(sheet, (count, place), column.kind, _in_words(column, row), formats)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    book.close()
    return count


def _lay_out(sheet: Any, columns: Sequence[Column], bold: Any) -> None:
    """Headings that stay, and pages that an office can print."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes of divisions are no numbers
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width or _WIDTHS[column.kind])
        sheet.write_string(0, place, column.heading, bold)


def _write(sheet: Any, place: tuple[int, int], kind: Kind, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, int | float):
        sheet.write_number(*place, value)
    elif kind in _DAYS:
        moment = datetime.fromisoformat(value)
        # A sheet knows no offsets: all times in it are Beijing's.
        local = moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment
        sheet.write_datetime(*place, local, formats[kind])
    else:
        text = str(value)
        text = text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - len(_CUT)]}{_CUT}"
        sheet.write_string(*place, text, formats["quoted"] if _harmless(text) != text else None)


def write_parquet(out: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], name: str) -> int:  # noqa: ARG001 -- as above
    """Typed columns, values as stored. Raises ``FileError`` where pyarrow is not installed."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise FileError("parquet needs pyarrow, which is not installed: pip install 'nianbao[parquet]'") from None
    types = {"integer": arrow.int64(), "number": arrow.float64()}
    schema = arrow.schema([(column.key, types.get(column.kind, arrow.string())) for column in columns])
    plain = ({column.key: _plain(row[column.key]) for column in columns} for row in rows)
    count = 0
    with parquet.ParquetWriter(out, schema) as writer:
        while batch := list(islice(plain, _BATCH)):
            writer.write_table(arrow.Table.from_pylist(batch, schema))
            count += len(batch)
    return count


#: Each writes to a file and returns how many rows.
FORMATS: Mapping[str, Callable[[BinaryIO, Sequence[Column], Iterable[Row], str], int]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "parquet": write_parquet,
}


def _plain(value: Any) -> Any:
    """Lists and mappings as JSON; the rest as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _in_words(column: Column, row: Row) -> Any:
    value, group = row[column.key], column.labels
    group = group[row["table"]] if isinstance(group, Mapping) else group
    if group and isinstance(value, list):
        return "、".join(in_chinese(group, each) or "" for each in value)
    return in_chinese(group, value) if group else _plain(value)


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value
