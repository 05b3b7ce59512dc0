"""A portal as Lonsun publishes it: a column's script asks a label for the rows, and cuts their titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Page, Route, fill, fill_article

#: Below the folder under which these hosts have the label.
LABEL = "/zwgk/site/label/8888"
ROW = (
    '<li class="clearfix"><a class="title" href="{href}" title="{title}" target="_blank">{shown}</a>'
    '<span class="date">{on}</span></li>'
)
TAB = '<li><a href="{url}?type=3&amp;nav=5&amp;sub=1&amp;timeFrame={year}&amp;hasContent=true">{year}年</a></li>'


def routes(portal: Portal) -> dict[str, Route]:
    """The label that hands out the rows."""

    def label(asked: Mapping[str, str]) -> Page:
        return _rows(portal, asked)

    return {LABEL: label}


def list_pages(portal: Portal) -> dict[str, str]:
    """The column: a script that asks for the list, and no row."""
    column = portal.column
    values = {"number": column.number, "unit": column.unit, "per_page": column.per_page}
    return {column.url: fill("lonsun_list.html", column=column.name, label=LABEL, **values)}


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part; a column that shows reports has a tab for each year, and the same text under all."""
    return fill_article(
        "lonsun_article.html",
        portal,
        article,
        tabs="\n".join(TAB.format(url=article.url, year=year) for year in article.tabs),
        body=body,
    )


def article_metas(_portal: Portal) -> str:
    """This family adds none."""
    return ""


def _rows(portal: Portal, asked: Mapping[str, str]) -> Page:
    """One page of rows, or the words that the request itself gives for an empty one."""
    size, page, length = (int(asked[name]) for name in ("pageSize", "pageIndex", "length"))
    shown = portal.articles[(page - 1) * size : page * size]
    if not shown or asked["catId"] != portal.column.unit:
        return Page(f"<div>{asked['result']}</div>".encode(), validators=False)
    answer = fill(
        "lonsun_answer.html",
        rows="\n".join(_row(article, length) for article in shown),
        page=page,
        pages=_pages(portal.articles, size),
        total=len(portal.articles),
    )
    return Page(answer.encode(), validators=False)


def _pages(articles: Sequence[Article], size: int) -> int:
    return -(-len(articles) // size)


def _row(article: Article, length: int) -> str:
    title = escape(article.plain_title)
    shown = title if len(title) <= length else f"{title[:length]}…"
    return ROW.format(href=article.listed_as or article.url, title=title, shown=shown, on=article.day or "")
