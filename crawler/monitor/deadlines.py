"""The day a filing is due, and what says so (``deadlines.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from crawler.clock import SHANGHAI

_FILE = Path(__file__).with_name("deadlines.yaml")


class DeadlineError(ValueError):
    """No deadline is known for such an agency and year."""


@dataclass(frozen=True)
class Deadline:
    """Due by the end of ``due_on`` in Asia/Shanghai.

    ``wording`` puts the duty in a Chinese clause, day included; where ``statutory`` is false it must not be called a
    duty by statute.
    """

    due_on: date
    basis: str
    wording: str
    statutory: bool

    @cached_property
    def ends_at(self) -> datetime:
        """The first moment that is too late: midnight after the due day."""
        return datetime.combine(self.due_on + timedelta(days=1), time(), SHANGHAI)


@cache
def due(kind: str, report_year: int) -> Deadline:
    """When an agency of this kind had to publish its report on that year.

    Raises ``DeadlineError`` for a kind or a year without a rule (the first report was owed on 2008).
    """
    for row in _rows():
        if kind in row["kinds"] and row["first"] <= report_year <= row.get("last", report_year):
            day = date(report_year + row["year_offset"], row["month"], row["day"])
            wording = row["wording"].format(due=f"{day.year}年{day.month}月{day.day}日")
            return Deadline(day, row["basis"], wording, row["statutory"])
    raise DeadlineError(f"no deadline is known for a {kind} and the report year {report_year}; see {_FILE.name}")


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return rows
