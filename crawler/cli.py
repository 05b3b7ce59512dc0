"""``nianbao``: thin commands, one call each."""

from __future__ import annotations

import json
import os
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from crawler import board, demo, summary
from crawler.checks import RULES, check
from crawler.clock import CLOCK_SETTING, SHANGHAI, ClockError, now
from crawler.reading import ReadingError, read_file
from crawler.registry import CardError, load
from storage.browse import serve
from storage.errors import StorageError

#: Mistakes of the input or the surroundings: one line and exit code 2. Anything else is our bug and shows its traceback.
OPERATOR_ERRORS = (StorageError, CardError, ClockError, ReadingError)

PACKAGED_CARDS = (Path(__file__).parent / "registry" / "counties", Path(__file__).parent.parent / "spiders" / "portals")


class Group(click.Group):
    """Commands that end in clear lines and exit code 2 when the input, not the program, is at fault."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; tell the errors a user can act on."""
        try:
            return super().invoke(ctx)
        except OPERATOR_ERRORS as error:
            for line in str(error).splitlines():
                click.echo(f"nianbao: {line}", err=True)
            ctx.exit(2)


database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path),
    default=Path("data/nianbao.db"),
    show_default=True,
    help="The database; the originals lie beside it in originals.db.",
)
cards_option = click.option(
    "--cards",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A folder of your own county and portal cards, beside the packaged ones. May be repeated.",
)


def output() -> Console:
    """Where results go: as wide as the terminal, never folded in a pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao")
def main() -> None:
    """Watch Chinese county and township portals for 政府信息公开工作年度报告.

    Finds each annual report, keeps the original, reads its tables, checks the figures, and says which agencies are late.
    Start with `nianbao demo`.
    """


@main.command("demo")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("data/demo"), show_default=True)
@click.option("--serve/--no-serve", default=True, help="Open the browse site at the end.", show_default=True)
@click.option("--port", default=8430, show_default=True, help="Port of the sample county's portals.")
@click.option("--browse-port", default=8001, show_default=True, help="Port of the browse site.")
def demo_command(folder: Path, serve: bool, port: int, browse_port: int) -> None:
    """Crawl the sample county on loopback and show its board.

    \b
    Example: nianbao demo --no-serve
    """
    demo.run(output(), folder, port=port)
    if serve:
        _browse(folder / "nianbao.db", browse_port)


@main.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, one a line.")
def read_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Read report files (HTML or text) and print what they say and what the checks find.

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
