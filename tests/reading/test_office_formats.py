"""The same report in every format of an office: the same cells, title and parts."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from converted import example, values
from seeds import seeds

from crawler.reading import NotInstalled, read
from crawler.reading.foreign import archive, office, ole, pdf, wire
from crawler.reading.understanding import understand

READERS = {"docx": archive.read, "xlsx": archive.read, "xls": ole.read, "pdf": pdf.read, "doc": ole.read}
TABLES = ("disclosures", "applications", "proceedings")
FIELDS = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source")
DATES = ("created_on", "published_on", "signed_on")


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("name", READERS)
def test_every_cell_of_a_real_report(
    real_data: Path, offices: Path, name: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its own words and irregular tables, torn over pages, and figures that are all different."""
    monkeypatch.chdir(tmp_path)
    expected = seeds(real_data)[number].expected
    document = READERS[name]((offices / f"{number}.{name}").read_bytes())
    report = understand(document)
    printed = report.to_dict()
    assert values(report) == {table: expected[table] for table in TABLES}
    assert {field: printed[field] for field in FIELDS + DATES} == {field: expected[field] for field in FIELDS + DATES}
    assert [section.heading for section in report.sections] == expected["section_headings"]
    assert wire.loads(wire.dumps(document)) == document, "the child loses nothing on the way"


@pytest.mark.parametrize("name", ["rtf", "pdf", "xlsx"])
def test_a_child_brings_what_its_reader_reads(offices: Path, name: str) -> None:
    report = read((offices / f"example.{name}").read_bytes())
    assert values(report) == example().tables
    assert (report.title, report.form) == (example().title, example().form)
    assert [(section.number, len(section.text)) for section in report.sections] == [
        *((1, 28), (2, 0), (3, 0), (4, 0), (5, 7), (6, 2))
    ]
    assert not report.remarks


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_that_lies_on_its_side_is_read_upright(offices: Path, degrees: int) -> None:
    out = BytesIO()
    with pypdfium2.PdfDocument(offices / "example.pdf") as document:
        for page in document:
            page.set_rotation(degrees)
        document.save(out)
    report = understand(pdf.read(out.getvalue()))
    assert values(report) == example().tables
    assert report.title == example().title


def test_without_libreoffice_a_doc_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NotInstalled, match="apt-get install libreoffice"):
        office.read(b"")
