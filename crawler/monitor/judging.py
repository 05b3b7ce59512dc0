"""Judging again only what can have changed since it was last judged, with the result of judging everything.

A county stands while nothing was written about it and none of its deadlines has passed. What was written about one
filing alone has that filing judged, where no list of its county ever missed anything. Where there were only new looks
that still show every report, a filing that was found, or waits for a person, stays as it is: looks later than a report
say nothing of when it came, and take part in its withdrawal only once its link is missing. What was not found is
judged by the last looks alone. Counties whose lists show the same page are judged together: since when it stands on
one list bears on the report that is found on the other.
"""

from __future__ import annotations

import hashlib
import marshal
import multiprocessing
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor.deadlines import due
from crawler.monitor.filings import Values, collect_values, judged_alone, uncollected, unfound
from crawler.monitor.ledger import Stored
from crawler.monitor.look_quality import PROVING_OUTCOMES
from crawler.monitor.moves import SETTLING
from crawler.registry import Registry
from storage import judged
from storage.database import file_of, open_database
from storage.writes import save_filings

#: From so many counties on, two processes are faster than one; each takes so many at a time.
_PARALLEL_FROM = 400
_AT_A_TIME = 100
_PROCESSES = 2
#: No grace is so long that the deadline of an earlier report year is still to come.
_OPEN_YEARS = 3
#: All that decides what facts mean: filings judged by another program do not stand.
_PROGRAM = (Path(__file__).parent, Path(__file__).parents[1] / "registry")


@dataclass(frozen=True, slots=True)
class _Outdated:
    """Counties to be judged ``whole``, those that were only ``looked_at``, and filings that were ``touched`` alone.

    ``rows``: of all these counties as they were before. ``apart``: no county has anything of another's, so that
    each can be judged without the others, but for ``joined``, whose lists show pages of others. ``lasting``: what is
    judged stands until something changes it.
    """

    whole: tuple[str, ...]
    looked_at: tuple[str, ...]
    touched: tuple[tuple[str, int], ...]
    rows: dict[str, dict[str, Any]]
    apart: bool = True
    joined: frozenset[str] = frozenset()
    lasting: bool = True


@uncollected()
def judge(db: Database, registry: Registry, moment: datetime) -> list[tuple[str, int]]:
    """Bring the stored state of every filing up to ``moment``; returns agency and report year of those that changed.

    ``registry``: the stored one. What is judged for a time before the newest fact, or before it was last judged, does
    not stand: all of it is judged again next time.
    """
    gone = _no_longer_watched(db, registry)
    touched = judged.touched(db)
    outdated = _outdated(db, registry, moment, touched)
    # Before anything is written: whoever is ended in between leaves nothing that seems to stand.
    judged.forget(db, gone if outdated.lasting else [*gone, *outdated.rows])
    alone, doubtful = judged_alone(db, registry, moment, outdated.touched) if outdated.touched else ([], set())
    outdated = replace(outdated, whole=(*outdated.whole, *sorted(doubtful)))
    changed = []
    for codes, values in _judged_whole(db, registry, moment, outdated):
        changed += save_filings(db, values, of=judged.agencies_of(db, codes))
    done = {each[:2] for each in alone}
    still_open = [each for each in judged.open_filings(db, set(outdated.looked_at) - doubtful) if each[:2] not in done]
    looks = Stored(judged.last_looks(db, outdated.looked_at, PROVING_OUTCOMES)) if still_open else Stored()
    others, proofs = unfound(registry, looks, moment, still_open)
    changed += save_filings(db, [*alone, *others], of=judged.agencies_of(db, gone), proofs=proofs)
    if outdated.lasting:
        judged.finish(db, _standing(registry, moment, outdated), touched)
    return sorted(changed)


def _no_longer_watched(db: Database, registry: Registry) -> list[str]:
    stored = {row["division_code"] for row in db.query("SELECT division_code FROM agencies GROUP BY 1")}
    return sorted(stored - registry.divisions.keys())


def _outdated(db: Database, registry: Registry, moment: datetime, touched: Sequence[judged.Touched]) -> _Outdated:
    rows = judged.begin(db, registry.divisions)
    rows = {code: rows[code] for code in registry.divisions}
    if judged.has_strays(db):
        # All are judged anew next time, when they may have nothing of each other's any more.
        return _Outdated(tuple(rows), (), (), rows, apart=False, lasting=False)
    now = moment.astimezone(SHANGHAI).isoformat()
    behind = now < max([judged.newest_fact(db), *(row["judged_at"] for row in rows.values())])
    standing = {code for code, row in rows.items() if _stands(row, moment)}
    looked_at = {code for code in standing if rows[code]["looks"] != rows[code]["judged_looks"]}
    touched_in = {agency_id[:6] for agency_id, *_ in touched} & standing
    written_about = looked_at | touched_in
    unsettled = written_about if behind else _unsettled(db, looked_at - touched_in, touched_in)
    changed = (rows.keys() - standing) | unsettled
    joined = _joined(written_about | changed, judged.sharing(db))
    whole = tuple(code for code in rows if code in changed or code in joined)
    apart = written_about.difference(whole)
    alone = tuple((agency_id, year) for agency_id, year, _ in touched if agency_id[:6] in apart)
    before = {code: rows[code] for code in sorted({*whole, *apart})}
    return _Outdated(whole, tuple(sorted(looked_at & apart)), alone, before, lasting=not behind, joined=joined)


