"""Limits on markup, so that a hostile or broken page ends quickly instead of eating the machine."""

from __future__ import annotations

import re

from crawler.reading.errors import TooLarge

#: Reports have some three thousand elements; long narrative pages with hundreds of links some ten thousand.
MOST_TAGS = 400_000
#: Characters without embedded images; ten times the longest page seen.
LONGEST_MARKUP = 10_000_000
#: A single element with more text than this in its start tag is no element.
_LONGEST_TAG = 100_000
#: The parser looks up the open elements at every block: depth times elements is what that can cost.
_MOST_LOOKUPS = 150_000_000
_DEEPEST_TABLES = 24

_EMBEDDED = re.compile(r"""(?<=["'(=])data:[\w/+.;=-]{0,80},[A-Za-z0-9+/=%\s]{200,}""")
_LONG_TAG = re.compile(rf"<[a-zA-Z!/][^>]{{{_LONGEST_TAG}}}")
#: Elements that stay open until they are closed; p, li, td and the like close themselves.
_NESTING = re.compile(
    r"<(/?)(div|span|font|b|i|u|a|em|strong|big|small|center|ul|ol|dl|table|section|article|form|blockquote|fieldset)\b",
    re.IGNORECASE,
)


def without_embedded(text: str) -> str:
    """The markup without the bytes of embedded images, which can be most of a page."""
    return _EMBEDDED.sub("", text) if ";base64," in text else text


def check_limits(text: str) -> None:
    """Raise TooLarge for markup that no report has and that would be dear to parse."""
    if len(text) > LONGEST_MARKUP:
        raise TooLarge(f"the page has {len(text):,} characters of markup, more than any report ({LONGEST_MARKUP:,})")
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise TooLarge(f"the page has some {tags:,} elements, more than any report ({MOST_TAGS:,})")
    if len(text) > _LONGEST_TAG and _LONG_TAG.search(text):
        raise TooLarge(f"the page has an element whose start tag is longer than {_LONGEST_TAG:,} characters")
    if tags * tags > _MOST_LOOKUPS or text.count("<table") + text.count("<TABLE") > _DEEPEST_TABLES:
        _check_depth(text, tags)


def _check_depth(text: str, tags: int) -> None:
    depth = deepest = tables = deepest_tables = 0
    for match in _NESTING.finditer(text):
        step = -1 if match[1] else 1
        depth = max(depth + step, 0)
        deepest = max(deepest, depth)
        if match[2] in ("table", "TABLE"):
            tables = max(tables + step, 0)
            deepest_tables = max(deepest_tables, tables)
    if deepest * tags > _MOST_LOOKUPS or deepest_tables > _DEEPEST_TABLES:
        raise TooLarge(f"the page's elements are nested {deepest:,} deep, deeper than any report's")
