"""What links and reports are taken for, brought in line with the cards and with what people said; the rest waits.

A title that names nobody for certain, a list and a page that disagree, a page that did not come or cannot be read: all
wait in ``unmatched`` until a card or a person (``nianbao match``) tells. The same rows give the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from crawler.identify import agency_of
from crawler.reading.report import Report
from crawler.reading.title import parse_link
from crawler.registry import Registry
from crawler.rows import readings, version_row
from storage.queries import fetch, files_read, last_matches, links, readings_of, version
from storage.writes import drop_version, save_rereading, save_taken_for, save_unmatched, save_version

Row = Mapping[str, Any]

#: The reader of a version that a person judged and nothing else has read.
BY_EYE = ""
_EVIDENCE = ("id", "report_id", "agency_id", "channel_id", "url", "sha256", "fetch_id", "first_seen_at", "listed_on")
_MOST_CANDIDATES = 5


class Answers:
    """What people said, by page."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_page: dict[tuple[str, str], Row] = {}
        self._by_link: dict[tuple[str, str], Row] = {}
        for row in sorted(rows, key=lambda row: row["matched_at"]):
            self._by_page[row["url"], row["title"]] = row
            self._by_link[row["url"], row["listed_title"]] = row

    def of(self, link: Row) -> Row | None:
        """The answer that holds for a link: while its page, or where none was read its list, says what it said then.

        A year that only the person gave holds for the very original that was judged: a page that is written anew every
        year under the same title is another report then.
        """
        if link["version_id"] is None:
            return self._by_link.get((link["url"], bare(link["title"])))
        answer = self._by_page.get((link["url"], link["printed_title"] or ""))
        same = answer and (link["printed_year"] or answer["sha256"] in (None, link["sha256"]))
        return answer if same else None


def bare(title: str | None) -> str:
    """A title without white space, as pages print it."""
    return "".join((title or "").split())


def settle(db: Database, registry: Registry, *, counties: Collection[str] | None = None) -> None:
    """Apply cards and answers to the links and reports on the portals of these counties (``None``: on all there are).

    An answer for an agency that no card has waits for the card. What still waits is listed anew. Agencies report on
    the portals of their own county, and so do twins.
    """
    known = {None, *registry.agencies}
    answers = Answers(row for row in last_matches(db) if row["agency_id"] in known)
    only = None if counties is None else [each.portal for each in registry.portals.values() if each.county in counties]
    for version_id, of_version in _by_version(links(db, only)).items():
        _settle_version(db, registry, version_id, of_version, answers)
    for link in links(db, only):
        _settle_unread(db, link, answers.of(link))
    save_taken_for(db, list(_changed(registry, links(db, only), answers)))
    waiting = (_waiting(registry, link, answers.of(link)) for link in links(db, only))
    save_unmatched(db, {(row["url"], row["title"]): row for row in waiting if row}.values(), only)


