"""From the name a title prints to the agency it means: exact after undoing decoration, never by likeness.

What titles do to a name was read off 151 real titles: the county (province, city) stands in front or is missing, 县
alone stands for it, 人民政府 is cut to 政府 or dropped, 街道办事处 to 街道, 管理委员会 to 管委会. A name that fits no
agency, or two, is nobody's; likeness only orders the proposals for the person who decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawler.registry.cards import AgencyCard, CountyCard

#: Below this likeness a name does not speak of the agency at all. 卫健局 and 卫生健康局 reach 0.75.
_PROPOSAL = 0.6

#: The endings one name is printed with, longest first. A government and its office are nothing but their endings.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "government": ("人民政府", "政府", ""),
    "office": ("人民政府办公室", "政府办公室", "人民政府办", "政府办"),
    "department": ("",),
    "township": ("人民政府", "政府", ""),
    "subdistrict": ("街道办事处", "街道办", "街道"),
    "zone": ("管理委员会", "管委会", ""),
}

_UNSEEN = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_LEVEL = re.compile(r"(?:县|市|区|旗|省|地区|自治区)$")
_OFFICIAL = re.compile(r"人民政府|政府|办公室|办事处")
_PHRASES = re.compile(
    r"(?:19|20)\d{2}年?度?|[^\u3400-\u9fff]|(?:(?<!人民)政府|政务|部门)?信息公开|政务公开|年度|年报|工作|情况|关于|报告|公布|的"
    r"|[我本](?:县|市|区|旗|镇|乡|街道|局|级|机关|单位)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency a name may mean; ``score`` is 1 where the name fits it exactly, else the likeness, below 1."""

    agency_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The one agency a name fits; otherwise ``None`` and whom it may mean, best first."""

    agency_id: str | None
    candidates: tuple[Candidate, ...] = ()


class Matcher:
    """The names of one county's agencies."""

    def __init__(self, county: CountyCard):
        self._official, self._fronts = _fronts(county)
        self._generic = county.name[-1]
        #: names as printed without and with the county in front; a government needs its county
        self._bare: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._stems: list[tuple[str, frozenset[str], str]] = []
        for agency in county.agencies:
            for name in (agency.name, *agency.aliases):
                self._learn(name, agency)

    def _learn(self, name: str, agency: AgencyCard) -> None:
        plain = _plain(name)
        front = self._official.match(plain)
        core = plain[front.end() :] if front else plain
        stem, spellings = _spellings(core, agency.kind)
        self._stems.append((stem, frozenset(stem or core), agency.id))
        for spelling in spellings:
            self._named[spelling].add(agency.id)
            if stem:
                self._bare[spelling].add(agency.id)

    def match(self, name: str) -> Match:
        """The agency of this county that ``name`` prints, as titles print names."""
        plain = _plain(name)
        cores = self._cores(plain)
        fits = set(self._bare.get(plain, ())).union(*(self._named.get(core, ()) for core in cores))
        if len(fits) == 1:
            return Match(fits.pop())
        exact = tuple(Candidate(agency_id, 1.0) for agency_id in sorted(fits))
        return Match(None, exact or self._proposals({plain, *cores}))

    def may_mean(self, title: str) -> frozenset[str] | None:
        """Whom a title may be about although it names nobody for certain; ``None`` where it prints no name at all.

        Only what is left beside the year and the fixed phrases of such titles is a name.
        """
        name = _PHRASES.sub("", _plain(title))
        if not name:
            return None
        match = self.match(name)
        return frozenset({match.agency_id} if match.agency_id else {each.agency_id for each in match.candidates})

    def collisions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Names that fit several agencies: the shortest such name, and the ids."""
        shared: dict[tuple[str, ...], str] = {}
        for spelling in sorted(self._named, key=len):
            if len(ids := tuple(sorted(self._named[spelling]))) > 1:
                shared.setdefault(ids, spelling)
        return ((spelling, ids) for ids, spelling in shared.items())

    def _cores(self, plain: str) -> set[str]:
        """What may remain of a printed name when the county in front of it is taken away."""
        cores = self._without_county(plain)
        return cores | {plain[1:]} if len(plain) > 1 and plain.startswith(self._generic) else cores

    def _without_county(self, plain: str) -> set[str]:
        return {plain[found.end() :] for front in self._fronts if (found := front.match(plain))}

    def _proposals(self, names: set[str]) -> tuple[Candidate, ...]:
        texts = [frozenset(_OFFICIAL.sub("", name) or name) for name in names if name]
        best: dict[str, float] = {}
        for stem, letters, agency_id in self._stems:
            score = max((_likeness(text, letters) for text in texts), default=0.0)
            if stem and any(stem in name for name in names):
                score = max(score, _PROPOSAL)
            if score >= max(_PROPOSAL, best.get(agency_id, 0)):
                best[agency_id] = score
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Candidate(agency_id, round(score, 2)) for agency_id, score in ranked)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of the characters used, always below 1: the same characters are not yet the same name."""
    return min(0.99, 2 * len(one & other) / (len(one) + len(other)))


def _plain(name: str) -> str:
    return _UNSEEN.sub("", name)


def _short(place: str) -> str:
    """A place without its level: 湖南省 -> 湖南. One character alone (温 for 温县) is no name."""
    cut = _LEVEL.sub("", place)
    return cut if len(cut) > 1 else place


def _fronts(county: CountyCard) -> tuple[re.Pattern[str], list[re.Pattern[str]]]:
    """What stands in front of official names, and what may stand in front of printed ones: [province][city]county.

    A city alone is no county: 岳阳市应急管理局 is the city's bureau. Nor is a short name that is the city's too (湘潭),
    and a short name alone names no government.
    """
    outer = {place: _short(place) for place in (county.province, county.city)}
    decoration = "".join(f"(?:{re.escape(place)}|{re.escape(short)})?" for place, short in outer.items())
    places = [_plain(place) for place in (county.name, *county.aliases)]
    short_places = {_short(place) for place in places} - {*places, *outer.values()}
    official = re.compile(decoration + f"(?:{'|'.join(map(re.escape, places))})")
    return official, [
        *(re.compile(decoration + re.escape(place)) for place in places),
        *(re.compile(decoration + re.escape(place) + "(?!$)") for place in sorted(short_places)),
    ]


def _spellings(core: str, kind: str) -> tuple[str, set[str]]:
    """The stem of a name, and everything it may be printed as behind the county's name."""
    endings = _ENDINGS[kind]
    if kind == "subdistrict":
        core = core.removeprefix("人民政府")
    ending = next((each for each in endings if core.endswith(each)), None)
    if ending is None:
        return core, {core}
    stem = core.removesuffix(ending)
    spellings = {stem + each for each in endings}
    return stem, spellings | {f"人民政府{each}" for each in spellings if kind == "subdistrict"}
