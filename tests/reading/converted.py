"""Reports with distinct figures in every format of an office, made by LibreOffice from pages of our own."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from layouts import Sample, Style, html, sample

from crawler.reading.report import Report

PLAIN = Style(markup="word", page="bare", chrome=False, comments=False)
#: Target -> source and the filters that LibreOffice needs to be told.
TARGETS = {
    "docx": ("html", ["--convert-to", "docx:MS Word 2007 XML"]),
    "pdf": ("html", ["--infilter=HTML (StarWriter)", "--convert-to", "pdf"]),
    "xlsx": ("html", ["--infilter=calc_HTML_WebQuery", "--convert-to", "xlsx"]),
    "doc": ("docx", ["--convert-to", "doc:MS Word 97"]),
    "rtf": ("docx", ["--convert-to", "rtf"]),
    "xls": ("xlsx", ["--convert-to", "xls:MS Excel 97"]),
}


def samples() -> list[Sample]:
    """Four on the form of 2021, one of them with blank cells, and one on that of 2019."""
    forms = ("2021", "2021", "2021", "2021", "2019")
    return [sample(form, random.Random(100 + n), blank=0.15 if n == 1 else 0) for n, form in enumerate(forms)]


def convert(folder: Path, *formats: str) -> None:
    """Write the samples as ``0.html`` and so on, and each in these formats beside it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)")
    for number, each in enumerate(samples()):
        (folder / f"{number}.html").write_bytes(html(each, PLAIN, random.Random(1)))
    for target in formats:
        source, filters = TARGETS[target]
        names = sorted(path.name for path in folder.glob(f"*.{source}"))
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
