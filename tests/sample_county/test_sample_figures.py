"""The invented reports balance, within a year and from one year to the next, but for the one slip."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.sample_county.model import FOLDER, figures
from crawler.sample_county.report import HANDLED, applications, proceedings, render

REPORTS = {file.stem: figures(file.name) for file in sorted((FOLDER / "pages").glob("*.yaml"))}
TWICE = sorted(name.removesuffix("_2022") for name in REPORTS if f"{name.removesuffix('_2022')}_2021" in REPORTS)
UNITS = ("330799-office", "330799101", "330799102", "330799201", "330799-mzj", "330799-jyj")


@pytest.mark.parametrize("name", REPORTS)
def test_what_came_in_equals_what_was_handled_and_what_is_left(name: str) -> None:
    rows = applications(REPORTS[name].model_copy(update={"slips": {}}))
    incoming = [sum(pair) for pair in zip(rows["received"], rows["carried_in"], strict=True)]
    assert incoming == [sum(pair) for pair in zip(rows["handled_total"], rows["carried_out"], strict=True)]


@pytest.mark.parametrize("name", [name for name in REPORTS if "-gov_" not in name])
def test_no_figure_of_table_3_stands_in_two_outcomes(name: str) -> None:
    given = REPORTS[name].applications
    assert given.keys() <= {"received", "carried_in", *HANDLED, "carried_out"}
    figures_once = Counter(value for row in HANDLED for value in given.get(row, ()) if value)
    assert [value for value, times in figures_once.items() if times > 1] == []


def test_one_report_has_one_slip() -> None:
    assert {name for name, report in REPORTS.items() if report.slips} == {"330799-mzj_2022"}
    slip = REPORTS["330799-mzj_2022"]
    assert applications(slip)["handled_total"] == (24, 0, 0, 10, 0, 0, 43)
    assert applications(slip.model_copy(update={"slips": {}}))["handled_total"] == (24, 0, 0, 10, 0, 0, 34)
    assert "<td>43</td>" in render(slip)


@pytest.mark.parametrize("agency", [name for name in TWICE if name.startswith("330799")])
def test_what_is_left_in_one_year_is_carried_into_the_next(agency: str) -> None:
    before, after = REPORTS[f"{agency}_2021"], REPORTS[f"{agency}_2022"]
    assert applications(before)["carried_out"] == applications(after)["carried_in"]
    issued, repealed, in_force = after.disclosures["normative_documents"]
    assert before.disclosures["normative_documents"][2] + issued - repealed == in_force


def test_the_county_is_the_sum_of_its_units() -> None:
    county, units = REPORTS["330799-gov_2021"], [REPORTS[f"{unit}_2021"] for unit in UNITS]
    for table in (applications, proceedings, lambda report: report.disclosures):
        for row, values in table(county).items():
            summed = [sum(column) for column in zip(*(table(unit)[row] for unit in units), strict=True)]
            assert summed == pytest.approx(list(values))
