"""Columns without a list: the page is the report itself, sometimes with a tab for every year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.items import ListingRow
from crawler.reading import ReadingError, read
from crawler.reading.title import parse_title
from spiders.listing import canonical, href_of

_TAB = re.compile(r"(20\d{2})年?度?")


def reports_shown(body: bytes, tree: LexborHTMLParser, url: str) -> tuple[ListingRow, ...]:
    """The reports of such a page: one for each year's tab, and the one it shows where that year has no tab.

    Next year the same address may show another report. The year stands behind the address (``#2022``), so that this
    one then is a new row. A tab has no title but its year.
    """
    by_year = dict(_tabs(tree, url))
    if own := _own(body, url):
        by_year.setdefault(*own)
    return tuple(by_year.values())


def _tabs(tree: LexborHTMLParser, url: str) -> Iterator[tuple[int, ListingRow]]:
    """Links from the page to itself with a year in the query: ?nbYear=2022, ?type=3&timeFrame=2022."""
    for link in tree.css("a[href]"):
        tab = _TAB.fullmatch("".join(link.text().split()))
        address = canonical(url, href_of(link)) if tab else ""
        if tab and urlsplit(address).path == urlsplit(url).path and tab[1] in urlsplit(address).query:
            yield int(tab[1]), ListingRow(address, f"{tab[1]}年年报")


def _own(body: bytes, url: str) -> tuple[int, ListingRow] | None:
    """The report that the page itself reads as. One of no year could be any year's: that is no row."""
    try:
        report = read(body, url=url)
    except ReadingError:
        return None
    if not (report.title and report.report_year and (report.sections or report.applications or report.disclosures)):
        return None
    row = ListingRow(f"{urldefrag(url).url}#{report.report_year}", report.title)
    return (report.report_year, row) if parse_title(report.title).is_report else None
