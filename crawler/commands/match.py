"""``nianbao match``: which links and reports wait for a person, and what the person says they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crawler import match_jobs
from crawler.clock import now
from crawler.commands.groups import Group
from crawler.commands.options import YEARS, clock, database_option, output
from crawler.files import new_file
from crawler.match_files import as_text, read_answers
from crawler.summary import print_answers, print_left_out, print_waiting

Command = Callable[..., None]


@click.group("match", cls=Group)
def match_group() -> None:
    """Say what a link or a report is, where its title and its page leave that open.

    An answer is kept with its reason under the address and the title of the page. It holds through every crawl and
    reading for as long as the page says the same; export takes it to another database.
    """


def said_options(command: Command) -> Command:
    """Of which page, in which database, who says so and why."""
    for option in (
        click.option("--by", "reviewer", metavar="NAME", help="Who says so."),
        click.option("--because", required=True, metavar="TEXT", help="Why; it is kept beside the answer."),
        database_option,
    ):
        command = option(command)
    return command


@match_group.command("list")
@database_option
@click.option("--portal", metavar="ID", help="Only this portal.")
@click.option("--answered", is_flag=True, help="What was answered, in place of what waits.")
@click.option("--left-out", "left_out", is_flag=True, help="What titles say to be no reports, in place of what waits.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def list_command(database: Path, portal: str | None, answered: bool, left_out: bool, as_json: bool) -> None:
    """Print what waits for a person: why, where it is, and whom it may mean, with scores.

    A score of 1 is a name that fits exactly; below that it is only likeness.

    \b
    Example: nianbao match list --portal 430623
    """
    if answered and left_out:
        raise click.UsageError("give --answered or --left-out, not both")
    if answered and portal:
        raise click.UsageError("--answered does not go with --portal: an answer holds on every portal")
    if answered:
        rows, show = match_jobs.answers(database), print_answers
    elif left_out:
        rows, show = match_jobs.left_out(database, portal), print_left_out
    else:
        rows, show = match_jobs.waiting(database, portal), print_waiting
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        show(output(), rows)


@match_group.command("set")
@click.argument("page", metavar="ID")
@click.argument("agency", required=False)
@click.option("--year", type=click.IntRange(*YEARS), help="The report year, where page and list leave it open.")
@click.option("--not-a-report", is_flag=True, help="It is no annual report at all.")
@said_options
def set_command(page: str, agency: str | None, not_a_report: bool, year: int | None, **said: Any) -> None:
    """Say whose report a page is, or that it is none; its filing is judged at once.

    ID: as in nianbao match list, also with --left-out, or the beginning of it. AGENCY: its id, or a name that only one
    agency bears; it is one of the county whose portal lists the page.

    \b
    Examples: nianbao match set 9a9b3608 430623113 --because "the page names the town in its text"
              nianbao match set 9a9b3608 --not-a-report --because "a form to fill in"
    """
    if not_a_report == bool(agency) or (not_a_report and year):
        raise click.UsageError("give an agency, or --not-a-report and no year")
    done = match_jobs.answer(said.pop("database"), page, agency=agency, year=year, matched_at=now(clock()), **said)
    what = f"{done['agency_id']} {done['report_year']}" if agency else "no report"
    waits = "" if done["sha256"] else "; its page has not come: the next crawl asks for it, the filing waits until then"
    click.echo(f"{done['title']}: {what}{waits if agency else ''}")


@match_group.command("forget")
@click.argument("page", metavar="ID")
@said_options
def forget_command(page: str, **said: Any) -> None:
    """Take an answer back. ID: as in nianbao match list --answered.

    \b
    Example: nianbao match forget 9a9b3608 --because "it was the other town"
    """
    done = match_jobs.forget(said.pop("database"), page, matched_at=now(clock()), **said)
    click.echo(f"{done['title']}: taken back")


@match_group.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@database_option
def export_command(file: Path, database: Path) -> None:
    """Write all answers to a new YAML file, to be kept beside the cards.

    \b
    Example: nianbao match export answers.yaml
    """
    rows = match_jobs.answers(database)
    with new_file(file) as written:
        written.write(as_text(rows).encode())
    click.echo(f"{file}: {len(rows)} answers")


@match_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@database_option
def import_command(file: Path, database: Path) -> None:
    """Take over answers from such a file. With any mistake in it nothing is kept.

    \b
    Example: nianbao match import answers.yaml
    """
    rows = read_answers(file)
    done = match_jobs.take_over(database, rows, now(clock()))
    click.echo(f"{done} answers taken over, {len(rows) - done} known already")
