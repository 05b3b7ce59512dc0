"""A portal on no known platform: files in folders, and a pager that only a script can follow."""

from __future__ import annotations

from html import escape

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Route, fill, fill_article

#: What stands where a second page might be sought: the list of another office.
DECOY = "index_1.html"
DECOY_ROW = ("/bm/shuiliju/20220127/5512.html", "枫泉县水利局2021年政府信息公开工作年度报告", "2022-01-27")

ROW = '<div class="row"><p><a href="{href}">{title}</a></p><p class="day">{on}</p></div>'


def routes(_portal: Portal) -> dict[str, Route]:
    """Every page is a file; nothing is made on demand."""
    return {}


def list_pages(portal: Portal) -> dict[str, str]:
    """The list pages' addresses and main parts: index.html, index_2.html and so on."""
    column = portal.column
    chunks = [portal.articles[at : at + column.per_page] for at in range(0, len(portal.articles), column.per_page)]
    pages = {
        column.url.replace("index.html", f"index_{number}.html" if number > 1 else "index.html"): fill(
            "column_list.html", column=column.name, rows="\n".join(map(_row, chunk)), page=number
        )
        for number, chunk in enumerate(chunks, start=1)
    }
    href, title, on = DECOY_ROW
    decoy = fill("column_list.html", column="水利局", rows=ROW.format(href=href, title=title, on=on), page=1)
    return {**pages, column.url.replace("index.html", DECOY): decoy}


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part."""
    return fill_article("column_article.html", portal, article, body=body)


def article_metas(_portal: Portal) -> str:
    """This family adds none."""
    return ""


def _row(article: Article) -> str:
    href = article.listed_as or article.url
    return ROW.format(href=href, title=escape(article.plain_title), on=article.day or "")
