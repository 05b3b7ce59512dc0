"""Reports with distinct figures, printed in the layouts that portals and converters produce."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from crawler.reading.forms import FORMS, FormRow

Values = dict[str, dict[str, int | float | None]]
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUP_OF = {
    "refused": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "unprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
ITEMS_2019 = (("（一）", 0, 2), ("（五）", 2, 4), ("（六）", 4, 6), ("（八）", 6, 7), ("（九）", 7, 8))
ITEMS_2021 = (("（一）", 0, 2), ("（五）", 2, 3), ("（六）", 3, 5), ("（八）", 5, 6))
UNITS = {"amount_10k_yuan": "（单位：万元）"}


@dataclass(frozen=True)
class Sample:
    """A report: its values by table, row and column; ``None`` is a cell printed blank."""

    form: str
    year: int
    agency: str
    tables: dict[str, Values]

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"


def sample(form: str, rng: random.Random, blank: float = 0.0) -> Sample:
    """A report whose figures are all different from each other, so that a cell in the wrong place shows."""
    numbers = rng.sample(range(11, 9_999), 220)

    def value(column: str) -> int | float | None:
        if rng.random() < blank:
            return None
        number = numbers.pop()
        if column == "amount_10k_yuan":
            return round(number + rng.randrange(1, 9999) / 10_000, 4)
        return rng.choice((number, -number)) if column == "change" else number

    tables = {
        key: {row.key: {column: value(column) for column in row.columns} for row in table.rows}
        for key, table in FORMS[form].tables.items()
    }
    return Sample(form, rng.choice((2019, 2020, 2021, 2024)), rng.choice(("青溪县石桥镇", "云岭区水务局")), tables)


# --- a table as cells: what any renderer prints -----------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One cell with its true spans; ``value`` marks figures."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    value: bool = False


Rows = list[list[Cell]]


def show(value: float | None) -> str:
    return "" if value is None else str(value)


def disclosures(sample: Sample) -> Rows:
    """Table 2 as the form prints it."""
    rows: Rows = []
    table = FORMS[sample.form].disclosures
    labels = {column.key: column.label + UNITS.get(column.key, "") for column in table.columns}
    for item, start, end in ITEMS_2019 if sample.form == "2019" else ITEMS_2021:
        rows.append([Cell(f"第二十条第{item}项", colspan=4)])
        part = table.rows[start:end]
        wide = 4 - len(part[0].columns)
        heads = [Cell(labels[column]) for column in part[0].columns]
        rows.append([Cell("信息内容"), *heads[:-1], replace(heads[-1], colspan=wide)])
        rows += [_disclosure_row(sample, row, wide) for row in part]
    return rows


def _disclosure_row(sample: Sample, row: FormRow, wide: int) -> list[Cell]:
    cells = [Cell(show(value), value=True) for value in sample.tables["disclosures"][row.key].values()]
    return [Cell(row.label), *cells[:-1], replace(cells[-1], colspan=wide)]


def applications(sample: Sample) -> Rows:
    """Table 3 as the form prints it: a label side of three columns, seven columns of values."""
    rows: Rows = [
        [Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), Cell("申请人情况", 7)],
        [Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)],
        [Cell(name) for name in APPLICANTS[1:6]],
    ]
    table = FORMS[sample.form].applications.rows
    inner = len(table) - 3
    groups: dict[str, int] = {}
    for row in table:
        groups[row.key.split("_")[0]] = groups.get(row.key.split("_")[0], 0) + 1
    seen: set[str] = set()
    for row in table:
        values = [Cell(show(value), value=True) for value in sample.tables["applications"][row.key].values()]
        rows.append([*_label_side(row, inner, groups, seen), *values])
    return rows


def _label_side(row: FormRow, inner: int, groups: dict[str, int], seen: set[str]) -> list[Cell]:
    if row.key in ("received", "carried_in", "carried_out"):
        return [Cell(row.label, 3)]
    side = [] if "result" in seen else [Cell("三、本年度办理结果", 1, inner)]
    seen.add("result")
    group = row.key.split("_")[0]
    if group not in GROUP_OF or row.key == "other":
        return [*side, Cell(row.label, 2)]
    if group not in seen:
        seen.add(group)
        side.append(Cell(GROUP_OF[group], 1, groups[group]))
    return [*side, Cell(row.label)]


def proceedings(sample: Sample) -> Rows:
    """Table 4 as the form prints it."""
    values = [Cell(show(v), value=True) for row in sample.tables["proceedings"].values() for v in row.values()]
    return [
        [Cell("行政复议", 5), Cell("行政诉讼", 10)],
        [*(Cell(name, 1, 2) for name in RESULTS), Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)],
        [Cell(name) for name in RESULTS * 2],
        values,
    ]


TABLES: dict[str, Callable[[Sample], Rows]] = {
    "disclosures": disclosures,
    "applications": applications,
    "proceedings": proceedings,
}


# --- how labels and values are printed ------------------------------------------------------------------------


def half_width(text: str) -> str:
    return text.translate(str.maketrans("（），：", "(),:"))


def spaced(text: str) -> str:
    return " ".join(text) if len(text) < 6 else f"{text[: len(text) // 2]} \u3000{text[len(text) // 2 :]}"


def renumbered(text: str) -> str:
    return text.replace(".", "、", 1) if text[:1].isdigit() else text.replace("、", "，", 1)


def unnumbered(text: str) -> str:
    for mark in ("、", "）", "."):
        head, found, tail = text.partition(mark)
        if found and len(head) <= 2 and tail not in ("总计", "其他"):
            return tail
    return text


LABEL_STYLES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "half": half_width,
    "spaced": spaced,
    "renumbered": renumbered,
    "unnumbered": unnumbered,
    "nbsp": lambda text: f"\xa0{text}\xa0\xa0",
}
VALUE_STYLES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "full_width": lambda text: text.translate(str.maketrans("0123456789-.", "０１２３４５６７８９－．")),
    "padded": lambda text: f" \xa0{text}\u3000",
    "thousands": lambda text: f"{int(text):,}" if text.lstrip("-").isdecimal() and text[0] != "0" else text,
}


@dataclass(frozen=True)
class Style:
    """How one report is printed; every choice is one that real pages make."""

    label: str = "plain"
    value: str = "plain"
    blank: str = ""
    spans: str = "true"
    markup: str = "bare"
    page: str = "zoom"
    joined: str = "apart"
    charset: str = "utf-8"
    chrome: bool = True
    comments: bool = True
    damage: tuple[Callable[[Rows, random.Random], Rows], ...] = ()


# --- HTML --------------------------------------------------------------------------------------------------------


def _markup(text: str, style: Style) -> str:
    inner = text or style.blank
    middle = max(len(inner) // 2, 1) if text else 0
    broken = f"{inner[:middle]}<br/>{inner[middle:]}" if "第" in inner or "其" in inner else inner
    return {
        "bare": inner,
        "word": f'<p class="MsoNormal" align=center><span style="font-size:14px">{inner}<o:p></o:p></span></p>',
        "font": f"<font size=2><b>{inner}</b></font>",
        "split": f"<p><span>{inner[:middle]}</span><span>{inner[middle:]}</span></p>",
        "lines": f"\n   {broken}\n  ",
        "blocks": f"<div><p></p><p>&nbsp;</p><p>{inner}</p></div>",
        "upper": f"<P ALIGN=CENTER><FONT>{inner}</FONT></P>",
    }[style.markup]


def _dressed(cell: Cell, style: Style) -> str:
    if cell.value:
        return VALUE_STYLES[style.value](cell.text) if cell.text else ""
    return LABEL_STYLES[style.label](cell.text)


def _td(cell: Cell, style: Style, *, spans: bool = True) -> str:
    attributes = ""
    if spans and cell.colspan > 1:
        attributes += f' colspan="{cell.colspan}"'
    if spans and cell.rowspan > 1:
        attributes += f" rowspan={cell.rowspan}"
    tag = "th" if not cell.value and style.markup == "font" else "td"
    return f"<{tag}{attributes}>{_markup(_dressed(cell, style), style)}</{tag}>"


def padded(rows: Rows) -> Rows:
    """The table without spans: empty cells where a cell reached further."""
    taken: set[tuple[int, int]] = set()
    grid: Rows = []
    for number, row in enumerate(rows):
        line: list[Cell] = []
        cells = iter(row)
        column = 0
        while True:
            if (number, column) in taken:
                line.append(Cell(""))
                column += 1
                continue
            cell = next(cells, None)
            if cell is None:
                break
            line.append(replace(cell, colspan=1, rowspan=1))
            taken |= {
                (number + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)
            }
            column += 1
        grid.append(line)
    return grid


def contradictory(rows: Rows, rng: random.Random) -> Rows:
    """Spans that do not fit together: heads wider than their values, rowspans that claim too much or too little."""
    return [
        [
            replace(cell, colspan=max(1, cell.colspan + rng.choice((-1, 0, 1)))) if not cell.value else cell
            for cell in row
        ]
        for row in rows
    ]


def _laid(rows: Rows, style: Style, rng: random.Random) -> tuple[Rows, bool]:
    if style.spans == "padded":
        return padded(rows), False
    return (contradictory(rows, rng) if style.spans == "contradictory" else rows), True


def html_table(rows: Rows, style: Style, rng: random.Random) -> str:
    laid, spans = _laid(rows, style, rng)
    lines = ["".join(_td(cell, style, spans=spans) for cell in row) for row in laid]
    if style.spans == "unclosed":
        return (
            "<table>" + "".join(f"<tr>{line.replace('</td>', '').replace('</th>', '')}" for line in lines) + "</table>"
        )
    return "<table border=1><tbody>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</tbody></table>"


def damaged(rows: Rows, style: Style, rng: random.Random) -> Rows:
    for damage in style.damage:
        rows = damage(rows, rng)
    return rows


def _tables(sample: Sample, style: Style, rng: random.Random) -> list[str]:
    """The markup under headings 二, 三 and 四."""
    rows = {key: damaged(make(sample), style, rng) for key, make in TABLES.items()}
    if style.joined == "one":
        everything = [row for part in rows.values() for row in part]
        return [html_table(everything, style, rng), "", ""]
    if style.joined in ("halves", "quarters"):
        return [_pieces(part, style, rng, 2 if style.joined == "halves" else 4) for part in rows.values()]
    if style.joined == "mini":
        return ["".join(html_table([row], style, rng) for row in padded_if(part, style)) for part in rows.values()]
    tables = [html_table(part, style, rng) for part in rows.values()]
    if style.joined == "nested":
        return [f"<table><tr><td>{table}</td></tr></table>" for table in tables]
    if style.joined == "chained":
        inner = f"<table><tr><td><p>三、四</p>{tables[1]}<table><tr><td>{tables[2]}</td></tr></table></td></tr></table>"
        end = "</table>" if style.spans == "unclosed" else "</tbody></table>"
        return [tables[0].removesuffix(end) + f"<tr><td>{inner}</td></tr>{end}", "", ""]
    return tables


def padded_if(rows: Rows, style: Style) -> Rows:
    return padded(rows) if style.spans == "padded" else rows


def _pieces(rows: Rows, style: Style, rng: random.Random, most: int) -> str:
    """A table cut in pieces at places where no cell reaches across, without further headers."""
    free = [
        n for n in range(1, len(rows)) if not any(cell.rowspan > 1 for row in rows[:n] for cell in row[:1]) or n > 5
    ]
    free = [n for n in free if len(rows[n]) == len(rows[-1])]
    cuts = sorted(rng.sample(free, min(len(free), most - 1)))
    pieces = [rows[start:end] for start, end in pairwise([0, *cuts, len(rows)])]
    return "<p>&nbsp;</p>".join(html_table(piece, style, rng) for piece in pieces)


CHROME_BEFORE = """<div class="top"><ul class=nav><li><a href="/a.html">首页</a></li><li><a>公开 12</a></li></ul>
<div>您现在的位置：<a>首页</a> &gt; <a>政府信息公开</a> &gt; 政府信息公开年报</div></div>
<div class="side"><ul><li><a href="1.html">枣园镇2018年年报</a><span>2019-01-30</span></li></ul></div>"""
CHROME_AFTER = """<p>上一条：<a>枣园镇2018年政府信息公开年度报告</a></p><p>下一条：<a>柳河乡2017年年报</a></p>
<div class="footer"><p>浏览次数：4711 次</p><table><tr><td>访问</td><td>88</td><td>99</td></tr></table>
<p>主办：青溪县人民政府 网站标识码 3307990001 浙ICP备05029117号-1</p></div>"""
DEAD = "<!--<table><tr><td>行政许可</td><td>777777</td></tr></table><p>发布日期：1999-01-01</p>-->"


def html(sample: Sample, style: Style, rng: random.Random) -> bytes:
    """The report as a page of a portal."""
    tables = _tables(sample, style, rng)
    parts = ["<p>本镇坚持公开为常态，2017年以来共公开信息4321条。</p>", *tables, "<p>一是学习不够。</p>", "<p>无。</p>"]
    comments = DEAD if style.comments else ""
    body = f"<p align=center>{sample.title}</p>" + "".join(
        f"<p>{heading}</p>{comments}{part}" for heading, part in zip(HEADINGS, parts, strict=True)
    )
    page = _page(sample, style, body)
    return page.encode(style.charset, "xmlcharrefreplace")


def _page(sample: Sample, style: Style, body: str) -> str:
    block = (
        '<table class="xxgk"><tr><td>索引号：</td><td>11330799099900024X/2026-110001</td><td>文号：</td><td></td></tr>'
        "<tr><td>发布机构：</td><td>石桥镇</td><td>生成日期：</td><td>2026-01-20</td></tr></table>"
    )
    wraps = {
        "zoom": f'<div class="main">{block}<div class="main-txt" id="zoom">{body}</div></div>',
        "trs": f'<div>{block}<div class="view TRS_UEDITOR"><style>.TRS_Editor{{}}</style>{body}</div></div>',
        "vsb": f'<form name="f">{block}<div id="vsb_content"><div class="v_news_content">{body}</div></div></form>',
        "ucap": f"<ucaptitle>{sample.title}</ucaptitle>{block}<ucapcontent>{body}</ucapcontent>",
        "none": f"<div class=wrap><div>{block}</div><div class=x7><div>{body}</div></div></div>",
        "layout": f"<table width=100%><tr><td>{block}</td></tr><tr><td><div>{body}</div></td></tr></table>",
        "bare": body,
    }
    chrome = style.chrome and style.page != "bare"
    content = (CHROME_BEFORE if chrome else "") + wraps[style.page] + (CHROME_AFTER if chrome else "")
    declared = "gb2312" if style.charset == "gb18030" else style.charset
    return (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        f"<title>{sample.title}-青溪县人民政府</title></head><body>{content}</body></html>"
    )


# --- text --------------------------------------------------------------------------------------------------------


def _text_rows(rows: Rows, style: Style) -> list[list[str]]:
    return [[_dressed(cell, style).strip() for cell in row] for row in padded_true(rows)]


def padded_true(rows: Rows) -> Rows:
    """Every cell in its true column, blanks where cells reach."""
    grid: dict[tuple[int, int], Cell] = {}
    width = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in grid:
                column += 1
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    grid[number + down, column + across] = (
                        Cell("") if down or across else Cell(cell.text, value=cell.value)
                    )
            column += cell.colspan
            width = max(width, column)
    return [[grid.get((number, column), Cell("")) for column in range(width)] for number in range(len(rows))]


def tabbed(rows: Rows, style: Style) -> str:
    return "\n".join("\t".join(line) for line in _text_rows(rows, style))


def piped(rows: Rows, style: Style) -> str:
    lines = _text_rows(rows, style)
    ruled = [lines[0], ["---"] * len(lines[0]), *lines[1:]]
    return "\n".join("| " + " | ".join(line) + " |" for line in ruled)


def one_cell_a_line(rows: Rows, style: Style) -> str:
    """Every printed cell on its own line; blank ones leave nothing."""
    return "\n\n".join(text for row in rows for cell in row if (text := _dressed(cell, style).strip()))


def grouped(rows: Rows, style: Style) -> str:
    """One cell a line behind a tab, a blank line after every row; a blank cell is a tab alone."""
    return "\n\n".join("\n".join(f"\t{_dressed(cell, style).strip()}" for cell in row) for row in rows)


def run_together(rows: Rows, style: Style) -> str:
    """One row a line, its cells parted by spaces: text of a PDF."""
    return "\n".join(" ".join(_dressed(cell, style).replace(" ", "").strip() for cell in row) for row in rows)


TEXTS: dict[str, Callable[[Rows, Style], str]] = {
    "tabbed": tabbed,
    "piped": piped,
    "one_cell_a_line": one_cell_a_line,
    "grouped": grouped,
    "run_together": run_together,
}


def text(sample: Sample, layout: str, style: Style, rng: random.Random, line_end: str = "\n") -> bytes:
    """The report as plain text."""
    tables = [TEXTS[layout](damaged(make(sample), style, rng), style) for make in TABLES.values()]
    parts: Iterable[str] = ("本镇坚持公开为常态，共公开信息4321条。", *tables, "一是学习不够。", "无")
    lines = [sample.title, "", *(f"{head}\n\n{part}\n" for head, part in zip(HEADINGS, parts, strict=True))]
    return "\n".join(lines).replace("\n", line_end).encode(style.charset)
