"""What differs between two readings of a report: facts, cells, parts, remarks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.reading.report import Cell, Report

_TABLES = ("disclosures", "applications", "proceedings")

#: Address -> what stood there before and what stands there now; ``None`` where there was or is nothing.
Differences = Mapping[str, tuple[Any, Any]]


def differences(before: Report, after: Report) -> Differences:
    """By address: ``report_year``, ``applications.received.total``, ``sections.1``, ``remarks.merged_cells@...``."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}


def kinds(found: Differences) -> Counter[str]:
    """How many of each kind: ``facts``, ``cells``, ``sections``, ``remarks``."""
    return Counter(_kind(address) for address in found)


def _kind(address: str) -> str:
    head = address.partition(".")[0]
    return "cells" if head in _TABLES else head if head in ("sections", "remarks") else "facts"


def _flat(report: Report) -> Iterator[tuple[str, Any]]:
    told = report.to_dict()
    yield from ((name, value) for name, value in told.items() if name not in (*_TABLES, "sections"))
    for table in _TABLES:
        for row, cells in getattr(report, table).items():
            yield from ((f"{table}.{row}.{column}", _printed(cell)) for column, cell in cells.items())
    yield from _numbered((f"sections.{part.number or part.heading}", _part(part)) for part in report.sections)
    yield from _numbered((f"remarks.{remark.kind.value}@{remark.where}", remark.raw) for remark in report.remarks)


def _part(part: Any) -> str:
    return f"{part.heading}\n{part.text}"


def _printed(cell: Cell) -> Any:
    """A blank cell is something: ``""``; one that cannot be told is its text with a question mark."""
    if not cell.certain:
        return f"{cell.raw}?"
    return "" if cell.value is None else cell.value


def _numbered(pairs: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The second of two that share an address gets a number."""
    seen: Counter[str] = Counter()
    for address, value in pairs:
        seen[address] += 1
        yield (address if seen[address] == 1 else f"{address} ({seen[address]})"), value
