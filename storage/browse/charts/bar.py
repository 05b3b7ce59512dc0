"""How many filings are in which state, as one bar."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from storage.browse.charts.svg import element, picture

#: (tone, word, number)
Part = tuple[str, str, int]

_WIDTH, _HEIGHT, _GAP = 1000.0, 28.0, 2.0


def states_bar(parts: Sequence[Part], title: str) -> Markup:
    """One bar, a piece for each part, as wide as its share; parts of nothing are left out."""
    shown = [part for part in parts if part[2]]
    whole = sum(number for _, _, number in shown)
    if not whole:
        return Markup("")
    room = _WIDTH - _GAP * (len(shown) - 1)
    pieces, at = [], 0.0
    for tone, word, number in shown:
        wide = room * number / whole
        told = element("title", f"{word} {number} ({number / whole:.0%})")
        pieces.append(element("rect", told, x=at, y=0, width=wide, height=_HEIGHT, class_=f"fill {tone}"))
        at += wide + _GAP
    description = ", ".join(f"{word} {number}" for _, word, number in shown)
    size = (_WIDTH, _HEIGHT)
    return picture(size, title, description, *pieces, class_="bar", preserveAspectRatio="none")
