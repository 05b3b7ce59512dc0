"""A report: its tables as the form prints them, what was found, its text and dates, its versions, how it was seen."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from datasette.utils.asgi import NotFound

from storage.browse import printed
from storage.browse.asked import Asked, Row
from storage.browse.differences import changed_cells, changed_text
from storage.browse.forms import form

_VERSION = """
SELECT versions.*, reports.agency_id, reports.portal_id, agencies.name AS agency, divisions.name AS county,
    divisions.code AS county_code, portals.name AS portal
FROM versions JOIN reports ON reports.id = report_id
    LEFT JOIN agencies ON agencies.id = reports.agency_id LEFT JOIN divisions ON divisions.code = agencies.division_code
    LEFT JOIN portals ON portals.id = reports.portal_id
WHERE versions.id = ?
"""
_VERSIONS = """
SELECT id, first_seen_at, sha256, url, reader_version FROM versions WHERE report_id = ? ORDER BY first_seen_at, id
"""
_FINDINGS = """
SELECT findings.*, verdict, because, reviewer, reviewed_at
FROM findings LEFT JOIN last_reviews ON finding_id = findings.id WHERE version_id = ?
ORDER BY verdict IS 'dismissed', CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, rule, findings.id
"""
_FETCH = "SELECT * FROM fetches WHERE id = ?"
_LISTINGS = """
SELECT listings.*, observations.outcome, observations.pages, observations.rows, observations.qualified,
    channels.url AS channel_url
FROM listings LEFT JOIN observations ON observations.id = first_observation_id
    LEFT JOIN channels ON channels.id = listings.channel_id
WHERE version_id = ? ORDER BY listings.first_seen_at, listings.channel_id
"""
_FILING = "SELECT * FROM filings WHERE agency_id = ? AND report_year = ?"
_OF = "SELECT * FROM {} WHERE version_id = ? ORDER BY {}"
#: Dates a report can show, in the order in which they are trusted.
DATES = ("published_on", "listed_on", "created_on", "signed_on")


def facts(asked: Asked) -> dict[str, Any]:
    """What ``report.html`` shows."""
    version = _version(asked, asked.named["version"])
    findings = [row | {"evidence": json.loads(row["evidence"])} for row in asked.rows(_FINDINGS, (version["id"],))]
    cells = cells_of(asked, version["id"])
    versions = asked.rows(_VERSIONS, (version["report_id"],))
    return {
        "version": version,
        "form": form(version["form"]),
        "has_table": {name: any(address.startswith(f"{name}.") for address in cells) for name in _TABLES},
        "cell": partial(printed.shown, asked.words, cells, marks=printed.marks_of(findings)),
        "inside": partial(printed.inside, asked.words),
        "cell_link": partial(printed.link, asked.words),
        "findings": findings,
        "sections": _of(asked, "sections", version["id"], "position"),
        "origins": {row["part"]: row["sha256"] for row in _of(asked, "origins", version["id"], "part")},
        "votes": _votes(version),
        "attachments": _of(asked, "attachments", version["id"], "rowid"),
        "versions": versions,
        "compared": _compared(asked, version, versions),
        "fetch": asked.row(_FETCH, (version["fetch_id"],)),
        "listings": asked.rows(_LISTINGS, (version["id"],)),
        "filing": asked.row(_FILING, (version["agency_id"], version["report_year"])),
    }


def cells_of(asked: Asked, version_id: str) -> printed.Cells:
    """All cells of a version's tables, in the order of the form."""
    return {
        **printed.disclosures(_of(asked, "disclosures", version_id, "rowid")),
        **printed.counted("applications", "outcome", _of(asked, "applications", version_id, "rowid")),
        **printed.counted("proceedings", "route", _of(asked, "proceedings", version_id, "rowid")),
    }


_TABLES = ("disclosures", "applications", "proceedings")


def _version(asked: Asked, version_id: str) -> Row:
    found = asked.row(_VERSION, (version_id,))
    if found is None:
        raise NotFound(asked.words.say("没有这个报告版本", "there is no such version of a report"))
    return found


def _of(asked: Asked, table: str, version_id: str, order: str) -> list[Row]:
    return asked.rows(_OF.format(table, order), (version_id,))


def _votes(version: Row) -> dict[str, list[Row]]:
    """Field -> what each source says of it, the chosen one first."""
    told: dict[str, list[Row]] = {}
    for vote in sorted(json.loads(version["votes"]), key=lambda vote: not vote["chosen"]):
        told.setdefault(vote["field"], []).append(vote)
    return told


def _compared(asked: Asked, version: Row, versions: list[Row]) -> dict[str, Any] | None:
    """The version asked for, else the one before, against this one; ``None`` where there is no other."""
    others = [each["id"] for each in versions if each["id"] != version["id"]]
    earlier = [each["id"] for each in versions if each["first_seen_at"] < version["first_seen_at"]]
    other = asked.get("compare") if asked.get("compare") in others else earlier[-1] if earlier else None
    if other is None:
        return None
    sections = [_of(asked, "sections", each, "position") for each in (other, version["id"])]
    return {
        "with": next(each for each in versions if each["id"] == other),
        "cells": changed_cells(cells_of(asked, other), cells_of(asked, version["id"])),
        "text": changed_text(*sections),
    }
