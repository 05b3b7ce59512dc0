"""A county's own word on who has published (公布情况) beside what we saw. It proves nothing and changes no state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.monitor.labels import REASON_LABELS, SAYS_LABELS
from crawler.monitor.remarks import told
from crawler.monitor.states import FilingState
from storage import queries
from storage.rows import encode

Row = Mapping[str, Any]

_PUBLISHED = frozenset({"in_time", "published", "late"})
#: What we saw, for an agency that the roster says to have published and whose report we have not seen.
_UNSEEN = {
    "overdue": "我们在应查的全部栏目完整核查，未见其报告",
    "needs_review": "我们所见须由人工核对",
    "not_due": "我们尚未见到其报告",
}


def beside(agency_id: str, agency: str, report_year: int, state: FilingState) -> dict[str, Any]:
    """A filing as it was just judged, in the shape of ``storage.queries.filings_beside``."""
    names = ("state", "reason", "due_on", "claimed_on", "first_seen_at", "version_id")
    judged = encode({name: getattr(state, name) for name in names})
    about = {"agency_id": agency_id, "agency": agency, "division_code": agency_id[:6], "report_year": report_year}
    return {**about, **judged}


def claims(rosters: Iterable[Row], lines: Iterable[Row], filings: Iterable[Row]) -> list[dict[str, Any]]:
    """What the newest roster that speaks of a filing says of it, compared: rows of ``roster_claims``. Pure.

    ``rosters``: newest first, as ``storage.queries.rosters`` gives them; ``filings``: rows of the board, or of
    ``storage.queries.filings_beside``.
    """
    said: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line["agency_id"]:
            said[line["roster_id"]][line["agency_id"]].append(line)
    of_year: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for roster in rosters:
        if said[roster["id"]]:
            of_year[roster["division_code"], roster["report_year"]].append(roster)
    found = (_claim(filing, of_year[filing["division_code"], filing["report_year"]], said) for filing in filings)
    return [claim for claim in found if claim]


def _claim(filing: Row, rosters: list[Row], said: Mapping[str, Mapping[str, list[Row]]]) -> dict[str, Any] | None:
    if filing["state"] == "exempt" or not rosters:
        return None
    roster = next((each for each in rosters if filing["agency_id"] in said[each["id"]]), rosters[0])
    about = [line for each in _as_new(roster, rosters) for line in said[each["id"]].get(filing["agency_id"], [])]
    words = {(line["says"], line["published_on"]) for line in about}
    says, day = words.pop() if len(words) == 1 else (None, None)
    if about:
        compared = _compared(filing, roster, says, day)
    elif filing["version_id"] and _lists_such(said[roster["id"]], filing["agency_id"]):
        compared = "unnamed"
    else:
        return None
    key = {name: filing[name] for name in ("agency_id", "report_year")}
    return {**key, "roster_id": roster["id"], "says": says, "published_on": day, "compared": compared}


def _as_new(roster: Row, rosters: list[Row]) -> list[Row]:
    """The roster, and those at other addresses of which nobody can tell whether they are older."""
    same_day = (each for each in rosters if each["written_on"] == roster["written_on"])
    return [roster, *(each for each in same_day if each["url"] != roster["url"])]


def _lists_such(said: Mapping[str, list[Row]], agency_id: str) -> bool:
    """Whether a roster lists who has published among the townships, or the departments, so that this one is missing."""
    alike = (line for named, lines in said.items() if named.isdigit() == agency_id.isdigit() for line in lines)
    return any(line["says"] in _PUBLISHED for line in alike)


def _compared(filing: Row, roster: Row, says: str | None, day: str | None) -> str:
    """``agrees``, or in what the roster and we differ; ``unclear`` where it says nothing certain of the agency."""
    seen = filing["version_id"] is not None
    if says is None:
        return "unclear"
    if says == "not_published":
        return "denied_seen" if seen and not _came_after(filing, roster) else "agrees"
    if not seen:
        return "agrees" if says == "late" else "claimed_unseen"
    if day and filing["claimed_on"] and day != filing["claimed_on"]:
        return "dates_differ"
    opposite = {"in_time": "late", "late": "on_time"}.get(says)
    return "timing_differs" if filing["state"] == opposite else "agrees"


def _came_after(filing: Row, roster: Row) -> bool:
    """Whether the report may have come up after the roster was written: both are right then."""
    return bool((filing["claimed_on"] or filing["first_seen_at"][:10]) >= roster["written_on"])


class Rosters:
    """What rosters that were seen by a moment say of filings as they stand then."""

    def __init__(self, db: Database, filings: Iterable[Row], until: datetime | None = None) -> None:
        """``filings`` as :func:`claims` takes them."""
        self.filings = {(row["agency_id"], row["report_year"]): row for row in filings}
        found = queries.rosters(db, {row["division_code"] for row in self.filings.values()}, until=until)
        self._rosters = {row["id"]: row for row in found}
        self._lines = queries.roster_lines(db, self._rosters)
        rows = claims(found, self._lines, self.filings.values())
        self._claims = {(row["agency_id"], row["report_year"]): row for row in rows}

    def claim(self, agency_id: str, report_year: int) -> dict[str, Any] | None:
        """The claim on a filing with its roster's ``title``, ``url``, ``sha256`` and ``seen_at``."""
        if not (claim := self._claims.get((agency_id, report_year))):
            return None
        roster = self._rosters[claim["roster_id"]]
        about = {name: roster[name] for name in ("title", "url", "sha256")}
        return {**claim, **about, "seen_at": roster["first_seen_at"]}

    def line(self, agency_id: str, report_year: int) -> str | None:
        """The claim and what we saw, in one Chinese sentence; ``None`` without a claim."""
        claim = self.claim(agency_id, report_year)
        return claim_line(claim, self.filings[agency_id, report_year]) if claim else None

    def told(self, report_year: int | None = None) -> Iterator[str]:
        """Every roster in Chinese lines: whom it names, what differs from what we saw, and what is not understood.

        ``report_year``: only those on that year, and those whose year nobody knows.
        """
        for roster in self._rosters.values():
            if report_year and roster["report_year"] not in (report_year, None):
                continue
            lines = [line for line in self._lines if line["roster_id"] == roster["id"]]
            yield from _told(roster, lines)
            for key, claim in self._claims.items():
                if claim["roster_id"] == roster["id"] and claim["compared"] != "agrees":
                    yield f"  {self.filings[key]['agency']}：{_differing(claim, self.filings[key])}"


