"""Opening: our own files in any state, and nobody else's."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database import file_of, open_database, open_originals, transaction
from storage.errors import StorageError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "nianbao.db"


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def make(path: Path) -> None:
    open_database(path, create=True).close()


def test_a_new_database_is_ours_and_ready(path: Path) -> None:
    with closing(open_database(path.parent / "new" / "folder" / "n.db", create=True)) as db:
        assert "versions" in db.table_names()
        assert db.journal_mode == "wal"
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert file_of(db).name == "n.db"


def test_opening_again_changes_nothing(path: Path) -> None:
    make(path)
    before = contents(path.parent)
    make(path)
    open_database(path).close()
    assert contents(path.parent) == before


def test_a_path_with_signs_that_mean_something_in_a_uri(tmp_path: Path) -> None:
    path = tmp_path / "年报 50%?mode=memory#1.db"
    make(path)
    open_database(path).close()
    assert path.exists()


def text_file(path: Path) -> None:
    path.write_text("县,乡\n" * 400, encoding="utf-8")


def short_file(path: Path) -> None:
    path.write_bytes(b"2022")


def somebody_elses(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE versions (id)")


def somebody_elses_by_id(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 252006673")


def somebody_elses_in_wal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE letters (id)")


def somebody_elses_crashed(path: Path) -> None:
    """Its last rows are still in the WAL: opening it as one's own would fold them in."""
    source = path.with_suffix(".source")
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE letters (id)")
        for suffix in ("", "-wal"):
            shutil.copy(f"{source}{suffix}", f"{path}{suffix}")
    source.unlink()


def originals(path: Path) -> None:
    open_originals(path, create=True).close()


def damaged(path: Path) -> None:
    make(path)
    body = bytearray(path.read_bytes())
    body[100:4096] = b"\xff" * 3996
    path.write_bytes(body)


def newer(path: Path) -> None:
    with closing(open_database(path, create=True)) as db:
        record = {"migration_set": "nianbao", "name": "m999_later", "applied_at": "2099-01-01"}
        db.table("_sqlite_migrations").insert(record)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (text_file, "is not an SQLite database"),
        (short_file, "is not an SQLite database"),
        (somebody_elses, "no nianbao database"),
        (somebody_elses_by_id, "no nianbao database"),
        (somebody_elses_in_wal, "no nianbao database"),
        (somebody_elses_crashed, "no nianbao database"),
        (originals, "no nianbao database"),
        (damaged, "is damaged"),
        (newer, "upgrade this program"),
        (Path.mkdir, "is a folder"),
    ],
)
def test_a_file_we_cannot_use_is_refused_untouched(
    path: Path, prepare: Callable[[Path], None], message: str, create: bool
) -> None:
    prepare(path)
    before = contents(path.parent)
    with pytest.raises(StorageError, match=message) as refused:
        open_database(path, create=create)
    after = contents(path.parent)
    assert {name: body for name, body in after.items() if not name.endswith("-shm")} == before
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_not_made_by_looking(path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(StorageError, match="does not exist"):
            open_database(path, create=read_only, read_only=read_only)
    assert not path.exists()


def test_an_empty_file_becomes_a_database_only_on_request(path: Path) -> None:
    path.touch()
    with pytest.raises(StorageError, match="is empty"):
        open_database(path)
    with pytest.raises(StorageError, match="is empty"):
        open_database(path, read_only=True)
    assert path.stat().st_size == 0
    with closing(open_database(path, create=True)) as db:
        assert "versions" in db.table_names()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="check its folder"):
        open_database(tmp_path / "file" / "n.db", create=True)


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_locked_file_is_not_waited_for_without_end(path: Path, lock: str) -> None:
    make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(lock)
        with pytest.raises(StorageError, match="is locked by another program"):
            open_database(path, busy_seconds=0.01)
        open_database(path, read_only=True).close()
    open_database(path).close()


def test_read_only_cannot_write(path: Path) -> None:
    make(path)
    refused = pytest.raises(StorageError, match="may not be written")
    with closing(open_database(path, read_only=True)) as db, refused, transaction(db):
        db.execute("DELETE FROM divisions")


