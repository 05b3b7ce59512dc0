"""What must hold between the fields of a card, and between cards. Every rule yields all it finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from crawler.registry.cards import AgencyCard, CountyCard, PortalCard
from crawler.registry.matching import Matcher

Counties = Mapping[str, CountyCard]
Portals = Mapping[str, PortalCard]


class Problem(NamedTuple):
    """One thing wrong: in which field of the card, and what."""

    field: str
    text: str


def county_problems(card: CountyCard) -> Iterator[Problem]:
    """Ids that do not fit the county or the kind, years that run backwards, one name for two agencies."""
    for position, agency in enumerate(card.agencies):
        if problem := _misfit(card.county, agency):
            yield Problem(f"agencies[{position}].id", problem)
        if agency.since and agency.until and agency.until < agency.since:
            yield Problem(f"agencies[{position}].until", f"{agency.until} is before since: {agency.since}")
    for name, ids in Matcher(card).collisions():
        owners = " and ".join(ids)
        yield Problem(
            "agencies", f"a title that prints {name or card.name} could mean {owners}; change a name or an alias"
        )


def _misfit(county: str, agency: AgencyCard) -> str | None:
    """What an id of this kind must look like, if this one does not."""
    if agency.kind in ("township", "subdistrict"):
        fits = agency.id.startswith(county) and agency.id.isdigit()
        form = f"the division code, {county} and three digits"
    elif agency.kind in ("government", "office"):
        form = f"{county}-{'gov' if agency.kind == 'government' else 'office'}"
        fits = agency.id == form
    else:
        fits = agency.id.startswith(f"{county}-")
        form = f"{county}- and a short name in Latin letters"
    return None if fits else f"{agency.id} is not the id of a {agency.kind}, which is {form}"


def portal_problems(card: PortalCard) -> Iterator[Problem]:
    """Channels with one id or one address, on foreign hosts, or with years that run backwards."""
    addresses = [urljoin(card.url, channel.url) for channel in card.channels]
    yield from _repeated("id", [channel.id for channel in card.channels])
    yield from _repeated("url", addresses)
    for position, (channel, address) in enumerate(zip(card.channels, addresses, strict=True)):
        host, years = urlsplit(address).hostname, channel.years
        if host not in card.all_hosts:
            yield Problem(
                f"channels[{position}].url", f"{host} is not a host of this portal; if it is, add it to hosts"
            )
        if years.last and years.last < years.first:
            yield Problem(f"channels[{position}].years.last", f"{years.last} is before first: {years.first}")


def _repeated(field: str, values: list[str]) -> Iterator[Problem]:
    for position, value in enumerate(values):
        if (first := values.index(value)) < position:
            yield Problem(f"channels[{position}].{field}", f"{value} is that of channels[{first}] too")


def problems_between(counties: Counties, portals: Portals, unreadable: Collection[str]) -> Iterator[str]:
    """Lines about cards (file -> card) that contradict each other.

    ``unreadable``: county codes of cards with problems of their own; what refers to them is not complained about again.
    """
    yield from _shared("county", ((file, card.county) for file, card in counties.items()))
    yield from _shared("agencies", ((file, each.id) for file, card in counties.items() for each in card.agencies))
    yield from _shared("portal", ((file, card.portal) for file, card in portals.items()))
    yield from _shared("hosts", ((file, host) for file, card in portals.items() for host in sorted(card.all_hosts)))
    known = {card.county: {agency.id for agency in card.agencies} for card in counties.values()}
    for file, portal in portals.items():
        if portal.county in known:
            yield from _strangers(file, portal, known[portal.county])
        elif portal.county not in unreadable:
            yield f"{file}: county: there is no card for the county {portal.county}"


def _shared(field: str, values: Iterable[tuple[str, str]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for file, value in values:
        if value in first:
            yield f"{file}: {field}: {value} stands {'twice' if first[value] == file else f'in {first[value]} too'}"
        first.setdefault(value, file)


def _strangers(file: str, portal: PortalCard, agencies: Collection[str]) -> Iterator[str]:
    for position, channel in enumerate(portal.channels):
        if channel.agency and channel.agency not in agencies:
            yield f"{file}: channels[{position}].agency: {channel.agency} is no agency of the county {portal.county}"
