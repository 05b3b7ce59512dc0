"""Stored rows and the registry brought together: the facts of any filing, indexed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from crawler.monitor.deadlines import due
from crawler.monitor.facts import Candidate, ChannelLooks, FilingFacts, Link, Look, Mark, Publication
from crawler.monitor.id_clocks import IdClock, id_clock
from crawler.monitor.look_quality import CLEAN_OUTCOMES
from crawler.monitor.moved_days import Dated, MovedDays, moved_days
from crawler.monitor.moves import ListMoves, moves, parsed
from crawler.registry import AgencyCard, Registry

Row = Mapping[str, Any]
Clocks = Mapping[str, IdClock | None]

#: The days of a page that are put there by its publishing system.
_PAGE_DAYS = ("published_on", "listed_on", "created_on")
#: A link of which no list is on record may always have been there.
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows of the database, times and days as text.

    ``observations`` and ``listings``: their tables' columns, and ``trouble_at`` of a listing with trouble;
    ``versions``: the table's columns with ``agency_id`` and ``report_year`` of their report; ``remarks``:
    ``version_id``, ``flag``, and where somebody judged it ``verdict`` and ``reviewed_at``, in order of time;
    ``answers``: ``listing_url``, ``requested_at``, ``outcome`` and ``status`` of what
    was asked for, in order of time, at least of all addresses that were ever found to be gone.
    """

    observations: Iterable[Row] = field(default=())
    listings: Iterable[Row] = field(default=())
    versions: Iterable[Row] = field(default=())
    remarks: Iterable[Row] = field(default=())
    answers: Iterable[Row] = field(default=())


class Ledger:
    """The facts of every filing, by agency and report year.

    With ``now`` it serves for judging at that time or later, and is made faster: links read by then are left out.
    """

    def __init__(self, registry: Registry, stored: Stored, now: datetime | None = None):
        self._registry = registry
        rows = list(stored.listings)
        observations = list(stored.observations)
        self._moves = moves(observations, rows)
        self._looks = _looks(registry, observations, self._moves)
        self._answers = _answers(stored.answers)
        self._links: dict[tuple[str, int], list[Link]] = defaultdict(list)
        self._publications: dict[tuple[str, int], list[Publication]] = defaultdict(list)
        self._candidates: dict[tuple[str, int | None], list[_Open]] = defaultdict(list)
        versions = {row["id"]: row for row in stored.versions}
        clocks = {row["id"]: id_clock(row["url"]) for row in versions.values()}
        self._marks = _marks(stored.remarks, versions)
        self._moved_days = _moved_days(versions.values(), clocks)
        self._add_versions(versions.values(), clocks, _listings_by_report(rows, versions))
        for row in rows:
            self._add_link(row, versions.get(row["version_id"]))
            version = versions.get(row["version_id"])
            read_at = _moment(version["first_seen_at"]) if version and _as_listed(row, version) else None
            # What a link is was told when it was read: from then on its version speaks for it.
            read = read_at is not None and now is not None and read_at <= now
            if row["is_report"] and not read:
                self._add_candidate(row, row["title"], read_at, tuple(_listing_marks(row, version)))

    def facts(self, agency_id: str, report_year: int) -> FilingFacts:
        """What is known about one filing; raises ``DeadlineError`` for a year without a deadline."""
        agency = self._registry.agencies[agency_id]
        channels = [each for each in self._registry.channels_of(agency_id) if each.shows(report_year)]
        waiting = [*self._candidates.get((agency_id, report_year), ()), *self._candidates.get((agency_id, None), ())]
        return FilingFacts(
            agency.name,
            report_year,
            due(agency.kind, report_year, agency_id[:6], self._registry.county_of(agency_id).deadlines),
            tuple(self._looks[each.id] for each in channels),
            tuple(self._publications.get((agency_id, report_year), ())),
            tuple(each.candidate for each in waiting if each.may_be_on(report_year)),
            tuple(self._links.get((agency_id, report_year), ())),
            self._exempt(agency, report_year),
        )

    def _exempt(self, agency: AgencyCard, report_year: int) -> str | None:
        if agency.until is None or report_year <= agency.until:
            return None
        heir = self._registry.agencies.get(agency.merged_into or "")
        return f"登记的最后一个应报年度为{agency.until}年度{f'，此后并入{heir.name}' if heir else ''}"

    def _add_link(self, row: Row, version: Row | None) -> None:
        """Where a report that was read stands or stood, on a channel there still is."""
        if version is None or row["channel_id"] not in self._looks:
            return
        last = _moment(row["last_seen_at"])
        link = Link(
            row["url"],
            self._looks[row["channel_id"]],
            _moment(row["first_seen_at"]),
            last,
            moved_at=self._moves[row["channel_id"]].loss_after(last),
            answers=self._answers.get(row["url"], ()),
        )
        self._links[version["agency_id"], version["report_year"]].append(link)

    def _add_versions(self, versions: Iterable[Row], clocks: Clocks, listings: Mapping[str, list[Row]]) -> None:
        for row in versions:
            if row["agency_id"] and row["report_year"]:
                moved, marks = self._moved_days[_portal_of(row)], self._marks.get(row["id"], ())
                listed = listings.get(row["report_id"], [])
                publication = _publication(row, listed, clocks[row["id"]], moved, marks)
                self._publications[row["agency_id"], row["report_year"]].append(publication)
            else:
                self._add_candidate(row, row["agency_name"] or row["title"] or "", None, self._marks.get(row["id"], ()))

    def _add_candidate(self, row: Row, name: str, read_at: datetime | None, marks: tuple[Mark, ...]) -> None:
        candidate = Candidate(row["title"] or "无标题", row["url"], _moment(row["first_seen_at"]), read_at, marks)
        listed_on = _day(row["listed_on"])
        waiting = _Open(candidate, None if row["report_year"] or not listed_on else listed_on.year)
        for agency_id in self._owners(row, name):
            self._candidates[agency_id, row["report_year"]].append(waiting)

    def _owners(self, row: Row, name: str) -> Iterable[str]:
        """Whose report it may be: that of the agency it names, of the column's owner, or of anyone in the county."""
        channel = self._registry.channels.get(row["channel_id"])
        if row["agency_id"] or channel is None:
            return filter(None, [row["agency_id"]])
        if channel.agency_id:
            return [channel.agency_id]
        county = self._registry.portals[channel.portal_id].county
        meant = self._registry.matcher(county).may_mean(name)
        return [agency.id for agency in self._registry.divisions[county].agencies] if meant is None else meant


