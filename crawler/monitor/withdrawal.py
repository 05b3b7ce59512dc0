"""When a report that was public may be called withdrawn: never on one look, nor while a list is being rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.clock import SHANGHAI
from crawler.monitor.facts import ChannelLooks, FilingFacts, Look

#: Healthy looks that no longer list a report, on so many days, the first and the last so far apart.
LEAST_DAYS = 3
LEAST_SPAN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """``last_listed_at``: when the last of the links was last seen; ``looks``: the healthy looks since, in order."""

    last_listed_at: datetime
    looks: tuple[Look, ...]
    gone_at: datetime

    @property
    def proof(self) -> Look:
        """The look that made it certain, so far as looks do."""
        return self.looks[-1]


def withdrawal(facts: FilingFacts, now: datetime) -> Withdrawal | None:
    """What shows that all links to a report have gone and its pages are no more; ``None`` where anything is in doubt.

    Every channel of the filing, and every one that listed it, was seen in healthy looks on three days or more over a
    week or more since, without it; each page, asked for since then, is not there; no link vanished together with most
    of its list; and nothing unread may be the report at another address.
    """
    if not any(link.answers for link in facts.links):
        return None  # as of nearly all
    links = [link for link in facts.links if link.last_listed_at(now)]
    if not all(link.answers for link in links):
        return None  # of one at least it was never found to be gone
    if not links or any(each.open_at(now) for each in facts.candidates) or any(link.moved_by(now) for link in links):
        return None
    since = max(at for link in links if (at := link.last_listed_at(now)))
    gone = [link.gone_at(since, now) for link in links]
    channels = {link.looks.channel_id: link.looks for link in links} | {
        each.channel_id: each for each in facts.channels
    }
    looks = [_enough(channel, since, now) for channel in channels.values()]
    if None in gone or not all(looks):
        return None
    seen = sorted((look for each in looks for look in each), key=lambda look: (look.at, look.channel_id))
    return Withdrawal(since, tuple(seen), max(at for at in gone if at))


def _enough(channel: ChannelLooks, since: datetime, now: datetime) -> list[Look]:
    """The healthy looks after ``since``; none where they are too few or too close together.

    "Not modified" counts here: that the report has gone does not rest on the list alone, its own page said so.
    """
    start = since + timedelta.resolution
    looks = [look for look in channel.between(start, now + timedelta.resolution) if look.healthy]
    days = {look.at.astimezone(SHANGHAI).date() for look in looks}
    return looks if len(days) >= LEAST_DAYS and looks[-1].at - looks[0].at >= LEAST_SPAN else []
