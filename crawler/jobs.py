"""The jobs behind the commands: crawl, check and judge; read or check everything again; keep what people say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.checks import RULES
from crawler.clock import CLOCK_SETTING, now
from crawler.items import Observation
from crawler.lock import only_crawl
from crawler.monitor import Ledger, collect, compared, differences, judge_filing, stored_in
from crawler.monitor import explain as explain_filing
from crawler.monitor.labels import state_label
from crawler.monitor.rosters import Rosters, beside, roster_fields
from crawler.progress import Advance
from crawler.reading import READER_VERSION
from crawler.recheck import recheck
from crawler.registry import Registry, from_rows
from crawler.reread import Changed, complete
from crawler.reread import reread as reread_all
from crawler.rosters.keeping import judge_and_compare, read_rosters
from crawler.settle import settle
from crawler.tally import Summary
from storage import queries
from storage.database import open_database, open_originals
from storage.hints import command
from storage.originals import Originals
from storage.writes import save_review

#: Settings of a crawl that may ask the sample county: no pause for a machine's own portals, and loopback allowed.
REHEARSAL = {
    "NIANBAO_ALLOW_LOOPBACK": True,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "NIANBAO_RETRY_BASE": 0.1,
}


class JobError(ValueError):
    """A job was asked for something that is not there; the message is one line."""


def crawl(
    registry: Registry,
    database: Path,
    *,
    portals: Collection[str] | None = None,
    clock: str = "",
    settings: dict[str, Any] | None = None,
    advance: Advance | None = None,
    wait: bool = False,
) -> Summary:
    """Look at every channel of these portals (``None``: all), store what is new, check their counties, judge all.

    Attachments are read once they have come, for the reports that lack what these may hold.
    ``clock``: a fixed moment for rehearsals; ``advance`` is told of each channel looked at; ``wait`` for another crawl
    of the same database to end. Raises ``StorageError`` when the database cannot be used, ``JobError`` for an unknown
    portal and, without ``wait``, ``LockError`` beside another crawl.
    """
    from crawler import fleet  # Scrapy takes a second to load, and only a crawl needs it

    def told(item: object) -> None:
        if advance and isinstance(item, Observation):
            advance(f"{item.channel_id} {item.outcome} {len(item.rows)} rows")

    if unknown := sorted(set(portals or ()) - set(registry.portals)):
        raise JobError(f"there is no card of portal {', '.join(unknown)}")
    overrides = {CLOCK_SETTING: clock, **(settings or {})}
    with only_crawl(database, wait=wait):
        summary = fleet.crawl(registry, database, portals=portals, settings=overrides, progress=told)
        looked_at = [card for card in registry.portals.values() if portals is None or card.portal in portals]
        with (
            closing(open_database(database)) as db,
            closing(open_originals(database.with_name("originals.db"))) as kept,
        ):
            complete(db, Originals(kept), registry)
            read_rosters(db, Originals(kept))
            counties = sorted({card.county for card in looked_at})
            settle(db, registry, counties=None if portals is None else counties)
            recheck(db, registry, divisions=counties)
            judge_and_compare(db, registry, now(clock), None if portals is None else counties)
    return summary


def board(database: Path, moment: datetime, **only: Any) -> list[dict[str, Any]]:
    """The board as of ``moment``, computed from the facts known by then; ``only`` as in ``storage.queries.board``."""
    with _reading(database) as db:
        filings = collect(db, from_rows(queries.registry(db)), moment)
        rows = queries.board(db, filings=filings, **only)
        said = Rosters(db, rows, moment)
    for row in rows:
        row |= roster_fields(said.claim(row["agency_id"], row["report_year"]))
    return rows


def rosters(database: Path, moment: datetime, **only: Any) -> list[str]:
    """What the counties' own rosters say, beside the board as of ``moment``, in Chinese lines; ``only`` as there."""
    rows = board(database, moment, **only)
    with _reading(database) as db:
        return list(Rosters(db, rows, moment).told(only.get("report_year")))


def explain(database: Path, agency: str, report_year: str, moment: datetime) -> list[str]:
    """Why a filing has its state: Chinese lines with the deadline, the looks, what was found, what would change it.

    ``agency`` is an agency's id or a name that only one agency bears. Raises ``JobError`` for another.
    """
    with _reading(database) as db:
        registry = from_rows(queries.registry(db))
        agency_id, year = agency_named(registry, agency), _year(report_year)
        facts = Ledger(registry, stored_in(db)).facts(agency_id, year)
        state = judge_filing(facts, moment)
        changes = {pair: differences(*(_version(db, each) for each in pair)) for pair in compared(facts, moment)}
        head = f"{registry.agencies[agency_id].name}（{agency_id}）{year}年度：{state_label(state.state, state.reason)}"
        said = Rosters(db, [beside(agency_id, registry.agencies[agency_id].name, year, state)], moment)
        lines = [*explain_filing(facts, state, moment, changes), said.line(agency_id, year)]
        return [head, *(f"  {line}" for line in lines if line)]


