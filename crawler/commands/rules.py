"""``nianbao rules``: the checks and what would refute them."""

from __future__ import annotations

import click

from crawler import summary
from crawler.checks import RULES
from crawler.commands.options import output


@click.command("rules")
def rules_command() -> None:
    """List the checks with their basis and what would refute each.

    \b
    Example: nianbao rules
    """
    summary.print_rules(output(), RULES)
