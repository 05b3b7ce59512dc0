"""The last looks at a list page, one small mark each, newest to the right."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from storage.browse.charts.svg import picture

_STEP, _HEIGHT = 9.0, 22.0
_TALL = {"good": 20.0, "weak": 11.0, "failed": 6.0}

#: (kind: good, weak or failed; what it was, for those who point at it)
Mark = tuple[str, str]


def looks_strip(marks: Sequence[Mark], title: str, description: str) -> Markup:
    """Good looks are tall, looks that prove nothing half as tall, failed ones a low block: told by shape and colour."""
    pieces = [_mark(place, kind, told) for place, (kind, told) in enumerate(marks)]
    size = (max(_STEP * len(marks), _STEP), _HEIGHT)
    return picture(size, title, description, *pieces, class_="strip")


def _mark(place: int, kind: str, told: str) -> Markup:
    """Written out, for there are hundreds on a page."""
    tall = _TALL[kind]
    shape = f'x="{_STEP * place:g}" y="{_HEIGHT - tall:g}" width="7" height="{tall:g}"'
    return Markup(f'<rect {shape} class="look {kind}"><title>{escape(told)}</title></rect>')  # noqa: S704 - escaped