def _joined(codes: Collection[str], sharing: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Those of these counties that share pages with others, and all that they are joined with by that."""
    reached: set[str] = set()
    more = {code for code in codes if code in sharing}
    while more:
        reached |= more
        more = {other for code in more for other in sharing[code]} - reached
    return frozenset(reached)


def _unsettled(db: Database, looked_at: set[str], touched_in: set[str]) -> set[str]:
    """Looks alone change less: of them a list that was rebuilt long ago makes no doubtful one."""
    long_ago = judged.unsettled(db, looked_at, SETTLING) if looked_at else set()
    ever = judged.unsettled(db, touched_in) if touched_in else set()
    return (looked_at & long_ago) | (touched_in & ever)


def _stands(row: dict[str, Any], moment: datetime) -> bool:
    """Whether nothing but looks can have changed what is stored of a county."""
    now = moment.astimezone(SHANGHAI).isoformat()
    unchanged = row["changes"] == row["judged_changes"] and row["basis"] == _program()
    return bool(unchanged and row["judged_at"] <= now < row["stands_until"])


def _standing(registry: Registry, moment: datetime, outdated: _Outdated) -> Iterator[dict[str, Any]]:
    """What is recorded of the judged counties."""
    whole = set(outdated.whole)
    for code, row in outdated.rows.items():
        until = _next_moment(registry, code, moment) if code in whole else row["stands_until"]
        yield {**row, "judged_at": moment.astimezone(SHANGHAI), "stands_until": until, "basis": _program()}


def _next_moment(registry: Registry, code: str, moment: datetime) -> datetime:
    """When time alone changes a filing of a county: a deadline ends, or the year whose reports are watched."""
    county = registry.divisions[code]
    this_year = moment.astimezone(SHANGHAI).year
    kinds, years = {agency.kind for agency in county.agencies}, range(this_year - _OPEN_YEARS, this_year)
    ends = (due(kind, year, code, county.deadlines).ends_at for kind in kinds for year in years)
    return min([datetime(this_year + 1, 1, 1, tzinfo=SHANGHAI), *(at for at in ends if at > moment)])


@cache
def _program() -> str:
    files = sorted(file for folder in _PROGRAM for file in folder.glob("*") if file.suffix in (".py", ".yaml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _judged_whole(
    db: Database, registry: Registry, moment: datetime, outdated: _Outdated
) -> Iterator[tuple[Sequence[str], list[Values]]]:
    """Counties and all their filings, each part of them as soon as it is judged."""
    codes = outdated.whole
    if not codes:
        return
    if len(codes) < _PARALLEL_FROM or not outdated.apart:
        yield codes, collect_values(db, registry, moment, None if len(codes) == len(registry.divisions) else codes)
        return
    apart = [code for code in codes if code not in outdated.joined]
    parts = [apart[start : start + _AT_A_TIME] for start in range(0, len(apart), _AT_A_TIME)]
    if together := [code for code in codes if code in outdated.joined]:
        parts.append(together)
    # Forked, so that the registry need not be sent.
    forking = multiprocessing.get_context("fork")
    worker = _Worker(file_of(db), registry, moment)
    with ProcessPoolExecutor(_PROCESSES, forking, _set_worker, (worker,)) as pool:
        for part, values in zip(parts, pool.map(_of_counties, parts), strict=True):
            yield part, marshal.loads(values)  # noqa: S302 -- what our own child sent


@dataclass(frozen=True, slots=True)
class _Worker:
    database: Path
    registry: Registry
    moment: datetime


_workers: list[_Worker] = []


def _set_worker(worker: _Worker) -> None:
    _workers[:] = [worker]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker would wait for ever if who gave it work was killed, and hold his files, and their locks, open."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _of_counties(codes: Sequence[str]) -> bytes:
    """Their filings, marshalled: to pickle so many takes four times as long."""
    [worker] = _workers
    with closing(open_database(worker.database, read_only=True)) as db:
        return marshal.dumps(collect_values(db, worker.registry, worker.moment, codes))
