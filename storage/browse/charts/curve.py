"""Filings by day against the deadline: how many were out, day by day, of all that were owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from markupsafe import Markup

from storage.browse.charts.scale import days, marks, ticks
from storage.browse.charts.svg import element, line, picture, text

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 16.0, 34.0, 30.0


@dataclass(frozen=True, slots=True)
class CurveWords:
    """What the curve says beside its figures; ``due`` has a place for the day."""

    title: str
    description: str
    owed: str
    due: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where days and numbers lie."""

    width: float
    height: float
    first: date
    last: date
    most: int

    def x(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        return _LEFT + (self.width - _LEFT - _RIGHT) * (day - self.first).days / span

    def y(self, number: float) -> float:
        return self.height - _BOTTOM - (self.height - _TOP - _BOTTOM) * number / self.most


def filings_curve(
    filed: Mapping[date, int], due: Sequence[date], owed: int, words: CurveWords, *, width: float, height: float
) -> Markup:
    """Steps of what was out by the end of each day, the deadlines, and all that was owed as a line at the top.

    ``filed``: how many on which day. Days more than two weeks before the year of the first deadline or more than two
    months after the last are gathered at the edge.
    """
    first, last = date(due[0].year, 1, 1) - timedelta(days=14), due[-1] + timedelta(days=60)
    gathered: dict[date, int] = {}
    for day, number in filed.items():
        inside = min(max(day, first), last)
        gathered[inside] = gathered.get(inside, 0) + number
    last = max([*due, *gathered]) + timedelta(days=7)
    scale = ticks(max(owed, sum(gathered.values())))
    frame = _Frame(width, height, first, last, scale[-1])
    pieces = [
        *_grid(frame, scale),
        *_owed(frame, owed, words),
        *_steps(frame, gathered),
        *_deadlines(frame, due, words),
    ]
    return picture((width, height), words.title, words.description, *pieces, class_="curve")


def _grid(frame: _Frame, scale: Sequence[int]) -> list[Markup]:
    pieces = []
    for number in scale:
        y = frame.y(number)
        pieces += [
            line(_LEFT, y, frame.width - _RIGHT, y, "grid"),
            text(_LEFT - 8, y + 4, f"{number:,}", "tick", "end"),
        ]
    for day in marks(frame.first, frame.last, most=int(frame.width // 90)):
        x = frame.x(day)
        pieces.append(line(x, frame.height - _BOTTOM, x, frame.height - _BOTTOM + 5, "axis"))
        pieces.append(text(x, frame.height - 8, f"{day.month}-{day.day:02}", "tick", "middle"))
    return pieces


def _owed(frame: _Frame, owed: int, words: CurveWords) -> list[Markup]:
    y = frame.y(owed)
    return [
        line(_LEFT, y, frame.width - _RIGHT, y, "owed"),
        text(_LEFT + 4, y - 6, f"{words.owed} {owed:,}", "note"),
    ]


def _steps(frame: _Frame, filed: Mapping[date, int]) -> list[Markup]:
    """The curve ends at the last day on which something was seen; what comes after is not known."""
    whole = days(frame.first, max(filed, default=frame.first))
    height = list(accumulate(filed.get(day, 0) for day in whole))
    points = [(frame.x(day), frame.y(number)) for day, number in zip(whole, height, strict=True)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    path += "".join(f"H{x:.1f}V{y:.1f}" for (_, before), (x, y) in pairwise(points) if y != before)
    path += f"H{points[-1][0]:.1f}"
    floor = frame.y(0)
    return [
        element("path", d=f"{path}V{floor:.1f}H{points[0][0]:.1f}Z", class_="area"),
        element("path", d=path, class_="curve-line"),
        element("circle", cx=points[-1][0], cy=points[-1][1], r=3.5, class_="dot"),
    ]


def _deadlines(frame: _Frame, due: Sequence[date], words: CurveWords) -> list[Markup]:
    pieces = []
    for position, day in enumerate(due):
        x = frame.x(day)
        pieces.append(line(x, _TOP - 14, x, frame.height - _BOTTOM, "due"))
        beside = position == 0 and len(due) > 1
        anchor, gap = ("end", -6) if beside else ("start", 6)
        if frame.width - x < 120:
            anchor, gap = "end", -6
        pieces.append(text(x + gap, _TOP - 10, words.due.format(day=f"{day.month}-{day.day:02}"), "due-note", anchor))
    return pieces
