"""The shape in which a statutory form is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One measure of a table: its key, the heading on the form, and other headings seen for it in real reports."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a table that carries values.

    ``label`` is the wording on the form with its ordinal, ``columns`` the keys of the cells printed in it,
    ``aliases`` other wordings seen in real reports.
    """

    key: str
    label: str
    columns: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormTable:
    """One of the three tables: rows and columns in the order of the form."""

    key: str
    title: str
    rows: tuple[FormRow, ...]
    columns: tuple[FormColumn, ...]

    @property
    def cells(self) -> int:
        """How many cells the form prints in this table."""
        return sum(len(row.columns) for row in self.rows)

    def row(self, key: str) -> FormRow | None:
        """The row of that key, if the form has it."""
        return next((row for row in self.rows if row.key == key), None)


@dataclass(frozen=True, slots=True)
class Form:
    """A generation of the statutory form, with the notice that introduced it."""

    key: str
    notice: str
    disclosures: FormTable
    applications: FormTable
    proceedings: FormTable

    @property
    def tables(self) -> Mapping[str, FormTable]:
        """The three tables by key, in the order of the form."""
        return {table.key: table for table in (self.disclosures, self.applications, self.proceedings)}
