"""Personal data of applicants in the text. The finding shows them masked."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.personal import mask, personal
from crawler.checks.prose import prose
from crawler.checks.rules import Verdict, broken, rule
from crawler.checks.silence import in_text
from crawler.reading.report import Report


@rule(
    "C4-personal-data",
    "不含申请人个人信息",
    Severity.ERROR,
    Basis.LAW,
    "该信息属于本机关对外公布的联系方式，或当事人同意公开",
    in_text,
)
def personal_data(report: Report, _: Context) -> Iterator[Verdict]:
    """《条例》第十五条: an applicant's name, identity number, telephone or e-mail is not to be published."""
    for kind, found in personal(prose(report).text):
        yield broken(f"文中出现{kind}", quote=f"{kind}：{mask(found)}")
