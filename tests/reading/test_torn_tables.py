"""Tables torn into grids of one row, or laid out row by row: what one row shows puts another in doubt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from layouts import APPLICANTS, RESULTS

from crawler.reading import Report, read
from crawler.reading.document import row_of
from crawler.reading.entries import Entry
from crawler.reading.filling import Filling
from crawler.reading.proceedings import ProceedingHeads
from crawler.reading.report import RemarkKind

_TITLE = "青溪县石桥镇2023年政府信息公开工作年度报告"
RECEIVED, CARRIED_IN, CARRIED_OUT = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "四、结转下年度继续办理",
)
FULL = (11, 12, 13, 14, 15, 16, 17)


def torn(heading: str, rows: Sequence[tuple[str, Sequence[object]]]) -> Report:
    """A page with a grid for each row, given as its label's cell and its other cells."""
    grids = "".join(
        f"<table><tr>{label}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>" for label, cells in rows
    )
    return read(f"<h1>{_TITLE}</h1><p>{heading}</p>{grids}".encode())


def applications(*rows: tuple[str, Sequence[object]]) -> Report:
    head = ("<td colspan=2>项目</td>", APPLICANTS)
    return torn("三、收到和处理政府信息公开申请情况", [head, *rows])


def figures(report: Report, row: str) -> list[object]:
    return [cell.value for cell in report.applications[row].values()]


def test_a_row_with_a_cell_too_many_puts_those_before_it_in_doubt() -> None:
    short = (f"<td colspan=2>{RECEIVED}</td>", ("", *FULL[:6]))
    assert figures(applications(short), "received") == [None, *FULL[:6]]
    report = applications(short, (f"<td colspan=2>{CARRIED_IN}</td>", ("", *FULL)))
    assert figures(report, "received") == [None] * 7
    assert (RemarkKind.RAGGED_ROW, "applications.received") in [(r.kind, r.where) for r in report.remarks]


def test_columns_of_grids_with_spans_are_not_those_of_rows_torn_off() -> None:
    """Behind a label that lost its group a blank first figure and a surplus last one stand where a full row does."""
    whole = [(f"<td colspan=3>{label}</td>", (*FULL, 0)) for label in (RECEIVED, CARRIED_IN, CARRIED_OUT)]
    row = ("<td rowspan=2>（四）无法提供</td>", ("1.本机关不掌握相关政府信息", "", *FULL[:6], 0))
    report = applications(*whole, row)
    assert figures(report, "received") == list(FULL)
    assert figures(report, "unavailable_not_held") == [None] * 7


def test_a_row_without_spans_is_not_laid_under_a_header_with_spans() -> None:
    heads = ("上一年项目数量", "本年增/减", "处理决定数量")
    rows = [
        ("<td colspan=2>信息内容</td>", heads),
        ("<td>行政许可</td>", ("", 51, 98, "")),
        ("<td>行政处罚</td>", FULL[:3]),
    ]
    report = torn("二、主动公开政府信息情况", rows)
    assert [cell.value for cell in report.disclosures["licences"].values()] == [None] * 3
    assert [cell.value for cell in report.disclosures["penalties"].values()] == list(FULL[:3])


@pytest.mark.parametrize("second", ["5760 | | 8360 | | 9935", "5760 | 71 | 8360 | 72 | 9935"])
def test_a_block_of_table_four_beside_its_heads_puts_gaps_in_the_others_in_doubt(second: str) -> None:
    heads = " | ".join([*RESULTS, "", "", "", ""])
    blocks = (("行政复议", "4524 | | 5241 | | 734 | | 8244 | | 2444"), ("未经复议直接起诉", f"{second} | | | |"))
    lines = [line for route, values in blocks for line in (f"| {route} |{' |' * 8}", f"| {heads} |", f"| {values} |")]
    text = f"{_TITLE}\n四、政府信息公开行政复议、行政诉讼情况\n\n" + "\n".join(lines)
    cells = read(text.encode()).proceedings
    whole = "71" in second
    assert [cell.value for cell in cells["reconsideration"].values()] == [None] * 5
    assert [cell.certain for cell in cells["litigation_direct"].values()] == [whole] * 5


def test_a_word_in_place_of_the_first_figure_of_table_four_is_no_label() -> None:
    heads = f"<tr><td colspan=5>行政复议</td></tr><tr>{''.join(f'<td>{name}</td>' for name in RESULTS)}</tr>"
    for cells, figures in (
        (["O", 1, 2, 3, "", ""], [None, 1, 2, 3, None]),
        (["数量", 1, 2, 3, 4, 10], [1, 2, 3, 4, 10]),
    ):
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        page = f"<h1>{_TITLE}</h1><p>四、政府信息公开行政复议、行政诉讼情况</p><table>{heads}<tr>{row}</tr></table>"
        read_cells = read(page.encode()).proceedings["reconsideration"].values()
        assert [cell.value for cell in read_cells] == figures


def test_a_header_printed_again_and_torn_keeps_its_order() -> None:
    """Repeated at a page break, right where the table is cut, its last row heads the next grid."""
    first = "|  | 总计 | 自然人 | 法人或其他组织 |  |  |  |  |"
    last = f"|  |  |  | {' | '.join(APPLICANTS[1:6])} |"
    rows = [f"| {label} | {' | '.join(map(str, FULL))} |" for label in (RECEIVED, CARRIED_IN, CARRIED_OUT)]
    lines = [_TITLE, "三、收到和处理政府信息公开申请情况", "", first, last, rows[0], first, "", last, *rows[1:]]
    report = read("\n".join(lines).encode())
    assert [cells["total"].value for cells in report.applications.values()] == [FULL[0]] * 3


