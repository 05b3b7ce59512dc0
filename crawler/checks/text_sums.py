"""Figures of the text against each other: a total against the parts it names, a share against its count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks import claims
from crawler.checks.cells import TOTAL, Address, total
from crawler.checks.claims import in_scope
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.prose import NUMBER, number_of, prose
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.reading.report import Report

_UNITS = "条|件|份|篇|项|次|个|期|起|人次"
_LIST = re.compile(rf"({NUMBER})({_UNITS})(?:信息)?(?:[，,。；;（(]?其中[，,：:]?|[：:])([^。；;（()）\n]+)")
_ANY_COUNT = re.compile(rf"\d+[余多来]?(?:{_UNITS})")
_START = re.compile(r"[。；;\n]")
_BETWEEN_PARTS, _DIGIT = re.compile(r"[，、]|,(?!\d{3}(?!\d))"), re.compile(r"\d")
_PART = re.compile(rf"\D*({NUMBER})(?:({_UNITS})\D*)?")
# A part that is itself a sum, a share, a comparison or about right makes the list unfit for adding up.
_UNFIT = re.compile(r"\d[余多来]|约|近|超|逾|[%％]|共|合计|累计|包括|含|其中|较|同比|增[长加]|减少|结转")
#: What a bracket behind the parts may explain: then they are more than the total.
_COUNTED_TWICE = re.compile(r"[（(][^）)]{0,30}(?:同一|重复|多渠道|同步)")
_CLOSING = ("其他", "其它", "其余")


@rule(
    "D7-text-sum",
    "正文分项之和与总数一致",
    Severity.WARNING,
    Basis.INFERENCE,
    "各分项有重复计算（同一信息经多个渠道公开），或总数另有口径",
)
def text_sum(report: Report, _: Context) -> Iterator[Verdict]:
    """「共X条，其中A条，其他B条」 adds up. A list that no 其他 closes may leave something out, and proves nothing."""
    text = prose(report).text
    for match in _LIST.finditer(text):
        parts, closed = _parts(match[3], match[2])
        if len(parts) < 2 or not _only_count(text, match):
            continue
        if number_of(match[1]) in (sum(parts), sum(parts[:closed])):
            yield HOLDS
        elif closed == len(parts) and not _COUNTED_TWICE.match(text, match.end()):
            added = "+".join(map(str, parts))
            quote = text[_sentence_start(text, match) : match.end()]
            yield broken(f"正文总数 {match[1]} {match[2]} ≠ 分项之和 {added}={sum(parts)}", quote=quote)
        else:
            yield cannot_tell("正文所列分项未必穷尽")


def _parts(listed: str, unit: str) -> tuple[list[int], int]:
    """The numbers of the parts, and how many of them there are up to 其他; none where a part is not a plain number.

    What follows 其他 may belong to the list or to the next statement (其他20条，同时发布微博120条).
    """
    parts: list[int] = []
    closed = 0
    for piece in _BETWEEN_PARTS.split(listed):
        if not _DIGIT.search(piece):
            continue
        match = _PART.fullmatch(piece)
        if match is None or match[2] not in (None, unit) or _UNFIT.search(piece):
            return (parts, closed) if closed else ([], 0)
        parts.append(number_of(match[1]))
        if not closed and any(word in piece for word in _CLOSING):
            closed = len(parts)
    return parts, closed


def _only_count(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence holds no second count that the parts could belong to (收到 101 件，结转 1 件，其中…)."""
    return len(_ANY_COUNT.findall(text, _sentence_start(text, match), match.end(2))) == 1


def _sentence_start(text: str, match: re.Match[str]) -> int:
    return max((found.end() for found in _START.finditer(text, 0, match.start())), default=0)


_SHARE = re.compile(r"[，,（(]占比?[^，,。；\d]{0,10}?(\d{1,4}(?:\.(\d{1,8}))?)[%％]")
_OUTCOMES = (
    claims.GRANTED,
    claims.PARTIALLY_GRANTED,
    claims.GRANTED_OR_PARTIALLY,
    claims.REFUSED,
    claims.UNAVAILABLE,
    claims.UNPROCESSED,
)
_BASES = (("handled_total",), ("received",), ("received", "carried_in"))


@rule(
    "D7-percentages",
    "正文百分比与件数一致",
    Severity.WARNING,
    Basis.INFERENCE,
    "该百分比另有分母，例如只以某一类申请为分母",
)
def percentages(report: Report, context: Context) -> Iterator[Verdict]:
    """The printed share of an outcome follows from its count and one of the table's totals."""
    shared = [count for count in prose(report).counts if _SHARE.match(count.sentence, count.end)]
    outcomes = [count for count in shared if any(claim.counts(count) for claim in _OUTCOMES)]
    for count in in_scope(outcomes, report, context):
        if (share := _SHARE.match(count.sentence, count.end)) is not None:
            yield _share(count.value, share, report, count.sentence)


def _share(number: int, share: re.Match[str], report: Report, sentence: str) -> Verdict:
    bases = [total(report, *(Address("applications", row, TOTAL) for row in rows)) for rows in _BASES]
    known = [base for base in bases if base]
    # One unit of the last printed digit: some round, some cut off.
    slack = 10.0 ** -len(share[2] or "")
    if any(abs(100 * number / base - float(share[1])) <= slack for base in known):
        return HOLDS
    if len(known) < len(bases):
        return cannot_tell("表格总计为空白或零，无法核对百分比")
    rates = "、".join(f"{number}/{base}={100 * number / base:.2f}%" for base in dict.fromkeys(known))
    return broken(f"正文称 {number} 件占 {share[1]}%，按表格为 {rates}", quote=sentence)
