"""``nianbao alerts``: who was told what, and trying out whether they can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from crawler import jobs, summary
from crawler.clock import SHANGHAI, now
from crawler.commands.groups import Group
from crawler.commands.options import (
    MANY,
    Day,
    alerts_option,
    clock,
    county_option,
    database_option,
    output,
    targets_option,
)
from crawler.files import new_file
from crawler.monitor.alerts.channels import Target
from crawler.monitor.alerts.delivery import deliver
from crawler.monitor.alerts.feed import atom, calendar
from crawler.monitor.alerts.subscriptions import AlertsFileError, load_alerts
from crawler.monitor.alerts.targets import load_targets
from crawler.monitor.alerts.wording import moment
from storage import outbox
from storage.database import open_private
from storage.ids import content_id

Command = Callable[..., None]
_STATES = click.Choice(["waiting", "sent", "dead", "dropped"])


@click.group("alerts", cls=Group)
def alerts_group() -> None:
    """Try targets, see what was sent and what was not, hold alerts back, write a feed or a calendar.

    Alerts are made by nianbao watch. docs/operations.md explains subscriptions and targets.
    """


@contextmanager
def _private(database: Path) -> Iterator[Database]:
    with closing(open_private(database.with_name("private.db"))) as private:
        yield private


@alerts_group.command("test")
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@alerts_option
@targets_option
def test_command(names: tuple[str, ...], alerts: Path, targets: Path) -> None:
    """Send a test message to every target of the subscriptions, or to those named; exit code 1 when one fails.

    \b
    Example: nianbao alerts test office-mail
    """
    addresses, at, failed = load_targets(targets), now(clock()), False
    wanted = names or load_alerts(alerts).targets
    if not wanted:
        raise AlertsFileError(f"{alerts} is not there or names no target: nobody is told of anything")
    for name in wanted:
        key = content_id("test", name, at.isoformat())
        text = f"这是 nianbao 的测试消息，发送于 {moment(at)}。收到即说明通知可以送达。"
        trouble = Target(name, addresses.get(name)).send("【年报】测试消息", text, key)
        click.echo(f"{name}: {trouble.words if trouble else 'sent'}")
        failed = failed or trouble is not None
    if failed:
        raise SystemExit(1)


@alerts_group.command("list")
@database_option
@click.option("--state", type=_STATES, help="Only deliveries in this state.")
@click.option("--last", type=MANY, default=30, show_default=True, help="At most so many.")
def list_command(database: Path, state: str | None, last: int) -> None:
    """Print deliveries, newest first, with what went wrong; and what is muted.

    \b
    Example: nianbao alerts list --state dead
    """
    with _private(database) as private:
        rows = outbox.deliveries(private, state=state, limit=last)
        muted = outbox.mutes(private, now(clock()))
    for row in rows:
        when = moment(row["sent_at"] or row["next_at"])
        tried = f", {row['attempts']} attempts: {row['trouble']}" if row["trouble"] else ""
        click.echo(f"{moment(row['made_at'])} {row['target']} {row['state']} {when}{tried}")
        click.echo(f"  {row['title']}  {row['id']}")
    for row in muted:
        click.echo(f"muted {row['subject']} until {moment(row['until'])}: {row['because']}")
    if not (rows or muted):
        click.echo("no alerts")


@alerts_group.command("send")
@database_option
@targets_option
@click.option("--dead", is_flag=True, help="Also what was given up, from the first attempt.")
def send_command(database: Path, targets: Path, dead: bool) -> None:
    """Send the deliveries that are due now, without waiting for nianbao watch.

    \b
    Example: nianbao alerts send --dead
    """
    with _private(database) as private:
        at = now(clock())
        if dead:
            outbox.revive(private, at)
        summary.print_counts(output(), "alerts", deliver(private, load_targets(targets), at))


@alerts_group.command("mute")
@click.argument("subject")
@database_option
@alerts_option
@click.option("--until", type=Day(), required=True, help="The last day, in Beijing time.")
@click.option("--because", required=True, metavar="TEXT", help="Why; it is listed with the mute.")
def mute_command(subject: str, database: Path, alerts: Path, until: datetime, because: str) -> None:
    """Hold back alerts on an agency, a county, a portal (by id), a job or to a target (by name), up to a day.

    Nothing is lost: what still holds then is told then. A day that is past ends a mute.

    \b
    Example: nianbao alerts mute 430623 --until 2027-02-28 --because "the portal is being rebuilt"
    """
    if not because.strip():
        raise jobs.JobError("a mute needs its reason: --because is empty")
    end = datetime.combine(until.date(), time(), SHANGHAI) + timedelta(days=1)
    with _private(database) as private:
        known = {*jobs.registered_ids(database), *load_alerts(alerts).targets, *outbox.subjects(private)}
        if subject not in known:
            near = get_close_matches(subject, known, n=1)
            raise jobs.JobError(
                f"{subject!r} is no agency, county, portal, target or job{f'; is {near[0]} meant?' if near else ''}"
            )
        at = now(clock())
        outbox.save_mute(private, subject, until=end, because=because, made_at=at)
    click.echo(f"muted {subject} to the end of {until.date()}" if end > at else f"{subject} is not muted any more")


def _output_options(command: Command) -> Command:
    for option in (
        click.option("--force", is_flag=True, help="Replace the file."),
        click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write."),
        database_option,
    ):
        command = option(command)
    return command


@alerts_group.command("feed")
@_output_options
@click.option("--last", type=MANY, default=200, show_default=True, help="At most so many changes.")
def feed_command(last: int, **where: Any) -> None:
    """Write the last changes of filings as an Atom feed.

    \b
    Example: nianbao alerts feed --out public/changes.xml --force
    """
    with _private(where["database"]) as private:
        events = outbox.filing_events(private, last)
    _write(atom(events, now(clock())), **where)


@alerts_group.command("calendar")
@_output_options
@county_option
def calendar_command(county: str | None, **where: Any) -> None:
    """Write the deadlines of this season and the next as an iCalendar file: which agencies, and who is waited for.

    \b
    Example: nianbao alerts calendar --out deadlines.ics --county 430623
    """
    at, code = now(clock()), county and jobs.county_named(where["database"], county)
    # What is owed on a year is known from its last day on.
    new_year = datetime(at.year + 1, 1, 1, tzinfo=SHANGHAI)
    seasons = ((at, at.year - 1), (new_year, at.year))
    boards = (jobs.board(where["database"], when, report_year=year, division_code=code) for when, year in seasons)
    _write(calendar([row for board in boards for row in board], at), **where)


def _write(content: bytes, database: Path, out: Path, force: bool) -> None:
    with new_file(out, force=force) as file:
        file.write(content)
    click.echo(f"{out}: {len(content)} bytes from {database}")
