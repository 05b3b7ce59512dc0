"""``nianbao registry``: look up divisions and agencies, check cards, write and extend them."""

from __future__ import annotations

from pathlib import Path

import click
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.commands.groups import Group
from crawler.commands.options import cards_option
from crawler.registry import describe, editing, lookup, nation
from crawler.registry.cards import CardError
from crawler.registry.generate import county_card
from crawler.registry.importing import imported, read_rows
from crawler.registry.loading import PACKAGED_CARDS, find_county, load
from crawler.registry.parsing import county_of, fields_of

_FOLDER = click.Path(path_type=Path, file_okay=False)
target_option = click.option(
    "--cards", "folder", type=_FOLDER, default=Path("cards"), show_default=True, help="The folder of your cards."
)


@click.group("registry", cls=Group)
def registry_group() -> None:
    """Look up divisions and agencies of the whole country, and check, write and extend cards."""


@registry_group.command("list")
@click.option("--province", help="Only this province: a code or a name.")
@click.option("--county", help="Only this county: a code or a name.")
@cards_option
def list_command(province: str | None, county: str | None, cards: tuple[Path, ...]) -> None:
    """List counties with their agencies and portals; without an option, those that the cards watch.

    \b
    Examples: nianbao registry list --province 湖南省
              nianbao registry list --county 华容县
    """
    registry = load(*(cards or PACKAGED_CARDS))
    within = lookup.province(province) if province else ""
    if county:
        found = lookup.counties(registry, county)
    elif province:
        found = [lookup.card(registry, code) for code in nation.counties() if code.startswith(within)]
    else:
        found = list(registry.divisions.values())
    found = [card for card in found if card.county.startswith(within)]
    if not found:
        raise CardError([f"{county} is not in {province}" if county else "the cards have no county"])
    for card in sorted(found, key=lambda card: card.county):
        click.echo(describe.county_line(registry, card))


@registry_group.command("show")
@click.argument("wanted", metavar="CODE")
@cards_option
def show_command(wanted: str, cards: tuple[Path, ...]) -> None:
    """Show a county with its agencies and channels, or one agency.

    CODE: the code of a county, the id of an agency, or a name that only one of them bears.

    \b
    Examples: nianbao registry show 430623
              nianbao registry show 华容县东山镇
    """
    registry = load(*(cards or PACKAGED_CARDS))
    card, agency = lookup.county_or_agency(registry, wanted)
    for line in describe.agency(registry, card, agency) if agency else describe.county(registry, card):
        click.echo(line)


@registry_group.command("validate")
@cards_option
@click.option("--all", "every", is_flag=True, help="Every warning by itself, also where there are many of one kind.")
def validate_command(cards: tuple[Path, ...], every: bool) -> None:
    """Check cards: every mistake by file and field; then warnings about what cannot be watched yet.

    \b
    Example: nianbao registry validate --cards cards
    """
    registry = load(*(cards or PACKAGED_CARDS))
    if not (registry.divisions or registry.portals):
        raise CardError([f"{', '.join(map(str, cards))}: there is no card here; docs/cards.md tells how to write one"])
    for warning in describe.warnings(registry, _platforms(), every=every):
        click.echo(f"warning: {warning}")
    click.echo(describe.totals(registry))


@registry_group.command("add-county")
@click.argument("county")
@target_option
def add_county_command(county: str, folder: Path) -> None:
    """Write a county card and the draft of a portal card, ready to edit.

    COUNTY: a code, or a name that only one county bears.

    \b
    Example: nianbao registry add-county 430623 --cards cards
    """
    card = lookup.national_county(county)
    files = editing.drafts(card, folder)
    there = [file for file in (find_county(folder, card.county), *files) if file and file.exists()]
    if there:
        raise CardError([f"{there[0]} is there already; nothing was written"])
    _write(files)


@registry_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--county", required=True, help="The county: a code, or a name that only one county bears.")
@target_option
def import_command(file: Path, county: str, folder: Path) -> None:
    """Add a table (.csv) or a published roster (any other text) of agencies to a county card.

    Columns: name; and if needed kind, id, aliases (split by ;), since, until, merged_into. With any bad row nothing is
    written.

    \b
    Example: nianbao registry import agencies.csv --county 430623 --cards cards
    """
    there = find_county(folder, county)
    code = county if there else lookup.national_county(county).county
    there = there or find_county(folder, code)
    files = {there: there.read_text(encoding="utf-8")} if there else editing.drafts(county_card(code), folder)
    target, text = next(iter(files.items()))
    fields = fields_of(text) or {}
    done = imported(county_of(fields), {each["id"] for each in fields.get("agencies") or ()}, read_rows(file), file)
    if done.new:
        _write({**files, target: editing.with_agencies(text, done.new)})
    click.echo(f"{len(done.new)} agencies added, {len(done.known)} known already")


def _write(files: dict[Path, str]) -> None:
    for file, text in files.items():
        editing.write(file, text)
        click.echo(f"written: {file}")


def _platforms() -> set[str]:
    """The platforms that spiders read."""
    return set(SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]})).list())
