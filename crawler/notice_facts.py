"""What a notice (通报) states of each agency: its state, the duty with its basis, and the originals behind it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.jobs import JobError
from crawler.monitor import Deadline, FilingFacts, FilingState, Ledger, judge_filing, stored_in
from crawler.monitor.explanation import dismissed
from crawler.monitor.rosters import Rosters, beside
from crawler.registry import AgencyCard, CountyCard, Registry, from_rows
from storage import queries
from storage.database import open_database
from storage.hints import command


@dataclass(frozen=True)
class Evidence:
    """An original that a state rests on: a list page without the report, or the report itself."""

    what: str
    url: str
    seen_at: str
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One agency. ``looks``: how often its lists were looked at after the deadline; ``clean``: how often in full.

    ``claim``: what the county's own roster says of it, as ``crawler.monitor.rosters`` gives it. ``dismissed``: what on
    its lists a person said to be no report, a line each.
    """

    agency: AgencyCard
    county: CountyCard
    state: FilingState
    deadline: Deadline
    channels: tuple[str, ...]
    looks: int
    clean: int
    evidence: tuple[Evidence, ...]
    claim: dict[str, Any] | None
    dismissed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """``area``: the county's or province's name; ``entries`` in the order of the registry."""

    area: str
    report_year: int
    as_of: datetime
    entries: tuple[Entry, ...]


def notice_of(database: Path, code: str, report_year: int, as_of: datetime) -> Notice:
    """All agencies of a county (six digits) or a province (the first two, or all six) for a report year.

    Raises ``JobError`` where the database watches nobody there for that year.
    """
    with closing(open_database(database, read_only=True)) as db:
        registry = from_rows(queries.registry(db))
        counties = [card for card in registry.divisions.values() if card.county.startswith(code)]
        ledger = Ledger(registry, stored_in(db), as_of)
        watched = [
            agency
            for county in counties
            for agency in county.agencies
            if report_year in registry.years_of(agency.id, as_of.year - 1)
        ]
        if not watched:
            who = command("status", database)
            raise JobError(f"nobody of {code} is watched for the report year {report_year}; {who} shows who is")
        entries = [_entry(db, registry, ledger.facts(agency.id, report_year), agency, as_of) for agency in watched]
    area = counties[0].name if len(code) == 6 else counties[0].province
    return Notice(area, report_year, as_of, tuple(entries))


def _entry(db: Database, registry: Registry, facts: FilingFacts, agency: AgencyCard, as_of: datetime) -> Entry:
    state = judge_filing(facts, as_of)
    claim = Rosters(db, [beside(agency.id, agency.name, facts.report_year, state)], as_of).claim(
        agency.id, facts.report_year
    )
    until = as_of + timedelta.resolution
    looks = [look for each in facts.channels for look in each.between(facts.deadline.ends_at, until)]
    return Entry(
        agency,
        registry.county_of(agency.id),
        state,
        facts.deadline,
        tuple(registry.channels[each.channel_id].url for each in facts.channels),
        len(looks),
        sum(look.clean for look in looks),
        (*_evidence(db, facts, state, as_of), *_roster(claim)),
        claim,
        tuple(each.removesuffix("。") for each in dismissed(facts, as_of)),
    )


def _roster(claim: dict[str, Any] | None) -> list[Evidence]:
    """The original of a roster that says something else than we saw."""
    if claim is None or claim["compared"] == "agrees":
        return []
    return [Evidence("公布情况", claim["url"], claim["seen_at"], claim["sha256"])]


def _evidence(db: Database, facts: FilingFacts, state: FilingState, as_of: datetime) -> list[Evidence]:
    """The report as first kept; for one that is missing, the pages of the last full look at every list."""
    found = []
    if state.version_id:
        version = queries.version(db, state.version_id)
        found.append(Evidence("报告", version["url"], version["first_seen_at"], version["sha256"]))
    if state.state == "overdue":
        for channel in facts.channels:
            if look := channel.newest_clean(facts.deadline.ends_at, as_of + timedelta.resolution):
                seen_at = look.at.isoformat()
                pages = queries.pages_of(db, look.observation_id)
                found += [Evidence("栏目页", page["url"], seen_at, page["sha256"]) for page in pages if page["sha256"]]
    return found
