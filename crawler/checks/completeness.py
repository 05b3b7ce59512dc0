"""Whether the tables are the right ones for the year, and whether all of their cells are printed and filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.checks.cells import Address, table_of
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.generation import form_due, has_form
from crawler.checks.labels import row_name, table_name
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.reading.forms import FORMS, FormRow, FormTable
from crawler.reading.report import Cell, RemarkKind, Report


@rule(
    "F1-form",
    "使用当年适用的年度报告格式",
    Severity.ERROR,
    Basis.LAW,
    "报告年度读取有误，或主管部门另行要求沿用该格式",
)
def form(report: Report, _: Context) -> Iterator[Verdict]:
    """《条例》第五十条 ¶2: the national office sets the uniform format, since 2021 that of 国办公开办函〔2021〕30号."""
    due = form_due(report)
    if due is None:
        return
    if report.form is None:
        yield cannot_tell("未读到可辨认格式的表格")
    elif report.form == due:
        yield HOLDS
    else:
        used, right = FORMS[report.form].notice, FORMS[due].notice
        yield broken(f"{report.report_year} 年度报告应采用{right}所附格式，实际采用{used}所附格式")


#: How many rows a message names.
NAMED = 5


def _form_tables(report: Report) -> tuple[FormTable, ...]:
    """The tables the report should hold: of the form it uses, else of the form due in its year."""
    key = report.form or form_due(report)
    return tuple(FORMS[key].tables.values()) if key is not None and has_form(report) else ()


def _rows_of(report: Report, table: FormTable) -> list[tuple[FormRow, Mapping[str, Cell]]]:
    """The rows that the form has in a table, in its order, with the cells that are printed of each."""
    return [(row, table_of(report, table.key).get(row.key, {})) for row in table.rows]


@rule(
    "F3-table-not-read",
    "三张法定表格均可读取",
    Severity.WARNING,
    Basis.INFERENCE,
    "表格以图片、附件、内嵌文件或脚本发布，打开原件可见",
)
def table_not_read(report: Report, _: Context) -> Iterator[Verdict]:
    """No row of a table was read: it is never called missing. Where links may hold it, F3-table-elsewhere says so."""
    if any(remark.kind is RemarkKind.TABLE_ELSEWHERE for remark in report.remarks):
        return
    for table in _form_tables(report):
        if table_of(report, table.key):
            yield HOLDS
        else:
            yield broken(f"正文中未读到“{table_name(table.key)}”，或以图片、附件、脚本形式发布")


@rule("F3-blank-table", "表格已填数", Severity.WARNING, Basis.LAW, "原件表格中印有数字")
def blank_table(report: Report, _: Context) -> Iterator[Verdict]:
    """A table printed without any figure tells neither that there were cases nor that there were none."""
    for table in _form_tables(report):
        rows = table_of(report, table.key).values()
        if any(cell.value is not None or not cell.certain for row in rows for cell in row.values()):
            yield HOLDS
        elif count := sum(map(len, rows)):
            yield broken(f"“{table_name(table.key)}”全部 {count} 格未读到数字（未填，或由脚本、图形显示），不能视为零")


@rule(
    "F3-absent-cells",
    "表格单元格齐全",
    Severity.WARNING,
    Basis.LAW,
    "所缺行或列在原件中印有，系转换时丢失",
)
def absent_cells(report: Report, _: Context) -> Iterator[Verdict]:
    """The form of 2021 prints 10, 175 and 15 cells, that of 2019 prints 22, 161 and 15."""
    for table in _form_tables(report):
        if not table_of(report, table.key):
            continue
        absent = [
            Address(table.key, row.key, column)
            for row, cells in _rows_of(report, table)
            for column in row.columns
            if column not in cells
        ]
        if absent:
            read = table.cells - len(absent)
            yield broken(f"“{table_name(table.key)}”应有 {table.cells} 格，读到 {read} 格；所缺在：{_rows(absent)}")
        else:
            yield HOLDS


@rule("F3-blank-cells", "表格无空白单元格", Severity.NOTE, Basis.INFERENCE, "原件该格印有数字，或由脚本、图形显示")
def blank_cells(report: Report, _: Context) -> Iterator[Verdict]:
    """Some cells are blank beside others that are filled in; many agencies mean zero, but none says so."""
    for table in _form_tables(report):
        rows = _rows_of(report, table)
        blank = [
            Address(table.key, row.key, column)
            for row, cells in rows
            for column in row.columns
            if (cell := cells.get(column)) is not None and cell.value is None and not cell.raw
        ]
        if not blank:
            if any(cells.keys() & row.columns for row, cells in rows):
                yield HOLDS
        elif len(blank) < sum([column in cells for row, cells in rows for column in row.columns]):
            message = f"“{table_name(table.key)}”有 {len(blank)} 格空白，未按零计算：{_rows(blank)}"
            yield broken(message, {str(address): "" for address in blank})
        else:
            yield cannot_tell(f"“{table_name(table.key)}”全部空白")


def _rows(addresses: list[Address]) -> str:
    names = list(dict.fromkeys(row_name(address) for address in addresses))
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 行" if len(names) > NAMED else "")
