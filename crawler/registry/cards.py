"""What a card says: a county with the agencies that must report, a portal with the channels to watch.

Cards are YAML files that people write, so the models are strict: an unknown field, a code without quotes or an address
with a blank in it is an error, not a guess. What holds between fields and between cards is in ``consistency``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

#: The first year the regulation asks a report for (《政府信息公开条例》, 国务院令第492号, in force from May 2008).
FIRST_REPORT_YEAR = 2008

AgencyKind = Literal["government", "office", "department", "township", "subdistrict", "zone"]
Status = Literal["verified", "unverified"]


class CardError(ValueError):
    """Cards that cannot be used: one line each problem, ``file: field: what is wrong``."""

    def __init__(self, problems: list[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def _origin(url: str) -> str:
    parts = urlsplit(_readable(url))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("is not an http or https address such as http://www.example.gov.cn")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("has more than scheme and host; the paths belong to the channels")
    return url.rstrip("/")


def _readable(url: str) -> str:
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise ValueError(f"cannot be read as an address: {error}") from error
    return url


def _css(selector: str) -> str:
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError as error:
        raise ValueError(f"is no CSS selector: {error}") from error
    return selector


_TEXT = r"^\S(.*\S)?$"
_SLUG = r"^[a-z0-9][a-z0-9_-]*$"
_COUNTY = r"^[1-9][0-9]{5}$"
_AGENCY = r"^[1-9][0-9]{5}([0-9]{3}|-[a-z0-9-]+)$"
_HOST = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"
_PLAIN = r"^[^\s\\]+$"
_PLACE = r"^(/|https?://)[^\s\\]*$"
#: What a value has to be that fits its pattern, for the person who wrote another.
FORMS = {
    _TEXT: "text without blanks around it",
    _SLUG: "a short name of lower-case letters, digits, - and _",
    _COUNTY: "a six-digit division code such as 430623",
    _AGENCY: "an agency's id such as 430623113 or 430623-mzj",
    _HOST: "a host such as www.example.gov.cn",
    _PLAIN: "an address such as http://www.example.gov.cn",
    _PLACE: "a path such as /zwgk/nianbao/ or an http address",
}
Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200, pattern=_TEXT)]
Slug = Annotated[str, StringConstraints(strict=True, max_length=64, pattern=_SLUG)]
CountyCode = Annotated[str, StringConstraints(strict=True, pattern=_COUNTY)]
AgencyId = Annotated[str, StringConstraints(strict=True, max_length=64, pattern=_AGENCY)]
Host = Annotated[str, StringConstraints(strict=True, max_length=253, pattern=_HOST)]
Origin = Annotated[str, StringConstraints(strict=True, max_length=300, pattern=_PLAIN), AfterValidator(_origin)]
Address = Annotated[str, StringConstraints(strict=True, max_length=1000, pattern=_PLACE), AfterValidator(_readable)]
Css = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=300), AfterValidator(_css)]
Year = Annotated[int, Field(strict=True, ge=FIRST_REPORT_YEAR, le=2100)]


class _Card(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgencyCard(_Card):
    """One body that must report.

    ``name`` is the official name; ``aliases`` are other names its titles print. ``since`` and ``until`` are the
    first and last year it must report on, where it was founded or abolished; ``merged_into`` is the agency that took
    its place.
    """

    id: AgencyId
    name: Text
    kind: AgencyKind
    aliases: tuple[Text, ...] = ()
    since: Year | None = None
    until: Year | None = None
    merged_into: AgencyId | None = None


class DeadlineCard(_Card):
    """The day a notice sets for reports of some kinds and years, in the year after the report year; ``basis`` names it.

    ``grace_days`` more are allowed by ``grace_basis``. ``wording`` puts the duty in a Chinese clause with ``{due}``.
    """

    kinds: tuple[AgencyKind, ...] = Field(min_length=1)
    first: Year
    last: Year | None = None
    month: Annotated[int, Field(strict=True, ge=1, le=12)]
    day: Annotated[int, Field(strict=True, ge=1, le=31)]
    basis: Text
    wording: Text | None = None
    grace_days: Annotated[int, Field(strict=True, ge=0, le=60)] = 0
    grace_basis: Text | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        date(2023, self.month, self.day)
        if bool(self.grace_days) != bool(self.grace_basis):
            raise ValueError("grace_days and grace_basis go together: who granted the grace?")
        if self.wording and "{due}" not in self.wording:
            raise ValueError("wording has no {due}, the place of the due day")
        return self

    def holds(self, kind: str, report_year: int) -> bool:
        """Whether it sets the day for this kind of agency and this report year."""
        return kind in self.kinds and self.first <= report_year <= (self.last or report_year)


class CountyCard(_Card):
    """One county. ``aliases``: other names in front of its agencies' names (同仁县 before it became 同仁市).

    ``deadlines``: what its own notices say; they go before the rules of the nation and the province.
    """

    county: CountyCode
    name: Text
    city: Text
    province: Text
    aliases: tuple[Text, ...] = ()
    deadlines: tuple[DeadlineCard, ...] = ()
    agencies: tuple[AgencyCard, ...] = Field(min_length=1)


class AgencyChange(_Card):
    """What a card says of one agency: all of one that no public table knows, or what differs of one that it does."""

    id: AgencyId
    name: Text | None = None
    kind: AgencyKind | None = None
    aliases: tuple[Text, ...] = ()
    since: Year | None = None
    until: Year | None = None
    merged_into: AgencyId | None = None


class CountyChanges(_Card):
    """A county whose names and townships stand in the national table, and what its card adds or corrects."""

    county: CountyCode
    aliases: tuple[Text, ...] = ()
    deadlines: tuple[DeadlineCard, ...] = ()
    agencies: tuple[AgencyChange, ...] = ()


class Years(_Card):
    """The report years a channel shows; open-ended without ``last``."""

    first: Year
    last: Year | None = None


class ChannelCard(_Card):
    """One list page. ``url`` is a path of the portal, or a whole address on one of its hosts.

    ``agency``: the one agency whose own column it is; ``kinds``: the only kinds of agency whose reports it is for, as
    where townships and departments have a list each. With neither the channel serves the whole county. A healthy list
    shows at least ``at_least`` rows and the text ``canary``.
    """

    id: Slug
    url: Address
    agency: AgencyId | None = None
    kinds: tuple[AgencyKind, ...] = ()
    years: Years
    at_least: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1
    canary: Text | None = None


class Selectors(_Card):
    """CSS selectors for lists that no spider knows: rows; in a row its title and its day; the link to the next page.

    Without ``title`` and ``date`` a row's first link and any day in its text count.
    """

    row: Css
    title: Css | None = None
    date: Css | None = None
    next: Css | None = None


class PortalCard(_Card):
    """One government website. ``hosts``: further hosts it may be read from; ``delay``: seconds between requests;
    ``budget``: requests a host of it bears on one day; ``tls``: how old its encryption is;
    ``browser``: its lists are empty until a script has filled them.

    Without channels nothing is asked: the website is known, its list of annual reports is not.
    """

    portal: Slug
    name: Text
    county: CountyCode
    platform: Slug
    url: Origin
    hosts: tuple[Host, ...] = ()
    status: Status
    delay: Annotated[float, Field(ge=0, le=600)] | None = None
    budget: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    tls: Literal["usual", "legacy"] = "usual"
    browser: Annotated[bool, Field(strict=True)] = False
    selectors: Selectors | None = None
    channels: tuple[ChannelCard, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether a person has seen that its lists are the right ones."""
        return self.status == "verified"

    @property
    def all_hosts(self) -> frozenset[str]:
        """Every host the portal may be read from, without ports."""
        return frozenset({urlsplit(self.url).hostname or "", *self.hosts})
