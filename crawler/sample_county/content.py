"""Everything one sample portal serves, address by address."""

from __future__ import annotations

from functools import cache
from html import escape
from types import ModuleType

from crawler.sample_county import column, gkmlpt, hanweb, jpaas, lonsun, report, trs, ucap, vsb
from crawler.sample_county.model import FOLDER, Article, Portal, figures, portals
from crawler.sample_county.page import Page, Route, fill, metas

PLATFORMS: dict[str, ModuleType] = {
    "column": column,
    "gkmlpt": gkmlpt,
    "hanweb": hanweb,
    "jpaas": jpaas,
    "lonsun": lonsun,
    "trs": trs,
    "ucap": ucap,
    "vsb": vsb,
}

_MEDIA_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

#: The search is closed to crawlers, as on many portals.
ROBOTS = b"User-agent: *\nDisallow: /search/\nAllow: /\n"

MISSING = Page("<!DOCTYPE html><title>404</title><p>您访问的页面不存在</p>".encode(), status=404, validators=False)


@cache
def sites() -> dict[str, dict[str, Route]]:
    """Portal -> address -> page, the same bytes every time. Take a copy before changing anything."""
    return {portal.id: build(portal) for portal in portals()}


def build(portal: Portal) -> dict[str, Route]:
    """The pages of one portal."""
    pages: dict[str, Route] = {
        "/robots.txt": Page(ROBOTS, media_type="text/plain"),
        "/css/site.css": Page((FOLDER / "static" / "site.css").read_bytes(), media_type="text/css"),
        "/script/site.js": Page((FOLDER / "static" / "site.js").read_bytes(), media_type="text/javascript"),
        "/search/index.html": _framed(portal, portal.name, "<p>没有找到相关内容。</p>"),
        "/index.html": _framed(portal, portal.name, _home(portal)),
    }
    for view in portal.views():
        pages |= _column(view)
    return {**pages, **PLATFORMS[portal.platform].routes(portal)}


def _column(view: Portal) -> dict[str, Page]:
    lists, about = PLATFORMS[view.platform].list_pages(view), _column_metas(view)
    pages = {url: _framed(view, f"{view.column.name} - {view.name}", main, about) for url, main in lists.items()}
    for article in (*view.articles, *view.shown):
        pages[article.url] = _article(view, article)
        pages |= {_beside(article, name): _file(name) for name in article.files}
    return pages


def _beside(article: Article, name: str) -> str:
    return f"{article.url.rpartition('/')[0]}/{name}"


def _file(name: str) -> Page:
    file = FOLDER / "pages" / name
    return Page(file.read_bytes(), media_type=_MEDIA_TYPES[file.suffix])


def _home(portal: Portal) -> str:
    return fill("home.html", site=portal.name, column=portal.column.name, column_url=portal.column.url)


def _article(portal: Portal, article: Article) -> Page:
    if article.page.endswith(".docx"):
        return _file(article.page)
    platform = PLATFORMS[portal.platform]
    main = platform.article(portal, article, _body(article))
    head = [
        platform.article_metas(portal),
        _column_metas(portal),
        metas(ArticleTitle=article.plain_title, PubDate=article.published, ContentSource=article.source),
    ]
    return _framed(portal, f"{article.plain_title} - {portal.name}", main, "\n".join(filter(None, head)))


def _body(article: Article) -> str:
    if article.page.endswith(".html"):
        return (FOLDER / "pages" / article.page).read_text(encoding="utf-8").rstrip("\n")
    if article.page:
        body = report.render(figures(article.page))
        for name, part in article.files.items():
            body = report.without(body, part, _link(article, name))
        return body
    return "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.text)


def _link(article: Article, name: str) -> str:
    """A picture is shown, another file is linked by the title of the report."""
    if name.endswith(".png"):
        return f'<p><img src="./{name}" alt=""></p>'
    ending = name.rpartition(".")[2]
    return f'<p>报告全文和统计表见附件：<a href="./{name}">{escape(article.plain_title)}.{ending}</a></p>'


def _column_metas(portal: Portal) -> str:
    return metas(ColumnName=portal.column.name, ColumnDescription="", ColumnKeywords="", ColumnType="政府信息公开")


def _framed(portal: Portal, title: str, main: str, head: str = "") -> Page:
    """A whole page with the three metas of the site (国办发〔2017〕47号), the column's and the article's after them."""
    site = metas(SiteName=portal.name, SiteDomain=portal.host, SiteIDCode=portal.site_code)
    html = fill(
        "frame.html",
        head="\n".join(filter(None, [portal.header, f"<title>{escape(title)}</title>", site, head])),
        platform=portal.platform,
        site=portal.name,
        column=portal.column.name,
        column_url=portal.column.url,
        main=main,
        notice=portal.notice,
    )
    return Page(f"{html}\n".encode())
