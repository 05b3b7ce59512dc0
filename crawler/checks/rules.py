"""The registry of rules: what a rule is, what it may answer, and how a report is judged by all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Evidence, Finding, Severity
from crawler.checks.personal import masked
from crawler.reading.report import Report


class Outcome(StrEnum):
    """What a rule may answer. A blank or absent figure is ``CANNOT_TELL``, never ``HOLDS`` and never ``BROKEN``."""

    HOLDS = "holds"
    BROKEN = "broken"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer of one rule. ``cells`` maps cell addresses to printed text, ``quote`` is a passage of the report."""

    outcome: Outcome
    message: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    quote: str | None = None


HOLDS = Verdict(Outcome.HOLDS)
#: Looked up in its Enum a hundred times a report, it would take longer than most rules.
_BROKEN = Outcome.BROKEN


def broken(message: str, cells: Mapping[str, str] | None = None, quote: str | None = None) -> Verdict:
    """The rule is broken, for the reason ``message`` gives."""
    return Verdict(_BROKEN, message, cells or {}, quote)


def cannot_tell(message: str = "") -> Verdict:
    """What the rule needs is blank, absent or printed too unclearly to judge."""
    return Verdict(Outcome.CANNOT_TELL, message)


NOT_APPLICABLE = Verdict(Outcome.NOT_APPLICABLE)

#: A sum of all outcomes takes six hundred characters; a text that lost its punctuation is one sentence of thousands.
LONGEST = 1000

Judge = Callable[[Report, Context], Iterable[Verdict]]
#: What a rule answers whose function yields nothing.
Silence = Callable[[Report, Context], Verdict]


def does_not_apply(_report: Report, _context: Context) -> Verdict:
    """The silence of a rule that had nothing to compare."""
    return NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``title`` and ``refuted_by`` are Chinese; ``silence`` answers where ``function`` yields nothing."""

    id: str
    title: str
    severity: Severity
    basis: Basis
    refuted_by: str
    function: Judge
    silence: Silence = does_not_apply


#: rule id -> rule, in the order in which findings are listed.
RULES: dict[str, Rule] = {}


def rule(
    id_: str, title: str, severity: Severity, basis: Basis, refuted_by: str, silence: Silence = does_not_apply
) -> Callable[[Judge], Judge]:
    """Register the decorated function as a rule."""

    def register(function: Judge) -> Judge:
        if id_ in RULES:
            raise ValueError(f"two rules are called {id_!r}: rename one")
        RULES[id_] = Rule(id_, title, severity, basis, refuted_by, function, silence)
        return function

    return register


def judge(report: Report, context: Context | None = None) -> list[tuple[Rule, Verdict]]:
    """Every rule's verdicts on the report, in the order of the registry; each rule answers at least once."""
    known = context or Context()
    return [
        (each, verdict)
        for each in RULES.values()
        for verdict in tuple(each.function(report, known)) or (each.silence(report, known),)
    ]


def check(report: Report, context: Context | None = None) -> tuple[Finding, ...]:
    """The broken rules as findings, in the order of the registry; personal data in their quotes are masked."""
    return tuple(
        Finding(
            rule=each.id,
            severity=each.severity,
            basis=each.basis,
            message=_cut(verdict.message),
            evidence=Evidence(
                cells=verdict.cells,
                quote=verdict.quote and _cut(masked(verdict.quote)),
                refuted_by=each.refuted_by,
            ),
        )
        for each, verdict in judge(report, context)
        if verdict.outcome is _BROKEN
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
