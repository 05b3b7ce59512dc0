"""The registry in lines of text: counties, agencies, what cannot be watched yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from crawler.registry import nation
from crawler.registry.cards import AgencyCard, CountyCard, PortalCard
from crawler.registry.directory import Channel, Registry

#: So many warnings of one kind, and counties, are listed as they are.
_FEW = 3


class _Kind(NamedTuple):
    """Warnings of one kind, and all of them in one line."""

    lines: list[str]
    told: str


def county_line(registry: Registry, card: CountyCard) -> str:
    """One county in a list: code, path, size, portals."""
    portals = [f"{portal.portal} ({portal.platform})" for portal in _portals(registry, card)]
    return f"{card.county}  {_path(card)}  {len(card.agencies)} agencies  {', '.join(portals) or 'no portal card'}"


def county(registry: Registry, card: CountyCard) -> Iterator[str]:
    """A county with all its agencies, and where each is looked for."""
    yield f"{card.county}  {_path(card)}"
    for old in nation.former(card.county):
        yield f"  until {old.year}: {old.former_code} {old.former_name} ({old.change})"
    if card.aliases:
        yield f"  also: {' '.join(card.aliases)}"
    for portal in _portals(registry, card):
        yield f"  portal {portal.portal}: {portal.url} ({portal.platform}, {portal.status})"
    yield from (f"  channel {_channel(each)}" for each in _channels(registry, card) if not each.agency_id)
    for agency in card.agencies:
        yield f"  {_agency(agency)}"
        yield from (
            f"    channel {_channel(each)}" for each in _channels(registry, card) if each.agency_id == agency.id
        )


def agency(registry: Registry, card: CountyCard, agency: AgencyCard) -> Iterator[str]:
    """One agency, and where it is looked for."""
    yield _agency(agency)
    yield f"  {card.county}  {_path(card)}"
    channels = [each for each in _channels(registry, card) if each.agency_id in (None, agency.id)]
    yield from (f"  channel {_channel(each)}" for each in channels)
    if not channels:
        yield "  no channel: nobody looks for its reports"


def warnings(registry: Registry, platforms: Collection[str], *, every: bool = False) -> Iterator[str]:
    """What good cards still leave unwatched; many lines of one kind become one, unless ``every`` is wanted.

    ``platforms``: those that a spider reads.
    """
    for kind in (_unread(registry, platforms), _silent(registry), _unwatched(registry)):
        yield from kind.lines if every or len(kind.lines) <= _FEW else [f"{kind.told}; --all lists them"]


def _unread(registry: Registry, platforms: Collection[str]) -> _Kind:
    portals = [portal for portal in registry.portals.values() if portal.platform not in platforms]
    return _Kind(
        [
            f"portal {each.portal}: no spider reads its platform ({each.platform}); it is passed over"
            for each in portals
        ],
        f"{len(portals)} of {len(registry.portals)} portals run on what no spider reads and are passed over",
    )


def _silent(registry: Registry) -> _Kind:
    portals = [portal.portal for portal in registry.portals.values() if not portal.channels]
    return _Kind(
        [f"portal {portal}: has no channel; nothing is asked there" for portal in portals],
        f"{len(portals)} of {len(registry.portals)} portals have no channel; nothing is asked there",
    )


def _unwatched(registry: Registry) -> _Kind:
    agencies = {
        card: [each for each in card.agencies if not registry.channels_of(each.id)]
        for card in sorted(registry.divisions.values(), key=lambda card: card.county)
    }
    lines = [
        f"county {card.county} {card.name}: {len(found)} of {len(card.agencies)} agencies have no channel"
        for card, found in agencies.items()
        if found
    ]
    count = sum(map(len, agencies.values()))
    return _Kind(lines, f"{count} of {len(registry.agencies)} agencies have no channel, in {len(lines)} counties")


def left_out(before: Registry, registry: Registry) -> str:
    """Which counties of ``before`` these cards leave out, in a line; empty where there are none.

    Whoever forgets ``--cards`` once would find his own gone from the board, without a word.
    """
    gone = [f"{code} {card.name}" for code, card in before.divisions.items() if code not in registry.divisions]
    if not gone:
        return ""
    named = f"{', '.join(gone[:_FEW])}{', ...' if len(gone) > _FEW else ''}"
    return f"{len(gone)} counties are not on these cards and are watched no longer: {named}; --cards may be repeated"


def totals(registry: Registry) -> str:
    """How much the cards hold."""
    kinds = Counter(each.kind for each in registry.agencies.values())
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return (
        f"counties: {len(registry.divisions)}, agencies: {len(registry.agencies)} ({told}), "
        f"portals: {len(registry.portals)}, channels: {len(registry.channels)}"
    )


def _path(card: CountyCard) -> str:
    return "".join(dict.fromkeys((card.province, card.city, card.name)))


def _agency(agency: AgencyCard) -> str:
    years = f"{agency.since or ''}-{agency.until or ''}" if agency.since or agency.until else ""
    merged = f"merged into {agency.merged_into}" if agency.merged_into else ""
    also = f"also {' '.join(agency.aliases)}" if agency.aliases else ""
    return "  ".join(filter(None, (agency.id, agency.kind, agency.name, years, merged, also)))


def _channel(channel: Channel) -> str:
    return f"{channel.id}  {channel.url}  {channel.first_year}-{channel.last_year or ''}"


def _portals(registry: Registry, card: CountyCard) -> list[PortalCard]:
    return [portal for portal in registry.portals.values() if portal.county == card.county]


def _channels(registry: Registry, card: CountyCard) -> list[Channel]:
    ids = {portal.portal for portal in _portals(registry, card)}
    return [channel for channel in registry.channels.values() if channel.portal_id in ids]
