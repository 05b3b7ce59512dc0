"""Stored rows and the registry brought together: the facts of any filing, indexed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.monitor.deadlines import Deadline, due
from crawler.monitor.facts import Candidate, ChannelLooks, Dismissal, FilingFacts, Link, Look, Mark, Publication, Stay
from crawler.monitor.id_clocks import id_clock
from crawler.monitor.leading import Leading, Led
from crawler.monitor.listed import Listed, Span
from crawler.monitor.look_quality import CLEAN_OUTCOMES
from crawler.monitor.moments import day, moment
from crawler.monitor.moves import ListMoves, moves, qualified_looks
from crawler.monitor.publications import marks_of, moved_by_portal, portal_of, publication
from crawler.registry import Channel, Registry
from crawler.registry.cards import DeadlineCard

Row = Mapping[str, Any]
_Answers = tuple[tuple[datetime, bool], ...]
_NOTHING: tuple[Sequence[Publication], Sequence[Link]] = ((), ())


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows of the database, times and days as text.

    ``observations`` and ``listings``: their tables' columns, and ``trouble_at`` of a listing with trouble;
    ``versions``: the table's columns with ``agency_id`` and ``report_year`` of their report; ``remarks``:
    ``version_id``, ``flag``, and where somebody judged it ``verdict`` and ``reviewed_at``, in order of time;
    ``answers``: ``listing_url``, ``requested_at``, ``outcome`` and ``status`` of what
    was asked for, in order of time, at least of all addresses that were ever found to be gone; ``former``: the columns
    of ``former_listings``, and the looks at its ``since`` and ``until``; ``dismissed``: as ``storage.dismissed`` gives
    them.
    """

    observations: Iterable[Row] = field(default=())
    listings: Iterable[Row] = field(default=())
    versions: Iterable[Row] = field(default=())
    remarks: Iterable[Row] = field(default=())
    answers: Iterable[Row] = field(default=())
    former: Iterable[Row] = field(default=())
    dismissed: Iterable[Row] = field(default=())


