"""Whose report it is: the agency that the title names, within the county of the portal."""

from __future__ import annotations

from typing import NamedTuple

from crawler.reading.report import Report
from crawler.reading.title import parse_link
from crawler.registry import Registry


class Printed(NamedTuple):
    """What a report says of itself; where it prints no title, what the list said of it."""

    title: str
    agency_name: str | None
    report_year: int | None


def printed(report: Report, listed_title: str) -> Printed:
    """The title, agency and year as printed."""
    title = report.title or "".join(listed_title.split())
    told = parse_link(title)
    return Printed(title, report.agency_name or told.agency_name, report.report_year or told.report_year)


def agency_of(registry: Registry, channel_id: str, name: str | None) -> str | None:
    """The id of the agency a title names, if it is certain.

    An agency's own column says whose reports without a name are, and which of two agencies a name fits is meant; a
    report that names another agency is the other's.
    """
    channel = registry.channels[channel_id]
    if not name:
        return channel.agency_id
    match = registry.match(name, registry.portals[channel.portal_id].county)
    fits = {candidate.agency_id for candidate in match.candidates if candidate.score == 1}
    return match.agency_id or (channel.agency_id if channel.agency_id in fits else None)
