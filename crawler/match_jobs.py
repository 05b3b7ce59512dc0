"""What ``nianbao match`` does: list what waits for a person, keep what the person says, and judge at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.jobs import JobError, agency_named, require_portal
from crawler.recheck import recheck
from crawler.registry import Registry, from_rows
from crawler.reread import recover
from crawler.rosters.keeping import judge_and_compare
from crawler.settle import bare, settle
from storage import ids, queries
from storage.database import open_database, open_originals
from storage.hints import command
from storage.originals import Originals
from storage.writes import save_match

Row = dict[str, Any]

_SAID = ("url", "title", "listed_title", "sha256")


def waiting(database: Path, portal: str | None = None) -> list[Row]:
    """What waits for a person, as stored by the last crawl, reading or answer; ``portal``: only there.

    Raises ``JobError`` for an unknown portal, as does :func:`left_out`.
    """
    with closing(open_database(database, read_only=True)) as db:
        return _of_portal(db, queries.unmatched(db), portal)


def left_out(database: Path, portal: str | None = None) -> list[Row]:
    """The links that their titles say to be no reports, by list, each with its ``id`` and why."""
    with closing(open_database(database, read_only=True)) as db:
        return _of_portal(db, _left_out(db).values(), portal)


def answers(database: Path) -> list[Row]:
    """What was said and holds, with the name of the agency."""
    with closing(open_database(database, read_only=True)) as db:
        agencies = from_rows(queries.registry(db)).agencies
        rows = queries.last_matches(db)
    names = {row["agency_id"]: agencies[row["agency_id"]].name for row in rows if row["agency_id"] in agencies}
    return [{**row, "agency": names.get(row["agency_id"])} for row in rows]


def answer(database: Path, page: str, *, agency: str | None, year: int | None, because: str, **said: Any) -> Row:
    """Keep that a page is this agency's report (``None``: that it is no report); returns what was kept.

    ``page``: the id of one that waits, was answered before or was left out by its title, or the beginning of it.
    Without ``year`` it is the one that page and list agree on. ``said``: ``reviewer``, ``matched_at``. Raises
    ``JobError``.
    """
    if not because.strip():
        raise JobError("an answer needs its reason: --because is empty")
    with closing(open_database(database)) as db:
        registry = from_rows(queries.registry(db))
        about = _page(db, database, page)
        row: Row = {name: about[name] for name in _SAID} | {"because": because, **said}
        row |= {"verdict": "not_a_report", "agency_id": None, "report_year": None}
        if agency is not None:
            agency_id = agency_named(registry, agency)
            _require_its_county(db, registry, about["url"], agency_id)
            row |= {"verdict": "report", "agency_id": agency_id, "report_year": year or _agreed_year(about)}
        save_match(db, row)
        _apply(db, database, registry, [row["url"]], said["matched_at"])
    return row


def forget(database: Path, page: str, *, because: str, **said: Any) -> Row:
    """Take an answer back: the page is again what it says itself. ``page``: as in :func:`answer`."""
    with closing(open_database(database)) as db:
        known = {row["page_id"]: row for row in queries.last_matches(db)}
        old = known[_one(list(known), page, "was answered", command("match list --answered", database))]
        row = {name: old[name] for name in (*_SAID, "agency_id", "report_year")}
        save_match(db, {**row, "verdict": "forgotten", "because": because, **said})
        _apply(db, database, from_rows(queries.registry(db)), [old["url"]], said["matched_at"])
    return old


def take_over(database: Path, rows: Iterable[Mapping[str, Any]], moment: datetime) -> int:
    """Keep answers from another database and apply them; returns how many were new.

    One that names an agency that is not in this database waits for its card. Raises ``JobError`` for one of another
    county than its page.
    """
    with closing(open_database(database)) as db:
        before, registry = queries.counts(db)["matches"], from_rows(queries.registry(db))
        answered = list(rows)
        for row in answered:
            if row["agency_id"] in registry.agencies:
                _require_its_county(db, registry, row["url"], row["agency_id"])
        for row in answered:
            save_match(db, row)
        _apply(db, database, registry, [row["url"] for row in answered], moment)
        return queries.counts(db)["matches"] - before


def _of_portal(db: Database, rows: Iterable[Row], portal: str | None) -> list[Row]:
    """Those of a portal; it may be on no card any more, so that it is unknown only where there is nothing of it."""
    found = [row for row in rows if portal in (None, row["channel_id"].partition("/")[0])]
    if not found:
        require_portal(from_rows(queries.registry(db)), portal)
    return found


def _apply(db: Database, database: Path, registry: Registry, urls: Iterable[str], moment: datetime) -> None:
    """Settle, read again what an answer had set aside and now is wanted, check, judge."""
    settle(db, registry)
    wanted = set(urls)
    with closing(open_originals(database.with_name("originals.db"))) as originals:
        for row in queries.troubles_to_reread(db):
            if row["url"] in wanted:
                recover(db, Originals(originals), registry, row)
    settle(db, registry)
    recheck(db, registry)
    judge_and_compare(db, registry, moment)


def _require_its_county(db: Database, registry: Registry, url: str, agency_id: str) -> None:
    """An agency publishes on the portals of its own county; what names one elsewhere is a slip, or not its report."""
    own = registry.county_of(agency_id)
    channels = [registry.channels[each] for each in queries.channels_listing(db, url) if each in registry.channels]
    counties = {registry.portals[channel.portal_id].county for channel in channels}
    if counties and own.county not in counties:
        names = ", ".join(f"{each} {registry.divisions[each].name}" for each in sorted(counties))
        told = f"{agency_id} {registry.agencies[agency_id].name} belongs to {own.county} {own.name}"
        raise JobError(f"{told}, and the page is listed by a portal of {names}: name an agency of that county")


def _left_out(db: Database) -> dict[str, Row]:
    """The links left out by their titles, by the id of their page, as :func:`_page` needs them."""
    found: dict[str, Row] = {}
    for row in queries.left_out(db):
        title = bare(row["listed_title"])
        page_id = ids.page_id(row["url"], title)
        found.setdefault(page_id, {**row, "id": page_id, "title": title, "listed_title": title, "sha256": None})
    return found


def _page(db: Database, database: Path, wanted: str) -> Row:
    """The page that is meant, with what was known of it when it waited."""
    pages: dict[str, Row] = _left_out(db)
    pages |= {row["page_id"]: row for row in queries.last_matches(db)}
    pages |= {row["id"]: row for row in queries.unmatched(db)}
    return pages[_one(list(pages), wanted, "waits for an answer", command("match list", database))]


def _one(known: list[str], wanted: str, what: str, where: str) -> str:
    found = [key for key in known if wanted and key.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise JobError(f"{wanted!r} is no page that {what}; {where} shows their ids")
    raise JobError(f"{wanted!r} begins {len(found)} ids, such as {found[0]} and {found[1]}: give more of it")


def _agreed_year(about: Row) -> int:
    years = {int(year) for name in ("report_year", "listed_year") if (year := about.get(name))}
    if len(years) == 1:
        return years.pop()
    told = " and ".join(map(str, sorted(years)))
    raise JobError(f"the list and the page say {told}: give --year" if told else "no year is known: give --year")
