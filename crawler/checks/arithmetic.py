"""Whether the figures of the tables add up (勾稽关系)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.checks.cells import printed, unsure_rows
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.generation import has_form
from crawler.checks.identities import (
    APPLICANT_SUMS,
    BALANCE,
    CASE_SUMS,
    Identity,
    describe,
    holds,
    is_printed,
    outcome_sums,
)
from crawler.checks.repair import hint
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.reading.report import Report

_REFUTED_BY = "原件所印数字与此处所列不同，或发布后已更正"


def _verdicts(report: Report, identities: Sequence[Identity]) -> Iterator[Verdict]:
    if not has_form(report):
        return
    for identity in identities:
        match holds(identity, report):
            case True:
                yield HOLDS
            case False:
                yield _broken(identity, report)
            case None if is_printed(identity, report):
                yield cannot_tell(f"{identity.place}有空白或未列的单元格")


def _broken(identity: Identity, report: Report) -> Verdict:
    if unsure_rows(report).intersection(f"{address.table}.{address.row}" for address in identity.cells):
        return cannot_tell(f"{identity.place}涉及的行与表样的列不能一一对应")
    related = CASE_SUMS if identity in CASE_SUMS else (*BALANCE, *APPLICANT_SUMS, *outcome_sums(report))
    return broken(describe(identity, report) + hint(report, related), printed(report, identity.cells))


@rule("D1-column-balance", "申请表各列：一+二=三（七）+四", Severity.ERROR, Basis.FORM, _REFUTED_BY)
def column_balance(report: Report, _: Context) -> Iterator[Verdict]:
    """本年新收 + 上年结转 = 办理结果总计 + 结转下年度, in every column."""
    return _verdicts(report, BALANCE)


@rule("D2-row-total", "申请表各行：总计=各类申请人之和", Severity.ERROR, Basis.FORM, _REFUTED_BY)
def row_total(report: Report, _: Context) -> Iterator[Verdict]:
    """总计 = 自然人 + the five kinds of 法人或其他组织, in every row."""
    return _verdicts(report, APPLICANT_SUMS)


@rule("D3-outcome-total", "申请表（七）总计=各项办理结果之和", Severity.ERROR, Basis.FORM, _REFUTED_BY)
def outcome_total(report: Report, _: Context) -> Iterator[Verdict]:
    """（七）总计 = （一） to （六）, in every column."""
    return _verdicts(report, outcome_sums(report))


@rule("D4-case-total", "复议诉讼表：总计=各类结果之和", Severity.ERROR, Basis.FORM, _REFUTED_BY)
def case_total(report: Report, _: Context) -> Iterator[Verdict]:
    """总计 = 维持 + 纠正 + 其他 + 尚未审结, for each of the three routes."""
    return _verdicts(report, CASE_SUMS)
