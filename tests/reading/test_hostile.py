"""Broken and hostile files end with a report or a ReadingError, never with anything else, and never hang."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from layouts import Style, html, sample

from crawler.reading import ReadingError, Report, TooLarge, read
from crawler.reading.document import Grid
from crawler.reading.formats import to_document

PAGE = html(sample("2021", random.Random(5)), Style(markup="word"), random.Random(5))


def outcome(data: bytes) -> Report | ReadingError:
    try:
        return read(data)
    except ReadingError as error:
        return error


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"<table><tr><td colspan=-1 rowspan=0>")
@example("<td>规章</td>".encode() * 3)
def test_any_bytes(data: bytes) -> None:
    outcome(data)
    outcome(b"<html>" + data)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PAGE)))
def test_a_page_cut_off_anywhere(length: int) -> None:
    """Only the last cell before the cut can have lost something; no other figure changes."""
    result, whole = outcome(PAGE[:length]), read(PAGE)
    if isinstance(result, Report):
        changed = [
            f"{table}.{row}.{column}"
            for table in ("disclosures", "applications", "proceedings")
            for row, cells in getattr(result, table).items()
            for column, cell in cells.items()
            if cell.value is not None and cell != getattr(whole, table).get(row, {}).get(column)
        ]
        assert len(changed) <= 1


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_page_with_holes(rng: random.Random) -> None:
    data = bytearray(PAGE)
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(data))
        del data[at : at + rng.randrange(1, 200)]
    outcome(bytes(data))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "</table>",
                "<tr>",
                "</tr>",
                "<td>",
                "</td>",
                "<td colspan=3>",
                "<td rowspan=9>",
                "<p>",
                "</p>",
                "<br>",
                "<div id=zoom>",
                "</div>",
                "规章",
                "一、总体情况",
                "予以公开",
                "结果维持",
                "行政复议",
                "总计",
                "其他",
                "自然人",
                "信息内容",
                "12",
                "0 0",
                "2021年",
                "发布日期：",
                "\t",
                "|",
                "<ucapcontent>",
                "<title>",
                "<!--",
                "-->",
                "<script>",
                "</script>",
            ]
        ),
        max_size=120,
    )
)
def test_any_markup_of_the_words_that_count(pieces: list[str]) -> None:
    outcome("".join(pieces).encode())
    outcome("\n".join(pieces).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"<table><tr><td>" * 600_000,
        b"<table><tr><td>" * 1_000 + PAGE,
        b"<div>" * 1_500_000,
        b"<div>" * 20_000 + PAGE,
        b"<pre>" * 20_000 + PAGE,
        b"<span>" * 100_000,
        b"<p " + b"a=1 " * 50_000 + b">",
        b"<details>1<dd>" * 50_000 + PAGE,
        b"<h1>1<optgroup>" * 50_000 + PAGE,
        b"<SELECT>" + b"<OPTION>1" * 20_000 + PAGE,
        b"<select><option>" + b"<b>1</b>" * 100_000 + b"<option>2" * 1_000 + PAGE,
    ],
)
def test_markup_beyond_any_report_is_refused(data: bytes) -> None:
    assert isinstance(outcome(data), TooLarge)


@pytest.mark.parametrize(
    "data",
    [
        ("<table><tr>" + "<td>规章</td><td>12</td>" * 50_000 + "</tr></table>").encode(),
        ("<table>" + "".join(f"<tr><td>规章{n}</td><td>{n}</td></tr>" for n in range(50_000)) + "</table>").encode(),
        (
            "<table>" + "<tr>" + "<td colspan=99999999 rowspan=99999999>规章</td>" * 500 + "</tr>" * 500 + "</table>"
        ).encode(),
        ("<table>" + ("<tr>" + "<td rowspan=400>1</td>" * 50 + "</tr>") * 500 + "</table>").encode(),
        "石桥镇2021年政府信息公开工作年度报告\n".encode() * 20_000,
        "予以公开 1 2 3 4 5 6 7 \n".encode() * 20_000,
        ("发布日期：来源：索引号：\n" * 20_000).encode(),
        ("<p>一、总体情况</p>" * 20_000).encode(),
        b"<!--" * 500_000 + PAGE,
        b"<" * 390_000,
    ],
)
def test_much_of_one_thing_ends(data: bytes) -> None:
    outcome(data)


def test_an_embedded_picture_hides_nothing() -> None:
    picture = b'<img src="data:image/png;base64,' + b"A" * 12_000_000 + b'">'
    assert read(picture + PAGE).applications == read(PAGE).applications


def test_a_page_in_many_useless_elements_is_still_read() -> None:
    assert read(b"<div>" * 300 + PAGE).applications == read(PAGE).applications


def test_remarks_are_not_without_end() -> None:
    rows = "".join(f"<tr><td>其他事项{n}</td><td>{n}</td></tr>" for n in range(550))
    report = outcome(
        f"<table><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规章</td><td>1</td></tr>{rows}</table>".encode()
    )
    assert isinstance(report, Report)
    assert len(report.remarks) <= 300


def test_a_page_of_spanning_cells_is_refused() -> None:
    with pytest.raises(TooLarge, match="span"):
        read(b"<table><tr>" + b"<td colspan=60 rowspan=400>1" * 50_000)


def test_spans_are_counted_in_any_case() -> None:
    with pytest.raises(TooLarge, match="span"):
        read(b"<table><tr>" + b"<td ColSpan=2 rowSPAN=2>1" * 6_000)


def test_a_cell_reaches_no_further_than_a_form_is_long() -> None:
    page = "<table><tr><td rowspan=400>予以公开" + "<tr><td>1<td>2" * 399 + "</table>"
    document = to_document(page.encode())
    grid = next(block for block in document.body if isinstance(block, Grid))
    assert sum(box.rowspan == 0 for row in grid.rows for box in row) == 99


def test_a_header_again_and_again_is_not_read_without_end() -> None:
    report = read(
        (
            "<h1>甲县2021年政府信息公开工作年度报告</h1><table>" + "<tr><td>自然人<td>总计</tr>" * 550 + "</table>"
        ).encode()
    )
    assert report.applications == {}


def test_a_title_that_is_not_closed_is_cut() -> None:
    document = to_document(("<title>甲县2021年年报" + "-乙" * 100_000).encode())
    assert all(len(text) <= 1000 for _, text in document.titles)
