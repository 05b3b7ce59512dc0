"""An agency: its years side by side, its figures over the years, and whether they carry over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from datasette.utils.asgi import NotFound

from storage.browse.asked import Asked, Row
from storage.browse.charts.multiples import years_bars
from storage.browse.words import Words
from storage.dismissed import DISMISSED
from storage.lateness import days_late

_AGENCY = """
SELECT agencies.*, divisions.name AS county, divisions.province, divisions.city
FROM agencies JOIN divisions ON divisions.code = division_code WHERE agencies.id = ?
"""
_FILINGS = f"""
SELECT filings.*, {days_late("filings")} AS days, versions.sha256, versions.form, versions.title, versions.report_id,
    (SELECT observed_at FROM observations WHERE id = filings.observation_id) AS observed_at,
    (SELECT count(*) FROM versions AS other WHERE other.report_id = versions.report_id) AS versions,
    (SELECT count(*) FROM findings AS x WHERE x.version_id = filings.version_id AND x.severity <> 'note' AND NOT EXISTS
        (SELECT 1 FROM last_reviews WHERE finding_id = x.id AND verdict = 'dismissed')) AS findings
FROM filings LEFT JOIN versions ON versions.id = filings.version_id WHERE agency_id = ? ORDER BY filings.report_year
"""  # noqa: S608 -- our own text
_TOTALS = """
SELECT filings.report_year, outcome, total, raw FROM filings JOIN applications USING (version_id) WHERE agency_id = ?
"""
_DISCLOSED = """
SELECT filings.report_year, "row", measure, value FROM filings JOIN disclosures USING (version_id) WHERE agency_id = ?
"""
_CHANNELS = """
SELECT channels.*, portals.name AS portal FROM channels JOIN portals ON portals.id = portal_id
WHERE channels.active AND (agency_id = :id OR agency_id IS NULL AND division_code = :division)
ORDER BY agency_id IS NULL, channels.id
"""
_UNOWED = """
SELECT versions.id, versions.title, versions.report_year, versions.first_seen_at
FROM reports JOIN versions ON versions.report_id = reports.id
WHERE reports.agency_id = ? AND NOT EXISTS (SELECT 1 FROM filings WHERE version_id = versions.id)
ORDER BY versions.report_year DESC, first_seen_at
"""
_ROSTERS = """
SELECT c.report_year, c.says, c.published_on, c.compared, r.title, r.url, r.sha256, r.first_seen_at, f.claimed_on,
    (SELECT quote FROM roster_lines AS l WHERE l.roster_id = r.id AND l.agency_id = c.agency_id LIMIT 1) AS quote
FROM roster_claims AS c JOIN rosters AS r ON r.id = c.roster_id JOIN filings AS f USING (agency_id, report_year)
WHERE c.agency_id = ? ORDER BY c.report_year DESC
"""

_DISMISSED = f"""
SELECT f.report_year, d.title, d.url, d.channel_id, d.last_seen_at, d.because, d.reviewer, d.matched_at
FROM ({DISMISSED}) AS d JOIN channels ON channels.id = d.channel_id JOIN portals ON portals.id = portal_id
JOIN filings AS f ON f.agency_id = :id AND f.version_id IS NULL AND (d.report_year = f.report_year
    OR d.report_year IS NULL AND coalesce(cast(substr(d.listed_on, 1, 4) AS integer) > f.report_year, 1))
WHERE d.agency_id = :id OR d.agency_id IS NULL AND coalesce(channels.agency_id = :id, division_code = :division)
ORDER BY f.report_year DESC, d.matched_at, d.channel_id, d.url
"""  # noqa: S608 -- our own text

#: The totals that are drawn over the years.
DRAWN = ("received", "granted", "partially_granted", "handled_total", "carried_out")

#: A figure of one year: (report year, outcome) or (report year, row, measure) -> number, ``None`` where it is blank.
Figures = Mapping[tuple[Any, ...], Any]


class CarryOver(NamedTuple):
    """What one year says against what the next says; ``holds`` is ``None`` where a figure is missing."""

    rule: str
    what: str
    years: tuple[int, int]
    left: str
    right: str
    holds: bool | None


def facts(asked: Asked) -> dict[str, Any]:
    """What ``agency.html`` shows."""
    key = asked.named["agency"]
    agency = asked.row(_AGENCY, (key,))
    if agency is None:
        raise NotFound(asked.words.say("没有登记这个机构", "there is no such agency"))
    filings = [row | {"flags": json.loads(row["flags"])} for row in asked.rows(_FILINGS, (key,))]
    totals = {(row["report_year"], row["outcome"]): row["total"] for row in asked.rows(_TOTALS, (key,))}
    disclosed = {
        (row["report_year"], row["row"], row["measure"]): row["value"] for row in asked.rows(_DISCLOSED, (key,))
    }
    years = [filing["report_year"] for filing in filings]
    return {
        "agency": agency | {"aliases": json.loads(agency["aliases"])},
        "filings": filings,
        "charts": list(_charts(asked.words, filings, totals)),
        "rosters": asked.rows(_ROSTERS, (key,)),
        "dismissed": asked.rows(_DISMISSED, {"id": key, "division": agency["division_code"]}),
        "totals": totals,
        "drawn": DRAWN,
        "carried": [*_applications(asked.words, years, totals), *_documents(asked.words, years, disclosed)],
        "channels": asked.rows(_CHANNELS, {"id": key, "division": agency["division_code"]}),
        "others": asked.rows(_UNOWED, (key,)),
    }


def _charts(words: Words, filings: Sequence[Row], totals: Figures) -> Iterator[tuple[str, str]]:
    for outcome in DRAWN:
        points = [
            (
                filing["report_year"],
                totals.get((filing["report_year"], outcome)),
                filing["version_id"] and words.to("report", filing["version_id"]),
            )
            for filing in filings
        ]
        if any(number is not None for _, number, _ in points):
            name = words.word("outcome", outcome)
            yield name, years_bars(name, points, "–")


def _applications(words: Words, years: Sequence[int], totals: Figures) -> Iterator[CarryOver]:
    """X1: what was carried out of one year was carried into the next."""
    for before, after in pairwise(years):
        if after == before + 1 and ((before, "carried_out") in totals or (after, "carried_in") in totals):
            left, right = totals.get((before, "carried_out")), totals.get((after, "carried_in"))
            what = words.say("结转下年度 = 次年的上年结转", "carried out = carried into the next year")
            yield CarryOver("X1", what, (before, after), _shown(left), _shown(right), _equal(left, right))


def _documents(words: Words, years: Sequence[int], disclosed: Figures) -> Iterator[CarryOver]:
    """X2: what is in force is what was in force, and what was issued, less what was repealed."""
    for before, after in pairwise(years):
        for row in ("rules", "normative_documents"):
            was = disclosed.get((before, row, "in_force"))
            issued, repealed, now = (disclosed.get((after, row, name)) for name in ("issued", "repealed", "in_force"))
            if after != before + 1 or (was, now) == (None, None):
                continue
            told = was + issued - repealed if was is not None and issued is not None and repealed is not None else None
            name = words.word("row", row)
            what = words.say(
                "{name}：上年有效 + 制发 − 废止 = 现行有效", "{name}: in force + issued − repealed", name=name
            )
            left = f"{_shown(was)} + {_shown(issued)} − {_shown(repealed)}"
            yield CarryOver("X2", what, (before, after), left, _shown(now), _equal(told, now))


def _equal(left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else bool(left == right)


def _shown(number: Any) -> str:
    return "–" if number is None else f"{number:,}"
