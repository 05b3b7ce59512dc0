"""The agencies of any county, from the national table and what its card says differently."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.registry import nation
from crawler.registry.cards import AgencyCard, AgencyChange, CardError, CountyCard, CountyChanges

#: The ending of a township's name -> its kind, and what its government is called behind the name.
_KINDS = {
    "街道": ("subdistrict", "办事处"),
    "镇": ("township", "人民政府"),
    "乡": ("township", "人民政府"),
    "苏木": ("township", "人民政府"),
    "区公所": ("township", ""),
}
#: How the table marks a township that is gone: 花楼乡（已撤销）. When it went is not known, so nobody waits for it.
_GONE = "撤"


def county_card(code: str) -> CountyCard:
    """The county with its government, the office of it, and every township and subdistrict.

    Raises ``CardError`` where the table does not know the county.
    """
    if (county := nation.counties().get(code)) is None:
        raise CardError([f"county: {code} is not in the national table; give name, city, province and all agencies"])
    heads = (
        AgencyCard(id=f"{code}-gov", name=f"{county.name}人民政府", kind="government"),
        AgencyCard(id=f"{code}-office", name=f"{county.name}人民政府办公室", kind="office"),
    )
    return CountyCard(
        county=code,
        name=county.name,
        city=county.city,
        province=county.province,
        aliases=tuple(dict.fromkeys(old.former_name for old in nation.former(code) if old.former_name != county.name)),
        agencies=(*heads, *_townships(county)),
    )


def changed(changes: CountyChanges) -> CountyCard:
    """The county as the table has it, with what its card adds or corrects.

    Raises ``CardError`` with a line for each agency that the table does not know and the card does not name.
    """
    card = county_card(changes.county)
    agencies = {agency.id: agency for agency in card.agencies}
    problems = list(_unnamed(changes, set(agencies)))
    if problems:
        raise CardError(problems)
    for change in changes.agencies:
        said = change.model_dump(exclude_unset=True)
        known = agencies.get(change.id)
        agencies[change.id] = AgencyCard.model_validate({**(known.model_dump() if known else {}), **said})
    aliases = dict.fromkeys((*card.aliases, *changes.aliases))
    said_of_county = {"aliases": tuple(aliases), "deadlines": changes.deadlines}
    return card.model_copy(update={**said_of_county, "agencies": tuple(agencies.values())})


def _townships(county: nation.Division) -> Iterator[AgencyCard]:
    for code, name in nation.townships(county.code):
        if _GONE not in name:
            kind, government = next(
                (each for ending, each in _KINDS.items() if name.endswith(ending)), ("township", "")
            )
            yield AgencyCard.model_validate({"id": code, "name": f"{county.name}{name}{government}", "kind": kind})


def _unnamed(changes: CountyChanges, known: set[str]) -> Iterator[str]:
    seen: set[str] = set()
    for position, change in enumerate(changes.agencies):
        if change.id in seen:
            yield f"agencies[{position}].id: {change.id} stands twice"
        elif change.id not in known:
            yield from _missing(position, change)
        seen.add(change.id)


def _missing(position: int, change: AgencyChange) -> Iterator[str]:
    for field in ("name", "kind"):
        if getattr(change, field) is None:
            yield f"agencies[{position}].{field}: is missing; the national table does not know {change.id}"
