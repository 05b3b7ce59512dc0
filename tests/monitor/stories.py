"""What may happen to the database of two counties in a season, step by step: what crawls store and people decide."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import strategies as st
from sqlite_utils import Database
from test_filing_rows import DONGSHAN, GOV, HUB, OFFICE, OWN, OWN_COLUMN, TAIPING, registry
from test_filings_in_database import fetch, listing, observation, version

from crawler.registry import CountyCard, PortalCard, Registry, to_rows
from storage.database import open_database
from storage.writes import (
    drop_version,
    save_fetch,
    save_findings,
    save_observation,
    save_registry,
    save_rereading,
    save_review,
    save_taken_for,
    save_trouble,
    save_version,
)

FAR, FAR_OFFICE, FAR_TOWN = "110105/nianbao", "110105-office", "110105101"
#: What happens, and to what: see :meth:`Story.happens`.
Step = tuple[Any, ...]


class Named(NamedTuple):
    """On which list a link is, and whose report on which year it is said to be; ``name``: who is named in its title."""

    channel_id: str
    agency_id: str | None
    report_year: int | None
    name: str | None = None
    listed_on: date | None = None
    is_report: bool = True

    @property
    def title(self) -> str:
        what = "年度报告" if self.is_report else "年度工作总结"
        return f"{self.name or _NAMES[self.agency_id]}{self.report_year or ''}{what}"


#: What lists may show. The page of the first stands on the list of its township too, and on that of the county far
#: away, as where two districts share a column of their city.
LINKS = [
    Named(HUB, DONGSHAN, 2022),
    Named(HUB, DONGSHAN, 2021),
    Named(HUB, TAIPING, 2022),
    Named(HUB, GOV, None),
    Named(HUB, None, 2022),
    Named(HUB, OFFICE, 2022),
    Named(OWN, DONGSHAN, 2022),
    Named(FAR, FAR_OFFICE, 2022),
    Named(FAR, FAR_TOWN, 2021),
    Named(OWN, DONGSHAN, 2022),
    Named(FAR, None, 2022, "东山镇"),
]
_SAME_PAGE = {9: 0, 10: 0}
#: Of these the report is a file that their page links to.
_FILES = {5, 6, 7}
_NAMES: dict[str | None, str] = {
    DONGSHAN: "东山镇",
    TAIPING: "太平镇",
    GOV: "华容县",
    OFFICE: "政府办",
    FAR_OFFICE: "北山县",
    FAR_TOWN: "河口镇",
}
_NAMES |= {None: "东山镇等"}
_NUMBERS = range(len(LINKS))
READINGS: dict[str, list[Any]] = {
    name: [] for name in ("sections", "disclosures", "applications", "proceedings", "origins")
}
_NOTICE = {"kinds": ["township"], "first": 2022, "month": 2, "day": 15, "basis": "县政办〔2022〕9号"}
_FINDING = {"severity": "error", "basis": "form", "message": "…", "evidence": {"cells": {}, "quote": None}}


def cards(
    *, own: bool = True, status: str = "verified", until: int | None = None, notice: bool = False, hub: str = "/nb/"
) -> Registry:
    """A county with a hub and a column of one township, and one far away; by the cards of one day or another."""
    near = registry(*([OWN_COLUMN] if own else []), status=status, url=hub)
    [county], [portal] = near.divisions.values(), near.portals.values()
    agencies = [each.model_copy(update={"until": until}) if each.id == TAIPING else each for each in county.agencies]
    county = CountyCard.model_validate(
        county.model_dump() | {"agencies": agencies, "deadlines": [_NOTICE] if notice else []}
    )
    office, town = (
        {"id": FAR_OFFICE, "name": "北山县人民政府办公室", "kind": "office"},
        {"id": FAR_TOWN, "name": "北山县河口镇人民政府", "kind": "township"},
    )
    place = {"county": "110105", "name": "北山县", "city": "北山市", "province": "北山省", "agencies": [office, town]}
    site = {
        "portal": "110105",
        "name": "北山县人民政府",
        "county": "110105",
        "platform": "trs",
        "url": "http://f.example",
    }
    channel = {"id": "nianbao", "url": "/nb/", "years": {"first": 2021}}
    far = PortalCard.model_validate({**site, "status": "verified", "channels": [channel]})
    return Registry.of([county, CountyCard.model_validate(place)], [portal, far])


CARDS = [
    cards(),
    cards(own=False),
    cards(status="unverified"),
    cards(until=2021),
    cards(notice=True),
    cards(hub="/xxgk/nb/"),
]

#: What a list may come to say of a link.
_RENAMED: list[dict[str, Any]] = [
    *({"report_year": year} for year in (2021, 2022, None)),
    *({"agency_id": None, "name": name} for name in ("东山镇等", "太平镇等")),
    {"agency_id": TAIPING, "name": None},
    {"name": "新版"},
    *({"listed_on": listed_on} for listed_on in (date(2022, 3, 1), date(2023, 1, 25))),
    *({"is_report": is_report} for is_report in (False, True)),
]
_OUTCOMES = ["ok", "ok", "ok", "not_modified", "timeout", "short"]
_READ = ["read", "read", "rewritten", "gone", "trouble"]
#: Of two of them only the day differs, not the body.
_DAYS = [20, 21, 40, 500]


def crawled(some: Collection[int]) -> st.SearchStrategy[Step]:
    """What a crawl may store of some of the links, by their numbers."""
    numbers, every = st.sampled_from(sorted(some)), frozenset(_NUMBERS)
    shown = st.just(every) | st.frozensets(numbers) | st.frozensets(numbers).map(every.difference)
    channels = st.sampled_from(sorted({LINKS[number].channel_id for number in some}))
    looks = st.tuples(st.just("look"), channels, st.sampled_from(_OUTCOMES), shown)
    pages = st.tuples(st.sampled_from(_READ), numbers, st.sampled_from(_DAYS))
    return looks | pages | st.tuples(st.just("renamed"), numbers, st.sampled_from(_RENAMED))


def decided(some: Collection[int]) -> st.SearchStrategy[Step]:
    """What people and later readings may make of it."""
    numbers = st.sampled_from(sorted(some))
    corrected = st.tuples(st.just("taken for"), numbers, st.sampled_from([None, DONGSHAN, TAIPING, FAR_TOWN]))
    people = st.tuples(st.sampled_from(["flag", "unflag", "dismiss", "drop", "another's"]), numbers)
    return corrected | people | st.tuples(st.just("cards"), st.sampled_from(range(len(CARDS))))


#: The links that a story is about: of few of them more is told.
SOME = st.frozensets(st.sampled_from(_NUMBERS), min_size=1)


@dataclass
class Story:
    """The database of the counties and the cards in force; ``names``: what the lists call each link by now."""

    db: Database
    registry: Registry
    names: list[Named]

    def happens(self, when: datetime, what: str, *rest: Any) -> None:
        """One step: the first word says which."""
        steps = {"look": self._look, "read": self._read, "rewritten": self._read, "gone": self._gone}
        steps |= {
            "trouble": self._trouble,
            "renamed": self._renamed,
            "taken for": self._taken_for,
            "cards": self._cards,
        }
        steps.get(what, self._decided)(when, what, *rest)

    def _look(self, when: datetime, _: str, channel: str, outcome: str, numbers: frozenset[int]) -> None:
        if channel not in self.registry.channels:
            return
        result: dict[str, Any] = {
            "outcome": outcome,
            "qualified": False,
            "reason": "down",
            "clean_observation_id": None,
        }
        if outcome == "not_modified":
            repeated = self._last_clean(channel)
            if repeated is None:
                return
            result |= {"qualified": True, "reason": None, "clean_observation_id": repeated}
        elif outcome in ("ok", "short"):
            result |= {
                "outcome": "ok",
                "qualified": outcome == "ok",
                "reason": None if outcome == "ok" else "layout_changed",
            }
        look = {**observation(), **result, "channel_id": channel, "observed_at": when}
        rows = [self._listed(number) for number in sorted(numbers) if LINKS[number].channel_id == channel]
        save_observation(self.db, look, [], rows if outcome in ("ok", "short") else [])

    def _last_clean(self, channel: str) -> str | None:
        sql = """SELECT id FROM observations WHERE channel_id = ? AND outcome = 'ok' AND qualified
            ORDER BY observed_at DESC LIMIT 1"""
        return next((row["id"] for row in self.db.query(sql, [channel])), None)

    def _listed(self, number: int) -> dict[str, Any]:
        named = self.names[number]
        said = {name: getattr(named, name) for name in ("title", "report_year", "listed_on", "is_report")}
        whose = named.agency_id if named.is_report else None
        return {**listing(), "url": url(number), "position": number, "agency_id": whose, **said}

    def _renamed(self, _: datetime, __: str, number: int, said: dict[str, Any]) -> None:
        """The list will say something else of it from the next look on."""
        self.names[number] = self.names[number]._replace(**said)

    def _page(self, when: datetime, number: int) -> dict[str, Any] | None:
        """A fetch of a listed link; nobody asks for another."""
        listed = [LINKS[number].channel_id, url(number)]
        known = self.db.table("listings").count_where("channel_id = ? AND url = ?", listed)
        address = url(number) + ".pdf" * (number in _FILES)
        page = {**fetch(address, f"{number:064}"), "requested_at": when, "portal_id": _portal(number)}
        return page if known else None

    def _read(self, when: datetime, what: str, number: int, days: int) -> None:
        """``rewritten``: the page shows another year's report than it is named for. Pages may show the same report."""
        if page := self._page(when, number):
            named = self.names[number]
            year = named.report_year
            shown = 2021 + 2022 - (year or 2021) if what == "rewritten" else year
            dated = date(2023, 1, 1) + timedelta(days=days)
            save_version(
                self.db,
                listing_url=url(number),
                fetch=page,
                report={"agency_id": named.agency_id, "report_year": shown, "portal_id": page["portal_id"]},
                version={**version(), "channel_id": named.channel_id, "content_hash": f"c{days}",
                         "body_hash": f"b{days // 20}", "first_seen_at": when, "published_on": dated},
                readings=READINGS,
            )  # fmt: skip

    def _gone(self, when: datetime, _: str, number: int, __: int) -> None:
        if page := self._page(when, number):
            save_fetch(self.db, {**page, "outcome": "http_4xx", "status": 404, "sha256": None}, url(number))

    def _trouble(self, when: datetime, _: str, number: int, __: int) -> None:
        if page := self._page(when, number):
            save_trouble(self.db, url(number), page, "unreadable")

    def _taken_for(self, _: datetime, __: str, number: int, agency_id: str | None) -> None:
        rows = self.db.table("listings").rows_where("url = ?", [url(number)])
        save_taken_for(self.db, [{**row, "agency_id": agency_id} for row in rows])

    def _cards(self, _: datetime, __: str, number: int) -> None:
        self.registry = CARDS[number]
        save_registry(self.db, **to_rows(self.registry))

    def _decided(self, when: datetime, what: str, number: int) -> None:
        rows = list(self.db.table("listings").rows_where("url = ? AND version_id IS NOT NULL", [url(number)]))
        if not rows:
            return
        version_id = rows[0]["version_id"]
        if what == "dismiss":
            for row in self.db.table("findings").rows_where("version_id = ?", [version_id]):
                said = {"verdict": "dismissed", "because": "…", "reviewer": None, "reviewed_at": when}
                save_review(self.db, {"finding_id": row["id"], **said})
        elif what == "drop":
            drop_version(self.db, version_id, "no report")
        elif what == "another's":
            again = {
                key: value
                for key, value in version().items()
                if key not in ("channel_id", "first_seen_at", "listed_on")
            }
            report = {"agency_id": TAIPING, "report_year": 2022, "portal_id": _portal(number)}
            save_rereading(self.db, version_id, report=report, version=again, readings=READINGS)
        else:
            save_findings(self.db, version_id, [{"rule": "I2-period", **_FINDING}] if what == "flag" else [])


def url(number: int) -> str:
    return f"http://h.example/art/{_SAME_PAGE.get(number, number)}.html"


def _portal(number: int) -> str:
    return LINKS[number].channel_id.partition("/")[0]


def write_template(path: Path) -> Path:
    """A database with the first cards, to be copied."""
    with closing(open_database(path, create=True)) as db:
        save_registry(db, **to_rows(CARDS[0]))
    return path


@contextmanager
def told(template: Path) -> Iterator[Story]:
    """A story that begins on a copy of the template."""
    with TemporaryDirectory() as folder, closing(open_database(Path(shutil.copy(template, folder)))) as db:
        yield Story(db, CARDS[0], list(LINKS))
