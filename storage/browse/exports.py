"""A table to take away, as CSV for a spreadsheet or JSON for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Response

#: The columns, and the rows that hold them.
Table = tuple[Sequence[str], Sequence[dict[str, Any]]]

#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def response(name: str, form: str, table: Table) -> Response:
    """The table as a file: ``form`` is csv or json."""
    body = as_csv(table) if form == "csv" else as_json(table)
    kind = "text/csv" if form == "csv" else "application/json"
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(body, headers=headers, content_type=f"{kind}; charset=utf-8")


def as_csv(table: Table) -> str:
    """With a byte order mark, by which spreadsheets know UTF-8; a list is its words, and no cell is a formula."""
    columns, rows = table
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return "\ufeff" + buffer.getvalue()


def as_json(table: Table) -> str:
    """An array of objects."""
    columns, rows = table
    return json.dumps([{column: row[column] for column in columns} for row in rows], ensure_ascii=False, indent=1)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
