"""The loaded registry: who must report, and where each of them is looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from crawler.registry.cards import AgencyCard, AgencyKind, CountyCard, PortalCard
from crawler.registry.matching import Match, Matcher


@dataclass(frozen=True, slots=True)
class Channel:
    """A list page to watch: ``id`` is ``"<portal>/<channel>"``, ``url`` absolute; open-ended without ``last_year``.

    Whose reports are expected here: those of ``agency_id``, of agencies of these ``kinds``, or with neither of all.
    """

    id: str
    portal_id: str
    url: str
    agency_id: str | None
    first_year: int
    last_year: int | None
    at_least: int
    canary: str | None
    kinds: tuple[AgencyKind, ...] = ()

    def serves(self, agency: AgencyCard) -> bool:
        """Whether an agency's reports are expected here, so that their absence says something."""
        mine = self.agency_id is None or self.agency_id == agency.id
        return mine and (not self.kinds or agency.kind in self.kinds)

    def shows(self, report_year: int) -> bool:
        """Whether reports on that year are expected here."""
        return self.first_year <= report_year <= (self.last_year or report_year)

    def years(self, newest: int) -> range:
        """The report years that are expected here, up to ``newest``."""
        return range(self.first_year, min(self.last_year or newest, newest) + 1)


@dataclass(frozen=True)
class Registry:
    """Counties by code (``divisions``), agencies by id, portals by id, in the order of their cards."""

    divisions: Mapping[str, CountyCard]
    agencies: Mapping[str, AgencyCard]
    portals: Mapping[str, PortalCard]

    @classmethod
    def of(cls, counties: Iterable[CountyCard], portals: Iterable[PortalCard]) -> Registry:
        """The registry of cards that have been checked against each other."""
        divisions = {card.county: card for card in counties}
        agencies = {agency.id: agency for card in divisions.values() for agency in card.agencies}
        return cls(divisions, agencies, {card.portal: card for card in portals})

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """Every channel by its full id."""
        return {channel.id: channel for portal in self.portals.values() for channel in _channels(portal)}

    @cached_property
    def _county_channels(self) -> Mapping[str, list[Channel]]:
        by_county = defaultdict(list)
        for channel in self.channels.values():
            by_county[self.portals[channel.portal_id].county].append(channel)
        return by_county

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        return {}

    def county_of(self, agency_id: str) -> CountyCard:
        """The county an agency belongs to; its code opens every agency id."""
        return self.divisions[agency_id[:6]]

    def portal_agencies(self, portal_id: str) -> tuple[AgencyCard, ...]:
        """The agencies whose reports may appear on a portal: those of its county."""
        return self.divisions[self.portals[portal_id].county].agencies

    def channels_of(self, agency_id: str) -> list[Channel]:
        """Where an agency's reports appear: its own columns and the hubs of its county."""
        agency = self.agencies[agency_id]
        return [each for each in self._county_channels.get(agency_id[:6], ()) if each.serves(agency)]

    def years_of(self, agency_id: str, newest: int) -> list[int]:
        """The report years watched for an agency, oldest first: those its channels show, up to the year ``newest``.

        An agency without a channel is not passed over: it gets the years its county is watched for, or ``newest``
        alone. ``newest`` is last year: nobody owes a report on a year that is not over. Years after the last one that
        an agency owes are among them: it is exempt.
        """
        channels = self.channels_of(agency_id) or self._county_channels.get(agency_id[:6], [])
        shown = {year for channel in channels for year in channel.years(newest)} if channels else {newest}
        since = self.agencies[agency_id].since or 0
        return sorted([year for year in shown if year >= since])

    def matcher(self, county: str) -> Matcher:
        """The names of a county's agencies, made ready once."""
        if county not in self._matchers:
            self._matchers[county] = Matcher(self.divisions[county])
        return self._matchers[county]

    def match(self, name: str, county: str) -> Match:
        """The agency of a county that a title's ``name`` means, if it is certain."""
        return self.matcher(county).match(name)


def _channels(portal: PortalCard) -> Iterable[Channel]:
    for card in portal.channels:
        yield Channel(
            id=f"{portal.portal}/{card.id}",
            portal_id=portal.portal,
            url=urljoin(portal.url, card.url),
            agency_id=card.agency,
            first_year=card.years.first,
            last_year=card.years.last,
            at_least=card.at_least,
            canary=card.canary,
            kinds=card.kinds,
        )
