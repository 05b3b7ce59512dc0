"""Checks: a report, and what is known around it, in; findings with their evidence out. Pure.

Every rule is one function in the file of its subject; ``RULES`` holds them in order. ``check`` gives the findings,
``judge`` also what holds, what cannot be told and what does not apply.
"""

from __future__ import annotations

from importlib import import_module

from crawler.checks.context import Context
from crawler.checks.finding import Basis, Evidence, Finding, Severity
from crawler.checks.rules import RULES, Outcome, Rule, Verdict, check, judge

#: The files of rules, in the order in which their findings are listed: whose and what year, form, parts, figures, text.
_SUBJECTS = (
    "identity",
    "years",
    "completeness",
    "citation",
    "structure",
    "content",
    "arithmetic",
    "values",
    "text_numbers",
    "text_sums",
    "fees",
    "history",
    "rollup",
    "privacy",
    "similarity",
    "vocabulary",
    "remarks",
)
for _subject in _SUBJECTS:
    import_module(f"{__name__}.{_subject}")

__all__ = [
    "RULES",
    "Basis",
    "Context",
    "Evidence",
    "Finding",
    "Outcome",
    "Rule",
    "Severity",
    "Verdict",
    "check",
    "judge",
]
