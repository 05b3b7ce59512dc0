"""What the parts say: nothing left to fill in, 五 with substance, 一 with its five heads, 考核 and 评议 named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks.context import Context, agency_kind
from crawler.checks.finding import Basis, Severity
from crawler.checks.generation import has_form
from crawler.checks.parts import part_text, parts, wording
from crawler.checks.prose import compact, excerpt, prose
from crawler.checks.rules import HOLDS, Verdict, broken, rule
from crawler.checks.silence import in_text
from crawler.reading.report import Report

#: 五 must name problems and remedies: fewer characters than this name neither.
FEWEST_IN_FIVE = 10
#: A text longer than this is no heading repeated.
LONGEST_HEADING = 60

_CONVERTED = "原件中该部分另有内容，系转换或读取时遗漏"


@rule(
    "F2-part-five-short",
    "存在的问题及改进情况有实质内容",
    Severity.WARNING,
    Basis.LAW,
    _CONVERTED,
)
def part_five_short(report: Report, _: Context) -> Iterator[Verdict]:
    """《条例》第五十条（四）: problems and how they are being remedied; 「无」 is no answer to that."""
    text = compact(part_text(report, 5) or "")
    if text and has_form(report):
        yield HOLDS if len(text) >= FEWEST_IN_FIVE else broken(f"第五部分仅有 {len(text)} 字", quote=text)


# ASCII asterisks are left out: they are Markdown's. A mask stands before a word for what it masks.
_MASKS = "xX×Ｘｘ＊○〇"
_MASKED = rf"(?<![A-Za-z0-9].)[{_MASKS}]+(?=[省市州县区旗乡镇村局委办街年月日件条个份项])"
# Every alternative begins with a character, none with a choice of some: then a text is only tried at these characters.
_PLACEHOLDER = re.compile(
    "".join([f"{mask}{_MASKED}|" for mask in _MASKS])
    + r"此处填写|在此填写|待补充|待填写|（填写[^）)]*[）)]|\(填写[^）)]*[）)]|_____*|某某(?:县|乡|镇|局)"
)


@rule(
    "C3-placeholder",
    "无待填或占位文字",
    Severity.WARNING,
    Basis.INFERENCE,
    "该处文字为正文应有内容，例如隐去的文件名",
    in_text,
)
def placeholder(report: Report, _: Context) -> Iterator[Verdict]:
    """Words of a template left standing (xx镇, 此处填写), or a part whose content is its own heading again."""
    text = prose(report).text
    match = _PLACEHOLDER.search(text)
    if match is not None:
        yield broken(f"正文留有占位文字“{match[0]}”", quote=excerpt(text, match.start()))
    for part, section in parts(report):
        if part and len(section.text) < LONGEST_HEADING and wording(section.text) == wording(section.heading):
            yield broken(f"“{part.heading}”的内容与标题相同", quote=section.text.strip())


_HEADS = {
    "主动公开": re.compile(r"主动公开|信息公开|公开信息"),
    "依申请公开": re.compile(r"申请"),
    "政府信息管理": re.compile(r"信息管理|管理|审查|审核"),
    "平台建设": re.compile(r"平台|网站|公众号|专栏|栏目"),
    "监督保障": re.compile(r"监督|保障|考核|培训"),
}


@rule(
    "F2-overview-heads",
    "总体情况涵盖五个方面",
    Severity.NOTE,
    Basis.INFERENCE,
    "该方面的内容另以其他措辞写明",
)
def overview_heads(report: Report, _: Context) -> Iterator[Verdict]:
    """What 总体情况 is to cover since the form of 2021; only a head without a single word of it is named."""
    text = part_text(report, 1)
    if not text or report.form != "2021":
        return
    plain = compact(text)
    absent = [head for head, pattern in _HEADS.items() if not pattern.search(plain)]
    yield broken(f"总体情况未提及：{'、'.join(absent)}") if absent else HOLDS


@rule(
    "F2-assessment",
    "各级政府报告工作考核、社会评议和责任追究",
    Severity.NOTE,
    Basis.LAW,
    "该内容另以其他措辞写明，或不以本级政府名义报告",
)
def assessment(report: Report, context: Context) -> Iterator[Verdict]:
    """《条例》第五十条: a government's report also gives the results of assessment and accountability."""
    if agency_kind(report, context) not in ("government", "township") or not has_form(report) or not prose(report).text:
        return
    named = re.search(r"考核|评议|考评|追责|责任追究", prose(report).text)
    yield HOLDS if named else broken("全文未提及工作考核、社会评议或责任追究结果")
