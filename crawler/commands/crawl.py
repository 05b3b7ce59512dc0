"""``nianbao crawl``: one look at every portal of the cards."""

from __future__ import annotations

from pathlib import Path

import click

from crawler import jobs, summary
from crawler.commands.options import cards_option, clock, database_option, output
from crawler.progress import progress
from crawler.registry import PACKAGED_CARDS, CardError, load
from crawler.registry.loading import portal_drafts


@click.command("crawl")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@database_option
@cards_option
@click.option("--loopback", is_flag=True, help="Allow portals on this machine (for trying out cards).")
def crawl_command(portals: tuple[str, ...], database: Path, cards: tuple[Path, ...], loopback: bool) -> None:
    """Look at every channel of the portals, keep and read what is new, judge every filing.

    PORTAL: the ids of portal cards; without any, all of them.

    \b
    Example: nianbao crawl --cards mycards 430623
    """
    registry, console = load(*(cards or PACKAGED_CARDS)), output()
    settings = jobs.REHEARSAL if loopback else {}
    if not registry.portals:
        raise CardError(_no_portal(cards))
    total = sum(len(card.channels) for name, card in registry.portals.items() if not portals or name in portals)
    with progress(console, "crawl", total) as advance:
        done = jobs.crawl(
            registry, database, portals=portals or None, clock=clock(), settings=settings, advance=advance
        )
    summary.print_crawl(console, done)


def _no_portal(folders: tuple[Path, ...]) -> list[str]:
    drafts = [
        f"{file}: is a draft still; write the addresses of the portal and of its list of annual reports into it, and "
        "take away the # before its lines (docs/cards.md)"
        for file in portal_drafts(*folders)
    ]
    return drafts or [
        f"{', '.join(map(str, folders))}: there is no portal card here; docs/cards.md tells how to write one"
    ]
