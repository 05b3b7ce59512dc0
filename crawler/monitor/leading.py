"""Which links lead to each report: a report has one page or several, each read to be it at some time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
#: A link, and the version it led to when it was read.
Led = tuple[Row, Row | None]


class Leading:
    """The links by the report they lead to."""

    def __init__(self, links: Iterable[Led]):
        self._by_report: dict[str, list[Row]] = defaultdict(list)
        for row, version in links:
            if version is not None:
                self._by_report[version["report_id"]].append(row)

    def links_to(self, version: Row) -> Sequence[Row]:
        """The links that were known to lead to its report when the version was read: later ones are no facts yet."""
        at = version["first_seen_at"]
        return [each for each in self._by_report.get(version["report_id"], ()) if each["read_at"] <= at]
