"""The steps of the schema: found by their file names, in the order of their numbers."""

from __future__ import annotations

import pytest
from sqlite_utils import Database, Migrations

from storage.migrations import migrations, originals_migrations, private_migrations


@pytest.mark.parametrize(
    ("steps", "letter"), [(migrations, "m"), (originals_migrations, "o"), (private_migrations, "p")]
)
def test_steps_are_numbered_without_gap_or_double(steps: Migrations, letter: str) -> None:
    names = [step.name for step in steps.pending(Database(memory=True))]
    assert [name.split("_")[0] for name in names] == [f"{letter}{n:03}" for n in range(1, len(names) + 1)]
