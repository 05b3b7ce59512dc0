"""Figures in scans and pictures. Few tests: recognising a page takes seconds."""

from __future__ import annotations

import importlib.util
import json
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from hostile_files import with_stream
from PIL import Image, ImageDraw, ImageFilter

from crawler.reading import NotInstalled, read
from crawler.reading.document import Paragraph
from crawler.reading.foreign import image, pdf
from crawler.reading.numbers import read_number
from crawler.reading.report import Cell, RemarkKind, Report
from crawler.sample_county.model import FOLDER, figures
from crawler.sample_county.report import applications

OCR = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))
needs_ocr = pytest.mark.skipif(not OCR, reason="pip install 'nianbao[ocr]'")


def pages(real_data: Path, *numbers: int) -> Iterator[Image.Image]:
    """Pages of the real PDF at 150 dpi."""
    with pypdfium2.PdfDocument(real_data / "real" / "huaian_2024.pdf") as document:
        for number in numbers:
            yield document[number].render(scale=150 / 72).to_pil().convert("L")


def worn(page: Image.Image, seed: int) -> Image.Image:
    """The page as a bad scan: askew, blurred, with noise, and packed hard."""
    turned = page.rotate(0.8, fillcolor=255, resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.8))
    noise = np.random.default_rng(seed).normal(0, 8, np.asarray(turned).shape)
    out = BytesIO()
    Image.fromarray(np.clip(np.asarray(turned) + noise, 0, 255).astype("uint8")).save(out, "JPEG", quality=45)
    return Image.open(out)


def scanned(*scans: Image.Image) -> bytes:
    """A PDF of pictures."""
    out = BytesIO()
    scans[0].save(out, "PDF", save_all=True, append_images=scans[1:], resolution=150, quality=45)
    return out.getvalue()


def number(cell: Cell) -> float | None:
    """The number that a cell seems to hold, certain or not."""
    return read_number(cell.raw).cell.value


def compared(report: Report, expected: dict[str, Any]) -> tuple[int, list[str]]:
    """How many cells of table 3 are recognised as they are, and which are wrong without a doubt."""
    right, wrong = 0, []
    for row, cells in expected["applications"].items():
        for column, value in cells.items():
            found = report.applications.get(row, {}).get(column)
            right += found is not None and number(found) == value
            if found is None or (found.certain and found.value != value):
                wrong.append(f"{row}.{column}")
    return right, wrong


@pytest.fixture(autouse=True)
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_OCR")


@pytest.fixture
def expected(real_data: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((real_data / "expected" / "huaian_2024.json").read_text(encoding="utf-8"))
    return values


@needs_ocr
def test_a_clean_scan_of_a_table_over_two_pages(real_data: Path, expected: dict[str, Any]) -> None:
    report = read(scanned(*pages(real_data, 3, 4)))
    assert compared(report, expected) == (175, [])
    assert {origin.format for origin in report.origins.values()} == {"scanned pdf"}


@needs_ocr
def test_a_bad_scan_of_a_page(real_data: Path, expected: dict[str, Any]) -> None:
    """The first thirteen rows; benchmarks/files.py reads both pages."""
    report = read(scanned(*(worn(page, seed) for seed, page in enumerate(pages(real_data, 3)))))
    rows = dict(list(expected["applications"].items())[:13])
    right, wrong = compared(report, {"applications": rows})
    assert report.applications.keys() == rows.keys()
    assert right >= 13 * 7 - 3
    assert wrong == []


@needs_ocr
def test_a_clean_picture_of_a_table() -> None:
    """The picture that an agency of the sample county shows in place of its table 3."""
    made_of = applications(figures("370899102_2022.yaml"))
    report = read((FOLDER / "pages" / "370899102_2022.png").read_bytes())
    read_as = {row: [number(cell) for cell in cells.values()] for row, cells in report.applications.items()}
    assert read_as == {row: list(values) for row, values in made_of.items()}
    assert all(cell.certain or cell.value is None for row in report.applications.values() for cell in row.values())


def test_recognition_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_OCR", "off")
    with pytest.raises(NotInstalled, match="switched off"):
        read((FOLDER / "pages" / "370899102_2022.png").read_bytes())


def test_the_text_that_a_scanner_put_under_its_picture_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without recognition it is all there is, and the page is remarked on."""
    monkeypatch.setattr(image, "find_spec", lambda _: None)
    picture = (
        b"<</Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1>>"
    )
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
    resources = b"/XObject <</I 5 0 R>> /Font <</F 6 0 R>>"
    hidden = b" BT 3 Tr /F 12 Tf 100 700 Td (whatascannerhasrecognised) Tj ET"
    for size, remarked in ((b"595 0 0 842", True), (b"95 0 0 42", False)):
        content = zlib.compress(b"q " + size + b" 0 0 cm /I Do Q" + hidden)
        document = pdf.read(with_stream(content, picture + b"stream\n\xffendstream", font, resources=resources))
        assert [remark.kind for remark in document.remarks] == [RemarkKind.PAGES_UNREAD] * remarked
        assert document.body == (Paragraph("whatascannerhasrecognised"),)


def test_without_the_extra_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "find_spec", lambda _: None)
    blank = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(blank).rectangle((100, 100, 400, 300), outline=0)
    out = BytesIO()
    blank.save(out, "PNG")
    for reader, data in ((image.read, out.getvalue()), (pdf.read, scanned(blank))):
        with pytest.raises(NotInstalled, match=r"pip install 'nianbao\[ocr\]'"):
            reader(data)
