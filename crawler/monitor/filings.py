"""The states of all filings that are watched, as rows of the database."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor.deadlines import Deadline, due
from crawler.monitor.facts import FilingFacts
from crawler.monitor.ledger import Ledger, Stored
from crawler.monitor.states import FilingState, judge_filing
from crawler.monitor.stored import stored_in, stored_of
from crawler.registry import Registry
from storage.rows import encode
from storage.writes import FILING_COLUMNS, Proof

#: A row of ``filings`` as SQLite keeps it, without the names.
Values = tuple[Any, ...]

_PROOF = FILING_COLUMNS.index("observation_id")
_STATE_COLUMNS = FilingState._fields


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: there are none among the facts, and over millions of them it takes a third of
    the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def compute(
    registry: Registry, stored: Stored, now: datetime, divisions: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Every watched filing at ``now`` (aware) as a row of ``filings``, by agency and report year.

    ``divisions``: of these counties only, which ``stored`` must hold whole. Days are ``date``, times aware
    ``datetime``, ``flags`` a list: as ``storage.writes.save_filings`` takes them.
    """
    return [_row(*each) for each in _judged(registry, stored, now, divisions)]


def _judged(
    registry: Registry, stored: Stored, now: datetime, divisions: Collection[str] | None
) -> Iterator[tuple[str, int, FilingState]]:
    ledger, now = Ledger(registry, stored, now), now.astimezone(SHANGHAI)
    for agency_id, report_year in _watched(registry, now, divisions):
        yield agency_id, report_year, judge_filing(ledger.facts(agency_id, report_year), now)


@uncollected()
def collect(
    db: Database, registry: Registry, now: datetime, divisions: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """:func:`compute` on what the database holds."""
    return compute(registry, stored_in(db, divisions), now, divisions)


@uncollected()
def collect_values(
    db: Database, registry: Registry, now: datetime, divisions: Collection[str] | None = None
) -> list[Values]:
    """:func:`collect` with the values alone, as SQLite keeps them."""
    return [_values(*each) for each in _judged(registry, stored_in(db, divisions), now, divisions)]


def _bears_on_others(facts: FilingFacts) -> bool:
    """Whether something of a filing may be of another year, or has a day on which the portal may have been moved.

    A link that was there before there could be such a report stood for the one of the year before, until it was read.
    """
    closes_on, december = facts.deadline.closes_on, datetime(facts.report_year, 12, 1, tzinfo=SHANGHAI)
    if any(each.may_be_moved(closes_on) or each.marks or each.silent_before < december for each in facts.publications):
        return True
    return any(each.first_seen_at < december or each.marks for each in facts.candidates)


@uncollected()
def judged_alone(
    db: Database, registry: Registry, now: datetime, filings: Collection[tuple[str, int]]
) -> tuple[list[Values], set[str]]:
    """The values of filings that were written about while nothing else of their counties was (:func:`stored_of`).

    And the counties to be judged whole all the same, because what was written may bear on other filings, or they on it.
    """
    now = now.astimezone(SHANGHAI)
    registered = [key for key in filings if key[0] in registry.agencies]
    watched = [key for key in registered if key[1] in registry.years_of(key[0], now.year - 1)]
    values, doubtful = [], {agency_id[:6] for agency_id, _ in set(registered).difference(watched)}
    since = min((_deadline(registry, *key).ends_at for key in watched), default=now)
    ledger = Ledger(registry, stored_of(db, watched, since), now)
    for agency_id, report_year in watched:
        if _bears_on_others(facts := ledger.facts(agency_id, report_year)):
            doubtful.add(agency_id[:6])
        else:
            values.append(_values(agency_id, report_year, judge_filing(facts, now)))
    return [each for each in values if each[0][:6] not in doubtful], doubtful


def _deadline(registry: Registry, agency_id: str, report_year: int) -> Deadline:
    kind, county = registry.agencies[agency_id].kind, registry.county_of(agency_id)
    return due(kind, report_year, county.county, county.deadlines)


def unfound(
    registry: Registry, looks: Stored, now: datetime, filings: Iterable[Values]
) -> tuple[list[Values], list[Proof]]:
    """What the last looks change of stored filings of which it is known that nothing was found.

    The values of those that are no longer as stored, and the proofs of those of which only the proof is a newer look.
    """
    changed, proofs = [], []
    for before, after in zip(filings, _looked_for_again(registry, looks, now, filings), strict=True):
        if (*before[:_PROOF], after[_PROOF], *before[_PROOF + 1 :]) != after:
            changed.append(after)
        elif after[_PROOF] != before[_PROOF]:
            proofs.append((after[_PROOF], *after[:2]))
    return changed, proofs


def _looked_for_again(registry: Registry, looks: Stored, now: datetime, filings: Iterable[Values]) -> Iterator[Values]:
    """Of all that is looked for on the same lists the last looks say the same, if it was due before them."""
    ledger, now = Ledger(registry, looks, now), now.astimezone(SHANGHAI)
    alike: dict[tuple[object, ...], Values] = {}
    for agency_id, report_year, *_ in filings:
        deadline, channels = ledger.expected(agency_id, report_year)
        over = all(channel.begins_after(deadline.ends_at) for channel in channels)
        key = (channels, ledger.exempt(agency_id, report_year), None if over else deadline)
        if (values := alike.get(key)) is None:
            facts = ledger.facts(agency_id, report_year)
            values = alike[key] = _values(agency_id, report_year, judge_filing(facts, now))
        yield (agency_id, report_year, *values[2:4], _text(deadline.due_on), *values[5:])


def _watched(registry: Registry, now: datetime, divisions: Collection[str] | None = None) -> Iterator[tuple[str, int]]:
    """Agency and report year of all that is watched at that time."""
    newest = now.astimezone(SHANGHAI).year - 1
    agencies = registry.agencies if divisions is None else _agencies_of(registry, divisions)
    for agency_id in agencies:
        for report_year in registry.years_of(agency_id, newest):
            yield agency_id, report_year


def _agencies_of(registry: Registry, divisions: Collection[str]) -> Iterator[str]:
    return (agency.id for code in divisions for agency in registry.divisions[code].agencies)


def _row(agency_id: str, report_year: int, state: FilingState) -> dict[str, Any]:
    columns = {name: getattr(state, name) for name in _STATE_COLUMNS}
    return {"agency_id": agency_id, "report_year": report_year, **columns, "flags": list(state.flags)}


def _values(agency_id: str, report_year: int, state: FilingState) -> Values:
    """In the order of ``storage.writes.FILING_COLUMNS``."""
    return (
        agency_id,
        report_year,
        state.state,
        state.reason,
        _text(state.due_on),
        state.days_late,
        _text(state.claimed_on),
        state.claimed_by,
        _text(state.first_seen_at),
        state.version_id,
        state.observation_id,
        _flags(state.flags),
    )


@lru_cache(maxsize=65_536)
def _text(at: date | None) -> str | None:
    """A day or a time as it is stored; most are those of many filings."""
    return at.isoformat() if at else None


@cache
def _flags(flags: tuple[str, ...]) -> str:
    return str(encode({"flags": flags})["flags"])
