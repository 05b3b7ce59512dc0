"""From the name a title prints to the agency it means: exact after undoing decoration, never by likeness.

What titles do to a name was read off 151 real titles: the county (province, city) stands in front or is missing, 县
alone stands for it, 人民政府 is cut to 政府 or dropped, 街道办事处 to 街道, 管理委员会 to 管委会, and 住房和城乡建设 to
住建. A name that fits no agency, or two, is nobody's; likeness only orders the proposals for the person who decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawler.registry import nation
from crawler.registry.cards import AgencyCard, CountyCard
from crawler.registry.places import HAN, fronts, plain
from crawler.registry.spellings import business_key, spellings

#: Below this likeness a name does not speak of the agency at all. 卫健局 and 卫生健康局 reach 0.75.
_PROPOSAL = 0.6

_OFFICIAL = re.compile(r"人民政府|政府|办公室|办事处")
_PHRASES = re.compile(
    rf"(?:19|20)\d{{2}}年?度?|[^{HAN}]|(?:(?<!人民)政府|政务|部门)?信息公开|政务公开|年度|年报|工作|情况|关于|报告|公布|的"
    r"|[我本](?:县|市|区|旗|镇|乡|街道|局|级|机关|单位)"
)

Names = Mapping[str, set[str]]


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
        around = nation.neighbours(county.county)
        self._fronts = fronts(county.name, county.aliases, county.city, county.province, around)
        self._generic = county.name[-1]
        #: names as printed without and with the county in front; a government needs its county
        self._bare: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._loose: dict[str, set[str]] = defaultdict(set)
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._stems: list[tuple[str, frozenset[str], str]] = []
        for agency in county.agencies:
            for name in (agency.name, *agency.aliases):
                self._learn(name, agency)

    def _learn(self, name: str, agency: AgencyCard) -> None:
        core = self.core(name)
        known = spellings(core, agency.kind)
        self._stems.append((known.stem, frozenset(known.stem or core), agency.id))
        for table, printed in ((self._named, known.exact), (self._loose, known.loose)):
            for spelling in printed:
                table[spelling].add(agency.id)
        if known.stem:
            for spelling in known.exact:
                self._bare[spelling].add(agency.id)
        if known.key:
            self._keys[known.key].add(agency.id)

    def core(self, name: str) -> str:
        """An official name without the county in front of it."""
        name = plain(name)
        front = self._fronts.official.match(name)
        return name[front.end() :] if front else name

    def match(self, name: str) -> Match:
        """The agency of this county that ``name`` prints, as titles print names."""
        printed = plain(name)
        cores = self._cores(printed)
        fits = set(self._bare.get(printed, ())) | _known(self._named, cores) or self._shorter({printed, *cores})
        if len(fits) == 1:
            return Match(fits.pop())
        exact = tuple(Candidate(agency_id, 1.0) for agency_id in sorted(fits))
        return Match(None, exact or self._proposals({printed, *cores}))

    def may_mean(self, title: str) -> frozenset[str] | None:
        """Whom a title may be about although it names nobody for certain; ``None`` where it prints no name at all.

        Only what is left beside the year and the fixed phrases of such titles is a name.
        """
        name = _PHRASES.sub("", plain(title))
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

    def _cores(self, printed: str) -> set[str]:
        """What may remain of a printed name when the county in front of it, or 县 for it, is taken away."""
        cores = self._fronts.removed(printed)
        return cores | {printed[1:]} if len(printed) > 1 and printed.startswith(self._generic) else cores

    def _shorter(self, names: set[str]) -> set[str]:
        """Whom shorter forms of a name fit."""
        return _known(self._loose, names) | _known(self._keys, {business_key(name) for name in names})

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


def _known(table: Names, names: set[str]) -> set[str]:
    return {agency_id for name in names for agency_id in table.get(name, ())}


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of the characters used, always below 1: the same characters are not yet the same name."""
    return min(0.99, 2 * len(one & other) / (len(one) + len(other)))
