"""The table of a roster: under its headings each row says whether and when one agency has published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crawler.reading.document import Grid

#: What a heading calls its column; of several columns of names each is followed by its own others.
_NAME = re.compile(
    r"(?:单位|机关|机构|部门|主体)(?:[(（][^)）]*[)）])?(?:名称|全称)?$|^各?(?:镇街|乡镇|街道|乡镇街道|镇乡街道)(?:名称)?$|^名称$"
)
#: A title names an agency too, where no other column does.
_TITLE = re.compile(r"(?:名称|标题)$")
_DATE = re.compile(r"(?:公布|发布|公开|上传|上网).{0,4}(?:时间|日期)$|^(?:时间|日期)$")
_LINK = re.compile(r"链接$|网址$|地址$|路径$")
_STATUS = re.compile(r"^是否|情况$|状态$|^备注$|^结果$")
_LONGEST_HEADING = 12
_ROW_LENGTH = 40


class Column(NamedTuple):
    """A column beside a column of names."""

    kind: str
    heading: str
    place: int


class TableLine(NamedTuple):
    """One agency of a table: its name, its other cells by column, and the row as printed."""

    name: str
    cells: Mapping[Column, str]
    quote: str


def table_lines(grid: Grid) -> Iterator[TableLine] | None:
    """The agencies of a table; ``None`` for one without headings that say what its columns are."""
    rows = _filled(grid)
    for place, row in enumerate(rows):
        if columns := _headings(row):
            return _lines(rows[place + 1 :], columns)
    return None


def _lines(rows: list[dict[int, str]], columns: dict[int, list[Column]]) -> Iterator[TableLine]:
    for row in rows:
        quote = " | ".join(dict.fromkeys(filter(None, row.values())))
        for place, others in columns.items():
            if (name := row.get(place, "")) and not _kind(name):
                yield TableLine(name, {each: row.get(each.place, "") for each in others}, quote)


def _headings(row: Mapping[int, str]) -> dict[int, list[Column]]:
    """Column of names -> the columns that belong to it; empty for a row that is no row of headings."""
    kinds = {place: (_kind(text), text) for place, text in row.items()}
    if not any(kind == "name" for kind, _ in kinds.values()):
        kinds = {place: ("name" if kind == "title" else kind, text) for place, (kind, text) in kinds.items()}
    found: dict[int, list[Column]] = {}
    # 单位名称 beside 主管部门: nobody can tell of whom the rest of the row speaks. Two units a row have one heading.
    alike = len({"".join(text.split()) for kind, text in kinds.values() if kind == "name"}) == 1
    for place, (kind, text) in sorted(kinds.items()):
        if kind == "name":
            found[place] = []
        elif kind and kind != "title" and found and alike:
            found[max(found)].append(Column(kind, text, place))
    return found


def _kind(text: str) -> str | None:
    bare = "".join(text.split())
    if not bare or len(bare) > _LONGEST_HEADING:
        return None
    patterns = (("date", _DATE), ("link", _LINK), ("status", _STATUS), ("name", _NAME), ("title", _TITLE))
    return next((kind for kind, pattern in patterns if pattern.search(bare)), None)


def _filled(grid: Grid) -> list[dict[int, str]]:
    """Column -> text of every row; a cell that reaches over rows stands in each of them."""
    rows: list[dict[int, str]] = [{} for _ in grid.rows]
    for number, row in enumerate(grid.rows):
        for box in row:
            for below in rows[number : number + max(1, box.rowspan)]:
                below.setdefault(box.column, " ".join(box.text.split()))
    return rows
