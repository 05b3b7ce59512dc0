"""The texts of a row -> numbers, as far as it is certain whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.reading.align import Aligned
from crawler.reading.entries import Entry
from crawler.reading.numbers import Kind, Reading, read_number
from crawler.reading.report import Cell, RemarkKind
from crawler.reading.units import kind_of_amount, unit_in

_UNUSUAL = frozenset({"change", "amount_10k_yuan"})


def readings_of(entry: Entry, keys: Sequence[str], aligned: Aligned) -> list[Reading]:
    """The texts of a row as numbers, in the order of its columns."""
    if entry.table == "disclosures":
        kinds = [_kind(entry, key) for key in keys]
        readings = [read_number(text or "", kind) for text, kind in zip(aligned.texts, kinds, strict=True)]
    else:
        readings = [read_number(text or "") for text in aligned.texts]
    sure = aligned.sure and not _lost_a_border(readings, aligned)
    if sure and not aligned.shared and not aligned.doubted:
        return readings
    return [
        _doubtful(reading, sure=sure and place not in aligned.doubted, shared=place in aligned.shared)
        for place, reading in enumerate(readings)
    ]


def _lost_a_border(readings: Sequence[Reading], aligned: Aligned) -> bool:
    """Whether two figures stand in one cell beside a blank one, which may be what pushed the others along."""
    return not all(aligned.texts) and any(reading.remark is RemarkKind.MERGED_CELLS for reading in readings)


def _doubtful(reading: Reading, *, sure: bool, shared: bool) -> Reading:
    """A cell that cannot be placed, or that is merged with others: nothing but a shared zero is certain."""
    if not sure:
        merged = RemarkKind.MERGED_CELLS if reading.remark is RemarkKind.MERGED_CELLS else None
        return Reading(Cell(None, reading.cell.raw, certain=False), merged)
    if shared and reading.cell.raw:
        zero = reading.cell.value == 0
        return Reading(reading.cell if zero else Cell(None, reading.cell.raw, certain=False), RemarkKind.MERGED_CELLS)
    return reading


def _kind(entry: Entry, column: str) -> Kind:
    if column not in _UNUSUAL:
        return Kind.COUNT
    if column == "change":
        return Kind.CHANGE
    headed = (unit_in(measure.wording) for measure in entry.measures if measure.key == column)
    return kind_of_amount(*headed, unit_in(entry.label), entry.unit)
