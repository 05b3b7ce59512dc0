"""Article pages as county portals serve them: one frame a portal, another report on every page.

What weighs on a real page of 60 to 90 KB is the frame (styles, menus, scripts) and the tables, whose cells carry the
styles of a word processor; the prose is some 2,000 characters. The prose here is nonsense made of the field's words and
of invented names, as hard to compress as real prose: where it knows four other reports, zstd needs 0.8 to 1.1 bytes
for a character of a real report and 0.9 for one of these.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import yaml

PORTALS = ("331001", "331002", "331003", "331004")

_FACES = ("仿宋_GB2312", "宋体", "FangSong", "方正仿宋_GBK")
_WORDS: dict[str, list[str]] = {
    name: words.split()
    for name, words in yaml.safe_load(Path(__file__).with_name("portal_words.yaml").read_text("utf-8")).items()
}


class Draw(random.Random):
    """Chance, and words drawn by it."""

    def word(self, name: str) -> str:
        """A word of a list of ``portal_words.yaml``."""
        return self.choice(_WORDS[name])

    def words(self, *names: str) -> str:
        """A word of each list, in a row."""
        return "".join(map(self.word, names))

    def place(self) -> str:
        """A village, a street, a project: a name that no dictionary knows."""
        return "".join(self.choices(_WORDS["characters"], k=self.randrange(2, 4))) + self.word("sites")


def pages(portal: str, count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """``count`` pages of one portal, each its address and its bytes; the same for the same arguments."""
    frame = _Frame(portal)
    for number in range(count):
        draw = Draw(f"{seed}/{portal}/{number}")
        yield f"{frame.origin}/art/{draw.randrange(2020, 2024)}/art_{7000 + number}.html", frame.page(draw)


def prose(draw: Draw, characters: int) -> str:
    """Paragraphs, a line each, of about so many characters."""
    text = ""
    while len(text) < characters:
        text += "".join(_sentence(draw) for _ in range(draw.randrange(2, 6))) + "\n"
    return text.rstrip()


def _sentence(draw: Draw) -> str:
    clauses = (_clause(draw) for _ in range(draw.randrange(2, 6)))
    return "，".join(clauses) + draw.choice("。。。；")


def _clause(draw: Draw) -> str:
    kind = draw.randrange(8)
    if kind == 0:
        return draw.words("adverbs", "verbs", "objects")
    if kind == 1:
        return f"{draw.words('verbs', 'objects', 'things')}{draw.randrange(2, 400)}{draw.word('units')}"
    if kind == 2:
        return f"对{draw.words('objects', 'manners')}"
    if kind == 3:
        objects = draw.sample(_WORDS["objects"], draw.randrange(2, 5))
        return f"{draw.word('verbs')}{'、'.join(objects)}等{draw.word('things')}"
    return f"{draw.word('verbs')}{draw.place()}、{draw.place()}{draw.word('objects')}"


class _Frame:
    """What all pages of a portal share: drawn once, from the portal's name."""

    def __init__(self, portal: str) -> None:
        draw = Draw(portal)
        self.origin = f"http://www.{draw.choice('abcdefgh')}{portal}.example"
        self.name = draw.words("surnames", "places") + "县人民政府"
        self._head = f"{_styles(draw)}\n{_script(draw, 25)}\n</head><body>\n{_menu(draw)}"
        self._foot = _script(draw, 35)

    def page(self, draw: Draw) -> bytes:
        """The frame around one report; only the marks of the page itself differ in it."""
        agency, day = draw.words("surnames", "places", "kinds"), date(2020, 1, 3) + timedelta(draw.randrange(1500))
        title = f"{agency}{draw.randrange(2019, 2024)}年政府信息公开工作年度报告"
        parts = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}-{self.name}</title>",
            f'<meta name="ArticleTitle" content="{title}"><meta name="ContentSource" content="{agency}">',
            f'<meta name="PubDate" content="{day} {draw.randrange(8, 18)}:{draw.randrange(10, 60)}">',
            self._head,
            f'<h1>{title}</h1><div class="info">发布日期：{day} 浏览次数：{draw.randrange(9000)}</div>',
            '<div id="zoom" class="TRS_Editor">',
            *_paragraphs(draw),
            *_table(draw),
            "</div>",
            *_related(draw),
            self._foot,
            f"<!-- published {day} node {draw.randrange(16):x} task {draw.getrandbits(64):016x} --></body></html>",
        )
        return "\n".join(parts).encode()


def _paragraphs(draw: Draw) -> Iterator[str]:
    size = draw.choice((14, 16, 18, 21))
    style = f"text-indent:{2 * size}pt;line-height:{draw.randrange(24, 34)}pt;mso-line-height-rule:exactly"
    font = f"font-size:{size}pt;font-family:{draw.choice(_FACES)}"
    for text in prose(draw, draw.randrange(1400, 3200)).split("\n"):
        yield f'<p class="MsoNormal" style="{style}"><span style="{font}">{text}</span></p>'


def _table(draw: Draw) -> Iterator[str]:
    """Table 3, each cell with its styles: most figures are zero, the last of a row is the sum."""
    width, padding = draw.randrange(38, 66), draw.choice(("0cm 5.4pt", "0pt 7px", "1px"))
    cell = f"width:{width}pt;padding:{padding};border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt"
    yield f'<table class="MsoNormalTable" border="0" cellspacing="0" width="{draw.randrange(560, 720)}">'
    for row in _WORDS["rows"]:
        values = [draw.randrange(1, 60) if draw.random() < 0.12 else 0 for _ in range(6)]
        yield f'<tr style="height:{draw.choice((17, 19, 22))}pt"><td colspan="2" style="{cell}">{row}</td>'
        yield from (f'<td style="{cell}">{value}</td>' for value in (*values, sum(values)))
        yield "</tr>"
    yield "</table>"


def _related(draw: Draw) -> Iterator[str]:
    for _ in range(8):
        url, day = f"/art/{draw.randrange(2019, 2024)}/art_{draw.randrange(10**6)}.html", draw.randrange(10, 29)
        title = draw.words("surnames", "places", "kinds", "verbs", "objects", "things")
        yield f'<li><a href="{url}" target="_blank">{title}</a><span>2023-01-{day}</span></li>'


def _styles(draw: Draw) -> str:
    rules = (
        f".{draw.choice(('nav', 'box', 'list', 'foot', 'tab', 'gk'))}-{draw.randrange(999)} "
        f"{{float:left;width:{draw.randrange(1200)}px;color:#{draw.randrange(16**6):06x};"
        f"background:url(/images/{draw.randrange(10**6)}.png) no-repeat {draw.randrange(90)}px 0}}"
        for _ in range(150)
    )
    return "<style>" + "\n".join(rules) + "</style>"


def _menu(draw: Draw) -> str:
    links = (
        f'<li class="item"><a href="/col/col{draw.randrange(10**6)}/index.html" target="_blank" '
        f'title="{(name := draw.words("objects", "things"))}">{name}</a></li>'
        for _ in range(110)
    )
    return "<ul class='menu'>" + "\n".join(links) + "</ul>"


def _script(draw: Draw, functions: int) -> str:
    lines = (
        f"function f{draw.randrange(10**5)}(e, n) {{ var box = document.getElementById('b{draw.randrange(10**4)}'); "
        f"if (n > {draw.randrange(999)}) {{ box.style.left = '{draw.randrange(999)}px'; return e; }} return n; }}"
        for _ in range(functions)
    )
    return "<script>" + "\n".join(lines) + "</script>"
