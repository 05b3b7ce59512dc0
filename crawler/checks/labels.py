"""Short Chinese names of tables, rows and columns, for messages that a reader can hold beside the printed form."""

from __future__ import annotations

import re

from crawler.checks.cells import Address
from crawler.reading.forms import FORMS

# Sub-rows are numbered anew in every group (1.属于国家秘密, 1.本机关不掌握…): the group tells them apart.
_GROUPS = {"refused_": "（三）", "unavailable_": "（四）", "unprocessed_": "（五）", "other_": "（六）"}
_SHORT = {
    "received": "本年新收",
    "carried_in": "上年结转",
    "handled_total": "办理结果总计",
    "carried_out": "结转下年度",
}
_REST = re.compile(r"、.*|（区分.*")


def _short(key: str, label: str) -> str:
    group = next((name for prefix, name in _GROUPS.items() if key.startswith(prefix)), "")
    return _SHORT.get(key, group + _REST.sub("", label))


_TABLES = [table for form in FORMS.values() for table in form.tables.values()]
_TABLE_NAMES = {table.key: f"{table.title}表" for table in _TABLES}
_ROW_NAMES = {
    (table.key, row.key): _short(row.key, row.label) if table.key == "applications" else row.label
    for table in _TABLES
    for row in table.rows
}
_COLUMN_NAMES = {(table.key, column.key): column.label for table in _TABLES for column in table.columns}

_FIELD_NAMES = {
    "title": "标题",
    "created_on": "生成日期",
    "published_on": "发布日期",
    "signed_on": "落款日期",
    "witnessed_on": "网址所含日期",
    "sections": "正文",
}

#: The rows of 三、本年度办理结果 of both generations: 其他处理 is one row in the form of 2019, three in that of 2021.
OUTCOMES = tuple(
    dict.fromkeys(row.key for form in FORMS.values() for row in form.applications.rows if row.key not in _SHORT)
)


def table_name(table: str) -> str:
    """「收到和处理政府信息公开申请情况表」."""
    return _TABLE_NAMES[table]


def row_name(address: Address) -> str:
    """「（三）1.属于国家秘密」; the key itself where the form has no such row."""
    return _ROW_NAMES.get((address.table, address.row), address.row)


def column_name(address: Address) -> str:
    """「自然人」; the key itself where the form has no such column."""
    return _COLUMN_NAMES.get((address.table, address.column), address.column)


def cell_name(address: Address) -> str:
    """「本年新收·自然人」."""
    return f"{row_name(address)}·{column_name(address)}"


def place_name(where: str) -> str:
    """A remark's address in words: a table, a row or a cell of it, a field; a heading as it is."""
    table, row, column, *_ = (*where.split("."), "", "")
    if table not in _TABLE_NAMES:
        return _FIELD_NAMES.get(where, where)
    address = Address(table, row, column)
    return "·".join(filter(None, (row_name(address) or table_name(table), column_name(address))))
