"""Small multiples: one measure over the years, a bar a year, each chart to its own scale."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from storage.browse.charts.svg import element, line, picture, text

_STEP, _HEIGHT, _TOP, _BOTTOM = 44.0, 104.0, 22.0, 22.0

#: (year, number or None where it is blank or absent, address of the report)
Point = tuple[int, int | None, str | None]


def years_bars(title: str, points: Sequence[Point], nothing: str) -> Markup:
    """A bar for each year with its number above; a year without a number says so with ``nothing``."""
    largest = max([number for _, number, _ in points if number] or [1])
    room = _HEIGHT - _TOP - _BOTTOM
    pieces: list[str] = [line(0, _HEIGHT - _BOTTOM, _STEP * len(points), _HEIGHT - _BOTTOM, "axis")]
    for position, (year, number, address) in enumerate(points):
        middle = _STEP * (position + 0.5)
        pieces.append(text(middle, _HEIGHT - 6, str(year), "tick", "middle"))
        tall = room * (number or 0) / largest
        top = _HEIGHT - _BOTTOM - tall
        bar = [
            element("rect", x=middle - 13, y=top, width=26, height=max(tall, 0.5), class_="fill accent"),
            text(middle, top - 5, nothing if number is None else f"{number:,}", "value", "middle"),
        ]
        pieces += [element("a", *bar, href=address)] if address else bar
    told = ", ".join(f"{year}: {nothing if number is None else number}" for year, number, _ in points)
    size = (_STEP * len(points), _HEIGHT)
    return picture(size, title, told, *pieces, class_="multiple", role="group")
