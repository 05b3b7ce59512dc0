"""Document -> Report: tables, sections and metadata together, and whether it is a report at all."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.reading.document import Document
from crawler.reading.doubt import doubted
from crawler.reading.errors import NotAReport
from crawler.reading.headings import heading_of
from crawler.reading.layout import tidy
from crawler.reading.metadata import Metadata, read_metadata
from crawler.reading.preamble import preamble_of
from crawler.reading.report import TABLES, Remark, RemarkKind, Report, Section
from crawler.reading.sections import Cut, cut_sections
from crawler.reading.tables import Tables
from crawler.reading.templates import read_printed
from crawler.reading.title import parse_title

#: The first report year on the statutory form; earlier reports are free text and owe no tables.
FIRST_FORM_YEAR = 2019
#: A report has two hundred cells; whatever needs more remarks is beyond description.
MOST_REMARKS = 300
#: Which of the six parts holds which table.
_PART_OF = {"disclosures": 2, "applications": 3, "proceedings": 4}


def understand(document: Document, url: str | None = None) -> Report:
    """The report that a document is. Raises NotAReport where it has neither title, nor parts, nor tables of one."""
    body = tidy(document.body)
    tables = doubted(read_printed(body)) if document.recognised else read_printed(body)
    cut = cut_sections(body)
    metadata = read_metadata(document, body, cut, url)
    _require_report(document, tables, cut, metadata)
    elsewhere = tuple(_elsewhere(document, tables, cut, metadata))
    # Earlier reports were free in their headings.
    worded = cut.remarks if (metadata.report_year or FIRST_FORM_YEAR) >= FIRST_FORM_YEAR else ()
    return Report(
        title=metadata.title,
        agency_name=metadata.agency_name,
        report_year=metadata.report_year,
        form=tables.form,
        index_number=metadata.index_number,
        publisher=metadata.publisher,
        source=metadata.source,
        created_on=metadata.created_on,
        published_on=metadata.published_on,
        signed_on=metadata.signed_on,
        disclosures=tables.disclosures,
        applications=tables.applications,
        proceedings=tables.proceedings,
        sections=cut.sections,
        preamble=preamble_of(body[: cut.start]),
        votes=metadata.votes,
        remarks=(*document.remarks, *metadata.remarks, *worded, *tables.remarks, *elsewhere)[:MOST_REMARKS],
    )


def _require_report(document: Document, tables: Tables, cut: Cut, metadata: Metadata) -> None:
    if cut.statutory or any(getattr(tables, table) for table in TABLES):
        return
    if metadata.title is None:
        titles = [text for _, text in document.titles]
        reasons = (f"{why}（{text[:60]}）" for text in titles if (why := parse_title(text).why_not))
        raise NotAReport(next(reasons, "找不到年度报告的标题、六个部分或统计表"))


def _elsewhere(document: Document, tables: Tables, cut: Cut, metadata: Metadata) -> Iterator[Remark]:
    """Tables that are not printed in the text, while images, frames or attachments may hold them."""
    if not document.links or (metadata.report_year or FIRST_FORM_YEAR) < FIRST_FORM_YEAR:
        return
    for table, part in _PART_OF.items():
        if not getattr(tables, table):
            yield Remark(RemarkKind.TABLE_ELSEWHERE, _heading(cut.sections, table, part), " ".join(document.links[:5]))


def _heading(sections: tuple[Section, ...], table: str, part: int) -> str:
    headings = [(heading_of(section.heading), section) for section in sections]
    worded = (section.heading for heading, section in headings if heading and heading.strict == part)
    numbered = (section.heading for section in sections if section.number == part)
    return next(worded, next(numbered, table))
