"""A portal as TRS publishes it: every page of the list is a file, its pager a script call."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from html import escape

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Route, fill, fill_article

#: Upper-case tags and the line break inside the link are what old templates print; so is the row kept in a comment.
ROWS = {
    "list": '<li><a href="{href}" title="{title}">{title}</a><span>{on}</span></li>',
    "table": '<TR><TD height=25>&nbsp;<A\n href="{href}">{title}</A></TD><TD width="90" align="right">{on}</TD></TR>',
}
LISTS = {
    "list": '<div class="list"><ul>\n<!-- {first} -->\n{rows}\n</ul></div>',
    "table": '<div class="list"><TABLE><TBODY>\n<!-- {first} -->\n{rows}\n</TBODY></TABLE></div>',
}


def routes(_portal: Portal) -> dict[str, Route]:
    """Every page is a file; nothing is made on demand."""
    return {}


def list_pages(portal: Portal) -> dict[str, str]:
    """The list pages' addresses and main parts: index.html, index_1.html and so on."""
    column = portal.column
    chunks = [portal.articles[at : at + column.per_page] for at in range(0, len(portal.articles), column.per_page)]
    return {
        column.url.replace("index.html", f"index_{number}.html" if number else "index.html"): fill(
            "trs_list.html", column=column.name, rows=_rows(portal, chunk), pages=len(chunks), current=number
        )
        for number, chunk in enumerate(chunks)
    }


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part; the block of labels is there only where there is an index number."""
    block = {"index": article.index, "publisher": article.publisher, "published_day": article.day}
    return fill_article(
        "trs_article.html",
        portal,
        article,
        block=fill("trs_block.html", **block, created=article.created or "") if article.index else "",
        views=article.views,
        body=body,
    )


def article_metas(_portal: Portal) -> str:
    """This family adds none."""
    return ""


def _rows(portal: Portal, articles: Sequence[Article]) -> str:
    folder = posixpath.dirname(portal.column.url)
    rows = [
        ROWS[portal.column.rows].format(
            href=f"./{posixpath.relpath(article.url, folder)}", title=escape(article.plain_title), on=article.day or ""
        )
        for article in articles
    ]
    return LISTS[portal.column.rows].format(first=rows[0], rows="\n".join(rows))
