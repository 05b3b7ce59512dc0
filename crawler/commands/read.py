"""``nianbao read``: what single report files print."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler import summary
from crawler.checks import check
from crawler.commands.options import output
from crawler.reading import ReadingError, read_file


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, one a line.")
def read_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Read report files: what they print, and what the checks find.

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
