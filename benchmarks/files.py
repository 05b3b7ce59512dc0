"""Reports that are files: the time of one, from the bytes to the report, with the child process that parses it.

The files are those of the sample county; a real PDF, in ``NIANBAO_REAL_DATA`` or ``../shared/data``, comes as it is
and, with text recognition installed, two of its pages as a scan.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from crawler.reading import ReadingError, read
from crawler.sample_county.model import FOLDER

REAL = Path(os.environ.get("NIANBAO_REAL_DATA") or "../shared/data") / "real" / "huaian_2024.pdf"
#: Pages of the real PDF with its table 3.
PAGES = (3, 4)


def main() -> None:
    """Print wall and CPU seconds a file, and the largest child so far."""
    for name, data in _files():
        started, before = time.perf_counter(), _cpu()
        try:
            report = read(data)
            cells = sum(len(row) for row in (*report.disclosures.values(), *report.applications.values()))
        except ReadingError as error:
            print(f"{name}: {error}")
            continue
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        wall, cpu = time.perf_counter() - started, _cpu() - before
        print(f"{name:28} {wall:6.2f} s   {cpu:6.2f} cpu-s   {cells} cells   children up to {largest} MiB")


def _files() -> Iterator[tuple[str, bytes]]:
    for ending in ("pdf", "docx", "xlsx", "png"):
        for path in sorted((FOLDER / "pages").glob(f"*.{ending}")):
            yield path.name, path.read_bytes()
    if REAL.is_file():
        yield REAL.name, REAL.read_bytes()
        if find_spec("rapidocr"):
            yield "two pages of it, scanned", _scanned(REAL, lambda page: page)
            yield "two pages of it, scanned badly", _scanned(REAL, _worn)


def _worn(page: Image.Image) -> Image.Image:
    """Askew, blurred, with noise, and packed hard."""
    turned = page.rotate(0.8, fillcolor=255, resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.8))
    noise = Image.effect_noise(turned.size, 16)
    out = BytesIO()
    ImageChops.add(turned, noise, offset=-128).save(out, "JPEG", quality=45)
    return Image.open(out)


def _scanned(path: Path, scan: Callable[[Image.Image], Image.Image]) -> bytes:
    with pypdfium2.PdfDocument(path) as pdf:
        first, *rest = (scan(pdf[number].render(scale=150 / 72).to_pil().convert("L")) for number in PAGES)
    out = BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=150)
    return out.getvalue()


def _cpu() -> float:
    """CPU seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
