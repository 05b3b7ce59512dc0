"""Real files against their values read by hand."""

from __future__ import annotations

import json
from pathlib import Path

from converted import values

from crawler.reading import read
from crawler.reading.report import RemarkKind

FIELDS = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source", "signed_on")


def test_a_pdf_whose_tables_run_over_pages(real_data: Path) -> None:
    report = read((real_data / "real" / "huaian_2024.pdf").read_bytes())
    expected = json.loads((real_data / "expected" / "huaian_2024.json").read_text(encoding="utf-8"))
    assert values(report) == {table: expected[table] for table in ("disclosures", "applications", "proceedings")}
    printed = report.to_dict()
    assert {name: printed[name] for name in FIELDS} == {name: expected[name] for name in FIELDS}
    assert [section.heading for section in report.sections] == expected["section_headings"]
    assert {remark.kind for remark in report.remarks} == {RemarkKind.TITLE_SPLIT}
    text = "\n".join(section.text for section in report.sections)
    assert "- 2 -" not in text
    assert "答复3050件（含上年度结转申请34件，另有103件顺延到下年度答复）" in text, "lines of a paragraph are one"


def test_a_blank_form_is_blank_and_not_zero(real_data: Path) -> None:
    report = read((real_data / "real" / "blank_form_2021.docx").read_bytes())
    cells = [cell for table in values(report).values() for row in table.values() for cell in row.values()]
    assert len(cells) == 200
    assert set(cells) == {None}
