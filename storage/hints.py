"""Commands that a message tells a person to run next, with the database they are about, ready to be copied."""

from __future__ import annotations

import shlex
from pathlib import Path

#: What commands use without ``--db``.
DEFAULT_DATABASE = Path("data/nianbao.db")


def command(words: str, database: Path) -> str:
    """``nianbao WORDS``, with ``--db`` where the database is not the default."""
    named = f" --db {shlex.quote(str(database))}" if database.resolve() != DEFAULT_DATABASE.resolve() else ""
    return f"nianbao {words}{named}"


def command_beside(words: str, file: Path) -> str:
    """The same of the database that ``file`` lies beside; without ``--db`` where that has not the usual name."""
    database = file.with_name(DEFAULT_DATABASE.name)
    return command(words, database if database.exists() else DEFAULT_DATABASE)
