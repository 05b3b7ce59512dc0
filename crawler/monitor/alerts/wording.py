"""What an alert says, in Chinese: the state, the facts it rests on, where to look, and the evidence. Never more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor.alerts.changes import SEVERITIES
from crawler.monitor.explanation import explain
from crawler.monitor.labels import FLAG_LABELS, ROSTER_LABELS, STATE_LABELS, state_label
from crawler.monitor.ledger import Ledger
from crawler.monitor.rosters import Rosters, beside
from crawler.monitor.states import judge_filing
from crawler.monitor.stored import stored_in
from crawler.registry import Registry
from storage import queries

Row = Mapping[str, Any]

#: Kind of an event but for states -> what may come or go -> its words.
_LABELS: Mapping[str, Mapping[str, str]] = {
    "flag": FLAG_LABELS,
    "finding": dict(zip(SEVERITIES, ("数据核查有误", "数据核查存疑", "数据核查提示"), strict=True)),
    "roster": ROSTER_LABELS,
}


class Wording:
    """Texts on filings as they stand at ``now``; what they need is read when the first is asked for."""

    def __init__(self, db: Database, registry: Registry, now: datetime) -> None:
        self._db = db
        self._registry = registry
        self._now = now

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._registry, stored_in(self._db))

    @cached_property
    def _board(self) -> dict[tuple[str, int], Row]:
        return {(row["agency_id"], row["report_year"]): row for row in queries.board(self._db)}

    def is_overdue(self, agency_id: str, report_year: int) -> bool:
        """Whether what is stored by now still says so: a crawl that runs may have found the report."""
        return judge_filing(self._ledger.facts(agency_id, report_year), self._now).state == "overdue"

    def text(self, agency_id: str, report_year: int) -> str:
        """Why the filing has its state, the links, and the evidence; a line each."""
        facts = self._ledger.facts(agency_id, report_year)
        state = judge_filing(facts, self._now)
        agency = self._registry.agencies[agency_id]
        said = Rosters(self._db, [beside(agency_id, agency.name, report_year, state)], self._now)
        lines = filter(None, [*explain(facts, state, self._now), said.line(agency_id, report_year)])
        return "\n".join([*lines, *self._links(agency_id, report_year)])

    def _links(self, agency_id: str, report_year: int) -> Iterator[str]:
        row = self._board.get((agency_id, report_year), {})
        if row.get("url"):
            yield f"报告：《{row['title'] or '无标题'}》 {row['url']}"
        for channel in self._registry.channels_of(agency_id):
            if channel.shows(report_year):
                yield f"栏目：{channel.url}"
        if row.get("observation_id"):
            yield f"证据：{moment(row['observed_at'])} 的核查记录 {row['observation_id']}"
        if row.get("sha256"):
            yield f"原件：sha256 {row['sha256']}"


def event_title(event: Row, agency_name: str) -> str:
    """The change in one line: whose, which year, what it is now."""
    return f"{agency_name} {event['report_year']}年度：{_change(event)}"


def event_line(event: Row) -> str:
    """The change with what was before it."""
    before = f"（此前：{STATE_LABELS[event['before']]}）" if event["kind"] == "state" else ""
    return f"{_change(event)}{before}"


def _change(event: Row) -> str:
    if event["kind"] == "state":
        return state_label(event["after"], event["reason"])
    label = _LABELS[event["kind"]][event["after"] or event["before"]]
    return label if event["after"] else f"不再标注“{label}”"


def moment(at: datetime | str) -> str:
    """A time as people here read it, in Beijing time."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
