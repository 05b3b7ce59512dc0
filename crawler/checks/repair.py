"""Which one cell, if any, would put every sum of a table right."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.checks.cells import TOTAL, Address, show, total, value
from crawler.checks.identities import BALANCE, Identity
from crawler.checks.labels import cell_name
from crawler.reading.report import Number, Report


def repairs(report: Report, identities: Sequence[Identity]) -> list[tuple[Address, Number]]:
    """The cells whose change alone makes all testable identities hold, each with the number it would need."""
    gaps = {identity: gap for identity in identities if (gap := _gap(identity, report)) is not None}
    broken = [set(identity.cells) for identity, gap in gaps.items() if gap]
    if not broken:
        return []
    found = []
    for address in sorted(set.intersection(*broken)):
        needs = {
            -gap if address in identity.left else gap for identity, gap in gaps.items() if address in identity.cells
        }
        number = value(report, address)
        if len(needs) == 1 and number is not None and (fixed := number + needs.pop()) >= 0:
            found.append((address, fixed))
    return found


def hint(report: Report, identities: Sequence[Identity]) -> str:
    """A sentence on where the error most likely is; empty where the figures do not say."""
    found = repairs(report, identities)
    if len(found) == 1:
        address, fixed = found[0]
        return (
            f"；若仅“{cell_name(address)}”由 {show(value(report, address))} 改为 {show(fixed)}，各项勾稽关系即全部成立"
        )
    return _column_hint(report)


def _column_hint(report: Report) -> str:
    """One column and the total off by the same number: the row totals agree, so that column is the suspect."""
    gaps = {identity.left[0].column: gap for identity in BALANCE if (gap := _gap(identity, report))}
    off = [column for column in gaps if column != TOTAL]
    if len(off) == 1 and gaps.get(TOTAL) == gaps[off[0]]:
        place = next(identity.place for identity in BALANCE if identity.left[0].column == off[0])
        return f"；{place}与总计列差数相同（{show(abs(gaps[TOTAL]))}），疑在{place}"
    return ""


def _gap(identity: Identity, report: Report) -> Number | None:
    """Left minus right; ``None`` where a cell is not known."""
    left, right = total(report, *identity.left), total(report, *identity.right)
    return None if left is None or right is None else left - right
