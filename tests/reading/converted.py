"""Reports with distinct figures in every format of an office, made by LibreOffice from pages."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from layouts import Sample, Style, html, sample

from crawler.reading.report import Report

#: Target -> sources and the filters that LibreOffice needs to be told.
TARGETS = {
    "docx": ("*.html", ["--convert-to", "docx:MS Word 2007 XML"]),
    "pdf": ("*.html", ["--infilter=HTML (StarWriter)", "--convert-to", "pdf"]),
    "xlsx": ("*.html", ["--infilter=calc_HTML_WebQuery", "--convert-to", "xlsx"]),
    "doc": ("*.docx", ["--convert-to", "doc:MS Word 97"]),
    "rtf": ("example.docx", ["--convert-to", "rtf"]),
    "xls": ("*.xlsx", ["--convert-to", "xls:MS Excel 97"]),
}


def example() -> Sample:
    """A report of our own, some of its cells blank."""
    return sample("2021", random.Random(101), blank=0.15)


def page_of(example: Sample) -> bytes:
    """The page it is converted from."""
    return html(example, Style(markup="word", page="bare", chrome=False, comments=False), random.Random(1))


def convert(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Write the pages as HTML under their names, and in each format beside it; LibreOffice starts once a format."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)")
    for name, page in pages.items():
        (folder / f"{name}.html").write_bytes(page)
    for sources, filters in TARGETS.values():
        names = sorted(path.name for path in folder.glob(sources))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run([program, profile, "--headless", *filters, *names], cwd=folder, check=True, capture_output=True)


def values(report: Report) -> dict[str, dict[str, dict[str, object]]]:
    """What was read, in the shape of a sample's tables; a cell that is not certain is ``"?"``."""
    return {
        name: {
            row: {column: cell.value if cell.certain else "?" for column, cell in cells.items()}
            for row, cells in getattr(report, name).items()
        }
        for name in ("disclosures", "applications", "proceedings")
    }
