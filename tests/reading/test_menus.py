"""Menus are taken from a page at once; nothing but their being quicker may tell of it."""

from __future__ import annotations

import pytest

from crawler.reading.document import Document, Paragraph, lines_of
from crawler.reading.html import read_html

REPORT = "<div id='zoom'><p>一、总体情况</p><p>本年按时公开。</p><p>二、主动公开政府信息情况</p><p>没有变化。</p></div>"
PLAIN = [
    f"<li class='a'><a href='/col/{name}/index.html'>{name} </a>\n</li>" for name in ("首页", "要闻", "机构", "互动")
]


def page(entries: list[str]) -> Document:
    return read_html(f"<body><div><ul>\n{''.join(entries)}</ul></div>{REPORT}</body>")


def lines(document: Document) -> list[str]:
    return list(lines_of(document.before + document.body))


def test_the_entries_of_a_menu_are_lines_of_their_own() -> None:
    assert lines(page(PLAIN))[:5] == ["首页", "要闻", "机构", "互动", "一、总体情况"]


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("<li><b>索引号：</b><a href='/x'>330</a></li>", "索引号：330"),
        ("<li><a href='/x'>索引号：</a><a href='/y'>330</a></li><li></li>", "索引号：330"),
        ("<li><a href='/x'>索引</a>号：330</li>", "索引号：330"),
        ("<li><a href='/x'></a>索引号：330</li>", "索引号：330"),
        ("<li><a href='/x'>二〇二二<br>索引号</a></li>", "索引号"),
        ("<li><a href='/x' title='a>b'>索引号</a></li>", "索引号"),
    ],
)
def test_a_list_that_is_more_than_a_menu_is_read_line_by_line(entry: str, line: str) -> None:
    assert lines(page([*PLAIN, entry]))[4 + ("<br>" in entry)] == line


def test_a_file_in_a_list_is_a_link() -> None:
    below = f"<body>{REPORT}<ul>{''.join(PLAIN)}<li><a href='/files/2022.PDF?v=1'>附件</a></li></ul></body>"
    assert read_html(below).links == ("/files/2022.PDF?v=1",)


def test_the_footer_that_ends_an_article_ends_it_in_a_list_of_links_too() -> None:
    footer = "".join([*PLAIN, "<li><a href='/about'>版权所有</a></li>", *PLAIN])
    document = read_html(f"<body><p>一、总体情况</p><p>本年按时公开。</p><ul>{footer}</ul></body>")
    assert Paragraph("本年按时公开。") in document.body
    assert Paragraph("版权所有") not in document.body
