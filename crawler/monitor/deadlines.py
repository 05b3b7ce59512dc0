"""The day a filing is due, and what says so: national and provincial rules (``deadlines.yaml``), and a county card's.

The rule of the smallest area that knows the kind and the year counts, the county's own before all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path

import yaml
from pydantic import Field

from crawler.clock import SHANGHAI
from crawler.registry.cards import DeadlineCard

_FILE = Path(__file__).with_name("deadlines.yaml")
#: How a notice that is no law may be put.
_BY_NOTICE = "按地方通知，年度报告应于{due}前公布"


class DeadlineError(ValueError):
    """No deadline is known for such an agency and year."""


class _Rule(DeadlineCard):
    """``scope``: the first digits of the codes of the divisions it holds for; without any it holds for the nation."""

    scope: str = Field(default="", pattern=r"^(?:\d\d){0,3}$")
    statutory: bool = False


@dataclass(frozen=True)
class Deadline:
    """Due by the end of ``due_on`` in Asia/Shanghai; nobody is held late before ``grace_days`` more are over.

    ``wording`` puts the duty in a Chinese clause, day included; where ``statutory`` is false it must not be called a
    duty by statute. ``grace_basis`` says who granted the grace.
    """

    due_on: date
    basis: str
    wording: str
    statutory: bool
    grace_days: int = 0
    grace_basis: str | None = None

    @cached_property
    def opens_on(self) -> date:
        """The first day on which such a report is published: in the last month of the year it is on."""
        return date(self.due_on.year - 1, 12, 1)

    @cached_property
    def closes_on(self) -> date:
        """The last day that is in time."""
        return self.due_on + timedelta(days=self.grace_days)

    @cached_property
    def ends_at(self) -> datetime:
        """The first moment that is too late: midnight after the last day."""
        return datetime.combine(self.closes_on + timedelta(days=1), time(), SHANGHAI)


def due(kind: str, report_year: int, division: str = "", local: tuple[DeadlineCard, ...] = ()) -> Deadline:
    """When an agency of this kind and division had to publish its report on that year.

    ``local``: the rules of its county's card. Raises ``DeadlineError`` for a kind or a year without a rule (the first
    report was owed on 2008).
    """
    return _due(kind, report_year, _scope(division), local)


@cache
def _scope(division: str) -> str:
    """The narrowest scope of a rule in which a division lies: divisions of one scope have the same rules."""
    return max((rule.scope for rule in _rules() if division.startswith(rule.scope)), key=len)


@cache
def _due(kind: str, report_year: int, scope: str, local: tuple[DeadlineCard, ...]) -> Deadline:
    nationwide = sorted((rule for rule in _rules() if scope.startswith(rule.scope)), key=_narrowest)
    for rule in (*local, *nationwide):
        if rule.holds(kind, report_year):
            return _deadline(rule, report_year)
    raise DeadlineError(
        f"no deadline is known for a {kind} and the report year {report_year}; "
        f"{_FILE.name} has none, nor does the county's card (docs/cards.md, deadlines)"
    )


def _deadline(rule: DeadlineCard, report_year: int) -> Deadline:
    day = date(report_year + 1, rule.month, rule.day)
    wording = (rule.wording or _BY_NOTICE).format(due=f"{day.year}年{day.month}月{day.day}日")
    statutory = isinstance(rule, _Rule) and rule.statutory
    return Deadline(day, rule.basis, wording, statutory, rule.grace_days, rule.grace_basis)


def _narrowest(rule: _Rule) -> int:
    return -len(rule.scope)


@cache
def _rules() -> tuple[_Rule, ...]:
    rows: Iterable[object] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(_Rule.model_validate(row) for row in rows)
