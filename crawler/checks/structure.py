"""The six parts of a report: present, in order, filled in, and named as the form names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.generation import has_form
from crawler.checks.parts import NUMERALS, PARTS, parts, wording
from crawler.checks.rules import HOLDS, Verdict, broken, rule
from crawler.checks.silence import in_parts
from crawler.reading.report import Report

_TEXT_PARTS = (1, 5, 6)
_CONVERTED = "原件中该部分完整，系转换或读取时遗漏"


def _on_the_form(report: Report) -> bool:
    return bool(report.sections) and has_form(report)


@rule("F2-missing-part", "六个部分齐全", Severity.WARNING, Basis.LAW, _CONVERTED)
def missing_part(report: Report, _: Context) -> Iterator[Verdict]:
    """《条例》第五十条 and the uniform format: six parts."""
    if not _on_the_form(report):
        return
    present = {part.number for part, _section in parts(report) if part}
    for part in PARTS:
        yield HOLDS if part.number in present else broken(f"缺少“{part.heading}”部分")


@rule("F2-part-order", "六个部分依次排列", Severity.NOTE, Basis.LAW, _CONVERTED)
def part_order(report: Report, _: Context) -> Iterator[Verdict]:
    """The parts follow one another as on the form; a part that comes twice is out of order too."""
    if not _on_the_form(report):
        return
    found = [part.number for part, _section in parts(report) if part]
    if all(one < next_one for one, next_one in pairwise(found)):
        yield HOLDS
    else:
        yield broken(f"各部分次序为：{'、'.join(NUMERALS[number - 1] for number in found)}")


@rule(
    "F2-extra-part",
    "格式之外无其他部分",
    Severity.NOTE,
    Basis.LAW,
    "该部分属于第六部分的附件或说明",
    in_parts,
)
def extra_part(report: Report, _: Context) -> Iterator[Verdict]:
    """A seventh part (七、附件), or a heading that is none of the six."""
    if _on_the_form(report):
        for part, section in parts(report):
            if part is None:
                yield broken(f"格式之外的部分：{section.heading}", quote=section.heading)


@rule(
    "F2-heading-numeral",
    "各部分标题有序号",
    Severity.NOTE,
    Basis.LAW,
    _CONVERTED,
    in_parts,
)
def heading_numeral(report: Report, _: Context) -> Iterator[Verdict]:
    """A heading without its numeral, or with another part's."""
    if not _on_the_form(report):
        return
    for part, section in parts(report):
        if part and section.number is None:
            yield broken(f"“{section.heading}”无序号，格式为“{part.heading}”", quote=section.heading)
        elif part and section.number != part.number:
            yield broken(f"序号为“{section.heading}”，格式为“{part.heading}”", quote=section.heading)


@rule(
    "F2-heading-wording",
    "各部分标题与格式一致",
    Severity.NOTE,
    Basis.LAW,
    "上级规定的格式采用该标题",
    in_parts,
)
def heading_wording(report: Report, _: Context) -> Iterator[Verdict]:
    """A heading reworded, as 五、存在的问题及改进措施."""
    if not _on_the_form(report):
        return
    for part, section in parts(report):
        if part and wording(section.heading) not in part.wordings:
            yield broken(f"标题为“{section.heading}”，格式为“{part.heading}”", quote=section.heading)


@rule(
    "F2-empty-part",
    "各部分有内容",
    Severity.WARNING,
    Basis.LAW,
    "该部分内容以图片、附件形式发布，或转换时遗漏",
    in_parts,
)
def empty_part(report: Report, _: Context) -> Iterator[Verdict]:
    """Nothing under a heading. 二, 三 and 四 consist of a table, which has rules of its own; 六「无」 is content."""
    if not _on_the_form(report):
        return
    for part, section in parts(report):
        if part and part.number in _TEXT_PARTS and not section.text.strip():
            yield broken(f"“{part.heading}”之下未读到内容", quote=section.heading)


_DATE_LINE = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")


@rule(
    "F2-inner-signature",
    "落款在全文之末",
    Severity.NOTE,
    Basis.INFERENCE,
    "该日期不是落款",
    in_parts,
)
def inner_signature(report: Report, _: Context) -> Iterator[Verdict]:
    """A date alone on the last line of a part that is not the last: a document with its own end was pasted in."""
    for section in report.sections[:-1]:
        last = section.text.strip().rpartition("\n")[2].strip()
        if _DATE_LINE.fullmatch(last):
            yield broken(f"“{section.heading}”之末有落款日期，其后仍有正文", quote=last)
