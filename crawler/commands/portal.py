"""``nianbao portal`` and ``nianbao diagnose``: find out about a portal, try its card, see what ails it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import click

from crawler import portal_draft, portals
from crawler.clock import CLOCK_SETTING, now
from crawler.commands.groups import Group
from crawler.commands.options import cards_option, clock, database_option, output
from crawler.diagnosis import diagnose
from crawler.jobs import REHEARSAL, JobError
from crawler.portal_trial import print_trial
from crawler.registry import PACKAGED_CARDS, Registry, load
from crawler.registry.loading import may_be_card, read_fields
from spiders.detect import detect

loopback_option = click.option("--loopback", is_flag=True, help="Allow portals on this machine (for trying out cards).")


@click.group("portal", cls=Group)
def portal_group() -> None:
    """Tell what a portal runs on, try its card without keeping anything, list the cards."""


@portal_group.command("detect")
@click.argument("url")
@click.option("--county", help="The six-digit code of its county, where the page does not tell it.")
@loopback_option
def detect_command(url: str, county: str | None, loopback: bool) -> None:
    """Fetch one page and print the platform it tells of, with the evidence, and a first portal card.

    URL: the page that lists the annual reports. It is asked for as in a crawl: politely, and robots.txt first.

    \b
    Example: nianbao portal detect http://www.huarong.gov.cn/zwgk/nianbao/ > cards/430623-portal.yaml
    """
    fixed = clock()
    fetch = portals.fetch_page(url, _settings(fixed, loopback))
    body = fetch.body or b""
    address = url if urldefrag(url).url == fetch.url else fetch.url
    detection = detect(address, body, fetch.headers)
    platform = next((each for each in portals.platforms() if each == detection.platform), "column")
    card = portal_draft.draft(
        address,
        body,
        detection,
        platform=platform,
        rows=portals.rows_of(platform, body, address),
        county=county or portal_draft.county_of(body),
        newest_year=now(fixed).year - 1,
    )
    click.echo(card, nl=False)


@portal_group.command("check")
@click.argument("portal", metavar="CARD|PORTAL")
@cards_option
@loopback_option
def check_command(portal: str, cards: tuple[Path, ...], loopback: bool) -> None:
    """Crawl a portal once, keep nothing, and show what a crawl would see and store.

    CARD: the file of a portal card; county cards are taken from its folder. PORTAL: the id of a card. Ends with exit
    code 1 where a list cannot be relied on.

    \b
    Examples: nianbao portal check cards/430623-portal.yaml
              nianbao portal check 430623 --cards cards
    """
    registry, portal_id = _chosen(portal, cards)
    trial = portals.try_portal(registry, portal_id, _settings(clock(), loopback))
    if not print_trial(output(), registry, trial):
        raise SystemExit(1)


@portal_group.command("list")
@cards_option
def list_command(cards: tuple[Path, ...]) -> None:
    """List the portals of the cards: id, platform, status, channels, name and address.

    \b
    Example: nianbao portal list --cards cards
    """
    known = portals.platforms()
    for card in load(*(cards or PACKAGED_CARDS)).portals.values():
        platform = card.platform if card.platform in known else f"{card.platform} (no spider)"
        click.echo(f"{card.portal}  {platform}  {card.status}  {len(card.channels)} channels  {card.name}  {card.url}")


@click.command("diagnose")
@click.argument("portal")
@database_option
def diagnose_command(portal: str, database: Path) -> None:
    """Say of each channel of a portal when it was last seen well, what is wrong with it, and what to do.

    PORTAL: its id. Nothing is fetched; the database has it all.

    \b
    Example: nianbao diagnose 430623
    """
    click.echo("\n".join(diagnose(database, portal)))


def _settings(fixed: str, loopback: bool) -> dict[str, Any]:
    return {CLOCK_SETTING: fixed, **(REHEARSAL if loopback else {})}


def _chosen(portal: str, cards: tuple[Path, ...]) -> tuple[Registry, str]:
    file = Path(portal)
    if file.is_file():
        fields = read_fields(file) or {}
        if "portal" not in fields:
            raise JobError(f"{file} is no portal card")
        beside = sorted(filter(may_be_card, file.absolute().parent.iterdir()))
        return load(*(cards or beside), file), str(fields["portal"])
    registry = load(*(cards or PACKAGED_CARDS))
    if portal not in registry.portals:
        raise JobError(f"{portal} is neither a file nor a portal of the cards; nianbao portal list shows these")
    return registry, portal
