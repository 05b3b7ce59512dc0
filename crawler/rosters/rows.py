"""A roster that came, as storage takes it."""

from __future__ import annotations

from typing import Any

from crawler.attachments import links_in
from crawler.doors import doors_of
from crawler.items import Article
from crawler.reading import ReadingError
from crawler.reading.kinds import kind_of
from crawler.reading.title import parse_link
from crawler.registry import Registry
from crawler.rosters.reading import read_roster


def roster_rows(registry: Registry, article: Article) -> dict[str, Any]:
    """``roster`` and ``files`` for :func:`storage.writes.save_roster`; files are wanted of a page that names nobody."""
    title = "".join(article.row.title.split())
    about = {"url": article.row.url, "title": title, "report_year": parse_link(title).report_year}
    roster = {"channel_id": article.channel_id, **about, "listed_on": article.row.listed_on}
    return {"roster": roster, "files": [link._asdict() for link in _files(registry, article)]}


def _files(registry: Registry, article: Article) -> tuple[Any, ...]:
    came, body = article.fetch, article.fetch.body or b""
    card = registry.portals.get(came.portal_id)
    if card is None or kind_of(body) is not None or _names_someone(body, came.url, came.media_type):
        return ()
    return links_in(body, came.url, doors_of([card]))


def _names_someone(body: bytes, url: str, media_type: str | None) -> bool:
    try:
        return bool(read_roster(body, url, media_type))
    except ReadingError:
        return False
