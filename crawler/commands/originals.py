"""``nianbao originals``: keep them small, prove them whole, show one, hand them on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.filesize import decimal

from crawler import evidence, warc
from crawler.clock import SHANGHAI, now
from crawler.commands.groups import Group
from crawler.commands.options import Day, clock, database_option
from crawler.files import FileError, new_file
from crawler.progress import Advance, progress
from storage.hints import command


@click.group("originals", cls=Group)
def originals_group() -> None:
    """The raw bytes of everything that was fetched: compact, verify, show or export them.

    They are evidence. Nothing here changes a byte of what was kept.
    """


@originals_group.command("compact")
@database_option
def compact_command(database: Path) -> None:
    """Pack pages with what the pages of their portal have in common; they stay the same to the byte.

    May be stopped at any moment and run beside a crawl. Worth a run now and then; the first gains most.

    \b
    Example: nianbao originals compact
    """
    with live("compact", evidence.amounts(database)["portals"]) as advance:
        done, damaged = evidence.compact(database, now(clock()), advance)
    click.echo(
        f"{done['dictionaries']} dictionaries trained, {done['repacked']} originals packed anew: "
        f"{decimal(done['size'])} take {decimal(done['after'])} (before: {decimal(done['before'])})"
    )
    _end_with(damaged)


@originals_group.command("verify")
@database_option
@click.option(
    "--warc",
    "warc_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Verify this exported file instead.",
)
def verify_command(database: Path, warc_file: Path | None) -> None:
    """Read every original and compare it with its sha256; look for originals that rows name and that are missing.

    Exit code 1 and one line for each problem.

    \b
    Example: nianbao originals verify
    """
    if warc_file:
        _verify_warc(warc_file)
        return
    number = evidence.amounts(database)["originals"]
    with live("verify", number) as advance:
        problems = list(evidence.verify(database, advance))
    if problems:
        show = command("originals show SHA256", database)
        click.echo(f"{len(problems)} problems; `{show}` says where an original came from")
    _end_with(problems)
    click.echo(f"{number} originals, all whole, and none is missing")


@originals_group.command("show")
@click.argument("wanted", metavar="SHA256|URL")
@database_option
@click.option(
    "--out", type=click.Path(path_type=Path, allow_dash=True), help="Write its bytes to this new file; - is the output."
)
def show_command(wanted: str, database: Path, out: Path | None) -> None:
    """Say where and when an original was fetched, and with what answer; of an address, everything it ever answered.

    SHA256: whole, or the beginning of it.

    \b
    Example: nianbao originals show http://www.qingxi.example/art/2023/1/20/art_1.html --out page.html
    """
    shown = evidence.show(database, wanted)
    to_output = out == Path("-")
    for line in _told(shown, database):
        click.echo(_plain(line), err=to_output)
    if out is None:
        return
    if to_output and sys.stdout.isatty():
        raise click.UsageError("a page may do anything to a terminal; give --out FILE, or send the output elsewhere")
    if shown.facts is None:
        raise FileError(f"no original of {wanted} is there; nothing was written")
    body = evidence.body(database, shown.facts["sha256"])
    if to_output:
        sys.stdout.buffer.write(body)
    else:
        with new_file(out) as file:
            file.write(body)


@originals_group.command("export")
@database_option
@click.option("--warc", "path", required=True, type=click.Path(path_type=Path), help="The file, e.g. 2023.warc.gz.")
@click.option("--portal", help="Only what this portal answered.")
@click.option("--since", type=Day(), help="Only what was fetched on that day or later.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export_command(database: Path, path: Path, portal: str | None, since: datetime | None, force: bool) -> None:
    """Write requests and answers to a WARC file, which web archives and replay tools read.

    It is read back and every digest verified before it takes its name.

    \b
    Example: nianbao originals export --warc 430623.warc.gz --portal 430623
    """
    day = since.replace(tzinfo=SHANGHAI) if since else ""
    with live("export", evidence.amounts(database)["fetches"]) as advance:
        done = evidence.export(database, path, now(clock()), advance, portal_id=portal, since=day, force=force)
    click.echo(f"{path}: {_counted(done.records)}; sha256 {done.sha256}")


@contextmanager
def live(title: str, total: int) -> Iterator[Advance]:
    """A bar while there is someone to watch it; results alone go down a pipe."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with progress(console, title, total) as advance:
        yield advance


def _told(shown: evidence.Shown, database: Path) -> Iterator[str]:
    if shown.facts:
        yield from (f"{name:14}{'-' if value is None else value}" for name, value in shown.facts.items())
    else:
        yield f"no original was kept, or it is missing ({command('originals verify', database)} tells)"
    for fetch in shown.fetches:
        came = f"{fetch['status'] or '-'} {fetch['outcome']}"
        yield f"{fetch['requested_at']}  {came}  {fetch['sha256'] or '-'}  {fetch['url']}"
    if shown.fetches:
        yield from (f"  {name}: {value}" for name, value in shown.fetches[-1]["headers"].items())


def _plain(line: str) -> str:
    """What a portal sent must not steer a terminal."""
    return "".join(char if char.isprintable() else "�" for char in line)


def _counted(records: Mapping[str, Any]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in records.items())


def _verify_warc(path: Path) -> None:
    try:
        click.echo(f"{path}: {_counted(warc.check(path))}; all whole")
    except warc.WarcError as error:
        _end_with([str(error)])


def _end_with(problems: list[str]) -> None:
    """A line for each problem, and exit code 1 if there is one."""
    for line in problems:
        click.echo(f"nianbao: {line}", err=True)
    if problems:
        raise SystemExit(1)