def _as_listed(row: Row, version: Row) -> bool:
    """Whether a link led to what it named. One that names an agency's report and shows another's is for a person."""
    return all(row[name] in (None, version[name]) for name in ("agency_id", "report_year"))


@dataclass(frozen=True, slots=True)
class _Open:
    """A candidate without a year may be on any year before the one it was listed in."""

    candidate: Candidate
    before_year: int | None

    def may_be_on(self, report_year: int) -> bool:
        return self.before_year is None or report_year < self.before_year


def _looks(registry: Registry, observations: Iterable[Row], moved: Mapping[str, ListMoves]) -> dict[str, ChannelLooks]:
    by_channel: dict[str, list[Look]] = {channel_id: [] for channel_id in registry.channels}
    confirmed = {each.id for each in registry.channels.values() if registry.portals[each.portal_id].confirmed}
    for row in observations:
        if (channel_id := row["channel_id"]) in by_channel:
            look = _look(row, moved[channel_id])
            by_channel[channel_id].append(look if channel_id in confirmed else _unconfirmed(look))
    return {channel_id: ChannelLooks(channel_id, looks) for channel_id, looks in by_channel.items()}


def _look(row: Row, moved: ListMoves) -> Look:
    """A look whose silence counts, unless the list was being rebuilt just then."""
    at = _moment(row["observed_at"])
    if row["qualified"] and moved.doubts(at):
        return Look(row["id"], row["channel_id"], at, row["outcome"], qualified=False, reason="layout_changed")
    return Look(row["id"], row["channel_id"], at, row["outcome"], bool(row["qualified"]), row["reason"])


def _unconfirmed(look: Look) -> Look:
    """A look at a list that no person has said to be the right one: what is not there may be on another."""
    return replace(look, qualified=False, reason="unconfirmed") if look.clean else look


def _answers(rows: Iterable[Row]) -> dict[str, tuple[tuple[datetime, bool], ...]]:
    """What each page answered: that it is gone, or that it is there."""
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for row in rows:
        gone = row["outcome"] == "soft_404" or row["status"] in (404, 410)
        if gone or row["outcome"] in CLEAN_OUTCOMES:
            found[row["listing_url"]].append((_moment(row["requested_at"]), gone))
    return {url: tuple(answers) for url, answers in found.items()}


