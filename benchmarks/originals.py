"""Originals: how much room 1,000 pages of four portals take, plain and compacted, and how fast they come and go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.portal_pages import PORTALS, pages
from storage.compaction import compact, portals, sizes
from storage.database import open_originals
from storage.originals import Originals

EACH = 250
LATER = 25
NOW = datetime(2023, 2, 10, tzinfo=UTC)


def main() -> None:
    """Print sizes of the file itself, indexes and dictionaries included, and milliseconds a page."""
    first = {portal: [body for _, body in pages(portal, EACH)] for portal in PORTALS}
    later = {portal: [body for _, body in pages(portal, LATER, seed=1)] for portal in PORTALS}
    raw, count = sum(len(body) for bodies in first.values() for body in bodies), EACH * len(PORTALS)
    print(f"{count} pages of {len(PORTALS)} portals, {raw:,} bytes, {raw // count:,} a page")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "originals.db"
        with closing(open_originals(path, create=True)) as db:
            originals = Originals(db)
            timed("keep", count, lambda: keep(originals, first))
            told("plain", raw, size_of(originals, path))
            timed("compact", count, lambda: [compact(originals, portal, NOW) for portal in portals(db)])
            told("compacted", raw, size_of(originals, path))
            print(f"{'of that, pages and dictionaries':34} {sizes(db)['stored']:12,} bytes")
            hashes = [facts["sha256"] for facts in originals]
            timed("get", count, lambda: [originals.get(sha256) for sha256 in hashes])
            timed("keep with a dictionary", LATER * len(PORTALS), lambda: keep(originals, later))


def keep(originals: Originals, bodies: dict[str, list[bytes]]) -> None:
    """Keep pages as a crawl does: one durable transaction each."""
    for portal, each in bodies.items():
        for body in each:
            originals.keep(body, "text/html", NOW, portal)


def size_of(originals: Originals, path: Path) -> int:
    """The bytes of the whole file, with what still lay in the log beside it."""
    originals.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path.stat().st_size


def told(name: str, raw: int, size: int) -> None:
    """Print a size and the ratio to the raw bytes."""
    print(f"{name:34} {size:12,} bytes  {raw / size:5.1f} times smaller than the pages")


def timed(name: str, count: int, task: Callable[[], Iterable[object] | None]) -> None:
    """Run a task once and print its time for one page."""
    start = time.perf_counter()
    task()
    print(f"{name:34} {(time.perf_counter() - start) / count * 1000:12.2f} ms a page")


if __name__ == "__main__":
    main()
