"""What commands share: where the database is, where results go, what time it is."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console

from crawler.clock import CLOCK_SETTING, now

database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path),
    default=Path("data/nianbao.db"),
    show_default=True,
    help="The database; the originals lie beside it in originals.db.",
)

alerts_option = click.option(
    "--alerts",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("data/alerts.yaml"),
    show_default=True,
    help="The subscriptions: who is told what.",
)
targets_option = click.option(
    "--targets",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("data/targets.yaml"),
    show_default=True,
    help="The addresses of targets, readable by you alone; NIANBAO_TARGET_* in the environment count before it.",
)
cards_option = click.option(
    "--cards",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A folder of your own county and portal cards, instead of the packaged ones. May be repeated.",
)


def output() -> Console:
    """Where results go: as wide as the terminal, not folded in a pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


def clock() -> str:
    """The fixed moment of a rehearsal, which is told, or nothing."""
    fixed = os.environ.get(CLOCK_SETTING, "")
    if fixed:
        click.echo(f"{CLOCK_SETTING}: rehearsal, the clock stands at {now(fixed).isoformat()}", err=True)
    return fixed
