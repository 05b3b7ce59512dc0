"""Rows as a file for others: a spreadsheet to read (xlsx), text for any program (csv), typed columns (parquet)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import xlsxwriter

from crawler.files import FileError
from storage.browse.labels import in_chinese

Row = Mapping[str, Any]
Kind = Literal["text", "integer", "number"]

#: What a spreadsheet may take for a formula, full-width forms included; a plain number is none.
_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_WIDTHS = {"text": 18, "integer": 10, "number": 12}
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading for people, what its values are, and whose labels its keys have."""

    key: str
    heading: str
    kind: Kind = "text"
    labels: str | None = None


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
    """One sheet, headings and words in Chinese; texts are stored as texts, and quoted where they look like formulas."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet, bold, quoted = book.add_worksheet(name), book.add_format({"bold": True}), book.add_format()
    quoted.set_quote_prefix()
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS[column.kind])
        sheet.write_string(0, place, column.heading, bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            value = _in_words(column, row[column.key])
            if isinstance(value, int | float):
                sheet.write_number(count, place, value)
            elif value is not None:
                text = str(value)[:_LONGEST_CELL]
                sheet.write_string(count, place, text, quoted if _harmless(text) != text else None)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    book.close()
    return count


def write_parquet(out: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], name: str) -> int:  # noqa: ARG001 -- as above
    """Typed columns, values as stored. Raises ``FileError`` where pyarrow is not installed."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise FileError("parquet needs pyarrow, which is not installed: pip install 'nianbao[parquet]'") from None
    types = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64()}
    schema = arrow.schema([(column.key, types[column.kind]) for column in columns])
    plain = [{column.key: _plain(row[column.key]) for column in columns} for row in rows]
    parquet.write_table(arrow.Table.from_pylist(plain, schema), out)
    return len(plain)


#: Each writes to a file and returns how many rows.
FORMATS: Mapping[str, Callable[[BinaryIO, Sequence[Column], Iterable[Row], str], int]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "parquet": write_parquet,
}


def _plain(value: Any) -> Any:
    """Lists and mappings as JSON; the rest as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _in_words(column: Column, value: Any) -> Any:
    if column.labels and isinstance(value, list):
        return "、".join(in_chinese(column.labels, each) or "" for each in value)
    return in_chinese(column.labels, value) if column.labels else _plain(value)


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value
