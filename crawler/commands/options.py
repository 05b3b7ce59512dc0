"""What commands share: where the database is, where results go, what time it is."""

from __future__ import annotations

import os
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from rich.console import Console

from crawler.clock import CLOCK_SETTING, SHANGHAI, now
from storage.hints import DEFAULT_DATABASE

#: From the year of the first regulation on; neither SQLite nor the calendar takes any number.
YEARS = (2008, 2100)
MANY = click.IntRange(1, 1_000_000_000)


class Day(click.DateTime):
    """A day such as 2023-01-31, of those years."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- click's signature
        """What the help shows in place of strftime's codes."""
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The midnight that begins the day."""
        try:
            day: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day such as 2023-01-31", param, ctx)
        first, last = YEARS
        if not first <= day.year <= last:
            self.fail(f"{value!r} is no day of the years {first} to {last}", param, ctx)
        return day


database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path),
    default=DEFAULT_DATABASE,
    show_default=True,
    help="The database; the originals lie beside it in originals.db.",
)


def _named_file(ctx: click.Context, param: click.Parameter, path: Path) -> Path:
    """A file need not be there where it was not asked for; a mistyped one would be no subscriptions, and no alerts."""
    asked_for = ctx.get_parameter_source(str(param.name)) is not ParameterSource.DEFAULT
    if asked_for and not path.exists():
        raise click.BadParameter(f"there is no {path}", ctx, param)
    return path


alerts_option = click.option(
    "--alerts",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("data/alerts.yaml"),
    show_default=True,
    callback=_named_file,
    help="The subscriptions: who is told what.",
)
targets_option = click.option(
    "--targets",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("data/targets.yaml"),
    show_default=True,
    callback=_named_file,
    help="The addresses of targets, readable by you alone; NIANBAO_TARGET_* in the environment count before it.",
)
cards_option = click.option(
    "--cards",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A folder of your own county and portal cards, instead of the packaged ones. May be repeated.",
)
year_option = click.option("--year", type=click.IntRange(*YEARS), help="Only this report year.")
county_option = click.option("--county", help="Only this county: a code, or a name that only one county bears.")
as_of_option = click.option("--as-of", type=Day(), help="As it could be known at the end of that day; default: now.")


def output() -> Console:
    """Where results go: as wide as the terminal, not folded in a pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


def clock() -> str:
    """The fixed moment of a rehearsal, which is told, or nothing."""
    fixed = os.environ.get(CLOCK_SETTING, "")
    if fixed:
        click.echo(f"{CLOCK_SETTING}: rehearsal, the clock stands at {now(fixed).isoformat()}", err=True)
    return fixed


def end_of(as_of: datetime | None) -> datetime:
    """The end of the day of ``--as-of``; now without one, and today. Refuses days to come, which nobody knows yet."""
    present = now(clock())
    if as_of and as_of.date() > present.astimezone(SHANGHAI).date():
        raise click.BadParameter(f"{as_of.date()} is yet to come", param_hint="--as-of")
    return min(datetime.combine(as_of, time(23, 59, 59), SHANGHAI), present) if as_of else present
