"""The invented reports read back to the figures they were made of."""

from __future__ import annotations

import pytest

from crawler.reading import read
from crawler.reading.report import Report
from crawler.sample_county.content import sites
from crawler.sample_county.model import FOLDER, Article, Portal, figures, portals
from crawler.sample_county.page import Page
from crawler.sample_county.report import applications, proceedings

REPORTS = [
    (view, article)
    for portal in portals()
    for view in portal.views()
    for article in (*view.articles, *view.shown)
    if article.page.endswith(".yaml") and not article.files
]
#: Files in place of pages; the picture is read in ``tests/reading/test_recognition.py``.
FILES = ("370899-office_2022.pdf", "370899-czj_2022.docx", "370899101_2022.xlsx")


@pytest.fixture(params=REPORTS, ids=lambda pair: pair[1].page)
def case(request: pytest.FixtureRequest) -> tuple[Portal, Article, Report]:
    portal, article = request.param
    page = sites()[portal.id][article.url]
    assert isinstance(page, Page)
    return portal, article, read(page.body, url=f"http://{portal.host}{article.url}", media_type="text/html")


def test_the_figures(case: tuple[Portal, Article, Report]) -> None:
    _, article, report = case
    made_of, found = figures(article.page), report.to_dict()
    tables = {
        "disclosures": made_of.disclosures,
        "applications": applications(made_of),
        "proceedings": proceedings(made_of),
    }
    for table, rows in tables.items():
        assert {row: tuple(cells.values()) for row, cells in found[table].items()} == rows


@pytest.mark.parametrize("name", FILES)
def test_the_figures_of_a_file(name: str) -> None:
    made_of = figures(f"{name.partition('.')[0]}.yaml")
    found = read((FOLDER / "pages" / name).read_bytes()).to_dict()
    tables = {
        "disclosures": made_of.disclosures,
        "applications": applications(made_of),
        "proceedings": proceedings(made_of),
    }
    for table, rows in tables.items():
        assert {row: tuple(cells.values()) for row, cells in found[table].items()} == rows


def test_the_metadata(case: tuple[Portal, Article, Report]) -> None:
    _, article, report = case
    made_of = figures(article.page)
    assert (report.title, report.report_year, report.form) == (article.title, made_of.year, "2021")
    found = (report.index_number or "", report.publisher or "", report.source)
    assert found == (article.index, article.publisher, article.source)
    assert (report.created_on, report.published_on) == (article.created, article.day)
    assert report.signed_on == made_of.signed_on


def test_the_six_parts(case: tuple[Portal, Article, Report]) -> None:
    *_, report = case
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_a_page_on_the_form_as_it_should_be_gives_no_remark(case: tuple[Portal, Article, Report]) -> None:
    _, article, report = case
    damaged = article.page == "341199101_2022.yaml"
    assert [remark.kind.value for remark in report.remarks] == (["damaged_text"] if damaged else [])
