"""Figures in the text against the cells of the tables. Inference throughout: the text may count something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crawler.checks import claims
from crawler.checks.cells import TOTAL, Address, at_least, printed, show, total
from crawler.checks.claims import Claim, stated
from crawler.checks.context import Context
from crawler.checks.finding import Basis, Severity
from crawler.checks.labels import OUTCOMES
from crawler.checks.rules import HOLDS, Judge, Verdict, broken, cannot_tell, rule
from crawler.reading.report import Report


def _applications(*rows: str) -> tuple[Address, ...]:
    return tuple(Address("applications", row, TOTAL) for row in rows)


def _cases(*routes: str) -> tuple[Address, ...]:
    return tuple(Address("proceedings", route, TOTAL) for route in routes)


def _documents(column: str) -> tuple[Address, ...]:
    return (Address("disclosures", "normative_documents", column),)


def _group(prefix: str) -> tuple[Address, ...]:
    return _applications(*(row for row in OUTCOMES if row.startswith(prefix)))


class Statement(NamedTuple):
    """What the text may state and the sums of cells it may mean by it; fitting any one of them is agreeing."""

    label: str
    claim: Claim
    sums: tuple[tuple[Address, ...], ...]


APPLICATIONS = (
    Statement("收到申请数", claims.RECEIVED, (_applications("received"), _applications("received", "carried_in"))),
    Statement("上年结转数", claims.CARRIED_IN, (_applications("carried_in"),)),
    Statement("结转下年数", claims.CARRIED_OUT, (_applications("carried_out"),)),
)
RESULTS = (
    Statement("予以公开数", claims.GRANTED, (_applications("granted"), _applications("granted", "partially_granted"))),
    Statement("部分公开数", claims.PARTIALLY_GRANTED, (_applications("partially_granted"),)),
    Statement("予以公开及部分公开数", claims.GRANTED_OR_PARTIALLY, (_applications("granted", "partially_granted"),)),
    Statement("不予公开数", claims.REFUSED, (_group("refused_"),)),
    Statement("无法提供数", claims.UNAVAILABLE, (_group("unavailable_"),)),
    Statement("不予处理数", claims.UNPROCESSED, (_group("unprocessed_"),)),
)
CASES = (
    Statement("行政复议数", claims.RECONSIDERATION, (_cases("reconsideration"),)),
    Statement(
        "行政诉讼数",
        claims.LITIGATION,
        (
            _cases("litigation_direct", "litigation_after_reconsideration"),
            _cases("litigation_direct"),
            _cases("litigation_after_reconsideration"),
        ),
    ),
)
DOCUMENTS = (
    Statement("制发规范性文件数", claims.ISSUED, (_documents("issued"),)),
    Statement("废止规范性文件数", claims.REPEALED, (_documents("repealed"),)),
    Statement("现行有效规范性文件数", claims.IN_FORCE, (_documents("in_force"),)),
)


def _compare(statements: tuple[Statement, ...]) -> Judge:
    def function(report: Report, context: Context) -> Iterator[Verdict]:
        for statement in statements:
            if said := stated(statement.claim, report, context):
                yield _verdict(statement, said, report)

    return function


def _verdict(statement: Statement, said: list[tuple[int, str]], report: Report) -> Verdict:
    """Agreeing once is enough; to contradict, one figure must be said that differs from all the cells can add up to."""
    sums = [(total(report, *addresses), at_least(report, *addresses)) for addresses in statement.sums]
    numbers = {number for number, _ in said}
    if any(exact in numbers for exact, _ in sums):
        return HOLDS
    number, sentence = said[0]
    if len(numbers) > 1:
        return cannot_tell(f"正文就{statement.label}有多个数字，无法确定所指")
    if any(exact is None and number >= least for exact, least in sums):
        return cannot_tell(f"正文所称{statement.label}在表格中为空白或未列，无法核对")
    in_table = "或".join(
        dict.fromkeys(f"至少 {show(least)}" if exact is None else show(exact) for exact, least in sums)
    )
    cells = printed(report, (address for addresses in statement.sums for address in addresses))
    return broken(f"正文所称{statement.label}为 {number}，表格为 {in_table}", cells, sentence)


_REFUTED_BY = "正文所指的范围、时段或统计口径与该表不同"
for _id, _title, _statements in (
    ("D7-applications", "正文申请件数与表格一致", APPLICATIONS),
    ("D7-outcomes", "正文办理结果与表格一致", RESULTS),
    ("D7-cases", "正文复议、诉讼件数与表格一致", CASES),
    ("D7-documents", "正文规范性文件件数与表格一致", DOCUMENTS),
):
    rule(_id, _title, Severity.WARNING, Basis.INFERENCE, _REFUTED_BY)(_compare(_statements))
