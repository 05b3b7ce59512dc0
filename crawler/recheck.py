"""Checking every stored report in the light of what is stored around it: last year's, its neighbours', its units'."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from crawler.checks import Context, check
from crawler.reading.report import Report
from crawler.registry import Registry
from crawler.rows import report_from_rows
from storage.queries import division_codes, readings_of, versions_of
from storage.writes import save_findings

Row = Mapping[str, Any]


def recheck(db: Database, registry: Registry, *, divisions: Collection[str] | None = None) -> Counter[str]:
    """Bring the findings on every version of these counties (``None``: all) up to what is stored now.

    The same rows give the same findings, in whatever order they came. Counts ``versions``, and by rule the findings
    that appeared and vanished (``"D5-carried-over appeared"``); a version whose findings stay is not written.
    """
    done: Counter[str] = Counter(versions=0)
    for division in division_codes(db) if divisions is None else divisions:
        # What only a person has read (no reader) says nothing that could be checked.
        rows = [row for row in versions_of(db, division) if row["reader_version"]]
        versions = [(row, report_from_rows(row, readings_of(db, row["id"]))) for row in rows]
        county = _County(registry, versions)
        for row, report in versions:
            findings = check(report, county.context(row["agency_id"], row["report_year"]))
            changes = save_findings(db, row["id"], [finding.to_dict() for finding in findings])
            done["versions"] += 1
            done.update(f"{rule} {change}" for change, rules in changes.items() for rule in rules)
    return done


class _County:
    """The reports of a county by year and agency, of each the newest version."""

    def __init__(self, registry: Registry, versions: Collection[tuple[Row, Report]]) -> None:
        """``versions`` come first seen first."""
        self._agencies = registry.agencies
        self._years: dict[int, dict[str, Report]] = defaultdict(dict)
        for row, report in versions:
            if row["agency_id"] and row["report_year"]:
                self._years[row["report_year"]][row["agency_id"]] = report

    def context(self, agency_id: str | None, year: int | None) -> Context:
        """All that is known around an agency's report on that year; of an unknown agency or year, nothing."""
        if agency_id is None or year is None:
            return self._known(agency_id)
        known, others = self._known(agency_id), {**self._years[year]}
        others.pop(agency_id, None)
        units = [report for other, report in others.items() if self._is_unit(other)]
        return replace(
            known,
            previous=self._years.get(year - 1, {}).get(agency_id),
            others=tuple(others.values()),
            units=tuple(units) if known.agency_kind == "government" else (),
        )

    def _known(self, agency_id: str | None) -> Context:
        agency = self._agencies.get(agency_id or "")
        return Context(agency_kind=agency.kind, agency_name=agency.name, level="county") if agency else Context()

    def _is_unit(self, agency_id: str) -> bool:
        agency = self._agencies.get(agency_id)
        return agency is not None and agency.kind != "government"
