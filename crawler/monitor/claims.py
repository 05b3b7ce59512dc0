"""The day a report claims to have been published, and which of its copies was out first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from crawler.monitor.deadlines import Deadline
from crawler.monitor.facts import Publication

#: Which printed date is the claim: the first of these that is credible.
CLAIMS = ("published_on", "listed_on", "created_on", "signed_on")


def claim(publication: Publication, deadline: Deadline, now: datetime) -> tuple[date, str] | None:
    """The day a version says it was published, and which date says so.

    A date before December of the report year, or after the day we saw the report, cannot be right (slips of the pen,
    pages stamped anew when a site is rebuilt), nor does a late one say anything that is known by ``now`` to be the day
    on which the portal was moved; the next kind of date is taken.
    """
    for name in CLAIMS:
        day: date | None = getattr(publication, name)
        if day and deadline.opens_on <= day <= publication.witnessed_on and not _moved(publication, day, deadline, now):
            return day, name
    return None


def first_of(publications: Iterable[Publication], deadline: Deadline, now: datetime) -> Publication:
    """The version that was out first: by its claim, or without one by the day it was seen."""

    if len(known := list(publications)) == 1:
        return known[0]

    def order(each: Publication) -> tuple[date, datetime, datetime, str]:
        claimed = claim(each, deadline, now)
        return (claimed[0] if claimed else each.witnessed_on, each.first_seen_at, each.known_at, each.version_id)

    return min(known, key=order)


def _moved(publication: Publication, day: date, deadline: Deadline, now: datetime) -> bool:
    """What a move put there by the due day was there by the due day all the same."""
    if day <= deadline.closes_on:
        return False
    known_since = publication.moved_days.get(day)
    return known_since is not None and known_since <= now