class Ledger:
    """The facts of every filing, by agency and report year.

    With ``now`` it serves for judging at that time or later, and is made faster: links read by then are left out.
    """

    def __init__(self, registry: Registry, stored: Stored, now: datetime | None = None):
        self._registry = registry
        observations = list(stored.observations)
        versions = {row["id"]: row for row in stored.versions}
        listed = Listed(list(stored.listings), stored.former, qualified_looks(observations))
        self._moves = moves(listed.looks, listed.spans_of_reports())
        self._looks = _looks(registry, observations, self._moves)
        self._found: dict[tuple[str, int], tuple[list[Publication], list[Link]]] = defaultdict(lambda: ([], []))
        self._candidates: dict[tuple[str, int | None], list[_Open]] = defaultdict(list)
        self._expected: dict[str, _Expected] = {}
        self._alike: dict[tuple[str, ...], _Expected] = {}
        links = [(row, versions.get(row["version_id"])) for row in listed.as_named(versions)]
        leading = Leading(links)
        self._add_versions(versions, stored.remarks, leading)
        self._add_links(links, listed, _answers(stored.answers))
        for row, version in links:
            if row["is_report"]:
                self._add_listed(row, version, moment(row["read_at"]) if version else None, now)
        for row in stored.dismissed:
            self._add_candidate(row, row["title"], _candidate(row, None, (), dismissal=_dismissal(row)))

    def facts(self, agency_id: str, report_year: int) -> FilingFacts:
        """What is known about one filing; raises ``DeadlineError`` for a year without a deadline."""
        deadline, channels = self.expected(agency_id, report_year)
        publications, links = self._found.get((agency_id, report_year), _NOTHING)
        return FilingFacts(
            self._registry.agencies[agency_id].name,
            report_year,
            deadline,
            channels,
            tuple(publications),
            tuple(self._waiting(agency_id, report_year)) if self._candidates else (),
            tuple(links),
            self.exempt(agency_id, report_year),
        )

    def expected(self, agency_id: str, report_year: int) -> tuple[Deadline, tuple[ChannelLooks, ...]]:
        """When it is due, and the looks at the channels where it is expected; raises ``DeadlineError`` likewise."""
        if (expected := self._expected.get(agency_id)) is None:
            expected = self._expected[agency_id] = self._expected_of(agency_id)
        return expected.on(report_year)

    def _expected_of(self, agency_id: str) -> _Expected:
        agency, channels = self._registry.agencies[agency_id], self._registry.channels_of(agency_id)
        alike = (agency_id[:6], agency.kind, *[each.id for each in channels])
        if (expected := self._alike.get(alike)) is None:
            county, looks = self._registry.county_of(agency_id), [(each, self._looks_at(each.id)) for each in channels]
            expected = self._alike[alike] = _Expected(agency.kind, county.county, county.deadlines, looks)
        return expected

    def _looks_at(self, channel_id: str) -> ChannelLooks:
        if (looks := self._looks.get(channel_id)) is None:
            looks = self._looks[channel_id] = ChannelLooks(channel_id, url=self._registry.channels[channel_id].url)
        return looks

    def _waiting(self, agency_id: str, report_year: int) -> Iterator[Candidate]:
        for year in (report_year, None):
            for each in self._candidates.get((agency_id, year), ()):
                if each.may_be_on(report_year):
                    yield each.candidate

    def exempt(self, agency_id: str, report_year: int) -> str | None:
        """Why an agency owes no report on that year, in a Chinese clause; ``None`` where it owes one."""
        agency = self._registry.agencies[agency_id]
        if agency.until is None or report_year <= agency.until:
            return None
        heir = self._registry.agencies.get(agency.merged_into or "")
        return f"登记的最后一个应报年度为{agency.until}年度{f'，此后并入{heir.name}' if heir else ''}"

    def _add_links(self, links: Iterable[Led], listed: Listed, answers: Mapping[str, _Answers]) -> None:
        """Where reports that were read stand or stood, on channels there still are."""
        for row, version in links:
            if version is not None and row["channel_id"] in self._registry.channels:
                looks = self._looks_at(row["channel_id"])
                stays = self._stays(row["channel_id"], listed.spans[row["channel_id"], row["url"]])
                link = Link(row["url"], looks, stays, answers.get(row["url"], ()), moment(row["read_at"]))
                self._found[version["agency_id"], version["report_year"]][1].append(link)

    def _stays(self, channel_id: str, spans: Iterable[Span]) -> tuple[Stay, ...]:
        moved = self._moves[channel_id]
        return tuple([Stay(first, last, moved.loss_after(last)) for first, last in spans])

    def _add_versions(self, versions: Mapping[str, Row], remarks: Iterable[Row], leading: Leading) -> None:
        clocks = {row["id"]: id_clock(row["url"]) for row in versions.values()}
        marks, moved = marks_of(remarks, versions), moved_by_portal(versions.values(), clocks)
        for row in versions.values():
            noted = marks.get(row["id"], ())
            if row["agency_id"] and row["report_year"] and not _too_early(row):
                self._add_neighbours(row, noted)
                links = leading.links_to(row)
                found = publication(row, links, clocks[row["id"]], moved[portal_of(row)], noted)
                self._found[row["agency_id"], row["report_year"]][0].append(found)
            else:
                early = (Mark("wrong_year", moment(row["first_seen_at"])),) if _too_early(row) else ()
                candidate = _candidate(row, None, (*noted, *early))
                self._add_candidate(row, row["agency_name"] or row["title"] or "", candidate)

    def _add_neighbours(self, row: Row, marks: tuple[Mark, ...]) -> None:
        """A report whose title and text name two years may be on the year before or after."""
        for mark in marks:
            if mark.flag == "wrong_year":
                for year in (row["report_year"] - 1, row["report_year"] + 1):
                    candidate = _candidate(row, None, (mark,), doubt=mark)
                    self._candidates[row["agency_id"], year].append(_Open(candidate, None))

    def _add_listed(self, row: Row, version: Row | None, read_at: datetime | None, now: datetime | None) -> None:
        """What a link is was told when it was read: from then on its version speaks for it."""
        told_at = _told_at(row, version, read_at) if version else None
        if told_at is None or now is None or now < told_at:
            marks = tuple(_listing_marks(row, version, read_at))
            self._add_candidate(row, row["title"], _candidate(row, told_at, marks))

    def _add_candidate(self, row: Row, name: str, candidate: Candidate) -> None:
        listed_on = day(row["listed_on"])
        before_year = None if row["report_year"] or not listed_on else listed_on.year
        waiting = _Open(candidate, before_year)
        years = {row["report_year"], _newest_year(row)} if _too_early(row) else {row["report_year"]}
        for agency_id in self._owners(row, name):
            for year in years:
                self._candidates[agency_id, year].append(waiting)

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


def _candidate(row: Row, read_at: datetime | None, marks: tuple[Mark, ...], **more: Any) -> Candidate:
    return Candidate(row["title"] or "无标题", row["url"], moment(row["first_seen_at"]), read_at, marks, **more)


