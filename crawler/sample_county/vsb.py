"""A portal as VSB publishes it: the pages of a list are files that count down, so that old ones never change."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from html import escape

from crawler.sample_county.model import Article, Portal
from crawler.sample_county.page import Page, Route, fill, fill_article

#: Editors place a page's parts in a table: hundreds of cells, and nothing in them.
LAYOUT = "\n".join([f"<tr>{'<td>&nbsp;</td>' * 20}</tr>"] * 15)

CAPTCHA = (
    "<!DOCTYPE html><title>附件下载</title><form><p>为防止恶意下载附件，请输入图片中的四位验证码后继续。</p>"
    '<img src="/system/resource/js/filedownload/createimage.jsp" alt=""><input name="codeValue"></form>'
)


def routes(_portal: Portal) -> dict[str, Route]:
    """Attachments, which are handed out against a captcha."""
    return {"/system/_content/download.jsp": Page(CAPTCHA.encode(), validators=False)}


def list_pages(portal: Portal) -> dict[str, str]:
    """The list pages' addresses and main parts: nb.htm, then nb/2.htm and nb/1.htm where there are three."""
    column = portal.column
    chunks = [portal.articles[at : at + column.per_page] for at in range(0, len(portal.articles), column.per_page)]
    urls = [column.url, *(f"{_stem(column.url)}/{number}.htm" for number in range(len(chunks) - 1, 0, -1))]
    values = {"column": column.name, "total": len(portal.articles), "pages": len(chunks)}
    return {
        url: fill("vsb_list.html", **values, page=position + 1, rows=_rows(chunk, url), pager=_pager(urls, position))
        for position, (url, chunk) in enumerate(zip(urls, chunks, strict=True))
    }


def article(portal: Portal, article: Article, body: str) -> str:
    """An article's main part, with the titles of those before and after it: they are other agencies'."""
    return fill_article(
        "vsb_article.html",
        portal,
        article,
        layout=LAYOUT,
        published=article.day or "",
        number=_stem(article.url).rpartition("/")[2],
        block=_block(article) if article.index else "",
        body=body,
        attachment=fill("vsb_attachment.html", name=article.attachment) if article.attachment else "",
        neighbours=_neighbours(portal, article),
    )


def article_metas(_portal: Portal) -> str:
    """What this family adds for every page."""
    return '<meta name="pageType" content="3">\n<META Name="keywords" Content="">'


def _block(article: Article) -> str:
    values = {"index": article.index, "publisher": article.publisher}
    return fill("vsb_block.html", **values, created=article.created or "", published=article.day or "")


def _stem(url: str) -> str:
    return url.removesuffix(".htm")


def _rows(articles: Sequence[Article], page: str) -> str:
    return "\n".join(
        f'<li id="line_u8_{number}"><span>{each.day or ""}</span><a href="{_href(each.url, page)}" '
        f'title="{escape(each.plain_title)}">{escape(each.plain_title)}</a></li>'
        for number, each in enumerate(articles)
    )


def _pager(urls: Sequence[str], position: int) -> str:
    """Links to the page before and the page after; without a link where there is none."""
    parts = [("p_prev", "上页", urls[position - 1] if position else None)]
    parts += [("p_next", "下页", urls[position + 1] if position + 1 < len(urls) else None)]
    return "".join(
        f'<span class="{name} p_fun"><a href="{_href(url, urls[position])}">{text}</a></span>'
        if url
        else f'<span class="{name}_d p_fun_d">{text}</span>'
        for name, text, url in parts
    )


def _neighbours(portal: Portal, article: Article) -> str:
    """The pages before and after; those of a column of one page are the county's reports."""
    around = list(portal.articles)
    if article not in around:
        around = [each for each in around if each.page]
        around.insert(1, article)
    position = around.index(article)
    named = (("上一条：", around[max(position - 1, 0) : position]), ("下一条：", around[position + 1 : position + 2]))
    return "\n".join(
        f'<p><span>{label}</span><a href="{_href(each.url, article.url)}">{escape(each.plain_title)}</a></p>'
        for label, found in named
        for each in found
    )


def _href(url: str, page: str) -> str:
    return posixpath.relpath(url, posixpath.dirname(page))
