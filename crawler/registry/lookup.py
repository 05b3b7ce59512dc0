"""What a person means by a code or a name: a province, a county, an agency, of the cards or of the whole nation."""

from __future__ import annotations

from crawler.registry import nation
from crawler.registry.cards import AgencyCard, CardError, CountyCard
from crawler.registry.directory import Registry
from crawler.registry.generate import county_card
from crawler.registry.matching import Matcher


def card(registry: Registry, code: str) -> CountyCard:
    """A county as its card has it, or else as the national table has it."""
    return registry.divisions.get(code) or county_card(code)


def counties(registry: Registry, wanted: str) -> list[CountyCard]:
    """The counties that are meant, at least one; raises ``CardError`` for none."""
    codes = [each.county for each in registry.divisions.values() if wanted in (each.county, each.name)]
    codes += [each.code for each in nation.find(wanted)]
    if not codes:
        raise CardError([f"{wanted} is no county of the cards or of the national table"])
    return [card(registry, code) for code in dict.fromkeys(codes)]


def county(registry: Registry, wanted: str) -> CountyCard:
    """The one county that is meant; raises ``CardError`` for none, and for several with their codes."""
    found = counties(registry, wanted)
    if len(found) > 1:
        names = ", ".join(f"{each.county} {each.province}{each.city}{each.name}" for each in found[:6])
        raise CardError([f"{wanted} may be {names}: give the code"])
    return found[0]


def national_county(wanted: str) -> CountyCard:
    """The one county that is meant, as the national table has it; raises as :func:`county`."""
    return county(Registry.of((), ()), wanted)


def county_or_agency(registry: Registry, wanted: str) -> tuple[CountyCard, AgencyCard | None]:
    """A county, or an agency with its county: 430623, 华容县, 430623113, 华容县东山镇. Raises as :func:`county`."""
    if not wanted[:6].isdigit():
        return _named(registry, wanted)
    found = county(registry, wanted[:6])
    if wanted == wanted[:6]:
        return found, None
    agencies = {agency.id: agency for agency in found.agencies}
    if wanted not in agencies:
        raise CardError([f"{wanted} is no agency of {found.county} {found.name}"])
    return found, agencies[wanted]


def _named(registry: Registry, wanted: str) -> tuple[CountyCard, AgencyCard | None]:
    """A county of that name; otherwise the county that the longest beginning names, and the agency the whole names."""
    if nation.find(wanted) or any(each.name == wanted for each in registry.divisions.values()):
        return county(registry, wanted), None
    ends = (end for end in range(len(wanted) - 1, 1, -1) if nation.find(wanted[:end]))
    place = county(registry, wanted[: next(ends, len(wanted))])
    agency_id = Matcher(place).match(wanted).agency_id
    found = next((agency for agency in place.agencies if agency.id == agency_id), None)
    if not found:
        raise CardError([f"{wanted} is no agency of {place.county} {place.name}"])
    return place, found


def province(wanted: str) -> str:
    """The two digits of the province that is meant; raises ``CardError`` for none."""
    if not (found := nation.provinces(wanted)):
        raise CardError([f"{wanted} is no province of the national table"])
    return found[0]
