"""What a rule answers that looks for something wrong and finds nothing: only what was there to look at can hold."""

from __future__ import annotations

from crawler.checks.cells import TABLES, cells_where, table_of
from crawler.checks.context import Context, agency_kind
from crawler.checks.generation import has_form
from crawler.checks.prose import prose
from crawler.checks.rules import HOLDS, NOT_APPLICABLE, Silence, Verdict, cannot_tell
from crawler.reading.report import Report


def in_text(report: Report, _: Context) -> Verdict:
    """For rules on the running text."""
    return HOLDS if prose(report).text else cannot_tell("未读到正文")


def in_parts(report: Report, _: Context) -> Verdict:
    """For rules on the six parts and their headings."""
    if not has_form(report):
        return NOT_APPLICABLE
    return HOLDS if report.sections else cannot_tell("未读到各部分标题")


def in_tables(report: Report, _: Context) -> Verdict:
    """For rules on the cells of the three tables: one without a figure never passes."""
    if next(cells_where(report, lambda _number: True), None):
        return HOLDS
    return cannot_tell("表格中未读到数字") if any(table_of(report, name) for name in TABLES) else NOT_APPLICABLE


def in_dates(report: Report, _: Context) -> Verdict:
    """For rules on the dates that the report gives itself."""
    if report.report_year is None:
        return NOT_APPLICABLE
    return HOLDS if report.signed_on or report.created_on else cannot_tell("未读到落款或生成日期")


def of_kinds(kinds: frozenset[str], silence: Silence) -> Silence:
    """For rules on some kinds of agencies only."""

    def answer(report: Report, context: Context) -> Verdict:
        return silence(report, context) if agency_kind(report, context) in kinds else NOT_APPLICABLE

    return answer
