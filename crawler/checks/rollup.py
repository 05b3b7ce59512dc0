"""A county's own report against the reports of the agencies it sums up."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.checks.cells import TOTAL, Address, cells_where, printed, show, value
from crawler.checks.context import Context, agency_kind
from crawler.checks.finding import Basis, Severity
from crawler.checks.labels import cell_name
from crawler.checks.rules import HOLDS, Verdict, broken, rule
from crawler.reading.report import Number, Report

#: Figures a county's report holds as sums. 规章 and documents are left out: a joint one counts once.
_SUMMED_ROWS = ("received", "carried_in", "handled_total", "carried_out")
_ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_SUMMED = tuple(Address("applications", row, TOTAL) for row in _SUMMED_ROWS) + tuple(
    Address("proceedings", route, TOTAL) for route in _ROUTES
)
_NOT_SUMMED = frozenset({"rules", "normative_documents"})


def _units(report: Report, context: Context) -> list[Report]:
    """The units' reports on the same year and form, where this is a government's own report."""
    if agency_kind(report, context) != "government":
        return []
    return [unit for unit in context.units if (unit.report_year, unit.form) == (report.report_year, report.form)]


@rule(
    "D6-unit-exceeds-county",
    "各单位数字不大于全县汇总",
    Severity.ERROR,
    Basis.INFERENCE,
    "县级报告的统计范围不含该单位，例如实行垂直领导的部门",
)
def unit_exceeds_county(report: Report, context: Context) -> Iterator[Verdict]:
    """No term of a sum of counts is larger than the sum."""
    units = _units(report, context)
    exceeding = [
        broken(_exceeds(unit, address, number, whole), printed(report, [address]))
        for unit in units
        for address, number in cells_where(unit, bool)
        if _is_summed(address) and (whole := value(report, address)) is not None and number > whole
    ]
    yield from exceeding or ([HOLDS] if units else [])


@rule(
    "D6-sum-of-units", "全县汇总等于各单位之和", Severity.NOTE, Basis.INFERENCE, "所收集的单位报告不全，或统计范围不同"
)
def sum_of_units(report: Report, context: Context) -> Iterator[Verdict]:
    """The units known need not be all there are: this informs, and says how many were added up."""
    units = _units(report, context)
    for address in _SUMMED if units else ():
        whole = value(report, address)
        parts = [number for unit in units if (number := value(unit, address)) is not None]
        if whole is None or len(parts) < len(units):
            continue
        if sum(parts) == whole:
            yield HOLDS
        else:
            message = (
                f"{cell_name(address)}：全县汇总 {show(whole)}，已收集的 {len(units)} 个单位之和 {show(sum(parts))}"
            )
            yield broken(message, printed(report, [address]))


def _is_summed(address: Address) -> bool:
    return address.row not in _NOT_SUMMED and address.column not in ("change", "items_last_year")


def _exceeds(unit: Report, address: Address, number: Number, whole: Number) -> str:
    return f"{cell_name(address)}：全县汇总 {show(whole)} < “{unit.agency_name or unit.title}” {show(number)}"
