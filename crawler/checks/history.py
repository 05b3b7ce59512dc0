"""A report against the same agency's report of the year before."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.checks.cells import APPLICANTS, TOTAL, Address, cells_where, printed, show, total, value
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.labels import cell_name, column_name, row_name
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.reading.report import Number, Report

#: A figure of at least this size that grows or shrinks by more than this factor is worth a look.
SWING_FROM, SWING = 20, 5
#: This many different numbers, none of them zero, do not repeat from one year to the next by chance.
FEWEST_REPEATED = 3

_REORGANISED = "机关在两年间有撤并、更名，或上一年度报告已更正"
_DOCUMENT_ROWS = ("rules", "normative_documents")
_ITEM_ROWS = ("licences", "other_services", "penalties", "coercion", "fees")
_SWINGING = (
    Address("applications", "received", TOTAL),
    *(Address("disclosures", row, "decisions") for row in ("licences", "penalties", "coercion")),
)


def _year_before(report: Report, context: Context) -> Report | None:
    """The report of the year before; not one of an earlier year, whose figures carry over to another report."""
    previous = context.previous
    if previous is None or report.report_year is None or previous.report_year != report.report_year - 1:
        return None
    return previous


@rule("D5-carried-over", "上年结转等于上一年度的结转下年度", Severity.WARNING, Basis.INFERENCE, _REORGANISED)
def carried_over(report: Report, context: Context) -> Iterator[Verdict]:
    """What the report of the year before carries out is what this one carries in, in every column."""
    previous = _year_before(report, context)
    if previous is None:
        return
    for column in (*APPLICANTS, TOTAL):
        taken, left = Address("applications", "carried_in", column), Address("applications", "carried_out", column)
        now, before = value(report, taken), value(previous, left)
        if now is None or before is None:
            yield cannot_tell(f"{column_name(taken)}列有空白或未列的单元格")
        elif now == before:
            yield HOLDS
        else:
            message = (
                f"{column_name(taken)}列：{report.report_year} 年度上年结转 {show(now)} ≠ "
                f"{previous.report_year} 年度结转下年度 {show(before)}"
            )
            yield broken(message, printed(report, [taken]))


@rule(
    "D5-in-force-balance",
    "现行有效=上年现行有效+本年制发−本年废止",
    Severity.WARNING,
    Basis.INFERENCE,
    "文件清理、自然失效或统计口径调整",
)
def in_force_balance(report: Report, context: Context) -> Iterator[Verdict]:
    """Form of 2021, for 规章 and 行政规范性文件."""
    previous = _year_before(report, context)
    if previous is None or not report.form == previous.form == "2021":
        return
    for row in _DOCUMENT_ROWS:
        held, issued, repealed = (Address("disclosures", row, column) for column in ("in_force", "issued", "repealed"))
        now, before = value(report, held), value(previous, held)
        made, gone = value(report, issued), value(report, repealed)
        if now is None or before is None or made is None or gone is None:
            yield cannot_tell(f"{row_name(held)}有空白的单元格")
        elif now == before + made - gone:
            yield HOLDS
        else:
            message = (
                f"{row_name(held)}：现行有效 {show(now)} ≠ {previous.report_year} 年度现行有效 {show(before)} + "
                f"制发 {show(made)} − 废止 {show(gone)}"
            )
            yield broken(message, printed(report, (held, issued, repealed)))


@rule(
    "D5-items-balance",
    "上一年项目数量=上一年度的项目数量+增减",
    Severity.NOTE,
    Basis.INFERENCE,
    "事项清单调整或统计口径变化",
)
def items_balance(report: Report, context: Context) -> Iterator[Verdict]:
    """Form of 2019: last year's items are those of the year before and its change."""
    previous = _year_before(report, context)
    if previous is None or not report.form == previous.form == "2019":
        return
    for row in _ITEM_ROWS:
        items, change = Address("disclosures", row, "items_last_year"), Address("disclosures", row, "change")
        now, expected = value(report, items), total(previous, items, change)
        if now is None or expected is None:
            yield cannot_tell(f"{row_name(items)}有空白或未列的单元格")
        elif now == expected:
            yield HOLDS
        else:
            message = f"{cell_name(items)} {show(now)} ≠ {previous.report_year} 年度项目数量与增减之和 {show(expected)}"
            yield broken(message, printed(report, [items]))


@rule("D5-swing", "数量与上一年度相近", Severity.NOTE, Basis.INFERENCE, "业务量确有大幅变化")
def swing(report: Report, context: Context) -> Iterator[Verdict]:
    """More than five times, or less than a fifth of, a figure of some size in the year before."""
    previous = _year_before(report, context)
    if previous is None:
        return
    for address in _SWINGING:
        now, before = value(report, address), value(previous, address)
        if now is None or before is None or before < SWING_FROM:
            continue
        if before / SWING <= now <= before * SWING:
            yield HOLDS
        else:
            message = f"{cell_name(address)}由 {previous.report_year} 年度的 {show(before)} 变为 {show(now)}"
            yield broken(message, printed(report, [address]))


@rule("D5-repeated-table", "申请数据不与上一年度完全相同", Severity.WARNING, Basis.INFERENCE, "两年数字确属巧合相同")
def repeated_table(report: Report, context: Context) -> Iterator[Verdict]:
    """Every figure of the applications table repeated, of at least three different numbers: a copied table."""
    previous = _year_before(report, context)
    if previous is None:
        return
    now, before = _figures(report), _figures(previous)
    if len(set(now.values())) < FEWEST_REPEATED:
        return
    if now == before:
        yield broken(f"申请表的 {len(now)} 个非零数与 {previous.report_year} 年度全部相同", printed(report, now))
    else:
        yield HOLDS


def _figures(report: Report) -> dict[Address, Number]:
    return {address: number for address, number in cells_where(report, bool) if address.table == "applications"}
