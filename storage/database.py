"""Opening the database files: ours and no others, at the schema of this program, safe to share between processes."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database, Migrations

from storage.errors import StorageError, explained
from storage.hints import command, command_beside
from storage.migrations import migrations, originals_migrations, private_migrations

#: How long to wait for another process that writes, before giving up.
BUSY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of our kinds of file. ``application_id`` (SQLite's field at byte 68) says that a file is ours.

    ``made_by``: the command that makes it where there is none; ``renewed_by``: one that brings its schema up to date.
    """

    name: str
    made_by: str
    renewed_by: str
    application_id: int
    migrations: Migrations

    def command(self, words: str, path: Path) -> str:
        """A command on the database that the file at ``path`` is, or lies beside."""
        return command(words, path) if self is _MAIN else command_beside(words, path)

    def applied(self, db: Database) -> frozenset[str]:
        """The steps of the schema that ``db`` has."""
        return frozenset(step.name for step in self.migrations.applied(db))


_MAIN = _Kind("nianbao database", "crawl", "check", 0x4E42_4D31, migrations)
_ORIGINALS = _Kind("nianbao file of originals", "crawl", "reread", 0x4E42_4F31, originals_migrations)
_PRIVATE = _Kind("nianbao private file", "watch", "alerts list", 0x4E42_5031, private_migrations)


def open_database(
    path: Path, *, create: bool = False, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Database:
    """Open the main database and bring its schema up to date.

    ``create``: make the file, and its folder, where there is none. ``read_only``: never write, not even the schema.

    Raises ``StorageError`` for a missing, foreign, locked, damaged or newer file and for one that may not be used; the
    file is then as it was.
    """
    return _open(_MAIN, path, create=create, read_only=read_only, busy_seconds=busy_seconds)


def open_originals(
    path: Path, *, create: bool = False, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Database:
    """Open the file of originals (``originals.db`` beside the main one); everything else as :func:`open_database`."""
    return _open(_ORIGINALS, path, create=create, read_only=read_only, busy_seconds=busy_seconds)


def open_private(
    path: Path, *, create: bool = False, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Database:
    """Open the private file (``private.db`` beside the main one: whom we told what, and what ran when).

    Only its owner may read it, and no site serves it; everything else as :func:`open_database`.
    """
    if create and not read_only and path.parent.is_dir() and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    db = _open(_PRIVATE, path, create=create, read_only=read_only, busy_seconds=busy_seconds)
    if not read_only and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return db


@contextmanager
def transaction(db: Database) -> Iterator[Database]:
    """One unit of work: committed as a whole, or rolled back on any exception. They do not nest.

    BEGIN IMMEDIATE, because a deferred unit (``Database.atomic()``) that reads before it writes fails at once, whatever
    the timeout, when another process wrote in between. Raises ``StorageError`` when the file cannot be written.
    """
    with explained(file_of(db)):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise


def file_of(db: Database) -> Path:
    """The file behind an open database."""
    return Path(db.conn.execute("PRAGMA database_list").fetchone()[2])


def _open(kind: _Kind, path: Path, *, create: bool, read_only: bool, busy_seconds: float) -> Database:
    create = create and not read_only
    _check_path(kind, path, create=create, read_only=read_only)
    with explained(path):
        if path.exists() and path.stat().st_size:
            _probe(kind, path, busy_seconds)
        connection = _connect(path, "ro" if read_only else "rwc" if create else "rw", busy_seconds)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # FULL: a commit is on disk when it returns. Originals promise that, and the rows cost little more.
            connection.execute("PRAGMA synchronous = FULL")
            db = Database(connection, recursive_triggers=False, execute_plugins=False)
            pending = _check_schema(kind, db, path, create=create, read_only=read_only)
            if not read_only:
                _upgrade(kind, db, path, pending=pending)
                _use_wal(connection, busy_seconds)
        except BaseException:
            connection.close()
            raise
    return db


def _check_path(kind: _Kind, path: Path, *, create: bool, read_only: bool) -> None:
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        exists = path.exists()
    except OSError as error:
        raise StorageError(f"{path} cannot be opened ({error.strerror}); check its folder, or give another") from error
    if path.is_dir():
        raise StorageError(f"{path} is a folder; give the path of a database file")
    if not exists and not create:
        raise StorageError(
            f"{path} does not exist; check the path, or run {kind.command(kind.made_by, path)}, which makes it"
        )
    # SQLite would open the file for reading only, and say so at the first write.
    if not read_only and not all(os.access(place, os.W_OK) for place in (path, path.parent) if place.exists()):
        raise StorageError(f"{path} may not be written; check the permissions of the file and its folder")


def _connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    """Without implicit transactions: outside :func:`transaction` every statement stands alone, nothing is left open."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds)


def _probe(kind: _Kind, path: Path, busy_seconds: float) -> None:
    """Refuse a file that is not ours without leaving a trace in it or beside it.

    Closing an ordinary connection would fold a WAL into the file, and opening one that may only read still makes a WAL
    where there is none. A rollback journal means that a writer is at work or died: SQLite must sort that out first.
    Asked through SQLite and not with ``open()``: closing a second descriptor of the file would drop the locks that
    another connection of this process holds on it.
    """
    journal, wal = (path.with_name(path.name + suffix).exists() for suffix in ("-journal", "-wal"))
    with closing(_connect(path, "rw" if journal else "ro" if wal else "ro&immutable=1", busy_seconds)) as connection:
        _refuse_foreign(kind, connection, path)


def _refuse_foreign(kind: _Kind, connection: sqlite3.Connection, path: Path) -> None:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    if application_id == kind.application_id:
        return
    if application_id or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StorageError(f"{path} is an SQLite database but no {kind.name}; nothing was changed, give another path")


@cache
def _steps(kind: _Kind) -> frozenset[str]:
    """The steps of the schema that this program knows."""
    return frozenset(step.name for step in kind.migrations.pending(Database(memory=True)))


def _check_schema(kind: _Kind, db: Database, path: Path, *, create: bool, read_only: bool) -> bool:
    """Whether steps are pending."""
    applied = kind.applied(db)
    if applied - _steps(kind):
        raise StorageError(f"{path} was written by a newer nianbao; upgrade this program to use it")
    if not create and not applied and not db.table_names():
        raise StorageError(f"{path} is empty; remove it and run {kind.command(kind.made_by, path)}")
    if read_only and applied != _steps(kind):
        renew = kind.command(kind.renewed_by, path)
        raise StorageError(f"{path} was written by an older nianbao; {renew} brings it up to date")
    return applied != _steps(kind)


def _upgrade(kind: _Kind, db: Database, path: Path, *, pending: bool) -> None:
    """Apply what is pending, under one lock; taking it tells at once that another program holds the file."""
    if pending and not db.table_names():
        # So that room that becomes free can be given back to the disk a little at a time. Only a new file takes it.
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    with transaction(db):
        _refuse_foreign(kind, db.conn, path)
        if pending:
            db.execute(f"PRAGMA application_id = {kind.application_id}")
            kind.migrations.apply(db)


def _use_wal(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Readers and the writer then do not wait for each other.

    SQLite does not wait for others when it changes the journal mode, so processes that open a new file at once need
    this loop. A file changes to WAL only after its first commit, so that the file itself says whose it is.
    """
    give_up_at = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return
