"""``nianbao check``: all stored reports checked again."""

from __future__ import annotations

from pathlib import Path

import click

from crawler import jobs, summary
from crawler.commands.options import database_option, output


@click.command("check")
@database_option
def check_command(database: Path) -> None:
    """Check all stored reports again, in the light of all that is stored.

    Tells how many findings appeared and vanished, by rule; what people said of findings stays.

    \b
    Example: nianbao check
    """
    summary.print_counts(output(), "check", jobs.check(database))