def in_one_table(heading: str, *rows: str) -> Report:
    """A page with a table of these rows, given as the markup of their cells."""
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return read(f"<h1>{_TITLE}</h1><p>{heading}</p><table>{table}</table>".encode())


def cells_of(*texts: object) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def test_a_merged_figure_and_a_blank_cell_make_no_whole_row() -> None:
    """Of seven cells the third lies over two columns, and the last is one too many."""
    head = f"<td colspan=2>项目</td>{cells_of(*APPLICANTS)}"
    whole = f"<td colspan=2>{RECEIVED}</td>{cells_of(*FULL)}"
    merged = f"<td colspan=2>{CARRIED_IN}</td>{cells_of(11, 12)}<td colspan=2>13</td>{cells_of(14, 15, 17, '')}"
    report = in_one_table("三、收到和处理政府信息公开申请情况", head, whole, merged)
    assert figures(report, "received") == list(FULL)
    assert not any(cell.certain for cell in report.applications["carried_in"].values())


def test_a_header_without_its_ends_proves_no_order() -> None:
    """With neither 自然人 nor 总计 in it, the sum may stand first: only rows that add up are certain."""
    sums = [1, 2, 3, 4, 5, 6, 21]
    rows = [f"| {label} | {' | '.join(map(str, row))} |" for label, row in ((RECEIVED, FULL), (CARRIED_IN, sums))]
    lines = [_TITLE, "三、收到和处理政府信息公开申请情况", "", f"|  |  | {' | '.join(APPLICANTS[1:6])} |  |", *rows]
    report = read("\n".join(lines).encode())
    assert not any(cell.certain for cell in report.applications["received"].values())
    assert figures(report, "carried_in") == sums


def test_a_row_of_table_two_with_more_cells_than_headings_is_not_laid_under_those_left() -> None:
    head = "<td>信息内容</td><td>本年新制作数量</td><td colspan=1>对外公开总数量</td>"
    rows = (head, cells_of("规章", 51, 52, 53), cells_of("规范性文件", 61, 62, ""))
    report = in_one_table("二、主动公开政府信息情况", *rows)
    assert [cell.value for cell in report.disclosures["rules"].values()] == [51, 52, 53]
    assert [cell.certain for cell in report.disclosures["normative_documents"].values()].count(True) == 0


def test_a_label_merged_of_two_names_neither_row() -> None:
    labels = ("2.重复申请", "3.要求提供公开出版物")
    head, whole = f"<td>项目</td>{cells_of(*APPLICANTS)}", f"<td>{RECEIVED}</td>{cells_of(*FULL)}"
    merged = f"<td rowspan=2>{'<br>'.join(labels)}</td>{cells_of(*range(21, 28))}"
    report = in_one_table("三、收到和处理政府信息公开申请情况", head, whole, merged, cells_of(*range(31, 38)))
    assert list(report.applications) == ["received"]
    assert RemarkKind.UNKNOWN_LABEL in {remark.kind for remark in report.remarks}


def test_a_route_of_table_four_printed_again_beside_another_is_in_doubt() -> None:
    keys = [f"{route}.upheld" for route in ("reconsideration", "litigation_direct")]
    once = Entry("proceedings", "", row_of(["11"]), keys=(keys[0],))
    again = Entry("proceedings", "", row_of(["21", "22"]), keys=(keys[1], keys[0]))
    filled = Filling("proceedings", "2021").fill([once, again])
    assert [(row, cells["upheld"].certain) for row, cells in filled.rows.items()] == [("reconsideration", False)]
    assert [remark.kind for remark in filled.remarks] == [RemarkKind.DUPLICATE_ROW]


def test_a_header_of_table_four_printed_again_says_nothing_new() -> None:
    """Row for row, or as a whole: 行政复议 again behind 行政诉讼 is no other order."""
    heads = [
        "<td colspan=5>行政复议</td><td colspan=10>行政诉讼</td>",
        "".join(f"<td rowspan=2>{result}</td>" for result in RESULTS)
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>",
        "".join(f"<td>{result}</td>" for result in RESULTS * 2),
    ]
    values = "".join(f"<td>{number}</td>" for number in range(21, 36))
    for rows in ([*heads, *heads, values], [heads[0], *heads, values]):
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        page = f"<h1>{_TITLE}</h1><p>四、政府信息公开行政复议、行政诉讼情况</p><table>{body}</table>"
        report = read(page.encode())
        assert [cell.value for row in report.proceedings.values() for cell in row.values()] == [*range(21, 36)]


def test_figures_below_a_route_whose_results_are_lost_have_no_place() -> None:
    heads = ProceedingHeads()
    heads.add(row_of(["复议后起诉"]))
    assert heads.keys_of(3) == ()


def test_a_group_and_its_row_in_one_label_name_the_row() -> None:
    label = "（六）其他处理1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    head, first = f"<td>项目</td>{cells_of(*APPLICANTS)}", f"<td>{RECEIVED}</td>{cells_of(*range(21, 28))}"
    row = f"<td>{label}</td>{cells_of(*FULL)}"
    report = in_one_table("三、收到和处理政府信息公开申请情况", head, first, row)
    assert figures(report, "other_no_correction") == list(FULL)
