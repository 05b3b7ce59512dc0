"""Which generation of the form applies to which report year."""

from __future__ import annotations

from crawler.reading.report import Report

#: Reports on 2008 to 2018 were free in form; 国办公开办函〔2019〕60号 brought the tables.
FIRST_FORM_YEAR = 2019
#: 国办公开办函〔2021〕30号 replaced the form of 2019 from this report year on.
FORM_2021_YEAR = 2021


def form_due(report: Report) -> str | None:
    """The generation its year asks for; ``None`` where the year is unknown or had no form."""
    if report.report_year is None or report.report_year < FIRST_FORM_YEAR:
        return None
    return "2021" if report.report_year >= FORM_2021_YEAR else "2019"


def has_form(report: Report) -> bool:
    """Whether the statutory form applies. A report of an unknown year is judged by the form it uses."""
    return report.report_year is None or report.report_year >= FIRST_FORM_YEAR
