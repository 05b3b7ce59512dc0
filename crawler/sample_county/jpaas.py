"""A portal as Hanweb's newer system publishes it: one page of the list is a file, its page builder makes the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from crawler.sample_county.hanweb import article, article_metas
from crawler.sample_county.model import Portal
from crawler.sample_county.page import Page, Route, fill

__all__ = ["article", "article_metas", "list_pages", "routes"]

BUILDER = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def routes(portal: Portal) -> dict[str, Route]:
    """The page builder."""

    def build(asked: Mapping[str, str]) -> Page:
        return _answer(portal, asked)

    return {BUILDER: build}


def list_pages(portal: Portal) -> dict[str, str]:
    """The list page's address and main part."""
    column = portal.column
    return {column.url: fill("jpaas_list.html", column=column.name, unit=_unit(portal, 1))}


def _answer(portal: Portal, asked: Mapping[str, str]) -> Page:
    """The page that ``paramJson`` names, without it the first, only for those who come from the column's page.

    Line breaks stand in the string as they are, which JSON does not allow.
    """
    if urlsplit(asked["Referer"]).path != portal.column.url:
        return Page(b"<html><title>403 Forbidden</title></html>", status=403, validators=False)
    number = int(json.loads(asked.get("paramJson", '{"pageNo":1}'))["pageNo"])
    html = _unit(portal, number).replace('"', '\\"')
    answer = f'{{"success":true,"code":"200","message":"","data":{{"html":"{html}"}}}}'
    return Page(answer.encode(), media_type="application/json", validators=False)


def _unit(portal: Portal, page: int) -> str:
    column = portal.column
    articles = portal.articles[(page - 1) * column.per_page : page * column.per_page]
    values = column.model_dump(include={"number", "unit", "per_page"})
    rows = (
        f'<li class="clearfix"><a class="bt-left" title="{escape(each.plain_title)}" href="{each.url}">'
        f'{escape(each.plain_title)}</a><span class="bt-right">{each.day or ""}</span></li>'
        for each in articles
    )
    return fill("jpaas_unit.html", **values, total=len(portal.articles), page=page, rows="\n".join(rows))
