"""One report in several files: what a page does not print is taken from the files it links to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crawler.reading.doubt import doubted
from crawler.reading.report import PARTS, TABLES, Origin, Remark, RemarkKind, Report, Section, Table
from crawler.reading.tables import Tables

#: The first report year on the statutory form; earlier reports owe no tables.
_FIRST_FORM_YEAR = 2019
#: Of the letters that two names of agencies have in common, the shorter name's share that makes them one agency's.
_ALIKE = 0.5
_COMMON = "人民政府"
#: The formats of pictures, of which a page may show one for each page of the report.
_RECOGNISED = ("picture", "scanned pdf")


@dataclass(frozen=True, slots=True)
class File:
    """A file that a report's page links to: the text of the link, and the report in it or why there is none."""

    title: str
    report: Report | None
    trouble: str = ""


def lacks(report: Report) -> tuple[str, ...]:
    """The parts of a report that its page does not print, and that its files may hold."""
    due = PARTS if (report.report_year or _FIRST_FORM_YEAR) >= _FIRST_FORM_YEAR else ("sections",)
    return tuple(part for part in due if not getattr(report, part))


def completed(page: Report, files: Iterable[File]) -> Report:
    """The page's report with the parts it lacks, each from the first file that holds it; ``origins`` tells which.

    What the page prints stays as it is; a table that a file prints otherwise is remarked on, as is a file that cannot
    be read or that is another report.
    """
    report = page
    remarks: list[Remark] = []
    for file in files:
        if why := unused(page, file):
            kind = RemarkKind.ATTACHMENT_DIFFERS if file.report else RemarkKind.ATTACHMENT_UNREAD
            remarks.append(Remark(kind, file.title, why))
        elif file.report:
            remarks += _differing(report, file.report)
            report = _with(_continued(report, file.report), file.report)
    return replace(report, remarks=(*_still_true(page, report), *report.remarks[len(page.remarks) :], *remarks))


def unused(page: Report, file: File) -> str | None:
    """Why nothing of a file is taken, ``None`` where it may be."""
    if file.report is None:
        return file.trouble
    differs = page.report_year and file.report.report_year not in (None, page.report_year)
    if differs or not _alike(page.agency_name, file.report.agency_name):
        return file.report.title or ""
    return None


def _with(report: Report, more: Report) -> Report:
    taken = [part for part in PARTS if getattr(more, part) and not getattr(report, part)]
    if not taken:
        return report
    parts = {part: getattr(more, part) for part in taken}
    if "sections" in taken:
        parts |= {"preamble": more.preamble, "signed_on": report.signed_on or more.signed_on}
    origins: dict[str, Origin] = {**report.origins, **{part: more.origins[part] for part in taken}}
    remarks = (*report.remarks, *(remark for remark in more.remarks if _part_of(remark) in taken))
    return replace(report, **parts, form=report.form or more.form, origins=origins, remarks=remarks)


def _continued(report: Report, more: Report) -> Report:
    """A report that is shown in pictures of its pages, with what the next page goes on with."""
    pictured = [part for part in PARTS if _is_recognised(report, part) and _is_recognised(more, part)]
    for part in pictured:
        report = _with_text(report, more) if part == "sections" else _with_rows(report, more, part)
    return report


def _with_text(report: Report, more: Report) -> Report:
    """The last section goes on above the first heading of the next page."""
    known = {section.heading for section in report.sections}
    *before, last = report.sections
    whole = Section(last.number, last.heading, "\n".join(filter(None, (last.text, more.preamble))))
    return replace(report, sections=(*before, whole, *(each for each in more.sections if each.heading not in known)))


def _with_rows(report: Report, more: Report, table: str) -> Report:
    """A table that goes on in other rows; whether it adds up shows only now."""
    rows = {name: getattr(report, name) for name in TABLES}
    if rows[table].keys() & getattr(more, table).keys():
        return report
    whole = doubted(Tables(report.form, **{**rows, table: {**rows[table], **getattr(more, table)}}, remarks=()))
    told = (*report.remarks, *more.remarks, *whole.remarks)
    remarks = dict.fromkeys(each for each in told if each in report.remarks or _part_of(each) == table)
    return replace(report, **{table: getattr(whole, table)}, remarks=tuple(remarks))


def _is_recognised(report: Report, part: str) -> bool:
    origin = report.origins.get(part)
    return origin is not None and origin.format in _RECOGNISED


def _part_of(remark: Remark) -> str:
    """The part that a remark is about; ``""`` for the title and the dates, which the page tells."""
    table = remark.where.partition(".")[0]
    if table in TABLES:
        return table
    about_text = remark.kind in (RemarkKind.LABEL_VARIANT, RemarkKind.DAMAGED_TEXT, RemarkKind.PAGES_UNREAD)
    return "sections" if about_text else ""


def _still_true(page: Report, report: Report) -> Iterator[Remark]:
    """The page's remarks; a table that is elsewhere is there no more once it was found."""
    missing = iter([table for table in TABLES if not getattr(page, table)])
    for remark in page.remarks:
        table = next(missing, "") if remark.kind is RemarkKind.TABLE_ELSEWHERE else ""
        if not table or not getattr(report, table):
            yield remark


def _differing(report: Report, more: Report) -> Iterator[Remark]:
    for table in TABLES:
        if difference := _difference(getattr(report, table), getattr(more, table)):
            yield Remark(RemarkKind.DUPLICATE_TABLE, table, difference)


def _difference(one: Table, other: Table) -> str:
    """The first cell that two copies of a table print differently, as ``row.column: a / b``."""
    for row, cells in one.items():
        for column, cell in cells.items():
            twin = other.get(row, {}).get(column)
            if twin and twin.certain and cell.certain and twin.value != cell.value:
                return f"{row}.{column}: {cell.raw} / {twin.raw}"
    return ""


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two names may be one agency's (获嘉县政府办 and 获嘉县人民政府办公室); an unknown one may be any."""
    if not one or not other:
        return True
    letters, others = set(one.replace(_COMMON, "")), set(other.replace(_COMMON, ""))
    return len(letters & others) >= _ALIKE * min(len(letters), len(others))
