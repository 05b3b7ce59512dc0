"""Whatever the layout: every figure in its place, or no figure and a remark that says so."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from damage import LOSSLESS, LOSSY, in_turn
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import APPLICANTS, HEADINGS, LABEL_STYLES, TEXTS, VALUE_STYLES, Sample, Style, html, sample, text

from crawler.reading import Report, read
from crawler.reading.report import RemarkKind

UNSURE = {
    RemarkKind.MISSING_CELLS,
    RemarkKind.MERGED_CELLS,
    RemarkKind.RAGGED_ROW,
    RemarkKind.SURPLUS_CELLS,
    RemarkKind.UNREADABLE_NUMBER,
}
seeds = st.integers(0, 2**32).map(random.Random)
forms = st.sampled_from(["2019", "2021"])
styles = st.builds(
    Style,
    label=st.sampled_from(sorted(LABEL_STYLES)),
    value=st.sampled_from(sorted(VALUE_STYLES)),
    blank=st.sampled_from(["", "&nbsp;", "<br>", "&#12288;", "<span>&nbsp;</span>"]),
    spans=st.sampled_from(["true", "padded", "contradictory", "unclosed"]),
    markup=st.sampled_from(["bare", "word", "font", "split", "lines", "blocks", "upper"]),
    page=st.sampled_from(["zoom", "trs", "vsb", "ucap", "none", "layout", "bare"]),
    joined=st.sampled_from(["apart", "one", "halves", "mini", "nested", "chained"]),
    charset=st.sampled_from(["utf-8", "gb18030"]),
    chrome=st.booleans(),
    comments=st.booleans(),
)


def wrong(report: Report, expected: Sample) -> list[str]:
    """Cells that hold another value than printed; those without any are listed only where nothing is remarked."""
    noted = {".".join(remark.where.split(".")[:2]) for remark in report.remarks if remark.kind in UNSURE}
    found = []
    for table, rows in expected.tables.items():
        printed = getattr(report, table)
        for row, cells in rows.items():
            for column, value in cells.items():
                cell = printed.get(row, {}).get(column)
                got = cell.value if cell else "absent"
                unclear = cell is not None and got is None and f"{table}.{row}" in noted
                if got != value and not unclear:
                    found.append(f"{table}.{row}.{column}: {value} read as {got}")
        found += [f"{table}.{row}: not printed" for row in printed.keys() - rows.keys()]
    return found


def unsure(report: Report) -> list[str]:
    return [f"{remark.kind} {remark.where} {remark.raw}" for remark in report.remarks if remark.kind in UNSURE]


@settings(max_examples=150, deadline=None)
@given(seeds, forms, styles, st.sampled_from([0.0, 0.2, 1.0]))
def test_html(rng: random.Random, form: str, style: Style, blank: float) -> None:
    expected = sample(form, rng, blank)
    report = read(html(expected, style, rng))
    assert wrong(report, expected) == []
    assert (report.title, report.report_year, report.agency_name) == (expected.title, expected.year, expected.agency)
    assert [section.heading for section in report.sections] == list(HEADINGS)
    # Blank cells can be placed for certain only where spans tell how far the label side of the same table reaches.
    apart = style.joined not in ("mini", "halves")
    if (
        (blank == 0 and (apart or style.spans != "padded"))
        or blank == 1
        or (apart and style.spans in ("true", "unclosed"))
    ):
        assert unsure(report) == []
        assert report.form == form


@settings(max_examples=120, deadline=None)
@given(
    seeds,
    forms,
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(["plain", "half", "renumbered"]),
    st.sampled_from(["plain", "full_width", "thousands"]),
    st.sampled_from([0.0, 0.2, 1.0]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_text(rng: random.Random, form: str, layout: str, label: str, value: str, blank: float, line_end: str) -> None:
    expected = sample(form, rng, blank)
    report = read(text(expected, layout, Style(label=label, value=value), rng, line_end))
    assert wrong(report, expected) == []
    assert [section.heading for section in report.sections] == list(HEADINGS)
    assert report.title == expected.title
    if blank in (0.0, 1.0):
        assert unsure(report) == []
        assert report.form == form


@settings(max_examples=150, deadline=None)
@given(seeds, forms, styles, st.sampled_from(sorted(LOSSLESS)), st.sampled_from([0.0, 0.2, 1.0]))
def test_damage_that_loses_nothing(rng: random.Random, form: str, style: Style, name: str, blank: float) -> None:
    expected = sample(form, rng, blank)
    style = replace(style, damage=(LOSSLESS[name],), joined="apart")
    report = read(html(expected, style, rng))
    assert wrong(report, expected) == []
    if style.spans in ("true", "padded") and blank == 0 and (style.spans, name) != ("padded", "empty_rows"):
        assert unsure(report) == []
        assert report.form == form


#: A blank row in the middle takes the place of one that a label reaches into: what is printed is another table.
TYPED = sorted(LOSSLESS.keys() - {"empty_rows"})


@settings(max_examples=120, deadline=None)
@given(seeds, forms, st.sampled_from(["tabbed", "piped"]), st.sampled_from(TYPED), st.sampled_from([0.0, 0.2, 1.0]))
def test_damage_in_plain_text(rng: random.Random, form: str, layout: str, name: str, blank: float) -> None:
    expected = sample(form, rng, blank)
    report = read(text(expected, layout, Style(damage=(LOSSLESS[name],)), rng))
    assert wrong(report, expected) == []
    assert report.title == expected.title


@settings(max_examples=150, deadline=None)
@given(seeds, forms, styles, st.sampled_from(sorted(LOSSY)), st.sampled_from([0.0, 0.2]))
def test_damage_that_loses_values(rng: random.Random, form: str, style: Style, name: str, blank: float) -> None:
    expected = sample(form, rng, blank)
    style = replace(style, damage=(LOSSY[name],), joined="apart")
    assert without_lost(wrong(read(html(expected, style, rng)), expected)) == []


SEVERAL = st.sets(st.sampled_from(sorted({**LOSSLESS, **LOSSY})), min_size=2, max_size=3)


@settings(max_examples=50, derandomize=True)
@given(seeds, forms, styles, SEVERAL, st.sampled_from([0.0, 0.2]))
def test_several_damages_to_a_page(rng: random.Random, form: str, style: Style, names: set[str], blank: float) -> None:
    expected = sample(form, rng, blank)
    page = html(expected, replace(style, damage=in_turn(names)), rng)
    assert without_lost(wrong(read(page), expected)) == []


@settings(max_examples=50, derandomize=True)
@given(seeds, forms, st.sampled_from(sorted(TEXTS)), SEVERAL, st.sampled_from([0.0, 0.2]))
def test_several_damages_to_a_text(rng: random.Random, form: str, layout: str, names: set[str], blank: float) -> None:
    expected = sample(form, rng, blank)
    page = text(expected, layout, Style(damage=in_turn(names)), rng)
    assert without_lost(wrong(read(page), expected)) == []


@pytest.mark.parametrize(
    ("printed", "row", "figures"),
    [
        ("属于国家秘密 1 2 3 4 5 6 21", "refused_state_secret", 7),
        ("执法案卷8.属于行政 1 2 3 4 5 6 21", "refused_enforcement_file", 0),  # The end of 7., the beginning of 8.
        (
            "请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请3.其他 1 2 3 4 5 6 21",
            "other_unpaid_fee",
            0,
        ),
        ("2.其他法 1 2 3 4 5 6 21", "other_misc", 0),
        ("2、其他 1 2 3 4 5 6 21", "other_misc", 0),
        ("9.其他 1 2 3 4 5 6 21", "other_misc", 0),
    ],
)
def test_figures_after_pieces_of_two_labels_belong_to_neither_for_certain(printed: str, row: str, figures: int) -> None:
    head = "三、收到和处理政府信息公开申请情况\n自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    page = f"{head}一、本年新收政府信息公开申请数量\n10\n20\n30\n40\n50\n60\n210\n" + printed.replace(" ", "\n")
    cells = read(page.encode()).applications.get(row, {})
    assert sum(cell.value is not None for cell in cells.values()) == figures


def test_a_vertical_text_with_the_sum_first_is_read_in_the_order_of_its_header() -> None:
    rng = random.Random(1)
    expected = sample("2021", rng)
    page = text(expected, "one_cell_a_line", Style(damage=in_turn(["sum_first"])), rng)
    report = read(page)
    assert wrong(report, expected) == []
    assert unsure(report) == []


def test_a_vertical_text_without_its_header_proves_no_order_of_applicants() -> None:
    rng = random.Random(1)
    expected = sample("2021", rng)
    page = text(expected, "one_cell_a_line", Style(), rng).decode().replace("自然人\n", "")
    report = read(page.encode())
    cells = [cell for row in report.applications.values() for cell in row.values()]
    assert len(cells) == 175
    assert not any(cell.certain for cell in cells)
    assert "ragged_row applications.granted" in "\n".join(unsure(report))


def test_a_row_that_adds_up_needs_no_header() -> None:
    rng = random.Random(1)
    expected = sample("2021", rng)
    for row in expected.tables["applications"].values():
        row["total"] = sum(value or 0 for column, value in row.items() if column != "total")
    page = text(expected, "one_cell_a_line", Style(), rng).decode().replace("自然人\n", "")
    report = read(page.encode())
    assert wrong(report, expected) == []
    assert unsure(report) == []


def without_lost(lines: list[str]) -> list[str]:
    """A figure that is no longer printed reads as blank; only another figure in its place is wrong."""
    return [line for line in lines if not line.endswith(("read as None", "read as absent", "not printed"))]


@pytest.mark.parametrize("seed", range(6))
def test_a_header_printed_again_under_other_columns_keeps_its_order(seed: int) -> None:
    rng = random.Random(seed)
    expected = sample("2021", rng)
    style = Style(spans="contradictory", damage=in_turn(["sum_first", "repeated_header"]))
    assert without_lost(wrong(read(html(expected, style, rng)), expected)) == []


def test_a_figure_right_of_the_table_puts_rows_without_their_first_in_doubt() -> None:
    head = "| 项目 |  | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |  |"
    rows = [
        "| 一、本年新收政府信息公开申请数量 |  | 1 | 2 | 3 | 4 | 5 | 6 | 21 |  |",
        "| 不予处理 | 信访举报投诉类申请 | 7 | 8 | 9 | 10 | 11 | 12 | 57 |  |",
        "|  | 重复申请 |  | 13 | 14 | 15 | 16 | 17 |  | 75 |",  # One cell too many before the figures.
        "| 四、结转下年度继续办理 |  |  | 18 | 19 | 20 | 21 | 22 | 23 |  |",
    ]
    page = "\n".join(["三、收到和处理政府信息公开申请情况", "", head, *rows])
    report = read(page.encode())
    assert report.applications["received"]["total"].value == 21
    assert {cell.value for cell in report.applications["carried_out"].values()} == {None}
    assert "ragged_row applications.carried_out" in "\n".join(unsure(report))


def test_the_beginning_of_another_label_is_not_the_third_of_the_last_group() -> None:
    head = "| 项目 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
    page = f"三、收到和处理政府信息公开申请情况\n\n{head}\n| 2.其他 | 1 | 2 | 3 | 4 | 5 | 6 | 21 |\n"
    page += "| 重复申请 | 7 | 8 | 9 | 10 | 11 | 12 | 57 |\n| 要求提供公开出版物 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n"
    report = read(page.encode())
    assert "other_misc" not in report.applications
    assert [remark.kind for remark in report.remarks if "2.其他" in remark.raw] == [RemarkKind.UNKNOWN_LABEL]


def test_a_row_printed_twice_with_other_figures_has_none_for_certain() -> None:
    head = "| 项目 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
    rows = "| 重复申请 | 1 | 2 | 3 | 4 | 5 | 6 | 21 |\n| 要求提供公开出版物 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n"
    page = f"三、收到和处理政府信息公开申请情况\n\n{head}\n{rows}| 重复申请 | 7 | 8 | 9 | 10 | 11 | 12 | 57 |\n"
    report = read((page + "| 要求提供公开出版物 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |").encode())
    assert {cell.value for cell in report.applications["unprocessed_repeat"].values()} == {None}
    assert {cell.value for cell in report.applications["unprocessed_publication"].values()} == {0}
    assert [remark.where for remark in report.remarks if remark.kind is RemarkKind.DUPLICATE_ROW] == [
        "applications.unprocessed_repeat",
        "applications.unprocessed_publication",
    ]


def test_a_row_is_not_blank_whose_figures_may_stand_below_it() -> None:
    head = "<table><tr><td>项目</td><td>" + "</td><td>".join(APPLICANTS) + "</td></tr></table>"
    rows = "".join(
        f"<table><tr>{''.join(f'<td>{text}</td>' for text in row)}</tr></table>"
        for row in (
            ("一、本年新收政府信息公开申请数量", *[""] * 7),
            ("", 1, 2, 3, 4, 5, 6, 21),
            ("二、上年结转政府信息公开申请数量", *[""] * 7),
            ("四、结转下年度继续办理", *[0] * 7),
        )
    )
    report = read(f"<p>三、收到和处理政府信息公开申请情况</p>{head}{rows}".encode())
    certain = {row: {cell.certain for cell in cells.values()} for row, cells in report.applications.items()}
    assert certain == {"received": {False}, "carried_in": {True}, "carried_out": {True}}
    assert [line.split()[1] for line in unsure(report)] == ["applications.received"]
