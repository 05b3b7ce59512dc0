"""A notice (通报) on late and missing reports as a DOCX file: facts, evidence and basis, and nothing that accuses.

What the law does not name is put as notices and practice have it, and what we could not verify stands apart as ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from crawler.clock import SHANGHAI
from crawler.monitor.labels import CLAIM_LABELS, REASON_LABELS, STATE_LABELS
from crawler.monitor.rosters import said_of
from crawler.notice_facts import Entry, Notice

_BODY, _HEADINGS, _LATIN = "仿宋", "黑体", "Times New Roman"
_SHA_SHOWN = 12
#: 逾期 is said of a single department by law (:func:`limit_of`), not of all that are counted here.
_WORDS = {**STATE_LABELS, "overdue": "期限届满未见公布", "late": "晚于期限公布"}
_ARTICLE = re.compile(r"第[一二三四五六七八九十]+条")

Columns = Sequence[tuple[str, float, Callable[[Entry], str]]]


def write_notice(out: BinaryIO, notice: Notice) -> None:
    """The whole document."""
    document = _blank(notice)
    year = notice.report_year
    _heading(document, f"{notice.area}{year}年度政府信息公开工作年度报告公布情况通报", level=0)
    _opening(document, notice)
    for number, (title, states, note, columns) in zip("一二三四", _PARTS, strict=True):
        entries = [each for each in notice.entries if each.state.state in states]
        _part(document, f"{number}、{title}", note, columns, entries)
    _method(document)
    _originals(document, notice.entries)
    document.save(out)


def limit_of(entry: Entry) -> str:
    """How the lateness of an agency may be called: of a department's by law, of a township's by notice and practice."""
    due_on, deadline = entry.deadline.due_on, entry.deadline
    if deadline.statutory:
        article = _ARTICLE.search(deadline.basis)
        return f"逾期（条例{article[0] if article else ''}）"
    source = "依地方通知/惯例" if "惯例" in deadline.basis else f"依{deadline.basis}"
    return f"晚于{due_on.month}月{due_on.day}日（{source}）"


def _placed(entry: Entry) -> str:
    """The name with its county, where it does not begin with it."""
    name, county = entry.agency.name, entry.county.name
    return name if name.startswith(county) else f"{county}{name}"


_NAME = ("机关", 5.0, _placed)
_DUE = ("应公布日期", 2.8, lambda each: str(each.deadline.due_on))
_LIMIT = ("认定及依据", 4.0, limit_of)


def _looked(entry: Entry) -> str:
    pages = [each for each in entry.evidence if each.what == "栏目页"]
    seen = max((_told(each.seen_at) for each in pages), default="")
    times = f"期限届满后核查{entry.looks}次，其中完整核查{entry.clean}次，留存栏目页{len(pages)}页"
    return f"截至 {seen} 未见；{times}{_also(entry)}"


def _also(entry: Entry) -> str:
    """Nobody is named without what the county's own roster says, where it is another thing than we saw, and without the
    links that look like the report and were said to be none.
    """
    return "".join(f"。{each}" for each in (*_also_claimed(entry), *entry.dismissed))


def _also_claimed(entry: Entry) -> Iterator[str]:
    claim = entry.claim
    if claim is not None and claim["compared"] != "agrees":
        yield f"公布情况（《{claim['title']}》，{_told(claim['seen_at'])} 见到）{said_of(claim)}"


def _stated(words: Callable[[Entry], str]) -> Callable[[Entry], str]:
    return lambda entry: f"{words(entry)}{_also(entry)}"


def _claimed(entry: Entry) -> str:
    state = entry.state
    if state.claimed_on:
        return f"{state.claimed_on}（{CLAIM_LABELS[state.claimed_by or 'published_on']}）{_also(entry)}"
    return f"未载明；至迟见于首次见到之日{_also(entry)}"


def _days_late(entry: Entry) -> str:
    """Of a report without a date it is only known when it was not there yet."""
    return f"{'' if entry.state.claimed_on else '至多'}{entry.state.days_late}天"


def _evidence(entry: Entry) -> str:
    return "；".join(f"{each.sha256[:_SHA_SHOWN]}…" for each in entry.evidence) or "—"


_SEEN = ("首次见到", 3.0, lambda each: _told(each.state.first_seen_at.isoformat()) if each.state.first_seen_at else "—")
_PROOF = ("原件", 4.0, _evidence)
_PARTS: tuple[tuple[str, tuple[str, ...], str, Columns], ...] = (
    (
        _WORDS["overdue"],
        ("overdue",),
        "以下机关的年度报告，期限届满后在应查的全部栏目完整核查，均未见到。如已在其他页面公布，请告知地址，以便更正。",
        (_NAME, _DUE, _LIMIT, ("核查情况", 8.6, _looked), _PROOF),
    ),
    (
        _WORDS["late"],
        ("late",),
        "以下机关的年度报告已经公布，所载日期晚于期限；未载明日期的，期限届满后完整核查时尚未见到。如有证据表明期限内已经公布，可据以更正。",
        (
            *((_NAME[0], 4.6, _NAME[2]), _DUE, _LIMIT, ("公布日期", 4.4, _claimed)),
            *(("晚于期限", 1.8, _days_late), _SEEN, (_PROOF[0], 3.8, _PROOF[2])),
        ),
    ),
    (
        "待人工核对",
        ("needs_review", "withdrawn"),
        "以下机关的情况须由人工核对后认定，目前不作为逾期。",
        (_NAME, _DUE, ("情况", 8.6, _stated(lambda each: STATE_LABELS[each.state.state])), _SEEN, _PROOF),
    ),
    (
        "本系统未能核实的",
        ("unverified",),
        "以下为本系统未能完成核查，或所见报告没有日期，属本系统需要解决的问题，不说明有关机关未公布或者逾期。",
        (
            *(_NAME, _DUE),
            ("未能核实的原因", 10.6, _stated(lambda each: REASON_LABELS[each.state.reason or "not_looked"])),
            ("期限届满后核查", 6.0, lambda each: f"{each.looks}次，其中完整核查{each.clean}次"),
        ),
    ),
)


def _blank(notice: Notice) -> Any:
    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    for name, font, size in (("Normal", _BODY, 12), ("Title", _HEADINGS, 20), ("Heading 1", _HEADINGS, 14)):
        _set_font(document.styles[name], font, size)
    _without_border(document.styles["Title"])
    document.core_properties.title = f"{notice.area}{notice.report_year}年度报告公布情况通报"
    document.core_properties.author = "nianbao"
    _page_numbers(section.footer.paragraphs[0])
    return document


def _set_font(style: Any, name: str, size: float) -> None:
    """Latin letters and Chinese characters take their fonts from different attributes."""
    style.font.name, style.font.size = _LATIN, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)


def _without_border(style: Any) -> None:
    """The line that Word's own template draws under a title is none of an office's document."""
    for border in style.element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)


def _page_numbers(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _heading(document: Any, text: str, level: int = 1) -> None:
    heading = document.add_heading(text, level)
    if level == 0:
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _opening(document: Any, notice: Notice) -> None:
    counts: dict[str, int] = {}
    for each in notice.entries:
        counts[each.state.state] = counts.get(each.state.state, 0) + 1
    told = "，".join(f"{_WORDS[state]}{counts[state]}个" for state in STATE_LABELS if state in counts)
    _paragraph(
        document,
        f"截至{_told(notice.as_of.isoformat())}，登记应报送{notice.report_year}年度政府信息公开工作年度报告的机关共"
        f"{len(notice.entries)}个：{told}。",
    )
    for wording in dict.fromkeys(
        f"{each.deadline.wording}（依据：{each.deadline.basis}）。" for each in notice.entries
    ):
        _paragraph(document, wording)


def _part(document: Any, title: str, note: str, columns: Columns, entries: list[Entry]) -> None:
    _heading(document, f"{title}（{len(entries)}个）")
    if not entries:
        _paragraph(document, "无。")
        return
    _paragraph(document, note).paragraph_format.keep_with_next = True
    rows = [[str(number), *(read(each) for _, _, read in columns)] for number, each in enumerate(entries, 1)]
    _table(document, [("序号", 1.2), *((heading, width) for heading, width, _ in columns)], rows)


def _method(document: Any) -> None:
    _heading(document, "五、核查方法与更正")
    for text in (
        "“未见”只依据期限届满后的完整核查：栏目正常返回、逐页读至末页、应有内容俱在。任何一项不满足，即列为未能核实。",
        "公布情况指当地政府自己发布的年度报告公布情况。其所述与所见不同的，并列双方，不据以认定已经公布，也不改变认定。",
        "期限按北京时间当日24时计。公布日期依次取页面发布日期、栏目列表日期、生成日期、落款日期中可信的一项。",
        "所见页面的原件均已留存，以 SHA-256 校验值标识；可凭校验值调阅并复核。情况有变或认定有误的，核实后即予更正。",
    ):
        _paragraph(document, text)


def _originals(document: Any, entries: Iterable[Entry]) -> None:
    """The list of the originals that the tables name, checksums whole."""
    shown = {state for _, states, _, columns in _PARTS if columns[-1][2] is _evidence for state in states}
    told = [each for each in entries if each.state.state in shown]
    found = dict.fromkeys(original for each in told for original in each.evidence)
    if not found:
        return
    _heading(document, "附：原件清单")
    rows = [[each.what, each.url, _told(each.seen_at), each.sha256] for each in found]
    _table(document, [("内容", 1.8), ("地址", 8.4), ("见到时间", 2.9), ("SHA-256", 12.6)], rows, size=8)


def _table(
    document: Any, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], size: float = 10
) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = Cm(width)  # LibreOffice reads the widths here, Word those of the cells
    for line, values in enumerate(([heading for heading, _ in columns], *rows)):
        cells = table.add_row().cells if line else table.rows[0].cells
        for cell, value, (_, width) in zip(cells, values, columns, strict=True):
            cell.width = Cm(width)
            _fill(cell.paragraphs[0], value, size, bold=not line)
            cell.paragraphs[0].paragraph_format.keep_with_next = not line
    _mark(table.rows[0], "w:tblHeader")
    for row in table.rows:
        _mark(row, "w:cantSplit")
    document.add_paragraph()


def _mark(row: Any, name: str) -> None:
    """Say of a row that it is repeated on every page, or that it stays on one."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _fill(paragraph: Any, text: str, size: float, *, bold: bool) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _paragraph(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = Pt(24)
    paragraph.paragraph_format.space_after = Pt(4)
    return paragraph


def _told(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
