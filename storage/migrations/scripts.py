"""How a step runs its statements."""

from __future__ import annotations

from sqlite_utils import Database


def run(db: Database, *scripts: str) -> None:
    """Statement by statement: SQLite's own way of running a script would commit first."""
    for script in scripts:
        for statement in script.split(";\n"):
            if statement.strip():
                db.execute(statement)
