"""Single values that cannot be, or that look copied or mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks.cells import Address, cell, cells_where, printed, show, total, value
from crawler.checks.context import Context, agency_kind, is_county_level
from crawler.checks.finding import Basis, Severity
from crawler.checks.labels import cell_name, place_name, row_name
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.checks.silence import in_tables, of_kinds
from crawler.reading.report import RemarkKind, Report

#: A number this large in three unlike columns is no chance: 1/1/1 happens, 97/97/97 is filling by copying.
COPIED_FROM = 5
#: Above this many 万元 a township's or subdistrict's yearly fees or purchases were most likely typed in 元.
LARGE_AMOUNT = 10_000

_TOWNS = frozenset({"township", "subdistrict"})
_FRACTION = re.compile(r"[-+]?\d+\.\d*[1-9]\d*", re.ASCII)
_DOCUMENT_ROWS = ("rules", "normative_documents")
_UNLIKE = (
    ("items_last_year", "change", "decisions"),
    ("issued", "repealed", "in_force"),
)
_AMOUNTS = (Address("disclosures", "fees", "amount_10k_yuan"), Address("disclosures", "procurement", "amount_10k_yuan"))


@rule(
    "D8-rules-without-power",
    "县级以下机关不制定规章",
    Severity.ERROR,
    Basis.LAW,
    "该机关为设区的市（州）级以上，或所印数字不在规章一行",
)
def rules_without_power(report: Report, context: Context) -> Iterator[Verdict]:
    """规章 are made by ministries, provinces and prefecture-level cities alone (立法法)."""
    cells = [Address("disclosures", "rules", column) for column in report.disclosures.get("rules", {})]
    numbers = {address: number for address in cells if (number := value(report, address)) is not None}
    wrong = {address: number for address, number in numbers.items() if number}
    if wrong and is_county_level(report, context):
        figures = "、".join(f"{cell_name(address)} {show(number)}" for address, number in wrong.items())
        yield broken(f"县级以下机关无规章制定权，规章一行填有：{figures}", printed(report, wrong))
    elif wrong or not numbers:
        yield cannot_tell("规章一行为空白" if cells and not wrong else "无法判断该机关是否为县级以下")
    else:
        yield HOLDS


@rule(
    "D8-negative",
    "件数、金额不为负",
    Severity.ERROR,
    Basis.FORM,
    "原件所印并非负数，或该栏为本年增/减",
    in_tables,
)
def negative(report: Report, _: Context) -> Iterator[Verdict]:
    """Only 本年增/减 of the form of 2019 may be negative."""
    if min(report.figures.values(), default=0) >= 0:
        return
    for address, number in cells_where(report, lambda number: number < 0):
        if address.column != "change":
            yield broken(f"{cell_name(address)}为负数：{show(number)}", printed(report, [address]))


@rule(
    "D8-fraction",
    "件数为整数",
    Severity.ERROR,
    Basis.FORM,
    "原件所印为整数，小数点系转换所致",
    in_tables,
)
def fraction(report: Report, _: Context) -> Iterator[Verdict]:
    """Documents, decisions and applications are whole numbers: the reader cannot read a count with decimals as one."""
    for remark in report.remarks:
        if remark.kind is RemarkKind.UNREADABLE_NUMBER and _FRACTION.fullmatch(remark.raw):
            yield broken(f"{place_name(remark.where)}为小数：{remark.raw}", {remark.where: remark.raw})


@rule(
    "D8-unit",
    "金额以万元计",
    Severity.WARNING,
    Basis.FORM,
    "原件在表头另注明以元为单位",
    in_tables,
)
def unit(report: Report, _: Context) -> Iterator[Verdict]:
    """The form asks for 万元; an amount printed with 元 was converted on reading."""
    for remark in report.remarks:
        if remark.kind is RemarkKind.UNIT_CONVERTED:
            yield broken(f"表格单位为万元，单元格印为“{remark.raw}”", {remark.where: remark.raw})


@rule(
    "D8-large-amount",
    "金额与机关规模相称",
    Severity.NOTE,
    Basis.INFERENCE,
    "该机关当年确有此数额的收费或采购",
    of_kinds(_TOWNS, in_tables),
)
def large_amount(report: Report, context: Context) -> Iterator[Verdict]:
    """A township that took or spent more than a hundred million yuan most likely typed 元 under 万元."""
    if agency_kind(report, context) not in _TOWNS:
        return
    for address in _AMOUNTS:
        number = value(report, address)
        if number is not None and number >= LARGE_AMOUNT:
            yield broken(f"{cell_name(address)}为 {show(number)} 万元，或以元填写", printed(report, [address]))


@rule(
    "D8-copied-values", "不同口径的栏不为同一数", Severity.WARNING, Basis.INFERENCE, "各栏数字确属巧合相同", in_tables
)
def copied_values(report: Report, _: Context) -> Iterator[Verdict]:
    """The same number in all of last year's items, this year's change and the decisions was filled by copying."""
    for row, cells in report.disclosures.items():
        for columns in _UNLIKE:
            if columns[0] not in cells:
                continue
            addresses = [Address("disclosures", row, column) for column in columns]
            first, *others = [value(report, address) for address in addresses]
            if first is not None and first >= COPIED_FROM and all(number == first for number in others):
                figures = "/".join([show(first)] * len(columns))
                yield broken(f"{row_name(addresses[0])}各栏均为同一数：{figures}", printed(report, addresses))


@rule(
    "D8-disclosed-total",
    "对外公开总数量不少于本年新公开数量",
    Severity.WARNING,
    Basis.INFERENCE,
    "当年有文件撤回",
)
def disclosed_total(report: Report, _: Context) -> Iterator[Verdict]:
    """Form of 2019: what was disclosed this year is part of all that is disclosed."""
    for row in _DOCUMENT_ROWS:
        whole, part = (Address("disclosures", row, column) for column in ("disclosed_total", "disclosed"))
        if cell(report, whole) is not None:
            yield _not_less(report, whole, part)


@rule(
    "D8-in-force",
    "现行有效件数不少于本年制发减本年废止",
    Severity.WARNING,
    Basis.INFERENCE,
    "本年制发的文件有当年即失效而未计入废止的",
)
def in_force(report: Report, _: Context) -> Iterator[Verdict]:
    """Form of 2021: whatever was in force before, this year's documents less the repealed ones are in force now."""
    for row in _DOCUMENT_ROWS:
        held, issued, repealed = (Address("disclosures", row, column) for column in ("in_force", "issued", "repealed"))
        if cell(report, held) is None:
            continue
        if (known := total(report, held, repealed)) is None or (made := value(report, issued)) is None:
            yield cannot_tell(f"{row_name(held)}有空白的单元格")
        elif known >= made:
            yield HOLDS
        else:
            figures = "、".join(f"{cell_name(each)} {show(value(report, each))}" for each in (issued, repealed, held))
            yield broken(f"现行有效少于制发减废止：{figures}", printed(report, (issued, repealed, held)))


def _not_less(report: Report, whole: Address, part: Address) -> Verdict:
    more, less = value(report, whole), value(report, part)
    if more is None or less is None:
        return cannot_tell(f"{row_name(whole)}有空白的单元格")
    if more >= less:
        return HOLDS
    message = f"{cell_name(whole)} {show(more)} < {cell_name(part)} {show(less)}"
    return broken(message, printed(report, (whole, part)))
