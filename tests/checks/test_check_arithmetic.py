"""The sums of the tables: what holds is never accused, what breaks is always found, a blank is never a zero."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import (
    Figures,
    applications,
    cases,
    cells,
    disclosures,
    found,
    outcomes,
    report,
    summed,
    with_cell,
    zeros,
)

from crawler.checks import Outcome, check
from crawler.checks.cells import APPLICANTS, TOTAL, Address, value
from crawler.checks.identities import APPLICANT_SUMS, BALANCE, outcome_sums
from crawler.checks.labels import OUTCOMES
from crawler.checks.repair import repairs
from crawler.reading.forms import FORMS
from crawler.reading.report import Cell, Remark, RemarkKind, Report

SUMS = ("D1-column-balance", "D2-row-total", "D3-outcome-total", "D4-case-total")


def broken_sums(original: Report) -> list[str]:
    return [finding.rule for finding in check(original) if finding.rule in SUMS]


def test_a_sound_report_has_no_finding_at_all() -> None:
    assert found(report()) == {}


def test_a_report_of_zeros_is_normal() -> None:
    assert found(report(applications=applications({}), proceedings=cases(), disclosures=disclosures())) == {}


def test_the_printed_relation_breaks_in_one_column_and_the_total() -> None:
    changed = with_cell(report(), "applications.carried_out.natural_person", 3)
    changed = with_cell(changed, "applications.carried_out.total", 3)
    messages = found(changed)["D1-column-balance"]
    assert messages[0] == (
        "自然人列：本年新收 11 + 上年结转 4 ≠ 办理结果总计 13 + 结转下年度 3；"
        "自然人列与总计列差数相同（1），疑在自然人列"
    )
    assert [message.split("：")[0] for message in messages] == ["自然人列", "总计列"]


def test_one_wrong_cell_is_named_with_the_number_it_should_be() -> None:
    messages = found(with_cell(report(), "applications.granted.enterprise", 8))
    assert set(messages) == {"D2-row-total", "D3-outcome-total"}
    assert "若仅“（一）予以公开·商业企业”由 8 改为 5，各项勾稽关系即全部成立" in messages["D2-row-total"][0]


def test_a_repair_is_never_a_negative_number() -> None:
    """Two columns are left untested by blanks; of their cells only one can be changed without falling below zero."""
    original = with_cell(report(applications=applications({"natural_person": 6})), "applications.carried_in.other", 5)
    for column in ("natural_person", "other"):
        original = with_cell(original, f"applications.carried_out.{column}", None)
    assert repairs(original, (*BALANCE, *APPLICANT_SUMS)) == [(Address("applications", "carried_in", "other"), 0)]


def test_the_evidence_holds_the_cells_as_printed() -> None:
    (finding,) = [f for f in check(with_cell(report(), "proceedings.reconsideration.total", 9)) if f.rule == SUMS[3]]
    assert finding.message == "行政复议行：结果维持 3 + 结果纠正 1 + 尚未审结 2 ≠ 总计 9"
    assert finding.evidence.cells["proceedings.reconsideration.total"] == "9"
    assert (finding.severity, finding.basis) == ("error", "表注")


def test_totals_alone_can_be_checked_where_the_columns_are_blank() -> None:
    """Two rows print 总计 only: that column can be tested, the six others cannot."""
    figures = applications({"natural_person": 7})
    figures["granted"] = {**dict.fromkeys(APPLICANTS), TOTAL: 7}
    original = report(applications=figures)
    assert outcomes(original, "D3-outcome-total") == [*[Outcome.CANNOT_TELL] * 6, Outcome.HOLDS]
    assert broken_sums(original) == []


def test_what_is_printed_beside_a_blank_can_be_too_much_already() -> None:
    original = with_cell(report(), "applications.received.natural_person", 30)
    original = with_cell(original, "applications.received.other", None)
    assert "（另有 1 格空白，无论为何数均不相等）" in found(original)["D2-row-total"][0]


def test_a_blank_table_neither_holds_nor_breaks() -> None:
    blank = {row: dict.fromkeys(columns) for row, columns in applications({}).items()}
    original = report(applications=cells(blank))
    assert set(outcomes(original, "D1-column-balance")) == {Outcome.CANNOT_TELL}


def test_an_absent_table_has_no_sums() -> None:
    assert outcomes(report(applications={}), "D2-row-total") == [Outcome.NOT_APPLICABLE]


def test_the_form_of_2019_has_one_row_of_other_outcomes() -> None:
    original = report(form="2019")
    figures = {
        row: {column: cell.value for column, cell in line.items()} for row, line in original.applications.items()
    }
    figures["other"]["enterprise"] = 6
    figures["received"]["enterprise"] = 11
    assert broken_sums(replace(original, applications=cells(summed(figures)))) == []


def test_reports_before_the_forms_are_not_added_up() -> None:
    wrong = with_cell(report(), "applications.received.total", 90)
    assert broken_sums(replace(wrong, report_year=2018)) == []
    assert broken_sums(wrong) != []


@pytest.mark.parametrize("kind", [RemarkKind.SURPLUS_CELLS, RemarkKind.MERGED_CELLS, RemarkKind.MISSING_CELLS])
def test_a_row_whose_cells_do_not_fit_the_columns_accuses_nobody(kind: RemarkKind) -> None:
    wrong = with_cell(report(), "applications.refused_third_party.total", 2)
    remarked = replace(wrong, remarks=(Remark(kind, "applications.refused_third_party", "0 0 0 0 0 0 2 0"),))
    assert "D2-row-total" not in found(remarked)


def test_an_uncertain_cell_is_no_figure() -> None:
    original = report()
    rows = {
        **original.applications,
        "granted": {**original.applications["granted"], TOTAL: Cell(50, "5 0", certain=False)},
    }
    assert broken_sums(replace(original, applications=rows)) == []


@st.composite
def tables(draw: st.DrawFn, form: str) -> Figures:
    """A consistent applications table: outcomes drawn, the rest following from them."""
    figures = zeros(FORMS[form].applications)
    rows = [row for row in OUTCOMES if row in figures]
    for applicant in APPLICANTS:
        for row in draw(st.lists(st.sampled_from(rows), max_size=4, unique=True)):
            figures[row][applicant] = draw(st.integers(1, 60))
        handled = sum(figures[row][applicant] or 0 for row in rows)
        left = draw(st.integers(0, 9))
        taken = draw(st.integers(0, handled + left))
        figures["carried_out"][applicant] = left
        figures["carried_in"][applicant] = taken
        figures["received"][applicant] = handled + left - taken
    return summed(figures)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    form = draw(st.sampled_from(("2019", "2021")))
    results = st.tuples(*[st.integers(0, 30)] * 4)
    routes = cases(reconsideration=draw(results), litigation_direct=draw(results))
    return report(form=form, applications=cells(draw(tables(form))), proceedings=cells(routes))


@settings(max_examples=60, deadline=None)
@given(reports())
def test_consistent_tables_are_never_accused(original: Report) -> None:
    assert broken_sums(original) == []


@settings(max_examples=120, deadline=None)
@given(reports(), st.data())
def test_one_changed_cell_is_found_and_named(original: Report, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(sorted(original.applications)))
    column = data.draw(st.sampled_from((*APPLICANTS, TOTAL)))
    address = Address("applications", row, column)
    right = value(original, address)
    wrong = data.draw(st.integers(0, 400).filter(lambda number: number != right))
    changed = with_cell(original, str(address), wrong)
    assert broken_sums(changed)
    candidates = repairs(changed, (*BALANCE, *APPLICANT_SUMS, *outcome_sums(changed)))
    assert (address, right) in candidates
    if len(candidates) == 1:
        assert all("若仅“" in finding.message for finding in check(changed) if finding.rule in SUMS)


@settings(max_examples=80, deadline=None)
@given(reports(), st.data())
def test_blanks_are_never_read_as_zero(original: Report, data: st.DataObject) -> None:
    printed = [
        (t, r, c) for t in ("applications", "proceedings") for r, row in getattr(original, t).items() for c in row
    ]
    for address in data.draw(st.lists(st.sampled_from(printed), min_size=1, max_size=40, unique=True)):
        original = with_cell(original, ".".join(address), None)
    assert broken_sums(original) == []
