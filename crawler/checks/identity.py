"""Whose report it is, in the title, the catalogue and the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks.context import Context, agency_name
from crawler.checks.finding import Basis, Severity
from crawler.checks.generation import has_form
from crawler.checks.names import may_be_one
from crawler.checks.rules import HOLDS, Verdict, broken, rule
from crawler.reading.report import Report


@rule("I1-agency", "标题机关为该栏目机关", Severity.NOTE, Basis.INFERENCE, "标题所用为该机关的曾用名或简称")
def agency(report: Report, context: Context) -> Iterator[Verdict]:
    """The title names the agency in whose column the report stands."""
    if report.agency_name and context.agency_name:
        if may_be_one(report.agency_name, context.agency_name):
            yield HOLDS
        else:
            message = f"标题机关为“{report.agency_name}”，登记机关为“{context.agency_name}”"
            yield broken(message, quote=report.title)


@rule("I1-publisher", "发布机构为报告机关", Severity.NOTE, Basis.INFERENCE, "网站以主办单位或录入单位为发布机构")
def publisher(report: Report, context: Context) -> Iterator[Verdict]:
    """发布机构 in the metadata block; portals often put their host there, so this informs only."""
    name = agency_name(report, context)
    if report.publisher and name:
        agree = may_be_one(report.publisher, name)
        yield HOLDS if agree else broken(f"发布机构为“{report.publisher}”，报告机关为“{name}”", quote=report.publisher)


_SIGNATURE = re.compile(
    r"(?:^|\n)\s*([一-鿿]{2,30}(?:人民政府|办事处|办公室|管委会|委员会|局))\s*\n\s*"
    r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$"
)


@rule("I1-signature", "落款机关为报告机关", Severity.WARNING, Basis.INFERENCE, "落款为该机关的曾用名、简称或主管机构")
def signature(report: Report, context: Context) -> Iterator[Verdict]:
    """The agency above the date at the very end."""
    name = agency_name(report, context)
    match = _SIGNATURE.search(report.sections[-1].text) if report.sections else None
    if match is not None and name:
        agree = may_be_one(match[1], name)
        yield HOLDS if agree else broken(f"落款机关为“{match[1]}”，报告机关为“{name}”", quote=match[0].strip())


_FULL_NAME = re.compile(r"政府信息公开工作年度报告")
_YEAR_TWICE = re.compile(r"年度.*年度报告")


@rule("F2-title-wording", "标题用格式规定的名称", Severity.NOTE, Basis.INFERENCE, "标题由网站栏目改写，正文标题规范")
def title_wording(report: Report, _: Context) -> Iterator[Verdict]:
    """「政府信息公开工作年度报告」, with 年度 once: not 政务公开, and not 「2021年度…年度报告」."""
    if not report.title or not has_form(report):
        return
    if not _FULL_NAME.search(report.title):
        yield broken(f"标题未用“政府信息公开工作年度报告”：{report.title}", quote=report.title)
    elif _YEAR_TWICE.search(report.title):
        yield broken(f"标题中“年度”重复：{report.title}", quote=report.title)
    else:
        yield HOLDS
