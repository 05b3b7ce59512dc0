"""A command that a message names asks the database that the message is about, when it is copied into a shell."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from storage.database import StorageError, open_database, open_originals
from storage.hints import DEFAULT_DATABASE, command, command_beside


def test_only_another_database_than_the_default_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("match list", DEFAULT_DATABASE) == "nianbao match list"
    assert command("match list", tmp_path / DEFAULT_DATABASE) == "nianbao match list"
    assert command("match list", Path("data/demo/nianbao.db")) == "nianbao match list --db data/demo/nianbao.db"


def test_a_path_with_a_space_is_one_word_of_the_command(tmp_path: Path) -> None:
    database = tmp_path / "my data" / "it's.db"
    words = shlex.split(command("status --rosters", database))
    assert words == ["nianbao", "status", "--rosters", "--db", str(database)]


def test_a_file_beside_a_database_leads_to_it_if_it_has_the_usual_name(tmp_path: Path) -> None:
    private = tmp_path / "private.db"
    assert command_beside("alerts list", private) == "nianbao alerts list"
    (tmp_path / "nianbao.db").touch()
    assert command_beside("alerts list", private) == f"nianbao alerts list --db {tmp_path / 'nianbao.db'}"


def test_what_makes_a_missing_file_makes_it_where_it_was_looked_for(tmp_path: Path) -> None:
    database = tmp_path / "my data" / "n.db"
    with pytest.raises(StorageError) as missing:
        open_database(database)
    assert f"run nianbao crawl --db '{database}', which makes it" in str(missing.value)
    open_database(tmp_path / "nianbao.db", create=True).close()
    with pytest.raises(StorageError, match=r"run nianbao crawl --db .*nianbao\.db, which makes it"):
        open_originals(tmp_path / "originals.db")
