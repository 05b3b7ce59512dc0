"""``nianbao crawl``: one look at every portal of the cards."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crawler import jobs, summary
from crawler.commands.options import cards_option, clock, database_option, output
from crawler.commands.watched import let_go, watched
from crawler.progress import progress


@click.command("crawl")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@database_option
@cards_option
@click.option("--loopback", is_flag=True, help="Allow portals on this machine (for trying out cards).")
def crawl_command(portals: tuple[str, ...], database: Path, cards: tuple[Path, ...], loopback: bool) -> None:
    """Look at every channel of the portals, keep and read what is new, judge every filing.

    PORTAL: the ids of portal cards; without any, all of them. Ends with exit code 1 where the work on a portal failed
    or was interrupted; a portal that did not answer is a look like any other.

    \b
    Example: nianbao crawl --cards mycards 430623
    """
    registry, console = watched(cards), output()
    if gone := let_go(database, registry):
        click.echo(f"nianbao: {gone}", err=True)
    settings = jobs.REHEARSAL if loopback else {}
    total = sum(len(card.channels) for name, card in registry.portals.items() if not portals or name in portals)
    with progress(console, "crawl", total) as advance:
        done = jobs.crawl(
            registry, database, portals=portals or None, clock=clock(), settings=settings, advance=advance
        )
    summary.print_crawl(console, done)
    if not (loopback or os.environ.get("NIANBAO_CONTACT")):
        click.echo("nianbao: NIANBAO_CONTACT is not set: portals were told nobody to write to", err=True)
    if done.errors or done.interrupted:
        raise SystemExit(1)
