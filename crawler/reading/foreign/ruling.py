"""The ruling lines of a picture: how askew it is, and the cells they enclose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from crawler.reading.foreign.ruled import Rectangle

Picture = NDArray[np.uint8]

#: Pixels at 150 dpi: strokes of characters are shorter, the lines of a table longer than this.
_ACROSS, _DOWN = 40, 30
_SMALLEST_TABLE = (100, 30)
_SMALLEST_CELL = (10, 8)
#: A cell is a rectangle; what fills less of its own bounds is something around tables.
_FILLED = 0.7
_MOST_ASKEW, _LONG = 5.0, 300
#: Pixels in a row that a line has however askew it is; most of the ink has fewer, and is not looked at for lines.
_STROKE = 12
#: Pixels of ink in a row of neighbours that noise does not make.
_SPECK = 6
_INSET = 3


def straightened(picture: Picture) -> Picture:
    """The picture turned until its long lines are level; as it is where they are, or where there are none."""
    found = cv2.HoughLinesP(_across(_ink(picture), _STROKE), 1, np.pi / 1800, 300, minLineLength=_LONG, maxLineGap=6)
    lines = np.empty((0, 4)) if found is None else np.reshape(found, (-1, 4))
    angles = [float(np.degrees(np.arctan2(down, right))) for right, down in lines[:, 2:] - lines[:, :2]]
    askew = [angle for angle in angles if abs(angle) < _MOST_ASKEW]
    angle = float(np.median(askew)) if askew else 0.0
    if abs(angle) < 0.05:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def tables_of(picture: Picture) -> list[list[Rectangle]]:
    """The cells of every ruled table, from top to bottom."""
    ink = _ink(picture)
    lines = cv2.bitwise_or(_across(ink, _ACROSS), _down(ink, _DOWN))
    mask = np.asarray(cv2.dilate(lines, np.ones((3, 3), np.uint8)), np.uint8)
    _, _, frames, _ = cv2.connectedComponentsWithStats(mask)
    tables = [list(_cells(mask, frame)) for frame in frames[1:] if tuple(frame[2:4]) >= _SMALLEST_TABLE]
    return sorted((cells for cells in tables if len(cells) > 1), key=_top)


def has_ink(picture: Picture, cell: Rectangle) -> bool:
    """Whether anything is printed in the cell."""
    left, top, right, bottom = (round(edge) for edge in cell[:4])
    ink = _ink(picture)[top + _INSET : bottom - _INSET, left + _INSET : right - _INSET]
    if not ink.size:
        return False
    _, _, specks, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink))
    return any(speck[4] > _SPECK for speck in specks[1:])


def _cells(mask: Picture, frame: Any) -> Iterator[Rectangle]:
    """What the lines within a frame enclose."""
    left, top, width, height = (int(edge) for edge in frame[:4])
    inside = cv2.bitwise_not(mask[top : top + height, left : left + width])
    _, _, parts, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(inside), connectivity=4)
    for x, y, wide, high, area in parts[1:]:
        whole = wide >= _SMALLEST_CELL[0] and high >= _SMALLEST_CELL[1] and area >= _FILLED * wide * high
        if whole and (wide < width * 0.98 or high < height * 0.5):
            yield Rectangle(float(left + x), float(top + y), float(left + x + wide), float(top + y + high))


def _ink(picture: Picture) -> Picture:
    return np.asarray(
        cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 20), np.uint8
    )


def _across(ink: Picture, length: int) -> Picture:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), np.uint8)


def _down(ink: Picture, length: int) -> Picture:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)), np.uint8)


def _top(cells: list[Rectangle]) -> float:
    return min(cell.top for cell in cells)
