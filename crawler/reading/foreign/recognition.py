"""Pictures of pages -> Pages: cells by their ruling lines, text by recognition, each cell with its doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
from rapidocr import RapidOCR

from crawler.reading.foreign.ruled import Rectangle, grid_of, is_table
from crawler.reading.foreign.ruling import Picture, has_ink, straightened, tables_of
from crawler.reading.foreign.typeset import Glyph, Page, Table, cell_text, lines_of

#: Confidence below which a figure may be another.
_SURE = 0.9
#: How much of a recognised piece of text lies in the cell it is taken for.
_WITHIN = 0.7
#: Pixels; the edges of cells on both sides of one line are nearer.
_TOLERANCE = 7.0
#: Threads that wait for one another take half as much computing again, and are no faster beside a crawl.
_ALONE = {f"EngineConfig.onnxruntime.{each}_op_num_threads": 1 for each in ("intra", "inter")}
#: Pixels of white around a cell that is recognised by itself.
_MARGIN = 12


def page_of(picture: Picture) -> Page:
    """What a page at some 150 dpi prints, as grey values."""
    level = straightened(picture)
    glyphs, scores = _recognised(level)
    tables, taken = [], set()
    for cells in tables_of(level):
        filled, inside = _filled(level, cells, glyphs, scores)
        grid = grid_of(filled, _TOLERANCE)
        if is_table(grid):
            taken |= inside
            left, right = min(cell.left for cell in cells), max(cell.right for cell in cells)
            tables.append(Table(left, min(cell.top for cell in cells), right, grid))
    rest = [glyph for number, glyph in enumerate(glyphs) if number not in taken]
    return Page(float(level.shape[0]), tuple(lines_of(rest)), tuple(tables))


@cache
def _engine() -> RapidOCR:
    return RapidOCR(params=_ALONE)


def _recognised(picture: Picture) -> tuple[list[Glyph], list[float]]:
    found: Any = _engine()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), use_cls=False)
    if found.boxes is None:
        return [], []
    return [_glyph(text, box) for text, box in zip(found.txts, found.boxes, strict=True)], list(found.scores)


def _glyph(text: str, box: Any) -> Glyph:
    (left, top), (right, bottom) = np.min(box, axis=0), np.max(box, axis=0)
    return Glyph(text, float(left), float(top), float(right), float(bottom))


def _filled(
    picture: Picture, cells: Sequence[Rectangle], glyphs: Sequence[Glyph], scores: Sequence[float]
) -> tuple[list[Rectangle], set[int]]:
    """The cells with their text, and which glyphs that took."""
    inside: dict[int, list[int]] = defaultdict(list)
    taken = set()
    for number, glyph in enumerate(glyphs):
        for place in _places(glyph, cells):
            taken.add(number)
            if _share(glyph, cells[place]) >= _WITHIN:
                inside[place].append(number)
    filled = []
    for place, cell in enumerate(cells):
        numbers = inside[place]
        text = cell_text([glyphs[number] for number in numbers], cell.right - cell.left)
        score = min((scores[number] for number in numbers), default=1.0)
        if not text and has_ink(picture, cell):
            text, score = _alone(picture, cell)
        filled.append(cell._replace(text=text, certain=score >= _SURE))
    return filled, taken


def _places(glyph: Glyph, cells: Sequence[Rectangle]) -> Iterator[int]:
    """The cell in which the middle of a piece of text stands."""
    across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    for place, cell in enumerate(cells):
        if cell.left - _MARGIN / 4 <= across < cell.right + _MARGIN / 4 and cell.top <= down < cell.bottom:
            yield place
            return


def _share(glyph: Glyph, cell: Rectangle) -> float:
    """How much of the width of a piece of text is in a cell; one that reaches over a line holds two cells' figures."""
    both = min(glyph.right, cell.right) - max(glyph.left, cell.left)
    return both / max(glyph.right - glyph.left, 1.0)


def _alone(picture: Picture, cell: Rectangle) -> tuple[str, float]:
    """The text of a cell that was overlooked on the page; ink that is no text leaves it blank and in doubt."""
    left, top, right, bottom = (round(edge) for edge in cell[:4])
    part = picture[top + 2 : bottom - 2, left + 2 : right - 2]
    framed = np.pad(part, _MARGIN, constant_values=255)
    found: Any = _engine()(cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR), use_det=False, use_cls=False, use_rec=True)
    text = "".join(found.txts or ()).strip()
    return (text, float(min(found.scores))) if text else ("", 0.0)
