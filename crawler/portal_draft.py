"""The first card of a portal, as text: what one of its pages tells, and what is left to a person to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.items import ListingRow
from crawler.reading.title import parse_link
from crawler.registry import nation
from spiders.detect import TITLES, Detection
from spiders.listing import decode

_CARD = """\
# {url}
# {told}
portal: "{portal}"
name: {name}
county: {county}
platform: {platform}
url: {origin}
status: unverified
channels:
  - {{id: nianbao, url: {path}, years: {{first: {first}}}{shown}}}
"""
_UNKNOWN_COUNTY = '""  # the six-digit division code is needed here'

#: 国办发〔2017〕47号 wants the site's name and its code, which begins with that of its division, in every page's head.
_NAME, _CODE = "meta[name=SiteName]", "meta[name=SiteIDCode]"


def county_of(body: bytes) -> str | None:
    """The division code that a page's head tells, if the national table knows it."""
    code = _meta(LexborHTMLParser(decode(body)), _CODE)[:6]
    return code if code in nation.counties() else None


def draft(
    url: str,
    body: bytes,
    detection: Detection,
    *,
    platform: str,
    rows: Sequence[ListingRow],
    county: str | None,
    newest_year: int,
) -> str:
    """A portal card with one channel, the page itself.

    ``rows``: what the page lists; without any the card waits for reports on ``newest_year`` and says nothing of what a
    healthy list shows.
    """
    parts = urlsplit(url)
    dated = [(year, row.title) for row in rows if (year := _report_year(row))]
    first, oldest = min(dated, default=(newest_year, ""))
    shown = f", at_least: {len(rows)}, canary: {_text(oldest)}" if oldest else ""
    path = url.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
    return _CARD.format(
        url=url,
        told="\n# ".join(_told(detection, platform)),
        portal=county or re.sub(r"[^a-z0-9]+", "-", (parts.hostname or "").lower()).strip("-"),
        name=_text(_site_name(body) or parts.hostname or ""),
        county=f'"{county}"' if county else _UNKNOWN_COUNTY,
        platform=platform,
        origin=f"{parts.scheme}://{parts.netloc}",
        path=_text(path),
        first=first,
        shown=shown,
    )


def _told(detection: Detection, platform: str) -> list[str]:
    if detection.platform is None:
        return ["No sign of a known platform; column reads any list whose links are titled like reports."]
    named = f"{detection.platform} {TITLES[detection.platform]}"
    lines = [f"Platform: {named}, {detection.confidence}.", *(f"  {each}" for each in detection.evidence)]
    missing = "" if detection.platform == platform else f"No spider reads {detection.platform} yet; try column."
    return [line for line in (*lines, missing) if line]


def _report_year(row: ListingRow) -> int | None:
    title = parse_link(row.title)
    return title.report_year if title.is_report else None


def _site_name(body: bytes) -> str:
    tree = LexborHTMLParser(decode(body))
    title = tree.css_first("title")
    return _meta(tree, _NAME) or " ".join(title.text().split()) if title else _meta(tree, _NAME)


def _meta(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get("content") or "").strip() if node else ""


def _text(value: str) -> str:
    """A value in quotes: YAML reads JSON's, and no character in it means anything else."""
    return json.dumps(value, ensure_ascii=False)
