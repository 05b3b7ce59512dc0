"""What reading a report results in: frozen, plain, and complete down to the printed text of every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

Number = int | float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a statutory table.

    ``value`` is ``None`` where the cell is printed but blank, and where its text cannot be told for certain;
    ``raw`` keeps the text as printed (trimmed). A row or column that is not printed has no ``Cell`` at all.
    """

    value: Number | None
    raw: str = ""
    certain: bool = True


#: row key -> column key -> cell; the keys and their order are those of ``crawler.reading.forms``.
Table = Mapping[str, Mapping[str, Cell]]
#: Where a cell stands: table, row key, column key.
Place = tuple[str, str, str]


class Section(NamedTuple):
    """One of the report's parts. ``number`` is the printed ordinal (一 = 1), ``None`` where none is printed."""

    number: int | None
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One source's word on one metadata field; the losers are kept beside the chosen one."""

    field: str
    value: str
    source: str
    chosen: bool = False


class RemarkKind(StrEnum):
    """What a reader can notice about the way a report is printed. Checks turn remarks into findings."""

    SURPLUS_CELLS = "surplus_cells"
    MISSING_CELLS = "missing_cells"
    MERGED_CELLS = "merged_cells"
    RAGGED_ROW = "ragged_row"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_TABLE = "duplicate_table"
    UNKNOWN_LABEL = "unknown_label"
    LABEL_VARIANT = "label_variant"
    UNREADABLE_NUMBER = "unreadable_number"
    UNIT_CONVERTED = "unit_converted"
    NUMBER_WITH_TEXT = "number_with_text"
    TITLE_SPLIT = "title_split"
    TITLES_DIFFER = "titles_differ"
    DATES_DIFFER = "dates_differ"
    CHARSET_GUESSED = "charset_guessed"
    TABLE_ELSEWHERE = "table_elsewhere"
    DAMAGED_TEXT = "damaged_text"
    UNCERTAIN_CELLS = "uncertain_cells"
    PAGES_UNREAD = "pages_unread"
    ATTACHMENT_UNREAD = "attachment_unread"
    ATTACHMENT_DIFFERS = "attachment_differs"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed while reading.

    ``where`` is a cell or row address (``applications.granted.total``), a section heading or a field name;
    ``raw`` quotes what is printed there.
    """

    kind: RemarkKind
    where: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The original that a part of a report was read from, by its sha256, and what kind of file that is."""

    sha256: str
    format: str


#: What a report is made of: its three tables, and its text.
TABLES = ("disclosures", "applications", "proceedings")
PARTS = (*TABLES, "sections")


@dataclass(frozen=True)
class Report:
    """One annual report as printed (contract: ``nianbao read --json``).

    ``form`` is ``"2021"``, ``"2019"`` or ``None`` (no statutory table recognised). ``title`` carries no white
    space; ``agency_name`` is as the title prints it. ``preamble`` is the running text above the first part (the notice
    followed, the period covered); it is no part, so the contract's ``sections`` leave it out. ``origins`` tells for
    each of ``PARTS`` that is there which file it was read from.
    """

    title: str | None = None
    agency_name: str | None = None
    report_year: int | None = None
    form: str | None = None
    index_number: str | None = None
    publisher: str | None = None
    source: str | None = None
    created_on: date | None = None
    published_on: date | None = None
    signed_on: date | None = None
    disclosures: Table = field(default_factory=dict)
    applications: Table = field(default_factory=dict)
    proceedings: Table = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    preamble: str = ""
    votes: tuple[Vote, ...] = ()
    remarks: tuple[Remark, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)

    @cached_property
    def figures(self) -> Mapping[Place, Number]:
        """Every number that is printed for certain, in the order of the form. Never a guess."""
        return {
            (name, row, column): cell.value
            for name in TABLES
            for row, cells in getattr(self, name).items()
            for column, cell in cells.items()
            if cell.value is not None and cell.certain
        }

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values, keys in the order of the contract, without ``findings``."""
        fields = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source")
        dates = ("created_on", "published_on", "signed_on")
        return {
            **{name: getattr(self, name) for name in fields},
            **{name: day.isoformat() if (day := getattr(self, name)) else None for name in dates},
            **{name: _values(getattr(self, name)) for name in TABLES},
            "sections": [{"number": s.number, "heading": s.heading, "text": s.text} for s in self.sections],
        }


def _values(table: Table) -> dict[str, dict[str, Number | None]]:
    return {row: {column: cell.value for column, cell in cells.items()} for row, cells in table.items()}
