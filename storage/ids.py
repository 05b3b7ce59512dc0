"""Identifiers made from content: the same facts get the same id in every database, so that databases merge."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_LENGTH = 20  # hex digits: 80 bits, no collision to fear below a thousand million rows
#: The figures and the quoted names in a message. Some rest on other reports, whose cells are no evidence of this one.
_FACTS = re.compile(r"\d+(?:\.\d+)?|“[^”]*”")


def content_id(*parts: Any) -> str:
    """Hash JSON values; ``("ab", "c")`` and ``("a", "bc")`` differ, and so do ``None``, ``""`` and ``0``."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def observation_id(observation: Mapping[str, Any], fetches: Sequence[Any], listings: Sequence[Any]) -> str:
    """A look is everything it saw: two looks under a stopped clock are two looks unless they saw the same."""
    return content_id("observation", dict(observation), list(fetches), list(listings))


def fetch_id(fetch: Mapping[str, Any]) -> str:
    """A fetch is what was asked for when, within which look, and what came of it."""
    keys = ("observation_id", "portal_id", "url", "requested_at", "outcome", "status", "sha256")
    return content_id("fetch", [fetch[key] for key in keys])


def report_id(agency_id: str | None, report_year: int | None, url: str) -> str:
    """A report is the agency's for that year; while either is unknown, the document at that URL is its own."""
    known = agency_id is not None and report_year is not None
    return content_id("report", agency_id, report_year, None if known else url)


def version_id(report: str, content_hash: str) -> str:
    """A version is a report with one content."""
    return content_id("version", report, content_hash)


def finding_id(report: str, finding: Mapping[str, Any], place: int = 0) -> str:
    """A finding is its rule and what it rests on: cells, quote, and the facts in its message, however it is worded.

    So it is the same in every version of the report, after every reading, and when it comes back. ``place`` tells apart
    findings that differ in nothing but their wording.
    """
    evidence, facts = finding["evidence"], sorted(_FACTS.findall(finding["message"]))
    return content_id("finding", report, finding["rule"], evidence["cells"], evidence["quote"], facts, place)


def review_id(review: Mapping[str, Any], before: str | None) -> str:
    """A review is what is said of a finding after what was said ``before``: the same words may come again."""
    return content_id("review", dict(review), before)


def page_id(url: str, title: str) -> str:
    """A page that a person judges is its listed address with what it says it is."""
    return content_id("page", url, title)