def _listings_by_report(listings: Iterable[Row], versions: Mapping[str, Row]) -> dict[str, list[Row]]:
    by_report: dict[str, list[Row]] = defaultdict(list)
    for row in listings:
        if version := versions.get(row["version_id"]):
            by_report[version["report_id"]].append(row)
    return by_report


def _marks(remarks: Iterable[Row], versions: Mapping[str, Row]) -> dict[str, tuple[Mark, ...]]:
    """What is noted of each version, known since it was read."""
    verdicts: dict[tuple[str, str], list[tuple[datetime, bool]]] = defaultdict(list)
    for row in remarks:
        said = verdicts[row["version_id"], row["flag"]]
        if row["verdict"]:
            said.append((_moment(row["reviewed_at"]), row["verdict"] != "dismissed"))
    found: dict[str, tuple[Mark, ...]] = {}
    for (version_id, flag), said in verdicts.items():
        if version_id in versions:
            mark = Mark(flag, _moment(versions[version_id]["first_seen_at"]), tuple(said))
            found[version_id] = (*found.get(version_id, ()), mark)
    return found


def _listing_marks(row: Row, version: Row | None) -> Iterator[Mark]:
    """What a link that waits for a person led to: something that cannot be read, or a report on another year."""
    if row["trouble_at"]:
        yield Mark("unreadable", _moment(row["trouble_at"]))
    if version and row["report_year"] and version["report_year"] not in (None, row["report_year"]):
        yield Mark("wrong_year", _moment(version["first_seen_at"]))


def _moved_days(versions: Iterable[Row], clocks: Clocks) -> Mapping[str, MovedDays]:
    by_portal: dict[str, list[Dated]] = defaultdict(list)
    for row in versions:
        if row["report_year"] and _may_be_moved(row, clock := clocks[row["id"]]):
            by_portal[_portal_of(row)].append(_dated(row, clock))
    return defaultdict(dict, {portal_id: moved_days(rows) for portal_id, rows in by_portal.items()})


def _may_be_moved(row: Row, clock: IdClock | None) -> bool:
    """Whether a day of it is outside its season, or its number later than a day it bears; of most neither is so."""
    days = [str(day) for name in _PAGE_DAYS if (day := row[name])]
    days_and_number = [*days, str(clock.on)] if clock else days
    season = str(row["report_year"] + 2)
    return any(day >= season for day in days_and_number) or (
        len(days_and_number) > len(days) > 0 and days_and_number[-1] > max(days)
    )


def _dated(row: Row, clock: IdClock | None) -> Dated:
    days = tuple(day for name in _PAGE_DAYS if (day := _day(row[name])))
    return Dated(row["url"], row["report_year"], _moment(row["first_seen_at"]), days, clock.on if clock else None)


def _portal_of(row: Row) -> str:
    portal_id: str = row["channel_id"].partition("/")[0]
    return portal_id


def _publication(
    row: Row, listings: list[Row], clock: IdClock | None, moved: MovedDays, marks: tuple[Mark, ...]
) -> Publication:
    """A version with the time since when it was to be seen.

    That is when its link was first listed, if the link itself named this agency and year at the time of such reports: a
    page that is rewritten in place every year has a link far older than its content.
    """
    read_at = _moment(row["first_seen_at"])
    listed = sorted(((_moment(each["first_seen_at"]), each) for each in listings), key=itemgetter(0))
    since, link = listed[0] if listed else (_ALWAYS, {})
    naming = (row["agency_id"], row["report_year"])
    season = (row["report_year"], 12)
    witnesses = (at for at, each in listed if (each["agency_id"], each["report_year"]) == naming)
    return Publication(
        version_id=row["id"],
        title=row["title"] or "无标题",
        url=row["url"],
        first_seen_at=min([read_at, *(at for at in witnesses if (at.year, at.month) >= season)]),
        published_on=_day(row["published_on"]),
        created_on=_day(row["created_on"]),
        listed_on=_day(row["listed_on"]),
        signed_on=_day(row["signed_on"]),
        read_at=read_at,
        listed_since=min(since, read_at),
        observation_id=link.get("first_observation_id"),
        body_hash=row["body_hash"],
        clock=clock,
        moved_days=moved,
        marks=marks,
    )


def _moment(text: str | datetime) -> datetime:
    return parsed(text) if isinstance(text, str) else text


def _day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text
