"""Elements of SVG as safe markup."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup, escape


def element(name: str, *children: str, **attributes: object) -> Markup:
    """One element; text children are escaped. ``class_`` is class, ``text_anchor`` is text-anchor."""
    given = "".join(f' {_name(key)}="{_text(value)}"' for key, value in attributes.items() if value is not None)
    inner = Markup("").join(children)
    return Markup(f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>")  # noqa: S704 - escaped above


def picture(
    size: tuple[float, float], title: str, description: str, *children: str, class_: str, **attributes: object
) -> Markup:
    """A chart with its title and what it says, for those who cannot see it; ``role="group"`` where it holds links."""
    width, height = size
    given = {"role": "img", "aria_label": f"{title}. {description}" if description else title} | attributes
    view = {"viewBox": f"0 0 {width:g} {height:g}", "class_": f"chart {class_}"}
    return element("svg", *children, **view, **given)


def text(x: float, y: float, words: str, class_: str = "", anchor: str = "start") -> Markup:
    """Words at a place."""
    return element("text", words, x=x, y=y, class_=class_ or None, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _text(value: object) -> str:
    """A value as an attribute holds it; a number has nothing to escape."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else escape(value)
