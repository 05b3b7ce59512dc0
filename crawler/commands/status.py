"""``nianbao status``: the board, and why a filing has its state."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from crawler import board, jobs
from crawler.commands.options import as_of_option, database_option, end_of, output, year_option
from crawler.monitor.labels import STATE_LABELS


@click.command("status")
@database_option
@year_option
@click.option("--county", help="Only this county (six-digit code).")
@click.option(
    "--state",
    type=click.Choice(tuple(STATE_LABELS)),
    multiple=True,
    help="Only filings in this state, e.g. overdue. May be repeated.",
)
@as_of_option
@click.option("--json", "form", flag_value="json", help="A JSON array.")
@click.option("--csv", "form", flag_value="csv", help="CSV with the same columns.")
@click.option("--explain", nargs=2, type=str, metavar="AGENCY YEAR", help="Why this filing has its state.")
@click.option("--rosters", is_flag=True, help="What the counties say themselves of who has published (公布情况).")
def status_command(
    database: Path,
    year: int | None,
    county: str | None,
    state: tuple[str, ...],
    as_of: datetime | None,
    form: str | None,
    explain: tuple[str, str] | None,
    rosters: bool,
) -> None:
    """Print the board: who has published, who is late, who has not, and where we could not look.

    \b
    Examples: nianbao status --year 2025 --state overdue
              nianbao status --explain 430623113 2022
    """
    moment = end_of(as_of)
    if explain:
        click.echo("\n".join(jobs.explain(database, *explain, moment)))
        return
    if rosters:
        lines = list(jobs.rosters(database, moment, report_year=year, division_code=county))
        click.echo("\n".join(lines) or "没有见到公布情况")
        return
    rows = jobs.board(database, moment, report_year=year, division_code=county)
    rows = [row for row in rows if not state or row["state"] in state]
    if form:
        click.echo(board.as_json(rows) if form == "json" else board.as_csv(rows), nl=form == "json")
    else:
        board.print_board(output(), rows)
