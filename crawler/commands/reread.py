"""``nianbao reread``: read kept originals again, and say what that changes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from crawler import jobs
from crawler.clock import SHANGHAI
from crawler.commands.options import Day, clock, database_option, output
from crawler.differences import kinds
from crawler.reading import READER_VERSION
from crawler.reread import Changed
from crawler.summary import print_counts

#: A value longer than this is not printed but named; --json has all of it.
_LONGEST = 40
_WORDS = {None: "nothing", "": "blank"}


@click.command("reread")
@database_option
@click.option("--since", type=Day(), help="Only what was first seen on that day or later.")
@click.option("--portal", metavar="ID", help="Only the reports of this portal.")
@click.option("--changed", is_flag=True, help="Only what another version of the reader has read.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: counts, and each change in full.")
def reread_command(database: Path, since: datetime | None, portal: str | None, changed: bool, as_json: bool) -> None:
    """Read kept originals again with this version of nianbao, check them, and judge every filing.

    Says what is read differently now: facts, cells, sections and remarks of each report, and findings. What could not
    be read is tried again every time.

    \b
    Example: nianbao reread --changed
    """
    day = since.replace(tzinfo=SHANGHAI) if since else None
    counts, changes = jobs.reread(database, clock(), portal=portal, since=day, changed=changed)
    if as_json:
        click.echo(json.dumps(_told(counts, changes), ensure_ascii=False))
        return
    console = output()
    for each in changes:
        _print_change(console, each)
    print_counts(console, "reread", counts)
    _print_totals(console, changes)


def _told(counts: Counter[str], changes: Sequence[Changed]) -> dict[str, Any]:
    return {"reader_version": READER_VERSION, "counts": counts, "changes": [asdict(each) for each in changes]}


def _print_change(console: Console, change: Changed) -> None:
    console.print(f"[bold]{escape(change.title)}[/] [dim]{escape(change.url)}[/]", soft_wrap=True)
    for line in _lines(change):
        console.print(f"  {line}", markup=False, soft_wrap=True)


def _lines(change: Changed) -> Iterator[str]:
    for address, (before, after) in change.differences.items():
        old, new = (_WORDS.get(value, str(value)) for value in (before, after))
        short = max(len(old), len(new)) <= _LONGEST
        yield f"{address}: {old} -> {new}" if short else f"{address}: {len(old)} characters -> {len(new)}"
    for what, findings in change.findings.items():
        yield from (f"finding {what}: {each['rule']} {each['message']}" for each in findings)


def _print_totals(console: Console, changes: Sequence[Changed]) -> None:
    """A line for each version of the reader: what it had read differently."""
    for reader in sorted({each.reader_before for each in changes}):
        of_reader = [each for each in changes if each.reader_before == reader]
        found = Counter[str](reports=len(of_reader))
        for each in of_reader:
            found.update(kinds(each.differences))
            found.update({f"findings {what}": len(findings) for what, findings in each.findings.items()})
        print_counts(console, f"changed from reader {reader} to {READER_VERSION}", found)
    if not changes:
        console.print("every report reads as before")
