"""The report year against every other year the report gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.prose import excerpt, prose
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.checks.silence import in_dates, in_text
from crawler.reading.report import Report

# Fonts of some portals lose 年 and 月: 统计期限自20211月1日至202112月31日, 202211日至1231日.
_PERIOD = re.compile(r"(?:统计|数据)[^。；;\n\d]{0,14}(20\d\d)年?0?1月?0?1日起?(?:[至到—－~～-]+(20\d\d)年?12月?31)?")
_SLIP = re.compile(r"20(?<!\d20)\d{3,4}年")
_INDEX_YEAR = re.compile(r"[/-]((?:19|20)\d\d)(?:\d{4})?[-/]\d{3,8}$")


@rule(
    "I2-period",
    "统计期限为报告年度",
    Severity.ERROR,
    Basis.LAW,
    "标题年度有误而统计期限无误，或报告年度读取有误",
)
def period(report: Report, _: Context) -> Iterator[Verdict]:
    """The data are those of the report year (《条例》第四十九条: 上一年度). Only one year off is a slip of the pen."""
    text = prose(report).text
    match = _PERIOD.search(text)
    if match is None or report.report_year is None:
        return
    others = [int(year) for year in match.groups() if year and int(year) != report.report_year]
    slips = [year for year in others if abs(year - report.report_year) == 1]
    if slips:
        yield broken(f"标题为 {report.report_year} 年度，统计期限为 {slips[0]} 年", quote=excerpt(text, match.start()))
    else:
        yield cannot_tell(f"该期限为 {others[0]} 年，或非本报告的统计期限") if others else HOLDS


@rule(
    "I2-year-slip",
    "年份为四位数",
    Severity.NOTE,
    Basis.INFERENCE,
    "该数字不是年份，或系转换所致",
    in_text,
)
def year_slip(report: Report, _: Context) -> Iterator[Verdict]:
    """「202020年」."""
    text = prose(report).text
    for match in _SLIP.finditer(text):
        yield broken(f"年份写作“{match[0]}”", quote=excerpt(text, match.start()))


@rule(
    "I2-index-year",
    "索引号年份为报告年度次年",
    Severity.NOTE,
    Basis.INFERENCE,
    "索引号按其他年份编制，或网站迁移时重编",
)
def index_year(report: Report, _: Context) -> Iterator[Verdict]:
    """A report is entered in the catalogue in the year after the one it reports on."""
    match = _INDEX_YEAR.search(report.index_number or "")
    if match is None or report.report_year is None:
        return
    if int(match[1]) == report.report_year + 1:
        yield HOLDS
    else:
        message = f"索引号年份为 {match[1]}，{report.report_year} 年度报告应在 {report.report_year + 1} 年编入目录"
        yield broken(message, quote=report.index_number)


@rule(
    "I2-dated-early", "报告成于年度终了之后", Severity.WARNING, Basis.INFERENCE, "所读日期不是成文或落款日期", in_dates
)
def dated_early(report: Report, _: Context) -> Iterator[Verdict]:
    """A report on a whole year that bears a date long before its end has the wrong year in the date or in the title."""
    if report.report_year is None:
        return
    late = date(report.report_year, 12, 1).isoformat()
    for name, field, day in (("落款", "signed_on", report.signed_on), ("生成", "created_on", report.created_on)):
        if day is None or day.isoformat() >= late:
            continue
        if any(vote.field == field and vote.value >= late for vote in report.votes):
            yield cannot_tell(f"另有{name}日期在年度终了之后")
        else:
            yield broken(f"{name}日期 {day.isoformat()} 早于 {report.report_year} 年度终了", quote=day.isoformat())


@rule(
    "I2-undated",
    "报告载明日期或索引号",
    Severity.NOTE,
    Basis.LAW,
    "日期、索引号在列表页或目录中标明",
)
def undated(report: Report, _: Context) -> Iterator[Verdict]:
    """《条例》第十二条: the catalogue gives index number and date; without either the text cannot tell of lateness."""
    if not any((report.index_number, report.created_on, report.published_on, report.signed_on)):
        yield broken("未读到报告的日期和索引号，不能据此判断公布时间")
    else:
        yield HOLDS
