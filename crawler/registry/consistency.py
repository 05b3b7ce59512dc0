"""What must hold between the fields of a card, and between cards. Every rule yields all it finds."""

from __future__ import annotations

from collections import Counter
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


def agency_problems(county: str, agencies: Iterable[AgencyCard]) -> Iterator[Problem]:
    """Ids that do not fit the county or the kind, and years that run backwards. ``agencies``: in the card's order."""
    for position, agency in enumerate(agencies):
        field = f"agencies[{position}]"
        if problem := _misfit(county, agency):
            yield Problem(f"{field}.id", problem)
        if agency.since and agency.until and agency.until < agency.since:
            yield Problem(f"{field}.until", f"{agency.until} is before since: {agency.since}")
        if agency.merged_into and not agency.until:
            yield Problem(f"{field}.until", "is missing: the last year before it was merged")


def name_problems(card: CountyCard) -> Iterator[Problem]:
    """One id or one name for two agencies, and agencies merged into nobody."""
    for agency_id, times in Counter(agency.id for agency in card.agencies).items():
        if times > 1:
            yield Problem("agencies", f"{agency_id} stands twice")
    for name, ids in Matcher(card).collisions():
        owners = " and ".join(ids)
        yield Problem(
            "agencies", f"a title that prints {name or card.name} could mean {owners}; change a name or an alias"
        )
    known = {agency.id for agency in card.agencies}
    for agency in card.agencies:
        if agency.merged_into and agency.merged_into not in known - {agency.id}:
            yield Problem("agencies", f"{agency.id} is merged into {agency.merged_into}, which is no other of them")


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
    """Channels with one id or one address, on foreign hosts, or with years that run backwards; unread selectors."""
    addresses = [urljoin(card.url, channel.url) for channel in card.channels]
    yield from _repeated("id", [channel.id for channel in card.channels])
    yield from _repeated("url", addresses)
    for position, (channel, address) in enumerate(zip(card.channels, addresses, strict=True)):
        host, years = urlsplit(address).hostname, channel.years
        if host not in card.all_hosts:
            yield Problem(
                f"channels[{position}].url", f"{host} is not a host of this portal; if it is, add it to hosts"
            )
        if channel.agency and channel.kinds:
            yield Problem(f"channels[{position}].kinds", "are of a list of several agencies; this one has agency")
        if years.last and years.last < years.first:
            yield Problem(f"channels[{position}].years.last", f"{years.last} is before first: {years.first}")
    if card.selectors and card.platform != "column":
        yield Problem("selectors", f"are read on the platform column; this is {card.platform}")


def _repeated(field: str, values: list[str]) -> Iterator[Problem]:
    for position, value in enumerate(values):
        if (first := values.index(value)) < position:
            yield Problem(f"channels[{position}].{field}", f"{value} is that of channels[{first}] too")


def problems_between(counties: Counties, portals: Portals, unreadable: Collection[str]) -> Iterator[str]:
    """Lines about cards (file -> card) that contradict each other.

    ``unreadable``: county codes of cards with problems of their own; what refers to them is not complained about again.
    """
    yield from _shared("county", ((file, card.county) for file, card in counties.items()))
    yield from _shared("portal", ((file, card.portal) for file, card in portals.items()))
    yield from _shared("hosts", ((file, host) for file, card in portals.items() for host in sorted(card.all_hosts)))
    known = {card.county: {agency.id for agency in card.agencies} for card in counties.values()}
    for file, portal in portals.items():
        if portal.county in known:
            yield from _strangers(file, portal, known[portal.county])
        elif portal.county not in unreadable:
            yield f"{file}: county: {portal.county} has no card, and the national table does not know it"


def _shared(field: str, values: Iterable[tuple[str, str]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for file, value in values:
        if value in first:
            yield f"{file}: {field}: {value} stands in {first[value]} too"
        first.setdefault(value, file)


def _strangers(file: str, portal: PortalCard, agencies: Collection[str]) -> Iterator[str]:
    for position, channel in enumerate(portal.channels):
        if channel.agency and channel.agency not in agencies:
            yield f"{file}: channels[{position}].agency: {channel.agency} is no agency of the county {portal.county}"
