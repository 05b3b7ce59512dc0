"""Limits on markup, so that a hostile or broken page ends quickly instead of eating the machine."""

from __future__ import annotations

import re

from crawler.reading.errors import TooLarge

#: Reports have some three thousand elements; long narrative pages with hundreds of links some ten thousand.
MOST_TAGS = 400_000
#: A report has some two hundred cells that span others; each may claim thousands of places in its grid.
MOST_SPANS = 10_000
#: Bytes without embedded images; ten times the longest page seen.
LONGEST_MARKUP = 10_000_000
#: A single element with more text than this in its start tag is no element.
_LONGEST_TAG = 100_000
#: The parser looks up the open elements at every block: depth times elements is what that can cost.
_MOST_LOOKUPS = 150_000_000
#: It looks through a list of choices, with all that is in it, at each of its options: options times elements is what
#: that can cost, some ten nanoseconds each. A list of all counties, three thousand, comes to half of this.
_MOST_CHOICES = 50_000_000
_DEEPEST_TABLES = 24

_BASE64 = re.compile(rb";base64,")
_EMBEDDED = re.compile(rb"""(?<=["'(=])data:[\w/+.;=-]{0,80},[A-Za-z0-9+/=%\s]{200,}""")
#: The address of an embedded picture of text; icons have fewer characters than this.
EMBEDDED, _PICTURE = "内嵌图片", 4000
_LONG_TAG = re.compile(rb"<[a-z!/][^>]{%d}" % _LONGEST_TAG)
#: Elements that stay open until they are closed: all but those that close themselves, or never hold anything.
_NESTING = re.compile(
    rb"<(/?)(?!(?:p|li|d[dt]|t[dhr]|tbody|thead|tfoot|option|br|hr|img|input|meta|link|col|area|base|wbr|embed|param"
    rb"|source|track)[\s/>])([a-z][^\s/>]*)"
)


def without_embedded(markup: bytes) -> bytes:
    """The markup without the bytes of embedded images, which can be most of a page; large ones leave their name."""
    return _EMBEDDED.sub(_name, markup) if _BASE64.search(markup) else markup


def _name(embedded: re.Match[bytes]) -> bytes:
    return EMBEDDED.encode() if len(embedded[0]) >= _PICTURE else b""


def check_limits(text: bytes) -> None:
    """Raise TooLarge for markup (in lower case) that no report has and that would be dear to parse."""
    if len(text) > LONGEST_MARKUP:
        raise TooLarge(f"the page has {len(text):,} bytes of markup, more than any report ({LONGEST_MARKUP:,})")
    tags = text.count(b"<")
    if tags > MOST_TAGS:
        raise TooLarge(f"the page has some {tags:,} elements, more than any report ({MOST_TAGS:,})")
    # A cell has at most one of each.
    spans = sum(map(text.count, (b"rowspan", b"colspan"))) if tags * 2 > MOST_SPANS else 0
    if spans > MOST_SPANS:
        raise TooLarge(f"the page has {spans:,} cells that span others, more than any report ({MOST_SPANS:,})")
    if tags * tags > _MOST_CHOICES and (options := text.count(b"<option")) * tags > _MOST_CHOICES:
        raise TooLarge(f"the page has {options:,} options to choose from among {tags:,} elements, more than any report")
    if len(text) > _LONGEST_TAG and _LONG_TAG.search(text):
        raise TooLarge(f"the page has an element whose start tag is longer than {_LONGEST_TAG:,} bytes")
    if tags * tags > _MOST_LOOKUPS:
        _check_depth(text)


def check_tables(count: int, text: bytes) -> None:
    """Raise TooLarge for so many tables, if they are nested deeper than any report's."""
    if count > _DEEPEST_TABLES:
        _check_depth(text)


def _check_depth(text: bytes) -> None:
    tags = text.count(b"<")
    depth = deepest = tables = deepest_tables = 0
    for match in _NESTING.finditer(text):
        step = -1 if match[1] else 1
        depth = max(depth + step, 0)
        deepest = max(deepest, depth)
        if match[2] == b"table":
            tables = max(tables + step, 0)
            deepest_tables = max(deepest_tables, tables)
    if deepest * tags > _MOST_LOOKUPS or deepest_tables > _DEEPEST_TABLES:
        raise TooLarge(f"the page's elements are nested {deepest:,} deep, deeper than any report's")
