"""What the reader noticed about the printing, turned into findings: one finding a kind, however often it occurs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.checks.cells import TABLES
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.labels import place_name
from crawler.checks.rules import Judge, Verdict, broken, rule
from crawler.reading.report import Remark, RemarkKind, Report

#: How many places a message names; the evidence holds them all.
NAMED = 5
#: How many characters of a printed text a message quotes.
LONGEST = 40

_CONVERTED = "原件版式正常，系转换或读取所致"
_KINDS = (
    (RemarkKind.SURPLUS_CELLS, "F3-surplus-cells", "表格各行数值不多于栏数", Severity.WARNING, "行内数值多于栏数"),
    (RemarkKind.MERGED_CELLS, "F3-merged-cells", "一格一数", Severity.WARNING, "一格印有多个数值"),
    (RemarkKind.MISSING_CELLS, "F3-missing-cells", "表格各行数值不少于栏数", Severity.WARNING, "行内数值少于栏数"),
    (RemarkKind.RAGGED_ROW, "F3-ragged-row", "表格各行与表头对齐", Severity.NOTE, "行与表头不对齐"),
    (RemarkKind.DUPLICATE_ROW, "F3-duplicate-row", "表格各行不重复", Severity.WARNING, "同一行重复出现"),
    (RemarkKind.DUPLICATE_TABLE, "F3-duplicate-table", "表格不重复", Severity.WARNING, "同一表格重复出现"),
    (RemarkKind.UNKNOWN_LABEL, "F3-unknown-label", "表格各行为格式所列", Severity.NOTE, "格式中没有的行或栏"),
    (RemarkKind.LABEL_VARIANT, "F3-label-variant", "表格栏目名称与格式一致", Severity.NOTE, "栏目名称与格式不一致"),
    (RemarkKind.UNREADABLE_NUMBER, "F3-unreadable-number", "表格数值可读", Severity.WARNING, "单元格内容不能读作数字"),
    (RemarkKind.NUMBER_WITH_TEXT, "F3-number-with-text", "单元格只填数字", Severity.NOTE, "单元格在数字之外另有文字"),
    (RemarkKind.TABLE_ELSEWHERE, "F3-table-elsewhere", "表格印于正文", Severity.NOTE, "正文未印表格，或在图片、附件中"),
    (RemarkKind.UNCERTAIN_CELLS, "F3-uncertain-cells", "表格数值可辨认", Severity.WARNING, "图片中的数字不能确认"),
    (RemarkKind.PAGES_UNREAD, "F3-pages-unread", "各页均可读取", Severity.WARNING, "有的页面是图片，未能读取"),
    (RemarkKind.ATTACHMENT_UNREAD, "F3-attachment-unread", "附件可读取", Severity.WARNING, "附件未能读取"),
    (RemarkKind.ATTACHMENT_DIFFERS, "I1-attachment-differs", "附件属于本报告", Severity.WARNING, "附件是另一份报告"),
    (RemarkKind.TITLE_SPLIT, "F2-title-split", "标题不断行", Severity.NOTE, "标题断为数行"),
    (
        RemarkKind.TITLES_DIFFER,
        "I1-titles-differ",
        "页面标题与正文标题一致",
        Severity.WARNING,
        "页面标题与正文标题不一致",
    ),
    (RemarkKind.DATES_DIFFER, "T3-dates-differ", "页面所示各日期一致", Severity.NOTE, "页面所示日期不一致"),
    (RemarkKind.DAMAGED_TEXT, "F2-damaged-text", "文字完整", Severity.NOTE, "文字有残缺或乱码"),
)


# The agency on a line of its own is good typography; a document's name cut in two is not.
_WHOLE_NAME = re.compile(r"公开[^/]*(?:报告|年报)")


def _matters(remark: Remark) -> bool:
    if remark.kind is RemarkKind.TITLE_SPLIT:
        return not _WHOLE_NAME.search(remark.raw)
    if remark.kind is RemarkKind.DUPLICATE_TABLE:
        return bool(remark.raw)  # A page may hold the same table for large and for small screens.
    if remark.kind is RemarkKind.LABEL_VARIANT:
        # Headings of the six parts have rules of their own.
        return remark.where.split(".")[0] in TABLES
    return True


def _quoted(kind: RemarkKind, raw: str) -> str:
    if kind is RemarkKind.ATTACHMENT_UNREAD:
        return ""  # What hindered us is for the operator; the evidence has it whole.
    return f"“{raw[:LONGEST]}{'…' if len(raw) > LONGEST else ''}”" if raw else ""


def _printed(noticed: Iterable[Remark]) -> dict[str, str]:
    """What is printed at each place; of several rows that name nothing on the form, all of them."""
    printed: dict[str, list[str]] = {}
    for each in noticed:
        printed.setdefault(each.where, []).append(each.raw)
    return {where: "\n".join(dict.fromkeys(raws)) for where, raws in printed.items()}


def _judge(kind: RemarkKind, said: str) -> Judge:
    def function(report: Report, _: Context) -> Iterator[Verdict]:
        noticed = [each for each in report.remarks if each.kind is kind and _matters(each)]
        if noticed:
            places = list(dict.fromkeys(f"{place_name(each.where)}{_quoted(kind, each.raw)}" for each in noticed))
            more = f"等 {len(places)} 处" if len(places) > NAMED else ""
            yield broken(f"{said}：{'；'.join(places[:NAMED])}{more}", _printed(noticed))

    return function


for _kind, _id, _title, _severity, _said in _KINDS:
    rule(_id, _title, _severity, Basis.INFERENCE, _CONVERTED)(_judge(_kind, _said))
