"""Pages as editors of articles, worksheets, bilingual counties and pages for telephones print them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from layouts import APPLICANTS, HEADINGS, TABLES, Rows, Style, html_table, sample

from crawler.checks import check
from crawler.reading import Report, read
from crawler.reading.forms import FORMS
from crawler.reading.report import Cell, RemarkKind

SAMPLE = sample("2021", random.Random(71))
RNG = random.Random(72)
OUTCOMES = FORMS["2021"].applications.rows
TEXTS = ("全年公开321条。", "", "", "", "一是公开不足，将按月检查各栏目。", "无其他需要报告的事项。")
ROWS: dict[str, Rows] = {name: make(SAMPLE) for name, make in TABLES.items()}


def parts(rows: dict[str, Rows] = ROWS) -> list[str]:
    """What stands below the six headings."""
    tables = [html_table(part, Style(), RNG) for part in rows.values()]
    return [f"<p>{TEXTS[0]}</p>", *tables, *(f"<p>{text}</p>" for text in TEXTS[4:])]


def page(below: list[str], heading: str = "<p>{whole}</p>", title: str = SAMPLE.title, above: str = "") -> bytes:
    body = "".join(
        heading.format(*head.split("、", 1), whole=head) + part for head, part in zip(HEADINGS, below, strict=True)
    )
    return f"<html><body><h1>{title}</h1>{above}<div id=zoom>{body}</div></body></html>".encode()


def with_label(table: str, old: str, new: str) -> dict[str, Rows]:
    """The tables with one label printed otherwise."""
    changed = [[replace(cell, text=new) if cell.text == old else cell for cell in row] for row in ROWS[table]]
    return {**ROWS, table: changed}


def with_figure(row: str, text: str) -> dict[str, Rows]:
    """The tables with another text in the first figure of a row of table 3."""
    rows = []
    for cells in ROWS["applications"]:
        at = next((at for at, cell in enumerate(cells) if cell.value), 0)
        named = any(cell.text == row for cell in cells)
        rows.append([replace(cell, text=text) if named and number == at else cell for number, cell in enumerate(cells)])
    return {**ROWS, "applications": rows}


def values(report: Report) -> dict[str, object]:
    return {name: report.to_dict()[name] for name in TABLES}


def received(report: Report) -> Cell:
    return report.applications["received"]["natural_person"]


@pytest.mark.parametrize(
    ("heading", "printed"),
    [
        ("<section><p>{}</p></section><section><p><b>{}</b></p></section>", "一、总体情况"),
        ("<section><span>PART.0{number}</span></section><section>{1}</section>", "01 总体情况"),
        ("<div>0{number}</div><div>{1}</div>", "01 总体情况"),
    ],
)
def test_the_ordinal_of_a_heading_as_an_ornament_above_it(heading: str, printed: str) -> None:
    body = "".join(
        heading.format(*head.split("、", 1), number=number) + part
        for number, (head, part) in enumerate(zip(HEADINGS, parts(), strict=True), 1)
    )
    report = read(f"<html><body><h1>{SAMPLE.title}</h1><div id=zoom>{body}</div></body></html>".encode())
    assert [(part.number, part.text) for part in report.sections] == list(enumerate(TEXTS, 1))
    assert report.sections[0].heading == printed
    assert not any(finding.rule.startswith("F2-heading") for finding in check(report))


def test_the_number_of_a_page_above_a_heading_is_not_its_ordinal() -> None:
    report = read(page(parts(), "<p>9</p><p>{1}</p>"))
    assert [part.number for part in report.sections] == [None] * 6


def test_a_whole_report_in_one_worksheet() -> None:
    lines = [SAMPLE.title, "根据有关规定，编制本报告。"]
    tables = [html_table(rows, Style(), RNG).split("<tbody>")[1].split("</tbody>")[0] for rows in ROWS.values()]
    below = [TEXTS[0], *tables, *TEXTS[4:]]
    for head, part in zip(HEADINGS, below, strict=True):
        lines += [head, part]
    lines += [SAMPLE.agency, "2025年1月17日"]
    rows = [line if line.startswith("<tr>") else f"<tr><td colspan=10>{line}</td></tr>" for line in lines]
    report = read(f"<html><body><table>{''.join(rows)}</table></body></html>".encode())
    assert values(report) == SAMPLE.tables
    assert (report.title, str(report.signed_on)) == (SAMPLE.title, "2025-01-17")
    assert report.preamble == lines[1]
    assert [part.text for part in report.sections] == list(TEXTS)


@pytest.mark.parametrize("beside", ["ᠮᠡᠳᠡᠭᠡ ᠵᠠᠩᠭᠢ", "རང་བྱུང་གི་མི།", "ئۇچۇر ئاشكارا", "ꆏꉙꌠ"])
def test_labels_in_two_languages(beside: str) -> None:
    rows = {
        name: [[cell if cell.value else replace(cell, text=f"{cell.text}<br>{beside}") for cell in row] for row in part]
        for name, part in ROWS.items()
    }
    report = read(page(parts(rows), f"<p>{{whole}} {beside}</p>"))
    assert values(report) == SAMPLE.tables
    assert [part.number for part in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("（七）总计", "（七）总计[1]"),
        ("（一）予以公开", "三、本年度办理结果（一）予以公开"),
        ("1.属于国家秘密", "（三）不予公开1.属于国家秘密"),
        ("3.其他", "（六）其他处理 3.其他"),
    ],
)
def test_a_label_with_a_footnote_or_its_group(label: str, printed: str) -> None:
    report = read(page(parts(with_label("applications", label, printed))))
    assert values(report) == SAMPLE.tables
    assert report.remarks == ()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("###", None),
        ("○", None),
        ("12（更正为13）", None),
        ("12（应为13）", None),
        ("13（原为12）", 13),
        ("13（其中更正2件）", 13),
        ("<b style='text-decoration:line-through'>1</b>3", None),
    ],
)
def test_a_cell_that_prints_more_than_its_figure(cell: str, value: int | None) -> None:
    report = read(page(parts(with_figure("一、本年新收政府信息公开申请数量", cell))))
    assert (received(report).value, received(report).certain) == (value, value is not None)
    assert (
        report.applications["received"]["enterprise"].value == SAMPLE.tables["applications"]["received"]["enterprise"]
    )
    assert any(finding.evidence.cells for finding in check(report) if finding.rule.startswith("F3"))


def test_the_unit_above_a_table_holds_for_all_pieces_of_it() -> None:
    rows = [
        [replace(cell, text=cell.text.replace("（单位：万元）", "")) for cell in row] for row in ROWS["disclosures"]
    ]
    pieces = [html_table(rows[start : start + 3], Style(), RNG) for start in range(0, len(rows), 3)]
    below = parts()
    below[1] = "<p>（单位：元）</p>" + "<p>（接上表）</p>".join(pieces)
    amount = SAMPLE.tables["disclosures"]["fees"]["amount_10k_yuan"] or 0
    for _ in range(3):  # Also on a template that was met before.
        cell = read(page(below)).disclosures["fees"]["amount_10k_yuan"]
        assert cell.value == pytest.approx(amount / 10_000)


def test_the_same_rows_for_several_units_leave_the_table_as_it_is() -> None:
    labels = [row.label for row in OUTCOMES]
    heads = "<tr><td>项目</td><td>县财政局</td><td>石桥镇</td><td>合计</td></tr>"
    units = "".join(
        f"<tr><td>{label}</td><td>{at}</td><td>7</td><td>{at + 7}</td></tr>" for at, label in enumerate(labels)
    )
    below = parts()
    below[2] += f"<p>各单位情况</p><table>{heads}{units}</table>"
    report = read(page(below))
    assert values(report) == SAMPLE.tables
    assert {remark.kind for remark in report.remarks} == {RemarkKind.UNKNOWN_LABEL}
    assert len(report.remarks) == len(OUTCOMES)


@pytest.mark.parametrize(
    ("heading", "lines", "after"),
    [
        ("类别|数量", ("行政许可|77", "行政处罚|88", "行政强制|99", "行政规范性文件|66"), 0),
        ("申请方式|件数", ("网络|77", "信函|88", "其他|99", "总计|264"), 2),
        ("办理结果|件数|占比", ("予以公开|77|48%", "部分公开|88|52%", "重复申请|0|0%", "总计|165|100%"), 2),
        ("办理结果|件数|占比", ("予以公开|77|48%", "部分公开|88|52%", "重复申请|0|0%", "总计|165|100%"), 1),
        ("结果|件数", ("结果维持|5", "结果纠正|6", "总计|11"), 3),
        ("项目|数量", ("行政许可|77", "行政处罚|88"), 1),
        ("项目|数量", ("行政许可|77", "行政处罚|88"), 4),
        ("信息内容|本年数量", ("行政许可|77", "行政处罚|88"), 1),
        (OUTCOMES[0].label + "|", tuple(f"{name}|{number}" for number, name in enumerate(APPLICANTS, 11)), 2),
    ],
)
def test_a_table_of_the_agency_s_own_is_not_the_form_s(heading: str, lines: tuple[str, ...], after: int) -> None:
    rows = "".join(f"<tr><td>{line.replace('|', '</td><td>')}</td></tr>" for line in (heading, *lines))
    below = parts()
    below[after] += f"<table>{rows}</table>"
    report = read(page(below))
    assert values(report) == SAMPLE.tables
    assert {remark.kind for remark in report.remarks} <= {RemarkKind.UNKNOWN_LABEL}


def sentences(figures: dict[str, dict[str, float | None]] = SAMPLE.tables["applications"]) -> list[str]:
    """A sentence for each row of table 3."""
    rows = {row.label: zip(APPLICANTS, figures[row.key].values(), strict=True) for row in OUTCOMES}
    said = {label: "，".join(f"{name}{number}件" for name, number in cells) for label, cells in rows.items()}
    return [f"<p>{label}：{cells}。</p>" for label, cells in said.items()]


def test_rows_as_sentences() -> None:
    below = parts()
    below[2] = "".join(sentences())
    report = read(page(below))
    assert values(report) == SAMPLE.tables
    assert {remark.kind for remark in report.remarks} == {RemarkKind.NUMBER_WITH_TEXT}


@pytest.mark.parametrize("more", [0, 1])
def test_a_row_of_the_table_said_in_a_sentence_too(more: int) -> None:
    """Even of another year the sentence is not the form."""
    figures = SAMPLE.tables["applications"]
    row = {name: number + more for name, number in figures[OUTCOMES[0].key].items() if number is not None}
    below = parts()
    below[0] += sentences(figures | {OUTCOMES[0].key: row})[0]
    report = read(page(below))
    assert values(report) == SAMPLE.tables
    assert report.remarks == ()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("first", [False, True])
def test_a_blank_copy_of_a_table_says_nothing(table: str, first: bool) -> None:
    blank = [[replace(cell, text="") if cell.value else cell for cell in row] for row in ROWS[table]]
    copies = [html_table(rows, Style(), RNG) for rows in (ROWS[table], blank)]
    below = parts()
    below[1 + list(TABLES).index(table)] = "<p>（样表）</p>".join(reversed(copies) if first else copies)
    report = read(page(below))
    assert values(report) == SAMPLE.tables
    assert not [finding for finding in check(report) if finding.rule in ("F3-blank-table", "F3-duplicate-table")]


def test_a_table_said_in_sentences_too_is_doubted_where_these_differ() -> None:
    below = parts()
    below[2] += "".join(sentences()).replace("自然人", "自然人1", 1)
    report = read(page(below))
    assert received(report) == Cell(None, received(report).raw, certain=False)
    assert sum(not cell.certain for row in report.applications.values() for cell in row.values()) == 1


def test_a_heading_of_the_form_with_its_text_in_one_line() -> None:
    report = read(page(parts(), "<b>{whole}</b>").replace(b"</b><p>", b"</b>"))
    assert [part.text for part in report.sections] == list(TEXTS)


@pytest.mark.parametrize(
    ("card", "line"),
    [
        ("<div>{}</div>{}", "<div><span>{}</span><span>{}</span></div>"),
        ("<table><tr><th colspan=2>{}</th></tr>{}</table>", "<tr><td>{}</td><td>{}</td></tr>"),
    ],
)
def test_a_row_as_a_card_for_telephones(card: str, line: str) -> None:
    figures = SAMPLE.tables["applications"]
    below = parts()
    below[2] = "".join(
        card.format(row.label, "".join(map(line.format, APPLICANTS, figures[row.key].values()))) for row in OUTCOMES
    )
    report = read(page(below))
    assert values(report) == SAMPLE.tables
    assert report.remarks == ()


def test_figures_under_applicants_of_no_row_are_remarked_upon() -> None:
    below = parts()
    below[2] = "".join(f"<p>{name}</p><p>{number}</p>" for number, name in enumerate(APPLICANTS, 11))
    remarks = read(page(below)).remarks
    assert [(remark.kind, remark.where) for remark in remarks] == [(RemarkKind.UNKNOWN_LABEL, "applications")]


@pytest.mark.parametrize(
    "shown",
    [
        "发布日期：Mon Jan 20 10:12:09 CST 2025",
        "发布时间：Jan 20, 2025 10:12:00 AM",
        "发布日期：2025-01-20 更新日期：2025-03-02",
        "2025-01-20 10:12",
    ],
)
def test_the_day_of_publication(shown: str) -> None:
    report = read(page(parts(), above=f"<div>{shown}</div>"))
    assert str(report.published_on) == "2025-01-20"
    assert report.remarks == ()


def test_the_agency_in_the_title_of_an_announcement() -> None:
    report = read(page(parts(), title=f"关于更正《{SAMPLE.title}》的公告"))
    assert (report.agency_name, report.report_year) == (SAMPLE.agency, SAMPLE.year)


def test_a_title_in_a_table_that_lays_out_the_page() -> None:
    body = page(parts()).decode().partition("<div id=zoom>")[2].removesuffix("</div></body></html>")
    rows = (f"<b>{SAMPLE.title}</b>", "发布时间：2025-01-20　来源：石桥镇", body)
    frame = "".join(f"<tr><td align=center>{row}</td></tr>" for row in rows)
    report = read(
        f"<html><body><table><tr><td>网站</td><td>首页</td></tr></table><table>{frame}</table></body></html>".encode()
    )
    assert (report.title, report.agency_name) == (SAMPLE.title, SAMPLE.agency)
    assert values(report) == SAMPLE.tables


def test_a_card_that_names_but_some_applicants_fills_no_row() -> None:
    below = parts()
    below[2] = "".join(f"<p>{row.label}</p><p>自然人</p><p>10</p><p>商业企业</p><p>2</p>" for row in OUTCOMES)
    report = read(page(below))
    assert report.applications
    assert all(cell.value is None for row in report.applications.values() for cell in row.values())
    assert RemarkKind.UNKNOWN_LABEL in {remark.kind for remark in report.remarks}
