"""``nianbao finding``: what the checks found, and what a person says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crawler import jobs, summary
from crawler.checks import Severity
from crawler.clock import now
from crawler.commands.groups import Group
from crawler.commands.options import clock, database_option, output, year_option

Command = Callable[..., None]


@click.group("finding", cls=Group)
def finding_group() -> None:
    """List what the checks found; confirm or dismiss a finding.

    A verdict is stored with its reason, shown beside the finding, and kept through every new check and reading. The
    last one counts.
    """


@finding_group.command("list")
@database_option
@click.option("--agency", help="Only this agency: its id, or a name that only one agency bears.")
@year_option
@click.option("--rule", help="Only this rule (see: nianbao rules).")
@click.option("--severity", type=click.Choice([each.value for each in Severity]), help="Only this severity.")
def list_command(database: Path, agency: str | None, year: int | None, rule: str | None, severity: str | None) -> None:
    """Print the findings, each with its id and the last verdict.

    \b
    Example: nianbao finding list --year 2022 --severity error
    """
    rows = jobs.findings(database, agency, report_year=year, rule=rule, severity=severity)
    summary.print_findings(output(), rows)


def said_options(command: Command) -> Command:
    """Which finding, in which database, and what is said of it."""
    for option in (
        click.option("--by", "reviewer", metavar="NAME", help="Who says so; it is shown too."),
        click.option("--because", required=True, metavar="TEXT", help="Why; it is shown beside the finding."),
        database_option,
        click.argument("finding", metavar="ID"),
    ):
        command = option(command)
    return command


@finding_group.command("confirm")
@said_options
def confirm_command(**said: Any) -> None:
    """Say that a finding is right. ID: its id, or the beginning of it.

    \b
    Example: nianbao finding confirm 9a9b3608 --because "checked against the paper original" --by "Li"
    """
    record("confirmed", **said)


@finding_group.command("dismiss")
@said_options
def dismiss_command(**said: Any) -> None:
    """Say that a finding is wrong: the board no longer counts it. ID: its id, or the beginning of it.

    \b
    Example: nianbao finding dismiss 9a9b3608 --because "the office was merged in March"
    """
    record("dismissed", **said)


def record(verdict: str, database: Path, finding: str, **said: Any) -> None:
    """Keep a verdict and print the whole id of the finding."""
    finding_id = jobs.review(database, finding, verdict=verdict, reviewed_at=now(clock()), **said)
    click.echo(f"{verdict} {finding_id}")
