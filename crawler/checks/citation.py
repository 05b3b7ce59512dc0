"""The notice the report says it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.generation import FORM_2021_YEAR
from crawler.checks.prose import excerpt, prose
from crawler.checks.rules import HOLDS, Verdict, broken, rule
from crawler.checks.silence import in_text
from crawler.reading.report import Report

_NOTICE_2019 = re.compile(r"2019[〕\]］）)】﹞〗]?60号")
_NOTICE_2021 = re.compile(r"2021[〕\]］）)】﹞〗]?30号")


@rule("F1-citation", "引用现行格式文件", Severity.NOTE, Basis.INFERENCE, "该处引用旧文件另有用意，例如说明格式沿革")
def citation(report: Report, _: Context) -> Iterator[Verdict]:
    """From the report year 2021 on 国办公开办函〔2021〕30号 applies; 〔2019〕60号 alone is out of date."""
    text = prose(report).text
    old = _NOTICE_2019.search(text)
    if report.report_year is None or report.report_year < FORM_2021_YEAR or not old:
        return
    if _NOTICE_2021.search(text):
        yield HOLDS
    else:
        yield broken("仅引用国办公开办函〔2019〕60号，现行为〔2021〕30号", quote=excerpt(text, old.start()))


@rule("F1-citation-slip", "文号书写正确", Severity.NOTE, Basis.INFERENCE, "系转换所致", in_text)
def citation_slip(report: Report, _: Context) -> Iterator[Verdict]:
    """「国办公开办涵」 for 国办公开办函."""
    text = prose(report).text
    if (at := text.find("国办公开办涵")) >= 0:
        yield broken("文号“国办公开办函”误作“国办公开办涵”", quote=excerpt(text, at))
