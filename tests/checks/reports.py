"""Hand-made reports: consistent, with distinct numbers, to be changed one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from crawler.checks import Context, Outcome, check, judge
from crawler.checks.cells import APPLICANTS, TOTAL
from crawler.checks.parts import NUMERALS
from crawler.reading.forms import FORMS, FormTable
from crawler.reading.report import Cell, Number, Report, Section

Figures = dict[str, dict[str, Number | None]]

HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
OVERVIEW = (
    "主动公开方面，全年更新栏目。依申请公开方面，按时办结。政府信息管理方面，坚持先审后发。"
    "平台建设方面，改版专栏。监督保障方面，纳入考核，接受社会评议。"
)
TEXTS = (OVERVIEW, "", "", "", "公开的时效还不够，明年将按月检查各栏目并公布结果。", "无")


def cells(figures: Mapping[str, Mapping[str, Number | None]]) -> dict[str, dict[str, Cell]]:
    """Figures as printed cells; ``None`` is a blank one."""
    return {
        row: {column: Cell(number, "" if number is None else str(number)) for column, number in columns.items()}
        for row, columns in figures.items()
    }


def zeros(table: FormTable) -> Figures:
    return {row.key: dict.fromkeys(row.columns, 0) for row in table.rows}


def applications(
    received: Mapping[str, int], *, form: str = "2021", carried_in: int = 0, carried_out: int = 0
) -> Figures:
    """Table 3 of applications all granted, but for ``carried_out`` ones of natural persons; totals added up."""
    figures = zeros(FORMS[form].applications)
    for applicant, number in received.items():
        figures["received"][applicant] = number
        figures["granted"][applicant] = number
    figures["carried_in"]["natural_person"] = carried_in
    figures["carried_out"]["natural_person"] = carried_out
    figures["granted"]["natural_person"] = received.get("natural_person", 0) + carried_in - carried_out
    return summed(figures)


def summed(figures: Figures) -> Figures:
    """Table 3 with （七） and 总计 added up from the other cells."""
    ends = ("received", "carried_in", "handled_total", "carried_out")
    for applicant in APPLICANTS:
        figures["handled_total"][applicant] = sum(
            row[applicant] or 0 for key, row in figures.items() if key not in ends
        )
    for row in figures.values():
        row[TOTAL] = sum(row[applicant] or 0 for applicant in APPLICANTS)
    return figures


def cases(**routes: tuple[int, int, int, int]) -> Figures:
    """Table 4 with the four results of the routes named, zero elsewhere."""
    figures = zeros(FORMS["2021"].proceedings)
    for route, results in routes.items():
        figures[route] = dict(zip(figures[route], (*results, sum(results)), strict=True))
    return figures


def disclosures(form: str = "2021", **rows: Mapping[str, Number | None]) -> Figures:
    """Table 2 with the rows named, zero elsewhere."""
    return {**zeros(FORMS[form].disclosures), **{key: dict(row) for key, row in rows.items()}}


def sections(*texts: str | None, headings: tuple[str, ...] = HEADINGS) -> tuple[Section, ...]:
    """The parts with these texts, the usual ones where ``None`` or not given; headings with their numerals."""
    given = (*texts, *TEXTS[len(texts) :])
    return tuple(
        Section(number, f"{NUMERALS[number - 1]}、{heading}", TEXTS[number - 1] if text is None else text)
        for number, (heading, text) in enumerate(zip(headings, given, strict=True), 1)
    )


def report(**changes: Any) -> Report:
    """A township's report on 2022 without a fault: distinct numbers, sums that hold, six parts."""
    form = changes.get("form", "2021") or "2021"
    documents = (
        {"issued": 2, "repealed": 1, "in_force": 7}
        if form == "2021"
        else {"made": 2, "disclosed": 4, "disclosed_total": 9}
    )
    sound = Report(
        title="华容县东山镇人民政府2022年政府信息公开工作年度报告",
        agency_name="华容县东山镇人民政府",
        report_year=2022 if form == "2021" else 2020,
        form="2021",
        index_number="006383401N/2023-2030837" if form == "2021" else None,
        signed_on=date(2023, 1, 16) if form == "2021" else date(2021, 1, 18),
        disclosures=cells(disclosures(form, normative_documents=documents)),
        applications=cells(
            applications({"natural_person": 11, "enterprise": 5, "other": 3}, form=form, carried_in=4, carried_out=2)
        ),
        proceedings=cells(cases(reconsideration=(3, 1, 0, 2), litigation_direct=(4, 0, 1, 0))),
        sections=sections(),
    )
    return replace(sound, **{key: _as_cells(value) for key, value in changes.items()})


def _as_cells(value: Any) -> Any:
    """Tables may be given as plain figures."""
    if isinstance(value, dict) and any(
        isinstance(n, int | float | None) for row in value.values() for n in row.values()
    ):
        return cells(value)
    return value


def with_cell(original: Report, address: str, number: Number | None) -> Report:
    """The report with another number printed in one cell; ``None`` makes it blank."""
    table, row, column = address.split(".")
    rows = {key: dict(columns) for key, columns in getattr(original, table).items()}
    rows[row][column] = Cell(number, "" if number is None else str(number))
    return replace(original, **{table: rows})


def found(original: Report, context: Context | None = None) -> dict[str, list[str]]:
    """Rule id -> messages of the findings."""
    messages: dict[str, list[str]] = {}
    for finding in check(original, context):
        messages.setdefault(finding.rule, []).append(finding.message)
    return messages


def outcomes(original: Report, rule: str, context: Context | None = None) -> list[Outcome]:
    """Every verdict of one rule."""
    return [verdict.outcome for each, verdict in judge(original, context) if each.id == rule]
