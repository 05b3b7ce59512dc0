"""``nianbao status``: the board, and why a filing has its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from crawler import board, jobs
from crawler.commands.options import as_of_option, county_option, database_option, end_of, output, year_option
from crawler.monitor.labels import STATE_LABELS

#: What each way of showing has no use for.
_NOT_WITH = {
    "csv": ("json",),
    "rosters": ("json", "csv", "state"),
    "explain": ("json", "csv", "rosters", "year", "county", "state"),
}


@click.command("status")
@database_option
@year_option
@county_option
@click.option(
    "--state",
    type=click.Choice(tuple(STATE_LABELS)),
    multiple=True,
    help="Only filings in this state, e.g. overdue. May be repeated.",
)
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV with the same columns.")
@click.option("--explain", nargs=2, type=str, metavar="AGENCY YEAR", help="Why this filing has its state.")
@click.option("--rosters", is_flag=True, help="What the counties say themselves of who has published (公布情况).")
def status_command(
    database: Path,
    year: int | None,
    county: str | None,
    state: tuple[str, ...],
    as_of: datetime | None,
    as_json: bool,
    as_csv: bool,
    explain: tuple[str, str] | None,
    rosters: bool,
) -> None:
    """Print the board: who has published, who is late, who has not, and where we could not look.

    \b
    Examples: nianbao status --year 2025 --state overdue
              nianbao status --explain 430623113 2022
    """
    ways = {"csv": as_csv, "json": as_json, "explain": explain, "rosters": rosters}
    _refuse_unused(ways | {"year": year, "county": county, "state": state})
    moment = end_of(as_of)
    if explain:
        click.echo("\n".join(jobs.explain(database, *explain, moment)))
        return
    only = {"report_year": year, "division_code": county and jobs.county_named(database, county)}
    if rosters:
        click.echo("\n".join(jobs.rosters(database, moment, **only)) or "没有见到公布情况")
        return
    rows = [row for row in jobs.board(database, moment, **only) if not state or row["state"] in state]
    if as_json or as_csv:
        click.echo(board.as_json(rows) if as_json else board.as_csv(rows), nl=as_json)
    else:
        board.print_board(output(), rows, database)


def _refuse_unused(given: Mapping[str, object]) -> None:
    """Raise ``UsageError`` where an option has no bearing on what another asks for."""
    for way, others in _NOT_WITH.items():
        if given[way] and (unused := [f"--{other}" for other in others if given[other]]):
            raise click.UsageError(f"--{way} does not go with {', '.join(unused)}")
