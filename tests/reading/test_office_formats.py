"""The same report in every format of an office: the same cells, title and parts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from converted import samples, values

from crawler.reading import NotInstalled, read
from crawler.reading.foreign import archive, office, ole, pdf
from crawler.reading.report import RemarkKind
from crawler.reading.understanding import understand

READERS = {"docx": archive.read, "xlsx": archive.read, "xls": ole.read, "pdf": pdf.read, "doc": ole.read}


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("name", READERS)
def test_every_cell_of_every_report(
    offices: Path, name: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = samples()[number]
    report = understand(READERS[name]((offices / f"{number}.{name}").read_bytes()))
    assert values(report) == expected.tables
    assert (report.title, report.form) == (expected.title, expected.form)
    assert [(section.number, len(section.text)) for section in report.sections] == [
        *((1, 28), (2, 0), (3, 0), (4, 0), (5, 7), (6, 2))
    ]
    assert not report.remarks


@pytest.mark.parametrize("name", ["rtf", "docx", "pdf", "xlsx"])
def test_a_child_brings_what_its_reader_reads(offices: Path, name: str) -> None:
    report = read((offices / f"1.{name}").read_bytes())
    assert values(report) == samples()[1].tables
    assert RemarkKind.TABLE_ELSEWHERE not in {remark.kind for remark in report.remarks}


def test_without_libreoffice_a_doc_says_what_to_install(offices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NotInstalled, match="apt-get install libreoffice"):
        office.read((offices / "0.doc").read_bytes())