def test_an_older_schema_is_upgraded_by_a_writer_only(path: Path) -> None:
    with closing(open_database(path, create=True)) as db:
        for view in db.view_names():
            db.view(view).drop()
        db.table("_search").drop()  # with the tables of its own
        for table in reversed(db.table_names()):
            if table != "_sqlite_migrations":
                db.table(table).drop()
        db.execute("DELETE FROM _sqlite_migrations")
    with pytest.raises(StorageError, match="older nianbao"):
        open_database(path, read_only=True)
    with closing(open_database(path)) as db:
        assert "versions" in db.table_names()


#: Opens a file without the rights of root, and says what it was told. It is opened with them first, so that everything
#: is imported by then: root's Python may be closed to others.
AS_NOBODY = """
import os, pwd, sys
from pathlib import Path
from storage.database import open_database
from storage.errors import StorageError
path, way, mode, folder_mode = sys.argv[1:]
open_database(Path(path), read_only=True).close()
os.chmod(path, int(mode, 8))
os.chmod(os.path.dirname(path), int(folder_mode, 8))
if os.getuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
try:
    open_database(Path(path), read_only=way == "read")
    print("opened")
except StorageError as error:
    print(error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("mode", "folder_mode", "way", "expected"),
    [
        (0o600, 0o700, "write", "cannot be opened"),
        (0o000, 0o755, "write", "may not be written"),
        (0o000, 0o755, "read", "cannot be opened"),
        (0o444, 0o755, "write", "may not be written"),
        (0o666, 0o555, "write", "may not be written"),
        (0o444, 0o777, "read", "opened"),
    ],
)
def test_a_file_without_permission(open_folder: Path, mode: int, folder_mode: int, way: str, expected: str) -> None:
    path = open_folder / "nianbao.db"
    make(path)
    command = [sys.executable, "-c", AS_NOBODY, path, way, f"{mode:o}", f"{folder_mode:o}"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert expected in said
    if expected != "opened":
        assert said.startswith(str(path))
        assert "check" in said


def test_processes_that_open_a_new_file_at_once_all_succeed(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from storage.database import open_database\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        f"db = open_database(Path({str(path)!r}), create=True)\n"
        "print(db.journal_mode, 'versions' in db.table_names(), flush=True); sys.stdin.readline()\n"
    )
    pipe = subprocess.PIPE
    children = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(4)
    ]
    said = [[child.stdout.readline() for child in children]]
    for _ in range(2):
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        said.append([child.stdout.readline() for child in children])
    assert [child.wait() for child in children] == [0] * 4
    assert said[1] == ["wal True\n"] * 4


class UnexpectedError(Exception):
    pass


def names(db: Database) -> list[str]:
    return [row["name"] for row in db.table("divisions").rows]


DIVISION = {"code": "1", "name": "甲县", "province": "某省", "city": "某市", "aliases": "[]"}


def test_a_transaction_is_all_or_nothing(db: Database) -> None:
    with transaction(db):
        db.table("divisions").insert(DIVISION)

    def fail_half_way() -> None:
        with transaction(db):
            db.table("divisions").insert({**DIVISION, "code": "2", "name": "乙县"})
            raise UnexpectedError

    with pytest.raises(UnexpectedError):
        fail_half_way()
    assert not db.conn.in_transaction
    assert names(db) == ["甲县"]


def test_a_transaction_that_reads_first_survives_another_writer(db: Database) -> None:
    """A deferred transaction would fail here at its first write, whatever the timeout."""
    with closing(open_database(file_of(db), busy_seconds=0.01)) as other:
        with transaction(db):
            assert names(db) == []
            with pytest.raises(StorageError, match="locked"), transaction(other):
                pass
            db.table("divisions").insert(DIVISION)
        with transaction(other):
            assert names(other) == ["甲县"]


def test_a_full_disk_is_said_and_loses_nothing(db: Database) -> None:
    with transaction(db):
        db.table("divisions").insert(DIVISION)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="disk is full"), transaction(db):
        db.table("divisions").insert({**DIVISION, "code": "2", "name": "乙" * 100_000})
    assert not db.conn.in_transaction
    assert names(db) == ["甲县"]


def test_a_mistake_in_our_own_sql_is_not_blamed_on_the_file(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), transaction(db):
        db.execute("DELETE FROM letters")
    assert not db.conn.in_transaction