def roster_fields(claim: Row | None) -> dict[str, Any]:
    """The claim as columns beside a row of the board; all ``None`` without one."""
    names = {"roster_says": "says", "roster_day": "published_on", "roster_compared": "compared", "roster_url": "url"}
    return {field: claim[name] if claim else None for field, name in names.items()}


def claim_line(claim: Row, filing: Row) -> str:
    """What the county's own roster says of a filing and what we saw. Facts of both sides, no judgement."""
    where = f"《{claim['title']}》（{claim['url']}，首次见到于 {_moment(claim['seen_at'])}）"
    return f"公布情况{where}{_differing(claim, filing)}。"


def said_of(claim: Row) -> str:
    """What a roster says of an agency: 称已公布（2023-01-18）."""
    if claim["compared"] == "unnamed":
        return "未列其名"
    day = f"（{claim['published_on']}）" if claim["published_on"] else ""
    return f"{SAYS_LABELS[claim['says'] or 'unclear']}{day}"


def _differing(claim: Row, filing: Row) -> str:
    says = said_of(claim)
    match claim["compared"]:
        case "claimed_unseen":
            unsure = f"我们无法核实（{REASON_LABELS[filing['reason'] or 'not_looked']}）"
            return f"{says}，{_UNSEEN.get(filing['state'], unsure)}"
        case "dates_differ":
            return f"{says}，我们所见报告的公布日期为 {filing['claimed_on']}"
        case "timing_differs":
            return f"{says}，我们所见报告的公布日期为 {filing['claimed_on'] or '不明'}，期限为 {filing['due_on']}"
        case "denied_seen" | "unnamed":
            return f"{says}，我们见到其报告（首次见到于 {_moment(filing['first_seen_at'])}）"
        case "agrees" if filing["version_id"] and claim["says"] != "not_published":
            return f"{says}，与我们所见一致"
    return says


def _told(roster: Row, lines: Sequence[Row]) -> Iterator[str]:
    year = f"{roster['report_year']}年度" if roster["report_year"] else "年度不明，未作比对"
    yield f"《{roster['title']}》（{year}；{roster['url']}；首次见到于 {_moment(roster['first_seen_at'])}）"
    known = len({line["agency_id"] for line in lines} - {None})
    yield f"  列名{len(lines)}处，对应机构{known}个" if lines else f"  未能读出机构：{roster['trouble'] or '尚未读取'}"
    if unmatched := [line["name"] for line in lines if line["agency_id"] is None]:
        yield f"  未能对应的名称：{'、'.join(dict.fromkeys(unmatched))}"


def _moment(text: str) -> str:
    return told(datetime.fromisoformat(text))
