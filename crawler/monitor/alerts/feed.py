"""The changes of filings as an Atom feed (RFC 4287), the deadlines as a calendar (RFC 5545): public facts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from xml.etree import ElementTree

from icalendar import Calendar, Event

from crawler.monitor.labels import state_label
from storage.ids import content_id

Row = Mapping[str, Any]

_ATOM = "http://www.w3.org/2005/Atom"
#: States in which nothing more is owed, or nobody waits.
_SETTLED = frozenset({"on_time", "late", "exempt"})


def atom(events: Iterable[Row], now: datetime) -> bytes:
    """A feed of rows of ``filing_events``, in their order."""
    entries = list(events)
    feed = ElementTree.Element("feed", xmlns=_ATOM)
    _add(feed, "id", "urn:nianbao:filing-events")
    _add(feed, "title", "政府信息公开工作年度报告：公布情况变化")
    _add(feed, "updated", entries[0]["as_of"] if entries else now.isoformat())
    _add(_add(feed, "author"), "name", "nianbao")
    for event in entries:
        _add_entry(feed, event)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(feed: ElementTree.Element, event: Row) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", f"urn:nianbao:filing-event:{event['id']}")
    _add(entry, "title", event["title"])
    _add(entry, "updated", event["as_of"])
    _add(entry, "category", term=event["after"] or f"not-{event['before']}")
    _add(entry, "content", event["text"], type="text")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = "".join(character for character in text if character >= " " or character == "\n")
    return child


def calendar(board: Iterable[Row], now: datetime) -> bytes:
    """Every deadline of a county as an all-day event: how many agencies, and what is open. ``board``: its rows."""
    result = Calendar()
    result.add("prodid", "-//nianbao//deadlines//ZH")
    result.add("version", "2.0")
    result.add("x-wr-calname", "政府信息公开工作年度报告期限")
    by_deadline = itemgetter("due_on", "division_code", "report_year")
    for (due_on, code, year), group in groupby(sorted(board, key=by_deadline), key=by_deadline):
        result.add_component(_deadline(date.fromisoformat(due_on), code, year, list(group), now))
    document: bytes = result.to_ical()
    return document


def _deadline(due_on: date, code: str, year: int, rows: list[Row], now: datetime) -> Event:
    waiting = [row for row in rows if row["state"] not in _SETTLED]
    event = Event()
    event.add("uid", f"{content_id('deadline', code, year, due_on.isoformat())}@nianbao")
    event.add("dtstamp", now)
    event.add("dtstart", due_on)
    event.add("dtend", due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{rows[0]['division']}：{year}年度报告公布期限（{len(rows)}个机关，{len(waiting)}个待核）")
    lines = [f"{row['agency']}：{state_label(row['state'], row['reason'])}" for row in waiting]
    event.add("description", "\n".join([f"期限 {due_on}，至当日结束。", *lines]))
    return event
