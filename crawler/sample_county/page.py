"""A page of a sample portal, and filling in its template."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from html import escape
from string import Template

from crawler.sample_county.model import FOLDER, Article, Portal

HTML = "text/html; charset=utf-8"

#: The day on which the sample portals are looked at; their own clock stands at this moment.
CLOCK = "2023-02-10T09:00:00+08:00"
NOW = datetime.fromisoformat(CLOCK).astimezone(UTC)

#: Whole portals are regenerated at a stroke, so every page has the same Last-Modified, whatever its age.
REBUILT = datetime(2023, 2, 7, 19, 10, 25, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """What one address answers. Pages made on demand carry no validators."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    modified: datetime = REBUILT
    validators: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def etag(self) -> str:
        """A strong tag in the form Apache gives."""
        return f'"{len(self.body):x}-{hashlib.sha256(self.body).hexdigest()[:13]}"'

    def response_headers(self) -> dict[str, str]:
        """The headers of the page, without its length."""
        dated = {"ETag": self.etag, "Last-Modified": format_datetime(self.modified, usegmt=True)}
        return {"Content-Type": self.media_type, **(dated if self.validators else {}), **self.headers}

    def unchanged(self, asked: Mapping[str, str]) -> bool:
        """Whether a request with these headers (lower-case names) is answered with 304.

        A tag counts before a date (RFC 9110, 13.2.2).
        """
        if not self.validators or self.status != 200:
            return False
        if tags := asked.get("if-none-match"):
            return self.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        return _not_after(self.modified, asked.get("if-modified-since"))


#: An address answers with a page, or makes one from the parameters of the request, with its ``Referer`` among them.
Route = Page | Callable[[Mapping[str, str]], Page]


def _not_after(modified: datetime, since: str | None) -> bool:
    if not since:
        return False
    try:
        return modified <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # a date that cannot be read counts as not sent (RFC 9110, 13.1.3)
        return False


def fill(template: str, **values: object) -> str:
    """The template of that name with its values filled in as they are (escape text with ``escape`` first)."""
    text = (FOLDER / "templates" / template).read_text(encoding="utf-8")
    return Template(text.rstrip("\n")).substitute(values)


def fill_article(template: str, portal: Portal, article: Article, **values: object) -> str:
    """The template of an article's main part with what every family shows of it, and a family's own values."""
    shown = {
        "column": portal.column.name,
        "column_url": portal.column.url,
        "heading": "<br>".join(article.title.splitlines()),
        "index": article.index,
        "publisher": article.publisher,
        "created": article.created or "",
        "published": article.published,
        "source": article.source,
    }
    return fill(template, **shown | values)


def metas(**content: str) -> str:
    """Head metas, in the order given."""
    return "\n".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in content.items())
