"""When links stood on their lists, and what the lists said of them then.

``listings`` has the first and the last time of each link and the last words on it, ``former_listings`` what was before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from crawler.monitor.moments import moment

Row = Mapping[str, Any]
#: The first and the last time a link was seen on its list, with no qualified look in between that missed it.
Span = tuple[datetime, datetime]
_NAMED = ("is_report", "agency_id", "report_year")
_NONE_READ: Row = {"report_id": None}


class Listed:
    """The links of all lists: when they stood there, and what was said of them."""

    def __init__(self, rows: Sequence[Row], former: Iterable[Row], looks: Mapping[str, Sequence[datetime]]):
        self.looks = looks
        self._rows = rows
        self._former = _former_by_link(former)
        self.spans = {
            (key := (row["channel_id"], row["url"])): _spans((*self._former.get(key, ()), row), looks.get(key[0], ()))
            for row in rows
        }

    def spans_of_reports(self) -> dict[str, list[Span]]:
        """By channel, so long as they were named as reports."""
        found: dict[str, list[Span]] = defaultdict(list)
        for row in self._rows:
            key = row["channel_id"], row["url"]
            if former := self._former.get(key):
                found[key[0]] += _spans_as_report(row, former, self.looks.get(key[0], ()))
            elif row["is_report"]:
                found[key[0]] += self.spans[key]
        return found

    def as_named(self, versions: Mapping[str | None, Row]) -> Sequence[Row]:
        """Every link with what its list said of it at each time; ``versions``: by id."""
        if not self._former:
            return self._rows
        links = ((row, self._former.get((row["channel_id"], row["url"]), ())) for row in self._rows)
        return [each for row, former in links for each in _as_named(row, former, versions)]


def _former_by_link(former: Iterable[Row]) -> Mapping[tuple[str, str], Sequence[Row]]:
    """Rows of ``former_listings`` by channel and address, in order of time."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(former, key=lambda row: moment(row["until"])):
        found[row["channel_id"], row["url"]].append(row)
    return found


def _spans(rows: Sequence[Row], looks: Sequence[datetime]) -> list[Span]:
    """When a link stood on its list, by its rows in order; ``looks``: the qualified ones at that list, in order."""
    found: list[Span] = []
    first = moment(rows[0].get("since") or rows[0]["first_seen_at"])
    for each, after in pairwise(rows):
        last, until = moment(each["last_seen_at"]), moment(each["until"])
        missed = bisect_right(looks, last)
        # Where the list only came to say something else of it, it never left; where its page did, it is not back.
        if missed < len(looks) and looks[missed] < until <= moment(after["last_seen_at"]):
            found.append((first, last))
            first = until
    return [*found, (first, moment(rows[-1]["last_seen_at"]))]


def _spans_as_report(row: Row, former: Sequence[Row], looks: Sequence[datetime]) -> Iterator[Span]:
    """A link that is named otherwise is no link to a report any more, as if it had gone."""
    now = {**row, "since": former[-1]["until"]}
    for is_report, rows in groupby((*former, now), itemgetter("is_report")):
        if is_report:
            yield from _spans(tuple(rows), looks)


def _as_named(row: Row, former: Sequence[Row], versions: Mapping[str | None, Row]) -> list[Row]:
    """What the list said of a link at each time: rows of ``listings`` whose ``first_seen_at`` is when it began to.

    Such a row has ``listed_since``, when the link itself was first listed, and ``troubles``, every time its page could
    not be read. A row that says what the next one says is no name of its own.
    """
    if not former:
        return [row]
    told = [each for each, after in pairwise((*former, row)) if _otherwise(each, after, versions)]
    troubles = [at for each in (*former, row) if (at := each["trouble_at"])]
    always = {"listed_since": row["first_seen_at"], "troubles": troubles}
    began = [
        _began(row["first_seen_at"], None, row),
        *(_began(each["until"], each["until_observation_id"], row) for each in told),
    ]
    return [{**row, **each, **at, **always} for each, at in zip((*told, row), began, strict=True)]


def _began(at: str, observation_id: str | None, row: Row) -> dict[str, Any]:
    """What began with a fetch was listed by the first look."""
    return {"first_seen_at": at, "first_observation_id": observation_id or row["first_observation_id"]}


def _otherwise(before: Row, now: Row, versions: Mapping[str | None, Row]) -> bool:
    then, later = (versions.get(row["version_id"], _NONE_READ)["report_id"] for row in (before, now))
    return _renamed(before, now) or then not in (None, later)


def _renamed(before: Row, now: Row) -> bool:
    """Whether the list came to say what makes it another's or of another year: of all that it says this alone is kept.

    What changed beside that did so at some time since, and not when a row was kept for another reason.
    """
    if before["title"] != now["title"]:
        return before["agency_id"] is None or any(before[name] != now[name] for name in _NAMED)
    return before["report_year"] is None and bool(before["listed_on"] != now["listed_on"])
