"""A portal as gkmlpt publishes it: the list is an answer of the API, the article stands in a script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Page, Route, fill, fill_article

#: Past the last page the API answers with a page for people.
PAST_THE_END = (
    "<!DOCTYPE html><title>政府信息公开平台</title><p>您访问的栏目暂时没有更多内容，请返回上一级栏目继续浏览。</p>"
)


def routes(portal: Portal) -> dict[str, Route]:
    """The API, below the folder of the office."""

    def api(asked: Mapping[str, str]) -> Page:
        return _answer(portal, int(asked.get("page", 1)))

    mount = portal.column.url.rpartition("/")[0]
    return {f"{mount}/api/all/{portal.column.number}": api}


def list_pages(portal: Portal) -> dict[str, str]:
    """The one page: a script with the tree of categories, and no row."""
    column = portal.column
    values = {"number": column.number, "sid": column.unit, "total": len(portal.articles)}
    return {column.url: fill("gkmlpt_list.html", site=portal.name, column=column.name, **values)}


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part: the labels in the page, the text in its script only."""
    detail = json.dumps({"id": _number(article), "title": article.plain_title, "content": body}, ensure_ascii=False)
    return fill_article(
        "gkmlpt_article.html",
        portal,
        article,
        title=article.plain_title,
        published=article.day or "",
        sid=portal.column.unit,
        detail=detail.replace("<", "\\u003C").replace(">", "\\u003E"),
    )


def article_metas(_portal: Portal) -> str:
    """This family adds none."""
    return ""


def _answer(portal: Portal, page: int) -> Page:
    column = portal.column
    start = (page - 1) * column.per_page
    articles = [_row(article) for article in portal.articles[start : start + column.per_page]]
    if not articles:
        return Page(PAST_THE_END.encode(), validators=False)
    classify = {"id": int(column.number), "name": column.name, "post_count": len(portal.articles)}
    told = {"classify": classify, "total": len(portal.articles), "articles": articles}
    return Page(json.dumps(told, ensure_ascii=False).encode(), media_type="application/json", validators=False)


def _row(article: Article) -> dict[str, Any]:
    return {
        "id": _number(article),
        "title": escape(article.plain_title),
        "identifier": article.index,
        "publisher": article.publisher,
        "date": _midnight(article.created or article.day),
        "display_publish_time": _midnight(article.day),
        "created_at": article.published,
        "url": article.listed_as or article.url,
        "post_url": "",
    }


def _number(article: Article) -> int:
    return int("0" + "".join(filter(str.isdigit, article.url.rpartition("/")[2])))


def _midnight(day: date | None) -> int:
    """Seconds of the Unix clock at the beginning of the day in China."""
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)).timestamp()) if day else 0
