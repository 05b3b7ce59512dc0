"""The sums the statutory tables must satisfy, as data, and how far printed cells satisfy them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from crawler.checks.cells import APPLICANTS, TOTAL, Address, cell, known_sum, show, value
from crawler.checks.labels import OUTCOMES, column_name, row_name
from crawler.reading.report import Number, Place, Report

_OTHER_2021 = frozenset({"other_no_correction", "other_unpaid_fee", "other_misc"})
_OTHER_2019 = frozenset({"other"})
_RESULTS = ("upheld", "corrected", "other", "pending")
_ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_COLUMNS = (*APPLICANTS, TOTAL)


@dataclass(frozen=True, slots=True)
class Identity:
    """Two sums of cells that must be equal. ``place`` says where (自然人列), ``term`` names one of its cells.

    ``numbers`` takes those of all its cells from a report's figures at once: in most reports none is blank, and then
    this is twice as fast as asking for one after the other. It raises KeyError where one is.
    """

    place: str
    left: tuple[Address, ...]
    right: tuple[Address, ...]
    term: Callable[[Address], str]
    numbers: Callable[[Mapping[Place, Number]], tuple[Number, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", itemgetter(*self.cells))

    @property
    def cells(self) -> tuple[Address, ...]:
        """Every cell of the identity."""
        return self.left + self.right


def _down(column: str, *rows: str) -> tuple[Address, ...]:
    return tuple(Address("applications", row, column) for row in rows)


def _across(table: str, row: str, columns: tuple[str, ...]) -> Identity:
    total = Address(table, row, TOTAL)
    return Identity(
        f"{row_name(total)}行", tuple(Address(table, row, column) for column in columns), (total,), column_name
    )


def _column(left: tuple[Address, ...], right: tuple[Address, ...]) -> Identity:
    return Identity(f"{column_name(left[0])}列", left, right, row_name)


def _outcomes(without: frozenset[str]) -> tuple[Identity, ...]:
    rows = [row for row in OUTCOMES if row not in without]
    return tuple(_column(_down(column, *rows), _down(column, "handled_total")) for column in _COLUMNS)


#: 一 + 二 = 三（七） + 四, in every column: the one relation the form prints.
BALANCE = tuple(
    _column(_down(column, "received", "carried_in"), _down(column, "handled_total", "carried_out"))
    for column in _COLUMNS
)
#: 总计 = the six kinds of applicants, in every row.
APPLICANT_SUMS = tuple(
    _across("applications", row, APPLICANTS)
    for row in ("received", "carried_in", *OUTCOMES, "handled_total", "carried_out")
)
#: 总计 = 维持 + 纠正 + 其他 + 尚未审结, for every route.
CASE_SUMS = tuple(_across("proceedings", route, _RESULTS) for route in _ROUTES)
_OUTCOME_SUMS_2021 = _outcomes(_OTHER_2019)
_OUTCOME_SUMS_2019 = _outcomes(_OTHER_2021)


def outcome_sums(report: Report) -> tuple[Identity, ...]:
    """（七）总计 = all outcomes, in every column; with one row of 其他处理 or three, as the report prints it."""
    return _OUTCOME_SUMS_2019 if "other" in report.applications else _OUTCOME_SUMS_2021


def holds(identity: Identity, report: Report) -> bool | None:
    """Whether the two sums are equal; ``None`` where that cannot be told.

    A blank or absent cell is some number from zero up. So a side that is fully printed and already smaller than the
    printed part of the other is not equal whatever the blanks stand for; anything else with a blank cannot be told.
    """
    try:
        numbers = identity.numbers(report.figures)
    except KeyError:
        return _holds_with_blanks(identity, report)
    terms = len(identity.left)
    return sum(numbers[:terms]) == sum(numbers[terms:])


def _holds_with_blanks(identity: Identity, report: Report) -> bool | None:
    left, left_complete = known_sum(report, identity.left)
    right, right_complete = known_sum(report, identity.right)
    if (left_complete and right > left) or (right_complete and left > right):
        return False
    return None


def is_printed(identity: Identity, report: Report) -> bool:
    """Whether the report prints any of its cells."""
    return any(cell(report, address) is not None for address in identity.cells)


def describe(identity: Identity, report: Report) -> str:
    """「自然人列：本年新收 3 + 上年结转 0 ≠ 办理结果总计 2 + 结转下年度 0」; of long sums only the terms that count."""
    sides = (" + ".join(_terms(side, identity, report)) or "各项均为 0" for side in (identity.left, identity.right))
    blanks = sum(value(report, address) is None for address in identity.cells)
    note = f"（另有 {blanks} 格空白，无论为何数均不相等）" if blanks else ""
    return f"{identity.place}：{' ≠ '.join(sides)}{note}"


def _terms(side: tuple[Address, ...], identity: Identity, report: Report) -> Iterator[str]:
    for address in side:
        number = value(report, address)
        if number or (number == 0 and len(side) <= 2):
            yield f"{identity.term(address)} {show(number)}"