def _by_version(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["version_id"]:
            found[row["version_id"]].append(row)
    return found


def _settle_version(db: Database, registry: Registry, version_id: str, of_version: list[Row], answers: Answers) -> None:
    """A version is what was last said of any link to it, else what it prints."""
    link = of_version[0]
    said = max(filter(None, map(answers.of, of_version)), key=lambda row: row["matched_at"], default=None)
    if said is None and link["reader_version"] == BY_EYE:
        drop_version(db, version_id, "the file could not be read")
    elif said and said["verdict"] == "not_a_report":
        drop_version(db, version_id, f"judged to be no report: {said['because']}")
    elif said or link["version_channel_id"] in registry.channels:
        stored = version(db, version_id)
        whose = said["agency_id"] if said else agency_of(registry, stored["channel_id"], stored["agency_name"])
        year = said["report_year"] if said else stored["report_year"]
        if (whose, year) != (link["report_agency_id"], link["report_report_year"]):
            row = {name: value for name, value in stored.items() if name not in _EVIDENCE}
            report = {"agency_id": whose, "report_year": year, "portal_id": link["portal_id"]}
            save_rereading(
                db,
                version_id,
                report=report,
                version=row,
                readings=readings_of(db, version_id),
                files_read=files_read(db, version_id),
            )


def _settle_unread(db: Database, link: Row, said: Row | None) -> None:
    """A file that only a person can read is the report that the person says, without a figure."""
    if link["version_id"] or not link["trouble"] or not link["sha256"] or not said or said["verdict"] != "report":
        return
    came = fetch(db, link["fetch_id"])
    seen = {"channel_id": link["channel_id"], "first_seen_at": came["requested_at"], "listed_on": link["listed_on"]}
    by_eye = {"content_hash": came["sha256"], "reader_version": BY_EYE}
    save_version(
        db,
        listing_url=link["url"],
        fetch=came,
        report={name: said[name] for name in ("agency_id", "report_year")} | {"portal_id": came["portal_id"]},
        version={**version_row(Report(), link["title"]), **by_eye, **seen},
        readings=readings(Report()),
    )


def _changed(registry: Registry, listed: Iterable[Row], answers: Answers) -> Iterator[Row]:
    """The links that are something else now than is stored."""
    for link in listed:
        taken_for = _taken_for(registry, link, answers.of(link))
        if any(link[name] != value for name, value in taken_for.items()):
            yield {**link, **taken_for}


def _taken_for(registry: Registry, link: Row, said: Row | None) -> dict[str, Any]:
    """What a link of a list is: what was said of it, else what its title says."""
    if said and said["verdict"] == "not_a_report":
        return _dismissed(registry, link, said)
    if said:
        return {"is_report": 1, "why_not": None, **{name: said[name] for name in ("agency_id", "report_year")}}
    if link["channel_id"] not in registry.channels:
        return {}
    title = parse_link(link["title"])
    agency_id = agency_of(registry, link["channel_id"], title.agency_name) if title.is_report else None
    told = {"is_report": int(title.is_report), "why_not": title.why_not}
    return {**told, "agency_id": agency_id, "report_year": title.report_year}


def _dismissed(registry: Registry, link: Row, said: Row) -> dict[str, Any]:
    """No report; whose it looked to be, and of which year, is kept for whoever asks why that filing has none."""
    listed, judged = parse_link(link["title"]), parse_link(said["title"])
    name = listed.agency_name or judged.agency_name
    known = link["channel_id"] in registry.channels
    return {
        "is_report": 0,
        "why_not": f"经人工核对，不是年度报告：{said['because']}",
        "agency_id": agency_of(registry, link["channel_id"], name) if known else None,
        "report_year": link["report_year"] or judged.report_year,
    }


def _waiting(registry: Registry, link: Row, said: Row | None) -> dict[str, Any] | None:
    """The row of a link that a person has to judge; ``None`` for one that is settled."""
    if said or link["channel_id"] not in registry.channels or not (link["is_report"] or link["version_id"]):
        return None
    why = _why(link)
    name = link["printed_agency"] if link["version_id"] else parse_link(link["title"]).agency_name
    if why is None:
        return None
    return {
        "channel_id": link["channel_id"],
        "url": link["url"],
        "title": link["printed_title"] if link["version_id"] else bare(link["title"]),
        "listed_title": bare(link["title"]),
        "why": why,
        "detail": link["trouble"] or (None if link["version_id"] else link["last_outcome"] or "not asked for yet"),
        "agency_name": name,
        "agency_id": link["report_agency_id"],
        "report_year": link["report_report_year"] if link["version_id"] else link["report_year"],
        "listed_agency_id": link["agency_id"],
        "listed_year": link["report_year"],
        "version_id": link["version_id"],
        "sha256": link["sha256"],
        "candidates": list(_candidates(registry, link, name)),
        "first_seen_at": link["first_seen_at"],
    }


def _why(link: Row) -> str | None:
    if not link["version_id"]:
        return "unread"
    pairs = (("agency_id", "report_agency_id"), ("report_year", "report_report_year"))
    if not all(link[of_report] for _, of_report in pairs):
        return "nobody" if not link["report_agency_id"] else "no_year"
    differ = link["is_report"] and any(link[listed] not in (None, link[read]) for listed, read in pairs)
    return "differs" if differ else None


def _candidates(registry: Registry, link: Row, name: str | None) -> Iterator[dict[str, Any]]:
    """Whom it may be of, best first: 1 is an exact fit, ``None`` the owner of the column it stands in."""
    channel = registry.channels[link["channel_id"]]
    match = registry.match(name, registry.portals[channel.portal_id].county) if name else None
    scores: dict[str, float | None] = {}
    for agency_id in filter(None, (match and match.agency_id, link["report_agency_id"], link["agency_id"])):
        scores.setdefault(agency_id, 1.0)
    for each in match.candidates if match else ():
        scores.setdefault(each.agency_id, each.score)
    if channel.agency_id:
        scores.setdefault(channel.agency_id, None)
    for agency_id in [each for each in scores if each in registry.agencies][:_MOST_CANDIDATES]:
        yield {"agency_id": agency_id, "name": registry.agencies[agency_id].name, "score": scores[agency_id]}
