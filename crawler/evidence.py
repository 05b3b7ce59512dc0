"""The originals as evidence: are they whole, what is known of each, and all of them in a form that others read."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler import warc
from crawler.files import new_file
from crawler.jobs import JobError
from crawler.progress import Advance
from storage import compaction
from storage.database import file_of, open_database, open_originals
from storage.originals import Originals
from storage.queries import answered_fetches, counts, fetches_of, named_originals

_BEGINNING = re.compile(r"[0-9a-fA-F]{4,64}")


@dataclass(frozen=True)
class Shown:
    """An original and the fetches that brought it, or all fetches of an address and the last original among them.

    ``facts``: see ``Originals.facts``; ``None`` when no original is there.
    """

    facts: dict[str, Any] | None
    fetches: list[dict[str, Any]]


@dataclass(frozen=True)
class Exported:
    """A written WARC file: its sha256, and how many records of each type it has."""

    sha256: str
    records: Counter[str]


def amounts(database: Path) -> dict[str, int]:
    """How many ``originals``, ``portals`` and ``fetches`` there are to go through."""
    with _archive(database) as (db, originals):
        portals = len(compaction.portals(originals.db))
        return {"originals": len(originals), "portals": portals, "fetches": counts(db)["fetches"]}


def verify(database: Path, advance: Advance) -> Iterator[str]:
    """One line for everything that is wrong: damaged originals, and originals that rows name and that are missing.

    ``advance`` is told of each original.
    """
    with _archive(database) as (db, originals):
        # First the names: what a crawl adds meanwhile is in the originals before it is named.
        named = named_originals(db)
        yield from originals.verify(lambda: advance("originals"))
        there = {facts["sha256"] for facts in originals}
        for sha256 in sorted(named.keys() - there):
            line = f"{file_of(originals.db)} has no original {sha256}, which came from {named[sha256]}"
            yield f"{line}; restore the file from a backup"


def compact(database: Path, moment: datetime, advance: Advance) -> tuple[Counter[str], list[str]]:
    """Compact the originals of every portal; what was done, counted, and a line for each damaged original."""
    done: Counter[str] = Counter(dictionaries=0, repacked=0)
    damaged: list[str] = []
    with closing(open_originals(_originals_of(database))) as db:
        originals = Originals(db)
        before = compaction.sizes(db)["stored"]
        for portal_id in compaction.portals(db):
            portal = compaction.compact(originals, portal_id, moment)
            done.update(dictionaries=portal.trained, repacked=portal.repacked)
            damaged += portal.damaged
            advance(f"{portal_id}: {portal.repacked} packed anew")
        sizes = compaction.sizes(db)
    done.update(size=sizes["size"], before=before, after=sizes["stored"])
    return done, damaged


def show(database: Path, wanted: str) -> Shown:
    """What is known of an original (its sha256, or the beginning of it, as notices print it) or of an address.

    Raises ``JobError`` when nothing is, and for a beginning of several.
    """
    with _archive(database) as (db, originals):
        wanted = _whole(originals, wanted)
        fetches = fetches_of(db, wanted)
        brought = [fetch["sha256"] for fetch in fetches if fetch["sha256"]]
        facts = originals.facts(brought[-1] if brought else wanted)
        if facts is None and not fetches:
            raise JobError(f"{wanted} is no original, and no address that was fetched")
        return Shown(facts, fetches)


def _whole(originals: Originals, wanted: str) -> str:
    if not _BEGINNING.fullmatch(wanted):
        return wanted
    found = originals.beginning_with(wanted.lower())
    if len(found) > 1:
        raise JobError(f"{wanted} begins several originals, such as {found[0]} and {found[1]}: give more of it")
    return found[0] if found else wanted


def body(database: Path, sha256: str) -> bytes:
    """The bytes of an original."""
    with closing(open_originals(_originals_of(database), read_only=True)) as db:
        return Originals(db).get(sha256)


def export(
    database: Path,
    path: Path,
    moment: datetime,
    advance: Advance,
    *,
    portal_id: str | None = None,
    since: datetime | str = "",
    force: bool = False,
) -> Exported:
    """Write the fetches that brought an answer, with their bodies, to a WARC file, and read it back before it counts.

    Raises ``FileError`` when it cannot be written or is there already, ``JobError`` when there is nothing to write.
    """
    with _archive(database) as (db, originals), new_file(path, force=force) as out:
        file = warc.WarcFile(out, path.name, _software(), moment, originals.get)
        for fetch in answered_fetches(db, portal_id=portal_id, since=since):
            file.add(fetch)
            advance("fetches")
        if not file.counts["response"]:
            raise JobError(f"{database} has no such fetches; nothing was written")
        file.close()
        out.flush()
        records = warc.check(Path(out.name))
    with path.open("rb") as written:
        return Exported(hashlib.file_digest(written, "sha256").hexdigest(), records)


@contextmanager
def _archive(database: Path) -> Iterator[tuple[Database, Originals]]:
    """The database and its originals, for reading."""
    with (
        closing(open_database(database, read_only=True)) as db,
        closing(open_originals(_originals_of(database), read_only=True)) as originals,
    ):
        yield db, Originals(originals)


def _originals_of(database: Path) -> Path:
    return database.with_name("originals.db")


def _software() -> str:
    try:
        return f"nianbao/{version('nianbao')}"
    except PackageNotFoundError:
        return "nianbao"  # run from a checkout that is not installed
