"""The sample pages read as the five originals do: every figure, every blank, every heading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.reading import Report, read
from crawler.sample_county import SampleCounty

REPORTS = json.loads((Path(__file__).parent / "five_reports.json").read_text(encoding="utf-8"))
FIELDS = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source")
DATES = ("created_on", "published_on", "signed_on")
TABLES = ("disclosures", "applications", "proceedings")

#: 同仁市 prints two zeros in one cell of the middle row of three; where the other one belongs, nobody knows.
EITHER = {("632301", "other_no_correction"): {None, 0}, ("632301", "other_misc"): {None, 0}}


#: What must be remarked about a page's layout.
REMARKS = {"410724": "missing_cells", "632301": "merged_cells", "410825": "surplus_cells"}


@pytest.fixture(params=REPORTS, ids=lambda report: report["portal"])
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the page says by hand, and as it is read."""
    return request.param, report_of(request.param).to_dict()


def report_of(expected: dict[str, Any]) -> Report:
    county = SampleCounty()
    page = county.body(expected["portal"], expected["url"])
    return read(page, url=county.origin(expected["portal"]) + expected["url"], media_type="text/html")


def test_the_metadata(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, found = case
    assert {name: found[name] for name in FIELDS + DATES} == {name: expected[name] for name in FIELDS + DATES}


@pytest.mark.parametrize("table", TABLES)
def test_every_cell(case: tuple[dict[str, Any], dict[str, Any]], table: str) -> None:
    expected, found = case
    assert found[table].keys() == expected[table].keys()
    for row, values in expected[table].items():
        read_values = list(found[table][row].values())
        allowed = EITHER.get((expected["portal"], row))
        if allowed:
            assert set(read_values) <= allowed
        else:
            assert read_values == values, row


def test_the_headings_in_order(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, found = case
    assert [section["heading"] for section in found["sections"]] == expected["headings"]


@pytest.mark.parametrize("expected", REPORTS, ids=lambda report: report["portal"])
def test_the_oddities_of_a_page_are_remarked_and_no_other_titles(expected: dict[str, Any]) -> None:
    kinds = {remark.kind.value for remark in report_of(expected).remarks}
    assert REMARKS.get(expected["portal"]) in {None, *kinds}
    assert ("titles_differ" in kinds) == (expected["portal"] == "430623")
