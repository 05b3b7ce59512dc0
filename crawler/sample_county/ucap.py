"""A portal as UCAP publishes it: every page of the list is a file, and a search answers the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Page, Route, fill, fill_article, metas

#: How Word pads a signature to the right.
PAD = "&nbsp;" * 120


def routes(portal: Portal) -> dict[str, Route]:
    """The search in the first column."""

    def search(asked: Mapping[str, str]) -> Page:
        return _answer(portal, asked)

    return {f"/common/search/{portal.column.number}": search}


def list_pages(portal: Portal) -> dict[str, str]:
    """The list pages' addresses and main parts: list.shtml, list_2.shtml and so on."""
    column = portal.column
    folder, _, name = column.url.rpartition("/")
    stem = name.removesuffix(".shtml")
    chunks = [portal.articles[at : at + column.per_page] for at in range(0, len(portal.articles), column.per_page)]
    values = {"column": column.name, "stem": stem, "pages": len(chunks), "total": len(portal.articles)}
    return {
        f"{folder}/{stem}{f'_{number}' if number > 1 else ''}.shtml": fill(
            "ucap_list.html", **values, current=number, rows=_rows(chunk)
        )
        for number, chunk in enumerate(chunks, start=1)
    }


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part, as pasted from Word. Beside it stand the titles of others."""
    block = {"title": article.plain_title, "index": article.index, "publisher": article.publisher}
    return fill_article(
        "ucap_article.html",
        portal,
        article,
        block=fill(f"ucap_{article.block}.html", **block, day=article.day or "") if article.index else "",
        body=body.replace('<p class="signature">', f'<p class="MsoNormal signature">{PAD}'),
        related=_rows([each for each in portal.articles if each != article][:2]),
    )


def article_metas(portal: Portal) -> str:
    """The column's number in the search, and the moment the page was built, which is not the day of publication."""
    return metas(channelid=portal.column.number, others=f"页面生成时间 {portal.rebuilt}")


def _rows(articles: Sequence[Article]) -> str:
    return "\n".join(
        f'<li><a href="{each.url}" title="{escape(each.plain_title)}">{escape(each.plain_title)}</a>'
        f'<span class="time">{each.day or ""}</span></li>'
        for each in articles
    )


def _answer(portal: Portal, asked: Mapping[str, str]) -> Page:
    """One page of results: addresses without a scheme, the words searched for marked in the titles."""
    page, size = int(asked.get("page", 1)), int(asked.get("_pageSize", portal.column.per_page))
    results = [
        {
            "manuscriptId": each.url.rpartition("/")[2].partition(".")[0],
            "title": each.plain_title.replace("信息公开", "<em>信息公开</em>"),
            "url": f"//{portal.host}{each.url}",
            "publishedTimeStr": f"{each.published}:00" if each.day else "",
            "channelName": portal.column.name,
        }
        for each in portal.articles[(page - 1) * size : page * size]
    ]
    data = {"channelId": portal.column.number, "page": page, "rows": size, "total": len(portal.articles)}
    body = json.dumps({"data": {**data, "results": results}}, ensure_ascii=False)
    return Page(body.encode(), media_type="application/json", validators=False)
