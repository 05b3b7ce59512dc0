"""A portal as Hanweb publishes it: the first three pages of rows in the list page, the rest from a proxy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Page, Route, fill, fill_article, metas

GROUP = 3
PROXY = "/module/web/jpage/dataproxy.jsp"
CUT = 20


def routes(portal: Portal) -> dict[str, Route]:
    """What this family adds to the pages every portal has."""

    def proxy(asked: Mapping[str, str]) -> Page:
        return _window(portal, asked)

    return {PROXY: proxy}


def list_pages(portal: Portal) -> dict[str, str]:
    """The list page's address and main part."""
    column = portal.column
    first = portal.articles[: column.per_page * GROUP]
    values = column.model_dump(include={"number", "unit", "per_page"})
    listing = fill(
        "hanweb_list.html",
        **values,
        column=column.name,
        site=portal.name,
        total=len(portal.articles),
        records=_records(_row(article) for article in first),
    )
    return {column.url: listing}


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part. Labels stay where their value is empty, as on real pages."""
    return fill_article(
        "hanweb_article.html",
        portal,
        article,
        published=article.day or "",
        body=body,
    )


def article_metas(portal: Portal) -> str:
    """The moment the page was built, which is not the day of publication."""
    return metas(Maketime=portal.rebuilt) if portal.rebuilt else ""


def _window(portal: Portal, asked: Mapping[str, str]) -> Page:
    """The rows from startrecord to endrecord, counted from 1; beyond the last there are none."""
    column = portal.column
    start = int(asked.get("startrecord", 1))
    end = int(asked.get("endrecord", start + column.per_page * GROUP - 1))
    answer = fill(
        "hanweb_answer.xml",
        **column.model_dump(include={"number", "unit"}),
        site=portal.name,
        total=len(portal.articles),
        pages=-(-len(portal.articles) // column.per_page),
        page=end // column.per_page + 1,
        records=_records(_proxy_row(article) for article in portal.articles[max(start, 1) - 1 : end]),
    )
    return Page(answer.encode(), media_type="text/xml", validators=False)


def _records(rows: Iterable[str]) -> str:
    return "\n".join(f"<record><![CDATA[{row}]]></record>" for row in rows)


def _row(article: Article) -> str:
    """A row of the page itself: the text is cut, the title whole."""
    title = escape(article.plain_title)
    shown = title if len(title) <= CUT else f"{title[:CUT]}…"
    return f"<li><a href='{article.url}' title='{title}'>{shown}</a><span>{article.day or ''}</span></li>"


def _proxy_row(article: Article) -> str:
    title = escape(article.plain_title)
    shown = f"<span>{title}</span><i>{article.day or ''}</i>"
    return f'<li><a href="{article.url}" target="_blank" title="{title}">{shown}</a></li>'