def reread(
    database: Path, clock: str = "", *, portal: str | None = None, since: datetime | None = None, changed: bool = False
) -> tuple[Counter[str], list[Changed]]:
    """Read kept originals again, check the reports, judge every filing; what ``crawler.reread`` counts, and changes.

    ``clock`` as in :func:`crawl`: a nation is read for hours, and judged as it is at their end. ``portal``, ``since``
    (first seen then or later), ``changed`` (read by another reader than this): only these. Raises
    ``JobError`` for an unknown portal.
    """
    db = open_database(database)
    with closing(db), closing(open_originals(database.with_name("originals.db"))) as originals:
        registry = from_rows(queries.registry(db))
        require_portal(registry, portal)
        only = {"portal_id": portal, "since": since or "", "not_by": READER_VERSION if changed else None}
        done = reread_all(db, Originals(originals), registry, **only)
        settle(db, registry)
        recheck(db, registry)
        read_rosters(db, Originals(originals), portal_id=portal, again=True)
        judge_and_compare(db, registry, now(clock))
        return done.counts, done.changes(db)


def check(database: Path) -> Counter[str]:
    """Check every stored report again; returns what ``crawler.recheck`` counts."""
    with closing(open_database(database)) as db:
        return recheck(db, from_rows(queries.registry(db)))


def findings(database: Path, agency: str | None = None, rule: str | None = None, **only: Any) -> list[dict[str, Any]]:
    """What the checks found, with what was said of it; ``agency`` as in :func:`explain`, the rest as in the query.

    Raises ``JobError`` for an agency or a rule that is not there.
    """
    if rule and rule not in RULES:
        raise JobError(f"{rule!r} is no rule; nianbao rules lists them")
    with _reading(database) as db:
        agency_id = agency_named(from_rows(queries.registry(db)), agency) if agency else None
        return queries.findings(db, agency_id=agency_id, rule=rule, **only)


def review(database: Path, finding: str, **said: Any) -> str:
    """Keep what a person says of a finding; returns its whole id, of which ``finding`` may be the beginning.

    ``said``: ``verdict`` (``"confirmed"`` or ``"dismissed"``), ``because``, ``reviewer``, ``reviewed_at``. Raises
    ``JobError`` for an id that is of no finding or of several, and where no reason is given.
    """
    if not said["because"].strip():
        raise JobError("a verdict needs its reason: --because is empty")
    where = command("finding list", database)
    with closing(open_database(database)) as db:
        finding_id = _finding(queries.finding_ids(db, finding), finding, where)
        save_review(db, {"finding_id": finding_id, **said})
    return finding_id


def _reading(database: Path) -> closing[Database]:
    return closing(open_database(database, read_only=True))


def _version(db: Database, version_id: str) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    return queries.version(db, version_id), queries.readings_of(db, version_id)


def registered_ids(database: Path) -> set[str]:
    """The ids of all counties, agencies and portals of the registry."""
    with _reading(database) as db:
        registry = from_rows(queries.registry(db))
    return {*registry.divisions, *registry.agencies, *registry.portals}


def require_portal(registry: Registry, portal: str | None) -> None:
    """Raise ``JobError`` for a portal that is not in the database; ``None`` stands for all of them."""
    if portal and portal not in registry.portals:
        raise JobError(f"there is no portal {portal} in this database; nianbao portal list shows the cards")


def agency_named(registry: Registry, wanted: str) -> str:
    """The id of the agency that is meant by an id or a name; raises ``JobError`` for none and for several."""
    if wanted in registry.agencies:
        return wanted
    found = [agency.id for agency in registry.agencies.values() if wanted in (agency.name, *agency.aliases)]
    found = found or [agency.id for agency in registry.agencies.values() if wanted in agency.name]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{id_} {registry.agencies[id_].name}" for id_ in found[:5])
    raise JobError(f"{wanted!r} is {f'one of {names}: give the id' if found else 'no agency in this database'}")


def county_named(database: Path, wanted: str) -> str:
    """The code of the county in this database that is meant by a code or a name; ``JobError`` for none and several."""
    with _reading(database) as db:
        known = queries.divisions(db)
    found = [row for row in known if wanted in (row["code"], row["name"])]
    if len(found) == 1:
        return str(found[0]["code"])
    names = ", ".join(f"{row['code']} {row['province']}{row['city']}{row['name']}" for row in found[:5])
    raise JobError(f"{wanted!r} {f'may be {names}: give the code' if found else _nobody('county', database)}")


def province_named(database: Path, wanted: str) -> str:
    """The first two digits of the province in this database that is meant by digits or a name; or ``JobError``."""
    with _reading(database) as db:
        known = queries.divisions(db)
    digits = wanted[:2] if wanted.isdecimal() else ""
    found = {row["code"][:2] for row in known if row["province"] == wanted or row["code"][:2] == digits}
    if len(found) == 1:
        return str(found.pop())
    several = f"may be {', '.join(sorted(found))}: give the digits"
    raise JobError(f"{wanted!r} {several if found else _nobody('province', database)}")


def _nobody(what: str, database: Path) -> str:
    return f"is no {what} in this database; {command('status', database)} shows who is watched"


def _finding(found: list[str], wanted: str, where: str) -> str:
    if len(found) == 1:
        return found[0]
    if not found:
        raise JobError(f"{wanted!r} is no finding in this database; {where} shows their ids")
    raise JobError(f"{wanted!r} begins {len(found)} ids, such as {found[0]} and {found[1]}: give more of it")


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == len("2022") and date.min.year < int(text) < date.max.year):
        raise JobError(f"{text!r} is no report year such as 2022")
    return int(text)
