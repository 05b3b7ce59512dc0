"""The main job on the sample county: crawl it, read and check what it publishes, print the board."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from crawler import jobs
from crawler.board import print_board
from crawler.clock import now
from crawler.registry import load
from crawler.sample_county import CLOCK, SampleCounty
from storage.queries import board


def run(console: Console, folder: Path, port: int) -> Path:
    """Crawl the sample county into ``folder`` and print its board; returns the database.

    Raises ``OSError`` when the port of the sample portals is taken, ``StorageError`` when the database in ``folder``
    cannot be used.
    """
    database = folder / "nianbao.db"
    with SampleCounty(port) as county:
        registry = load(county.write_cards(folder / "cards"))
        console.print(f"样例县 sample county: {len(registry.portals)} portals on loopback, port {county.port}")
        console.print(f"时钟停在 the clock stands at {CLOCK}: the season of report year 2022")
        with jobs.workspace(database, registry, clock=CLOCK) as work:
            jobs.crawl(work, console, loopback=True)
            print_board(console, board(work.db))
    console.print(f"数据库 database: {database}    原件 originals: {database.with_name('originals.db')}")
    console.print(
        f"再问 ask again: nianbao status --db {database} --as-of {now(CLOCK).date()} --explain 双溪乡 2022",
        soft_wrap=True,
    )
    return database
