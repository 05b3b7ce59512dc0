"""Who must report where: divisions of the nation, cards of counties and portals, matching of printed names."""

from crawler.registry.cards import AgencyCard, CardError, ChannelCard, CountyCard, PortalCard
from crawler.registry.directory import Channel, Registry
from crawler.registry.loading import PACKAGED_CARDS, load
from crawler.registry.matching import Candidate, Match
from crawler.registry.rows import from_rows, to_rows

__all__ = [
    "PACKAGED_CARDS",
    "AgencyCard",
    "Candidate",
    "CardError",
    "Channel",
    "ChannelCard",
    "CountyCard",
    "Match",
    "PortalCard",
    "Registry",
    "from_rows",
    "load",
    "to_rows",
]
