"""A roster out of the bytes of its page or file: whom it names, and what it says of each. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from crawler.reading.dates import find_dates
from crawler.reading.document import Block, Document, Grid, lines_of
from crawler.reading.formats import to_document
from crawler.reading.html import read_html
from crawler.reading.kinds import kind_of
from crawler.reading.title import parse_title
from crawler.registry.roster import roster
from crawler.rosters.tables import TableLine, table_lines
from crawler.rosters.words import DATE, about_all, cell_says, made_up_for, opening, said, undated
from spiders.listing import canonical, decode, href_of

#: Around the address of a link, which is printed behind its text.
_ADDRESS = re.compile(r"⟦(.*?)⟧")
_PRINTED = re.compile(r"https?://[\x21-\x7e]+")
_REMARK = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
#: The day without a year: that something was published can be told, not when.
_DAY = re.compile(r"\d{1,2}月\d{1,2}日?|\d{1,2}[./-]\d{1,2}$")
#: What may stand beside the name in an item of a list.
_ITEM_REST = re.compile(rf"^[\s\d.、，,:：;；()（）\-—{DATE}]*(?:公布|发布|公开)?[\s。;；]*$")
_NUMBERED = re.compile(r"^\s*[(（]?(?:\d+|[一二三四五六七八九十]+)[)）.．、]\s*")
#: A year that is no part of a day.
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年(?!\s*\d{1,2}\s*月)")
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One agency as a roster names it.

    ``says``: ``in_time``, ``published``, ``late``, ``not_published``, or ``None`` where it is named and nothing is
    said, or nothing that is certain. ``url``: the report it links to; ``quote``: the words it rests on.
    """

    name: str
    says: str | None = None
    published_on: date | None = None
    url: str | None = None
    quote: str = ""


def read_roster(
    data: bytes, url: str, media_type: str | None = None, report_year: int | None = None
) -> tuple[Line, ...]:
    """The lines of a roster, in its order; none where nobody is named. Raises ``ReadingError``.

    ``report_year``: what words that name other years alone say is not of this year, and is left out.
    """
    lines = _lines(_document(data, url, media_type).body, report_year)
    return tuple(replace(line, says=None) if _of_other_year(line.quote, report_year) else line for line in lines)


def _of_other_year(text: str, report_year: int | None) -> bool:
    years = {int(year) for year in _YEAR.findall(text)}
    return report_year is not None and bool(years) and report_year not in years


def _document(data: bytes, url: str, media_type: str | None) -> Document:
    """The page with the address of every link behind its text."""
    if kind_of(data) is not None or b"<a" not in data.lower():
        return to_document(data, media_type)
    tree = LexborHTMLParser(decode(data))
    for node in tree.css("a[href]"):
        if address := canonical(url, href_of(node)):
            node.insert_after(f" ⟦{address}⟧ ")
    return read_html(tree.html or "")


def _lines(blocks: Sequence[Block], report_year: int | None) -> Iterator[Line]:
    text: list[str] = []
    for block in blocks:
        rows = table_lines(block) if isinstance(block, Grid) else None
        if rows is None:
            text += lines_of((block,))
        else:
            yield from (_of_row(row) for row in rows)
    yield from _of_text(text, report_year)


def _of_row(row: TableLine) -> Line:
    cells = {kind: [(each, text) for each, text in row.cells.items() if each.kind == kind] for kind in _KINDS}
    dates = [text for _, text in cells["date"] if text]
    said_by = [(cell_says(each.heading, text), text) for each, text in cells["status"]]
    told = {says for says, _ in said_by if says}
    since = any(made_up_for(text) for says, text in said_by if says is None)
    day = _only_day(" ".join(dates))
    dated = day is not None or any(_DAY.search(text) for text in dates)
    link = _link(" ".join([row.name, *row.cells.values()]))
    if len(told) > 1 or ((dated or since) and "not_published" in told):
        says = None
    elif told:
        says = told.pop()
    else:
        told |= {says for text in dates if (says := cell_says("", text))}
        linked = bool(link) and bool(cells["link"]) and not cells["date"] and not cells["status"]
        says = "published" if dated or linked else told.pop() if len(told) == 1 else None
    return Line(_name(row.name), says, day, link, _quote(row.quote))


_KINDS = ("date", "link", "status")


def _of_text(lines: Sequence[str], report_year: int | None) -> Iterator[Line]:
    """Items of lists under a line that says what they are, and sentences."""
    status: str | None = None
    sentences: list[str] = []
    items: list[Line] = []
    filled = [line for line in lines if line.strip()]
    for before, line, after in zip(["", *filled], filled, [*filled[1:], ""], strict=False):
        item = _item(line) if status else None
        if item and not _signs(before, line, after):
            says = None if status == "not_published" and item.published_on else status
            items.append(replace(item, says=says))
            continue
        plain = _ADDRESS.sub(" ", line)
        status = None if _of_other_year(plain, report_year) else opening(plain)
        sentences.append(plain)
        if about_all(undated(plain)):
            # 未公布的单位：… 以上单位已于1月31日前全部公布。
            items = [replace(each, says=None) if each.says == "not_published" else each for each in items]
    yield from items
    yield from (Line(each.name, each.says, quote=_quote(each.quote)) for each in said("\n".join(sentences)))


def _item(line: str) -> Line | None:
    """A line that is one agency, with nothing but a number, a date and a link beside it."""
    text = _NUMBERED.sub("", _ADDRESS.sub(" ", line))
    found = roster(undated(text))
    if len(found) != 1 or not _ITEM_REST.match(_REMARK.sub("", undated(text)).replace(found[0], "", 1)):
        return None
    return Line(found[0], None, _only_day(text), _link(line), _quote(line))


def _signs(before: str, line: str, after: str) -> bool:
    """Whether the name on a line is no item but that of the office that wrote the list: at its end, with a date below
    it, or with a date or without a number where the item before it is otherwise.
    """
    if _item(after):
        return False
    if undated(after).strip() == DATE:
        return True
    dated, numbered = bool(_only_day(line)), bool(_NUMBERED.match(line))
    return bool(_item(before)) and (dated > bool(_only_day(before)) or numbered < bool(_NUMBERED.match(before)))


def _name(cell: str) -> str:
    """The name in a cell: without remarks, numbers and links; of a report's title, the agency it names."""
    text = _NUMBERED.sub("", _REMARK.sub("", _PRINTED.sub("", _ADDRESS.sub("", cell))))
    name = "".join(text.split())
    title = parse_title(name)
    return title.agency_name or name if title.is_report else name


def _only_day(text: str) -> date | None:
    days = {day for day, _, _ in find_dates(text)}
    return days.pop() if len(days) == 1 else None


def _link(text: str) -> str | None:
    found = [*_ADDRESS.findall(text), *_PRINTED.findall(_ADDRESS.sub("", text))]
    return found[0] if len(set(found)) == 1 else None


def _quote(text: str) -> str:
    return " ".join(_ADDRESS.sub("", text).split())[:_LONGEST_QUOTE]
