"""Reading against bare parsing: the CPU time of one report page of 68 KB, side by side in one process.

``read + check`` goes from the bytes to the Report and its findings. ``lxml`` only builds the tree of the same bytes,
and then takes the text of its cells as well; ``pandas.read_html`` only makes anonymous frames of the tables.
``read + check, new`` forgets before each page the template that its tables are printed on,
as if no agency shared one. The pages are reports of different agencies and years, taken in turn and worded anew in
every round, so that what the reader remembers from one page helps it with the next no more than it does in a crawl.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import mean, median
from typing import NamedTuple, TypeVar

import pandas
from lxml import html
from selectolax.lexbor import LexborHTMLParser

from crawler.checks import check
from crawler.reading import ReadingError, Report, read
from crawler.reading.document import Block, Document
from crawler.reading.formats import to_document
from crawler.reading.layout import tidy
from crawler.reading.metadata import read_metadata
from crawler.reading.sections import Cut, cut_sections
from crawler.reading.templates import read_printed, template_of
from crawler.sample_county import SampleCounty, manifest

SIZE = 68 * 1024
ROUNDS = 15
#: A report has some 200 figures and 85 labels; pages with fewer cells keep theirs in a script, others repeat them.
CELLS = range(250, 400)

#: What a word processor makes of one cell: five elements, so that the page has 25 a KB as real ones do.
_CELL = (
    r'<\1\2 style="border:solid windowtext 1.0pt"><p class="MsoNormal"><span style="font-size:10.5pt">'
    r'<font face="宋体">\3</font><o:p></o:p></span></p></\1>'
)
_LINK = '<li class="item"><a href="/col/col{0}/index.html" target="_blank">栏目{0}</a></li>'
_CHROME = '<script>{}</script><div style="display:none">返回顶部</div>'.format(
    "document.title = document.title;\n" * 150
)

T = TypeVar("T")
Task = Callable[[bytes], object]


class _Page(NamedTuple):
    """A page, and what each stage of reading has made of it."""

    body: bytes
    document: Document
    blocks: tuple[Block, ...]
    cut: Cut
    report: Report

    @classmethod
    def of(cls, body: bytes) -> _Page:
        document = to_document(body)
        blocks = tidy(document.body)
        return cls(body, document, blocks, cut_sections(blocks), read(body))


#: The stages of reading in their order; the parser's own share is part of the first.
STAGES: dict[str, Callable[[_Page], object]] = {
    "blocks": lambda page: to_document(page.body),
    "order": lambda page: tidy(page.document.body),
    "tables": lambda page: read_printed(page.blocks),
    "sections": lambda page: cut_sections(page.blocks),
    "metadata": lambda page: read_metadata(page.document, page.blocks, page.cut, None),
    "check": lambda page: check(page.report),
}


def pages(edition: int) -> list[bytes]:
    """The reports of the sample county, their cells as a word processor prints them, in the chrome of a portal.

    Every ``edition`` has texts of its own, so that none is known from before.
    """
    bodies = (SampleCounty().body(filing.portal, filing.url) for filing in manifest() if filing.url)
    return [_dressed(body.decode(), edition) for body in bodies if body.count(b"<td") in CELLS and _has_tables(body)]


def _has_tables(body: bytes) -> bool:
    try:
        report = read(body)
    except ReadingError:
        return False
    return bool(report.disclosures and report.applications and report.proceedings)


def _dressed(text: str, edition: int) -> bytes:
    text = re.sub(r"<(td|th)([^>]*)>([^<]*)</\1>", _CELL, text)
    text = re.sub(r"(?=<p>(?:<strong>)?二、)", f"<p>全年组织业务学习 {edition} 次。</p>", text, count=1)
    room = SIZE - len((text + _CHROME).encode())
    menu = "".join(_LINK.format(10000 + number) for number in range(room // len(_LINK.format(10000).encode())))
    return re.sub(r"<body[^>]*>", rf"\g<0>{_CHROME}<ul>{menu}</ul>", text, count=1).encode()


def main() -> None:
    """Print milliseconds of CPU a page (median of the rounds), the ratio to lxml, and where the time goes."""
    _describe(pages(0))
    tasks = _tasks()
    rounds = [{name: _cpu(task, bodies) for name, task in tasks.items()} for bodies in _editions()]
    base = median(each["lxml.html parse"] for each in rounds)
    for name in tasks:
        times = [each[name] for each in rounds]
        ratio = median(times) / base
        print(f"{name:18} {median(times):6.2f} ms  (min {min(times):.2f}, max {max(times):.2f})  {ratio:5.2f} x lxml")
    print("where the time goes: " + ", ".join(f"{name} {share:.0%}" for name, share in _shares().items()))


def _editions() -> Iterator[list[bytes]]:
    return (pages(edition) for edition in range(1, ROUNDS + 1))


def _shares() -> dict[str, float]:
    """The share of every stage in reading and checking; that of the parser alone first."""
    rounds = []
    for bodies in _editions():
        inputs = list(map(_Page.of, bodies))
        stages = {name: _cpu(stage, inputs) for name, stage in STAGES.items()}
        rounds.append({"parser": _cpu(LexborHTMLParser, bodies), **stages})
    middle = {name: median(each[name] for each in rounds) for name in rounds[0]}
    middle["blocks"] -= middle["parser"]
    return {name: taken / sum(middle.values()) for name, taken in middle.items()}


def _describe(bodies: list[bytes]) -> None:
    trees = [html.document_fromstring(body) for body in bodies]
    elements, cells = mean(sum(1 for _ in tree.iter()) for tree in trees), mean(len(_cells(tree)) for tree in trees)
    findings = sum(len(check(read(body))) for body in bodies)
    print(
        f"{len(bodies)} pages of {mean(map(len, bodies)):,.0f} bytes, {elements:,.0f} elements, {cells:.0f} cells; "
        f"{findings} findings"
    )


def _cells(tree: html.HtmlElement) -> list[str]:
    return [cell.text_content() for cell in tree.iter("td", "th")]


def _tasks() -> dict[str, Task]:
    return {
        "lxml.html parse": html.document_fromstring,
        "lxml parse + cells": lambda body: _cells(html.document_fromstring(body)),
        "read": read,
        "read + check": _read_and_check,
        "read + check, new": _on_a_new_template,
        "pandas.read_html": lambda body: pandas.read_html(io.BytesIO(body), encoding="utf-8"),
    }


def _read_and_check(body: bytes) -> object:
    return check(read(body))


def _on_a_new_template(body: bytes) -> object:
    template_of.cache_clear()
    return check(read(body))


def _cpu(task: Callable[[T], object], inputs: Sequence[T]) -> float:
    """Milliseconds of CPU that a task takes for one input."""
    start = time.process_time()
    for each in inputs:
        task(each)
    return (time.process_time() - start) / len(inputs) * 1000


if __name__ == "__main__":
    main()
