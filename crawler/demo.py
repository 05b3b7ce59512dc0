"""The main job on the sample county: crawl it, read and check what it publishes, print the board."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from crawler import jobs
from crawler.board import print_board
from crawler.clock import now
from crawler.progress import progress
from crawler.registry import load
from crawler.sample_county import CLOCK, SampleCounty
from crawler.summary import print_crawl


def run(console: Console, folder: Path, port: int) -> Path:
    """Crawl the sample county into ``folder`` and print its board; returns the database.

    Raises ``JobError`` when the port of the sample portals is taken, ``StorageError`` when the database in ``folder``
    cannot be used, ``KeyboardInterrupt`` when the crawl was interrupted.
    """
    database = folder / "nianbao.db"
    with _sample_county(port) as county:
        registry = load(county.write_cards(folder / "cards"))
        console.print(f"样例县 sample county: {len(registry.portals)} portals on loopback, port {county.port}")
        console.print(f"时钟停在 the clock stands at {CLOCK} (season of report year 2022)")
        with progress(console, "crawl", len(registry.channels)) as advance:
            done = jobs.crawl(registry, database, clock=CLOCK, settings=jobs.REHEARSAL, advance=advance)
    print_crawl(console, done)
    if done.interrupted:
        raise KeyboardInterrupt
    console.print()
    print_board(console, jobs.board(database, now(CLOCK)), database)
    console.print()
    console.print(f"database {database}, originals {database.with_name('originals.db')}", markup=False, soft_wrap=True)
    asked = shlex.join([sys.argv[0], "status", "--db", str(database), "--as-of", str(now(CLOCK).date())])
    console.print(f"ask why: {asked} --explain 双溪乡 2022", markup=False, soft_wrap=True)
    return database


@contextmanager
def _sample_county(port: int) -> Iterator[SampleCounty]:
    county = SampleCounty(port)
    try:
        county.start()
    except OSError as error:
        raise jobs.JobError(str(error)) from error
    try:
        yield county
    finally:
        county.stop()
