"""What part six says of fees against the fees in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks.cells import Address, printed, show, value
from crawler.checks.claims import in_year
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.parts import part_text
from crawler.checks.prose import compact
from crawler.checks.rules import HOLDS, Verdict, broken, cannot_tell, rule
from crawler.reading.report import Report

YUAN_PER_UNIT = 10_000

_FEES = Address("disclosures", "fees", "amount_10k_yuan")
_SAID = re.compile(r"信息处理费[^。；;\d]{0,16}?(\d{1,12}(?:\.\d{1,8})?)(万)?元")
_NOT_CHARGED = re.compile(r"[未没不无免](?:有|予)?(?:收|产生|涉及)|免收|减免")


@rule(
    "C5-fees",
    "信息处理费与行政事业性收费一致",
    Severity.NOTE,
    Basis.INFERENCE,
    "该信息处理费在他处列收，或不属于报告年度",
)
def fees(report: Report, _: Context) -> Iterator[Verdict]:
    """信息处理费 is a 行政事业性收费 (国办函〔2020〕109号): what was charged is within the table's sum."""
    said = _charged(report, compact(part_text(report, 6) or ""))
    if said is None or report.form != "2021":
        return
    charged, sentence = said
    listed = value(report, _FEES)
    if listed is None:
        yield cannot_tell("行政事业性收费为空白")
    elif listed == charged:
        message = f"信息处理费为 {charged:g} 元，表格行政事业性收费为 {show(listed)} 万元，或以元填写"
        yield broken(message, printed(report, [_FEES]), sentence)
    elif listed * YUAN_PER_UNIT >= charged:
        yield HOLDS
    else:
        message = f"第六部分称收取信息处理费 {charged:g} 元，表格行政事业性收费为 {show(listed)} 万元"
        yield broken(message, printed(report, [_FEES]), sentence)


def _charged(report: Report, text: str) -> tuple[float, str] | None:
    """The fee in yuan that was charged, and its sentence; ``None`` where none is named."""
    for sentence in re.split(r"[。；;\n]", text):
        match = _SAID.search(sentence)
        if match is not None and not _NOT_CHARGED.search(sentence) and in_year(sentence, report):
            return float(match[1]) * (YUAN_PER_UNIT if match[2] else 1), sentence
    return None
