"""Which links lead to each report: a report has one page or several, and a page is read to be it at some time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crawler.monitor.moments import moment

Row = Mapping[str, Any]
#: A link, and the version it led to when it was read.
Led = tuple[Row, Row | None]


class Leading:
    """The links by the report they lead to, and when each was first read to be it; ``versions``: by id."""

    def __init__(self, links: Iterable[Led], versions: Mapping[str, Row]):
        self._by_report: dict[str, list[Row]] = defaultdict(list)
        for row, version in links:
            if version is not None:
                self._by_report[version["report_id"]].append(row)
        self._read_at: dict[tuple[str, str], str] = {}
        for version in versions.values():
            key, at = (version["report_id"], version["url"]), version["first_seen_at"]
            if at < self._read_at.setdefault(key, at):
                self._read_at[key] = at

    def first_read(self, version: Row) -> datetime:
        """When its address was first read to be its report, in this version or another."""
        return moment(self._read_at[version["report_id"], version["url"]])

    def links_to(self, version: Row) -> Sequence[Row]:
        """The links that were known to lead to its report when the version was read: later ones are no facts yet."""
        report_id, at = version["report_id"], version["first_seen_at"]
        links = self._by_report.get(report_id, ())
        if len(links) < 2:
            return links
        return [each for each in links if self._read_at.get((report_id, each["url"]), at) <= at]
