"""``nianbao watch`` and ``nianbao health``."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from crawler.clock import ClockError, now
from crawler.commands.options import alerts_option, cards_option, clock, database_option, targets_option
from crawler.commands.watched import watched
from crawler.monitor.alerts.subscriptions import AlertsFileError, load_alerts
from crawler.monitor.alerts.targets import load_targets
from crawler.registry import PACKAGED_CARDS
from crawler.watch.cadence import load_cadence
from crawler.watch.crawling import ChildCrawl
from crawler.watch.scheduler import RealPace
from crawler.watch.vitals import vitals
from crawler.watch.watcher import Watcher
from crawler.watch.work import Files, Work

_cadence_option = click.option(
    "--cadence",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="How often what is due, in place of the packaged crawler/watch/cadence.yaml.",
)


@click.command("watch")
@database_option
@cards_option
@alerts_option
@targets_option
@_cadence_option
@click.option("--loopback", is_flag=True, help="Allow portals on this machine (for trying out cards).")
def watch_command(
    database: Path, cards: tuple[Path, ...], alerts: Path, targets: Path, cadence: Path | None, loopback: bool
) -> None:
    """Crawl, judge, alert, verify and back up, each when it is due, until SIGTERM or Ctrl+C.

    Calm out of season, daily in it, hourly around a deadline. After a standstill what is due is done once. One watcher
    a database.

    \b
    Example: nianbao watch --cards mycards
    """
    if clock():
        raise ClockError("watch goes by the real time; unset NIANBAO_CLOCK")
    registry = watched(cards)
    file, addresses = load_alerts(alerts, registry), load_targets(targets)
    if missing := [name for name in file.targets if name not in addresses]:
        raise AlertsFileError(
            f"{alerts}: no address for the targets {', '.join(missing)}; docs/operations.md says where they go"
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    crawl = ChildCrawl(database, cards or PACKAGED_CARDS, loopback=loopback)
    work = Work(Files(database), registry, load_cadence(*filter(None, [cadence])), file, addresses, crawl)
    Watcher(work, RealPace(), crawl.stop).run()


@click.command("health")
@database_option
@_cadence_option
def health_command(database: Path, cadence: Path | None) -> None:
    """Say whether the watcher is at work and what fails, for a supervisor.

    Exit code 0: all is well. 1: the watcher is not at work. 3: it is, but a portal, a target or a job fails.

    \b
    Example: nianbao health
    """
    code, lines = vitals(Files(database), load_cadence(*filter(None, [cadence])), now(clock()))
    click.echo("\n".join(lines) or "well")
    raise SystemExit(code)
