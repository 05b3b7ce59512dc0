"""The result of one check on one version of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much it matters: ``error`` contradicts the form or the law, ``warning`` needs a look, ``note`` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Basis(StrEnum):
    """What a rule rests on: the law, a sentence printed on the form, or inference."""

    LAW = "法定"
    FORM = "表注"
    INFERENCE = "推断"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on and what would refute it.

    ``cells`` maps cell addresses (``applications.granted.total``) to the text printed there; ``quote`` is a passage
    of the report.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    quote: str | None = None
    refuted_by: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"cells": dict(self.cells), "quote": self.quote, "refuted_by": self.refuted_by}


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule, with its evidence (contract: ``findings`` of ``nianbao read --json``)."""

    rule: str
    severity: Severity
    basis: Basis
    message: str
    evidence: Evidence

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "basis": self.basis.value,
            "message": self.message,
            "evidence": self.evidence.to_dict(),
        }
