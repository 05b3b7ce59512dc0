"""A report that was stored is the report that was read."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from stored_reports import SHIQIAO, made, open_county, store

from crawler.identify import printed
from crawler.reading import read_file
from crawler.reading.forms import FORMS
from crawler.reading.forms.model import FormRow, FormTable
from crawler.reading.report import Cell, Remark, RemarkKind, Report, Section, Vote
from crawler.rows import readings, report_from_rows, version_row
from storage.database import open_database
from storage.queries import readings_of, versions_of

FORM = FORMS["2021"]
texts = st.text(max_size=12)
days = st.none() | st.dates(date(2009, 1, 1), date(2099, 12, 31))
counts = st.none() | st.integers(-(10**15), 10**15)
amounts = counts | st.floats(-1e9, 1e9)


def tables(form: FormTable, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any rows of a table, in any order, each with some of its columns, in the order of the form."""
    cells = st.builds(Cell, value=values, raw=texts, certain=st.booleans())
    rows = [
        st.tuples(st.just(row), st.fixed_dictionaries({}, optional=dict.fromkeys(row.columns, cells)))
        for row in form.rows
    ]
    return st.lists(st.one_of(rows), max_size=6).map(_table)


def _table(printed: list[tuple[FormRow, dict[str, Cell]]]) -> dict[str, dict[str, Cell]]:
    return {row.key: {key: cells[key] for key in row.columns if key in cells} for row, cells in printed if cells}


reports = st.builds(
    Report,
    title=st.none() | texts,
    agency_name=st.none() | texts,
    report_year=st.none() | st.integers(2008, 2099),
    form=st.sampled_from(["2019", "2021", None]),
    index_number=st.none() | texts,
    publisher=st.none() | texts,
    source=st.none() | texts,
    created_on=days,
    published_on=days,
    signed_on=days,
    preamble=texts,
    disclosures=tables(FORM.disclosures, amounts),
    applications=tables(FORM.applications, counts),
    proceedings=tables(FORM.proceedings, counts),
    sections=st.lists(st.builds(Section, st.none() | st.integers(1, 9), texts, texts), max_size=3).map(tuple),
    votes=st.lists(st.builds(Vote, texts, texts, texts, st.booleans()), max_size=3).map(tuple),
    remarks=st.lists(st.builds(Remark, st.sampled_from(RemarkKind), texts, texts), max_size=3).map(tuple),
)


def in_order(report: Report) -> list[list[tuple[str, list[str]]]]:
    """Rows and columns as they follow each other, which a comparison of dicts does not see."""
    named = (report.disclosures, report.applications, report.proceedings)
    return [[(row, list(cells)) for row, cells in table.items()] for table in named]


def as_listed(report: Report, listed_title: str) -> Report:
    return replace(report, **printed(report, listed_title)._asdict())


@given(report=reports, listed_title=st.just("石桥镇2022年政府信息公开工作年度报告") | texts)
def test_rows_give_the_report_back(report: Report, listed_title: str) -> None:
    back = report_from_rows(version_row(report, listed_title), readings(report))
    assert back == as_listed(report, listed_title)
    assert in_order(back) == in_order(report)


@pytest.fixture
def db(tmp_path: Path) -> Any:
    with closing(open_database(tmp_path / "nianbao.db", create=True)) as db:
        open_county(db)
        yield db


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=reports)
def test_the_database_gives_the_report_back(db: Database, report: Report) -> None:
    version_id = store(db, report, None)
    [row] = [row for row in versions_of(db, "330799") if row["id"] == version_id]
    back = report_from_rows(row, readings_of(db, version_id))
    assert back == as_listed(report, "")
    assert in_order(back) == in_order(report)


def test_a_count_that_is_not_certain_stays_so(db: Database) -> None:
    sound = made(SHIQIAO, 2022, new=17)
    doubtful = {**sound.applications["received"], "total": Cell(None, "", certain=False)}
    report = replace(sound, applications={**sound.applications, "received": doubtful})
    store(db, report, SHIQIAO)
    [row] = versions_of(db, "330799")
    assert report_from_rows(row, readings_of(db, row["id"])) == report


def test_the_real_reports_come_back(real_data: Path) -> None:
    for path in sorted((real_data / "seeds").glob("*.txt")):
        report = read_file(path)
        assert report_from_rows(version_row(report, ""), readings(report)) == report, path.name
