"""Search over the titles and the text of all reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from storage.browse.asked import Asked, Row
from storage.browse.places import choices, counties, place
from storage.search import fold, matching, words

_PAGE = 20
#: Hits are counted up to this many.
_COUNTED = 1000
#: Passages shown of one report, and characters on each side of a word.
_PASSAGES, _AROUND = 3, 34

#: One walk through the index finds the hits of a page and counts all: for a single character it is a long one.
_FOUND = """
SELECT group_concat(rowid) AS documents FROM (
    SELECT rowid FROM _search WHERE _search MATCH :match AND rowid < :before ORDER BY rowid DESC LIMIT :limit
)
"""
_VERSION = """
SELECT _search_documents.id AS document, versions.id, versions.title, versions.report_year, versions.first_seen_at,
    versions.sha256, versions.url, versions.agency_name, preamble, agencies.name AS agency, reports.agency_id,
    divisions.name AS county, filings.state
FROM _search_documents JOIN versions ON versions.id = _search_documents.version_id
    JOIN reports ON reports.id = report_id
    LEFT JOIN agencies ON agencies.id = reports.agency_id LEFT JOIN divisions ON divisions.code = division_code
    LEFT JOIN filings ON filings.agency_id = reports.agency_id AND filings.report_year = versions.report_year
WHERE _search_documents.id = ?
"""
_SECTIONS = "SELECT heading, text FROM sections WHERE version_id = ? ORDER BY position"


def facts(asked: Asked) -> dict[str, Any]:
    """What ``search.html`` shows. ``year`` filters only where it is asked for; newest in the index first."""
    chosen = place(asked)
    asked_for = words(asked.get("q"))
    about = {"place": chosen, **choices(asked, chosen), "q": asked.get("q"), "words": asked_for}
    match = _match(asked)
    if match is None:
        return {**about, "hits": None, "found": []}
    documents = _documents(asked, match)
    found = [_hit(asked, document, asked_for) for document in documents[:_PAGE]]
    return {
        **about,
        "hits": len(documents),
        "further": bool(asked.whole("before")),
        "counted": _COUNTED,
        "found": [hit for hit in found if hit],
        "next": documents[_PAGE - 1] if len(documents) > _PAGE else None,
    }


def _documents(asked: Asked, match: str) -> list[int]:
    """The newest hits that come after those which were shown before, one more than are counted."""
    given = {"match": match, "before": asked.whole("before") or 2**62, "limit": _COUNTED + 1}
    row = asked.row(_FOUND, given)
    return [int(document) for document in row["documents"].split(",")] if row and row["documents"] else []


def _match(asked: Asked) -> str | None:
    chosen = place(asked)
    year = str(chosen.year) if asked.get("year") and chosen.year else ""
    provinces: list[str] = []
    if chosen.province and not chosen.county:
        provinces = sorted({each["code"][:2] for each in counties(asked, chosen.province)})
    return matching(asked.get("q"), year=year, county=chosen.county, provinces=provinces)


def _hit(asked: Asked, document: int, asked_for: Sequence[str]) -> Row | None:
    version = asked.row(_VERSION, (document,))
    if version is None:
        return None
    sections = asked.rows(_SECTIONS, (version["id"],))
    text = "\n".join([version["preamble"], *(f"{each['heading']}\n{each['text']}" for each in sections)])
    return version | {"marked": marked(version["title"] or "", asked_for), "passages": passages(text, asked_for)}


def marked(text: str, asked_for: Sequence[str]) -> Markup:
    """``text``, escaped, with the words looked for marked."""
    pieces, at = [], 0
    for found in _pattern(asked_for).finditer(fold(text)):
        start, end = found.span()
        pieces += [Markup("{}").format(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = found.end()
    return Markup("").join([*pieces, Markup("{}").format(text[at:])])


def passages(text: str, asked_for: Sequence[str]) -> list[Markup]:
    """The first few places where the words stand, each with what is around it."""
    shown, until = [], 0
    for found in _pattern(asked_for).finditer(fold(text)):
        if found.start() < until:
            continue
        start, until = max(0, found.start() - _AROUND), found.end() + _AROUND
        around = " ".join(text[start:until].split())
        left, right = "…" if start else "", "…" if until < len(text) else ""
        shown.append(Markup("{}{}{}").format(left, marked(around, asked_for), right))
        if len(shown) == _PASSAGES:
            break
    return shown


def _pattern(asked_for: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(asked_for, key=len, reverse=True))))
