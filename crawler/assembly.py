"""One report of a page and its files: reads the files that hold what the page lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from crawler.identify import printed
from crawler.interpret import read_report
from crawler.reading import READER_VERSION
from crawler.reading.parts import File, completed, lacks, unused
from crawler.reading.report import Report


def assembled(
    page: Report, listed_title: str, files: Iterable[Mapping[str, Any]]
) -> tuple[Report, list[dict[str, Any]]]:
    """The report that a page and its files are together, and what became of each file (``files_read`` of storage).

    ``files``: ``url``, ``title``, ``media_type`` and ``body``, in the page's order. Where the page has all parts of a
    report, no file is read.
    """
    known = replace(page, **printed(page, listed_title)._asdict())
    wanted = [(file, _read(file)) for file in files] if lacks(known) else [(file, None) for file in files]
    report = completed(known, [read for _, read in wanted if read])
    said = [
        {"url": file["url"], "reader_version": READER_VERSION, "unread": unused(known, read) if read else None}
        for file, read in wanted
    ]
    return replace(report, title=page.title, agency_name=page.agency_name, report_year=page.report_year), said


def _read(file: Mapping[str, Any]) -> File:
    report, trouble = read_report(file["body"], file["url"], file["media_type"])
    return File(file["title"] or file["url"], report, trouble or "")
