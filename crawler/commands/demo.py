"""``nianbao demo``: a sample county, crawled on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from crawler import demo
from crawler.commands.options import output
from storage.browse.server import serve


@click.command("demo")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("data/demo"),
    show_default=True,
    help="Where its files go.",
)
@click.option(
    "--serve/--no-serve", "browsing", default=True, show_default=True, help="Open the browse site at the end."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8430, show_default=True, help="Port of the sample portals."
)
@click.option(
    "--browse-port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port of the browse site."
)
def demo_command(folder: Path, browsing: bool, port: int, browse_port: int) -> None:
    """Crawl the sample county on loopback and show its board.

    \b
    Example: nianbao demo --no-serve
    """
    database = demo.run(output(), folder, port)
    if browsing:
        serve(database, port=browse_port)