def _dismissal(row: Row) -> Dismissal:
    at, last = moment(row["matched_at"]), moment(row["last_seen_at"])
    return Dismissal(row["channel_id"], last, at, row["because"], row["reviewer"])


def _too_early(row: Row) -> bool:
    """Whether it was seen before the year it names was over: such a title names the year in which it was written."""
    return bool(row["report_year"]) and row["report_year"] > _newest_year(row)


def _newest_year(row: Row) -> int:
    """The newest year on which there can be a report when it was first seen; some come out in its December."""
    at = moment(row["first_seen_at"])
    return at.year if at.month == 12 else at.year - 1


def _told_at(row: Row, version: Row, read_at: datetime | None) -> datetime | None:
    """When a link was known to be what it names, or its list no longer named that; ``None``: neither yet."""
    if _as_listed(row, version):
        return read_at
    return moment(row["until"]) if "until" in row else None


def _as_listed(row: Row, version: Row) -> bool:
    """Whether a link led to what it named. One that names an agency's report and shows another's is for a person."""
    return row["agency_id"] in (None, version["agency_id"]) and row["report_year"] in (None, version["report_year"])


class _Expected:
    """When the agencies of one kind and county that have the same channels owe each report, and who looked for it."""

    def __init__(
        self,
        kind: str,
        division: str,
        deadlines: tuple[DeadlineCard, ...],
        channels: Sequence[tuple[Channel, ChannelLooks]],
    ):
        self._kind, self._division, self._deadlines, self._channels = kind, division, deadlines, channels
        self._years: dict[int, tuple[Deadline, tuple[ChannelLooks, ...]]] = {}

    def on(self, report_year: int) -> tuple[Deadline, tuple[ChannelLooks, ...]]:
        """The deadline of the report on that year, and the looks at the channels that show such reports."""
        if (found := self._years.get(report_year)) is None:
            looks = tuple([looks for channel, looks in self._channels if channel.shows(report_year)])
            found = self._years[report_year] = due(self._kind, report_year, self._division, self._deadlines), looks
        return found


@dataclass(frozen=True, slots=True)
class _Open:
    """A candidate without a year may be on any year before the one it was listed in."""

    candidate: Candidate
    before_year: int | None

    def may_be_on(self, report_year: int) -> bool:
        return self.before_year is None or report_year < self.before_year


def _looks(registry: Registry, observations: Iterable[Row], moved: Mapping[str, ListMoves]) -> dict[str, ChannelLooks]:
    """By channel of the registry that was looked at."""
    by_channel: dict[str, list[Look]] = defaultdict(list)
    for row in observations:
        by_channel[row["channel_id"]].append(_look(row, moved[row["channel_id"]]))
    found = {}
    for channel_id, looks in by_channel.items():
        if channel := registry.channels.get(channel_id):
            confirmed = registry.portals[channel.portal_id].confirmed
            weighed = looks if confirmed else map(_unconfirmed, looks)
            found[channel_id] = ChannelLooks(channel_id, weighed, channel.url)
    return found


def _look(row: Row, moved: ListMoves) -> Look:
    """A look whose silence counts, unless the list was being rebuilt just then."""
    at = moment(row["observed_at"])
    if row["qualified"] and moved.doubts(at):
        return Look(row["id"], row["channel_id"], at, row["outcome"], qualified=False, reason="layout_changed")
    return Look(row["id"], row["channel_id"], at, row["outcome"], bool(row["qualified"]), row["reason"])


def _unconfirmed(look: Look) -> Look:
    """A look at a list that no person has said to be the right one: what is not there may be on another."""
    return look._replace(qualified=False, reason="unconfirmed") if look.clean else look


def _answers(rows: Iterable[Row]) -> dict[str, _Answers]:
    """What each page answered: that it is gone, or that it is there."""
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for row in rows:
        gone = row["outcome"] == "soft_404" or row["status"] in (404, 410)
        if gone or row["outcome"] in CLEAN_OUTCOMES:
            found[row["listing_url"]].append((moment(row["requested_at"]), gone))
    return {url: tuple(answers) for url, answers in found.items()}


def _listing_marks(row: Row, version: Row | None, read_at: datetime | None) -> Iterator[Mark]:
    """What a link that waits for a person led to: something that cannot be read, or a report on another year."""
    for at in row.get("troubles") or filter(None, [row["trouble_at"]]):
        yield Mark("unreadable", moment(at))
    if version and read_at and row["report_year"] and version["report_year"] not in (None, row["report_year"]):
        yield Mark("wrong_year", read_at)
