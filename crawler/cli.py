"""``nianbao``: thin commands, one call each."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click

from crawler import board, demo, jobs, summary
from crawler.alert_commands import alerts_group
from crawler.checks import RULES, check
from crawler.clock import SHANGHAI, ClockError, now
from crawler.export_command import export_command
from crawler.files import FileError
from crawler.finding_commands import finding_group
from crawler.match_commands import match_group
from crawler.monitor import DeadlineError
from crawler.monitor.alerts.subscriptions import AlertsFileError
from crawler.notice_command import notice_command
from crawler.options import cards_option, clock, database_option, output
from crawler.originals_commands import originals_group
from crawler.portal_commands import diagnose_command, portal_group
from crawler.progress import progress
from crawler.reading import ReadingError, read_file
from crawler.registry import PACKAGED_CARDS, CardError, load
from crawler.registry_commands import registry_group
from crawler.reread_command import reread_command
from crawler.watch.cadence import CadenceError
from crawler.watch.lock import WatchError
from crawler.watch_commands import health_command, watch_command
from storage.browse import serve
from storage.errors import StorageError

#: Mistakes of the input or the surroundings: clear lines and exit code 2. Anything else is our bug, with its traceback.
OPERATOR_ERRORS = (
    *(StorageError, CardError, ClockError, ReadingError, DeadlineError, FileError, jobs.JobError),
    *(AlertsFileError, CadenceError, WatchError),
)


class Group(click.Group):
    """Commands that end in clear lines and exit code 2 when the input, not the program, is at fault."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; tell the errors a user can act on."""
        try:
            return super().invoke(ctx)
        except OPERATOR_ERRORS as error:
            for line in str(error).splitlines():
                click.echo(f"nianbao: {line}", err=True)
            return ctx.exit(2)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nianbao")
def main() -> None:
    """Watch Chinese county and township portals for 政府信息公开工作年度报告.

    Finds each annual report, keeps the original, reads its tables, checks the figures, and says which agencies are
    late or missing. Start with: nianbao demo
    """


@main.command("demo")
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


@main.command("crawl")
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
        raise CardError(
            [f"{', '.join(map(str, cards))}: there is no portal card here; docs/cards.md tells how to write one"]
        )
    total = sum(len(card.channels) for name, card in registry.portals.items() if not portals or name in portals)
    with progress(console, "crawl", total) as advance:
        done = jobs.crawl(
            registry, database, portals=portals or None, clock=clock(), settings=settings, advance=advance
        )
    summary.print_crawl(console, done)


@main.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, one a line.")
def read_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Read report files (HTML or plain text): what they print, and what the checks find.

    \b
    Example: nianbao read report.html --json
    """
    console, failed = output(), False
    for path in files:
        try:
            report = read_file(path)
        except ReadingError as error:
            failed = True
            click.echo(f"nianbao: {path}: {error}", err=True)
            continue
        findings = check(report)
        if as_json:
            result = {**report.to_dict(), "findings": [finding.to_dict() for finding in findings]}
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            summary.print_report(console, report, findings)
    if failed:
        raise SystemExit(2)


@main.command("status")
@database_option
@click.option("--year", type=int, help="Only this report year.")
@click.option("--county", help="Only this county (six-digit code).")
@click.option("--state", multiple=True, help="Only filings in this state, e.g. overdue. May be repeated.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As it could be known at the end of that day; default: now."
)
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
    moment = datetime.combine(as_of, time(23, 59, 59), SHANGHAI) if as_of else now(clock())
    if explain:
        click.echo("\n".join(jobs.explain(database, *explain, moment)))
        return
    if rosters:
        click.echo("\n".join(jobs.rosters(database, moment, report_year=year, division_code=county)))
        return
    rows = jobs.board(database, moment, report_year=year, division_code=county)
    rows = [row for row in rows if not state or row["state"] in state]
    if form:
        click.echo(board.as_json(rows) if form == "json" else board.as_csv(rows), nl=form == "json")
    else:
        board.print_board(output(), rows)


@main.command("browse")
@database_option
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the start page in a browser.")
@click.option(
    "--public", is_flag=True, help="As strangers may see it: put a reverse proxy in front, see docs/browse.md."
)
def browse_command(database: Path, port: int, open_browser: bool, public: bool) -> None:
    """Serve the database read-only on 127.0.0.1.

    \b
    With --public strangers may see it through a reverse proxy:
      shown    every page, the tables that the page 数据 lists, their exports as CSV, JSON and Atom
      not      SQL of a visitor's own, the bytes of originals, the private file, anything of this machine
      yours    TLS, a limit on requests, and whether named agencies may be shown: docs/browse.md

    \b
    Examples: nianbao browse --db data/demo/nianbao.db
              nianbao browse --public --port 8001
    """
    serve(database, port=port, open_browser=open_browser, public=public)


@main.command("check")
@database_option
def check_command(database: Path) -> None:
    """Check all stored reports again, in the light of all that is stored.

    Tells how many findings appeared and vanished, by rule; what people said of findings stays.

    \b
    Example: nianbao check
    """
    summary.print_counts(output(), "check", jobs.check(database))


@main.command("rules")
def rules_command() -> None:
    """List the checks with their basis and what would refute each.

    \b
    Example: nianbao rules
    """
    summary.print_rules(output(), RULES)


main.add_command(alerts_group)
main.add_command(export_command)
main.add_command(finding_group)
main.add_command(match_group)
main.add_command(notice_command)
main.add_command(originals_group)
main.add_command(portal_group)
main.add_command(diagnose_command)
main.add_command(registry_group)
main.add_command(reread_command)
main.add_command(watch_command)
main.add_command(health_command)
