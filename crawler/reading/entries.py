"""One row of a statutory table as printed, before its cells are read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crawler.reading.columns import Columns
from crawler.reading.document import Row
from crawler.reading.forms import FORMS
from crawler.reading.heads import Measure


class Entry(NamedTuple):
    """A printed row: where it belongs, the boxes after its label, and what its grid tells about columns.

    ``keys`` are the columns of tables 3 and 4; in table 2 they follow from ``measures``, the headings printed above,
    and from the report's form. A row of table 4 holds all routes printed in it (keys ``route.result``). ``ordered``:
    the n-th cell is the n-th value; ``doubtful``: the columns may be others. ``header`` counts the headers met before.
    ``unit`` is the unit of money that is named above the table.
    """

    table: str
    row: str
    cells: Row
    label: str = ""
    variant: bool = False
    keys: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    columns: Columns | None = None
    ordered: bool = False
    doubtful: bool = False
    header: int = 0
    unit: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is printed after the label."""
        return not any(box.text for box in self.cells)

    @property
    def raw(self) -> str:
        """The printed cells, as a remark quotes them."""
        return " | ".join(box.text for box in self.cells)


def form_columns(row: str, form: str | None) -> tuple[str, ...]:
    """The columns that the form prints in a row of table 2; another generation's where this one has no such row."""
    order = [form, *FORMS] if form else list(FORMS)
    found = (FORMS[key].disclosures.row(row) for key in order)
    return next((form_row.columns for form_row in found if form_row), ())


def fitting_forms(entry: Entry) -> tuple[str, ...]:
    """The generations whose row has the columns printed above this one: as many, or else these among others."""
    return _fitting(entry.row, tuple([measure.key for measure in entry.measures]))


@lru_cache(maxsize=1024)
def _fitting(row_key: str, measures: tuple[str | None, ...]) -> tuple[str, ...]:
    known = {key for key in measures if key}
    rows = {key: form.disclosures.row(row_key) for key, form in FORMS.items()}
    fitting = {key: row.columns for key, row in rows.items() if row and known and known <= set(row.columns)}
    return tuple(key for key, columns in fitting.items() if len(columns) == len(measures)) or tuple(fitting)


def measure_keys(entry: Entry, form: str | None) -> tuple[str, ...]:
    """The columns of a row of table 2: what its header says; where that is unclear, what the form prints."""
    fitting = fitting_forms(entry)
    keys = tuple(measure.key for measure in entry.measures if measure.key)
    if fitting and len(keys) == len(entry.measures) == len(set(keys)) and not _too_few(keys, entry, fitting):
        return keys
    return form_columns(entry.row, form if form in fitting or not fitting else fitting[0])


def _too_few(keys: tuple[str, ...], entry: Entry, fitting: Sequence[str]) -> bool:
    """Whether headings were lost: the row prints as many values as a form that has these headings and more."""
    values = sum(bool(box.text) for box in entry.cells)
    return len(keys) < values and any(len(form_columns(entry.row, form)) == values for form in fitting)
