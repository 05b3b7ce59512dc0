"""HTML elements by what they do to the text around them."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Elements that begin and end a line of running text; everything else is part of one.
BLOCKS = _names("""
    html body div p table thead tbody tfoot tr td th caption ul ol li dl dt dd h1 h2 h3 h4 h5 h6 section article main
    header footer nav aside form fieldset center blockquote pre address figure figcaption ucapcontent
""")
LINE_ENDS = BLOCKS | _names("br hr")
#: Elements that set apart what stands in them from the rest of a cell: lines, but footnotes and struck figures too.
APART = _names("br p div li ul ol tr td th h1 h2 h3 h4 h5 h6 sup sub small s del strike rt rp")
SECTIONS = _names("tbody thead tfoot")
CELLS = _names("td th")
SHOWN = _names("img iframe embed object")
#: Elements whose text is not shown, or is not the page's own.
UNSEEN = sorted(_names("script style noscript template svg textarea select button nav"))
#: Inline elements are nested a few deep; what goes further is not followed.
MOST_INLINE = 64
