"""What flows from spiders to pipelines: a look at a channel, and an article that may be a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from crawler.reading.report import Report
from crawler.reading.title import parse_link


class Outcome(StrEnum):
    """What came of one fetch. Only ``ok`` and ``not_modified`` say anything about the agency."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    EMPTY = "empty"
    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    REDIRECT_LOOP = "redirect_loop"
    BLOCKED = "blocked"
    SOFT_404 = "soft_404"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    LAYOUT_CHANGED = "layout_changed"
    ROBOTS = "robots"
    OFF_LIMITS = "off_limits"
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and what came back. ``body`` is ``None`` when nothing did, or nothing new (304).

    ``headers``: those of the answer that matter. ``request_headers``: all that were sent, where an answer came.
    """

    portal_id: str
    url: str
    requested_at: datetime
    outcome: Outcome
    status: int | None = None
    media_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    detail: str = ""
    protocol: str | None = None
    request_headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One link of a channel's list, as the list shows it."""

    url: str
    title: str
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at a channel, whatever happened, with every page that was asked for.

    ``exhausted``: the paging was walked to its end. ``rows``: everything listed, reports or not, in order.
    """

    portal_id: str
    channel_id: str
    observed_at: datetime
    outcome: Outcome
    fetches: tuple[Fetch, ...] = ()
    rows: tuple[ListingRow, ...] = ()
    exhausted: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came of a file that a stored version of a report, or a stored roster, links to as ``url``."""

    version_id: str
    url: str
    fetch: Fetch


@dataclass(slots=True)
class Article:
    """A page a channel links to, on its way through the pipelines, which fill in what they find.

    ``channel_id`` and ``row`` say how it was found. After *keep* ``sha256`` is set; after *read* either ``report``
    or ``trouble`` (why it is no report); after *identify* ``agency_id`` where the agency is certain.
    """

    channel_id: str
    row: ListingRow
    fetch: Fetch
    sha256: str | None = None
    report: Report | None = None
    trouble: str | None = None
    agency_id: str | None = None

    @property
    def is_roster(self) -> bool:
        """Whether it is a county's own list of who has published, and no report."""
        return parse_link(self.row.title).is_roster
