"""Cells of a report by address, and the report's own printing of them as evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from crawler.reading.report import Cell, Number, RemarkKind, Report, Table


class Address(NamedTuple):
    """Where a cell stands: ``applications.received.total``."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return ".".join(self)


TABLES = ("disclosures", "applications", "proceedings")
APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other")
TOTAL = "total"

#: Remarks on a row whose cells cannot be laid on the form's columns for certain.
_UNSURE_ROWS = frozenset(
    {
        RemarkKind.SURPLUS_CELLS,
        RemarkKind.MISSING_CELLS,
        RemarkKind.MERGED_CELLS,
        RemarkKind.RAGGED_ROW,
        RemarkKind.UNREADABLE_NUMBER,
    }
)


def table_of(report: Report, name: str) -> Table:
    """One of the report's three tables."""
    table: Table = getattr(report, name)
    return table


def cell(report: Report, address: Address) -> Cell | None:
    """The cell, ``None`` where its row or column is not printed."""
    return table_of(report, address.table).get(address.row, {}).get(address.column)


def value(report: Report, address: Address) -> Number | None:
    """The number for certain at the address; ``None`` where it is blank, absent or unclear."""
    return report.figures.get(address)


def total(report: Report, *addresses: Address) -> Number | None:
    """The sum of the cells; ``None`` where any of them is not known."""
    known, complete = known_sum(report, addresses)
    return known if complete else None


def known_sum(report: Report, addresses: Sequence[Address]) -> tuple[Number, bool]:
    """The sum of those cells that are known, and whether all of them are."""
    found = list(map(report.figures.get, addresses))
    if None in found:
        return sum([number for number in found if number is not None]), False
    return sum(filter(None, found)), True


def at_least(report: Report, *addresses: Address) -> Number:
    """What the cells add up to at the least: a blank is zero or more, a blank 总计 its row's sum or more."""
    return sum(_least(report, address) for address in addresses)


def _least(report: Report, address: Address) -> Number:
    number = value(report, address)
    if number is not None:
        return number
    row = table_of(report, address.table).get(address.row, {}) if address.column == TOTAL else {}
    return sum(found.value for found in row.values() if found.certain and found.value is not None)


def printed(report: Report, addresses: Iterable[Address]) -> dict[str, str]:
    """Address -> text as printed, of those cells that are printed."""
    return {
        str(address): found.raw or show(found.value)
        for address in addresses
        if (found := cell(report, address)) is not None
    }


def show(number: Number | None) -> str:
    """A figure for a message: 「空白」 where there is none."""
    return "空白" if number is None else str(number)


def cells_where(report: Report, test: Callable[[Number], bool]) -> Iterator[tuple[Address, Number]]:
    """Every cell whose number, known for certain, passes the test; in the order of the form."""
    return ((Address(*place), number) for place, number in report.figures.items() if test(number))


def unsure_rows(report: Report) -> frozenset[str]:
    """``table.row`` of the rows whose values may stand under the wrong column."""
    return frozenset(".".join(remark.where.split(".")[:2]) for remark in report.remarks if remark.kind in _UNSURE_ROWS)
