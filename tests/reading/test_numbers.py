"""The text of a cell: a number where it is certain, the printed text always."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.numbers import Kind, looks_like_value, read_number
from crawler.reading.report import RemarkKind


@pytest.mark.parametrize("text", ["", " ", "\xa0", "\u3000", "\u200b", "-", "—", "——", "/", "无", "／", "N/A"])
@pytest.mark.parametrize("kind", Kind)
def test_blank_and_null_marks_have_no_value(text: str, kind: Kind) -> None:
    cell, remark = read_number(text, kind)
    assert (cell.value, cell.certain, remark) == (None, True, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("12", 12), ("１２", 12), (" 12 ", 12), ("1,234", 1234), ("1，234", 1234), ("0.0", 0), ("+3", 3)],
)
def test_plain_counts(text: str, value: int) -> None:
    cell, remark = read_number(text)
    assert (cell.value, cell.certain, remark) == (value, True, None)
    assert isinstance(cell.value, int)
    assert cell.raw == text.strip()


@pytest.mark.parametrize(
    ("text", "value"), [("201件", 201), ("6項", 6), ("22（其中修订16件）", 22), ("3 条", 3), ("共3件", 3), ("5。", 5)]
)
def test_counts_with_words(text: str, value: int) -> None:
    cell, remark = read_number(text)
    assert (cell.value, remark, cell.raw) == (value, RemarkKind.NUMBER_WITH_TEXT, text)


@pytest.mark.parametrize(
    "text",
    ["约20", "20余", "12%", "3①", "007", "1.5", "12，3", "O", "三", "见附件", "1/2", "1-2", "9" * 20, "201元", "二十"],
)
def test_what_is_not_certain_has_no_value(text: str) -> None:
    cell, remark = read_number(text)
    assert (cell.value, cell.certain, remark) == (None, False, RemarkKind.UNREADABLE_NUMBER)
    assert cell.raw == text


@pytest.mark.parametrize(("text", "value"), [("0 0", 0), ("000", 0), ("0\n0\n0", 0), ("1 2", None), ("3 3", None)])
def test_cells_run_into_one(text: str, value: int | None) -> None:
    cell, remark = read_number(text)
    assert (cell.value, cell.certain) == (value, value is not None)
    assert remark is RemarkKind.MERGED_CELLS
    assert cell.raw == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "value"),
    [("+2", 2), ("-71", -71), ("－71", -71), ("—71", -71), ("减2", -2), ("增加3", 3), ("减少 5 项", -5), ("0", 0)],
)
def test_changes(text: str, value: int) -> None:
    cell, _ = read_number(text, Kind.CHANGE)
    assert (cell.value, cell.certain) == (value, True)


@pytest.mark.parametrize("text", ["--253", "增2减1", "+-3", "减-2", "增/减"])
def test_changes_that_contradict_themselves(text: str) -> None:
    cell, remark = read_number(text, Kind.CHANGE)
    assert (cell.value, cell.certain, remark) == (None, False, RemarkKind.UNREADABLE_NUMBER)


@pytest.mark.parametrize(
    ("text", "value", "remark"),
    [
        ("25.1", 25.1, None),
        ("0.0000", 0, None),
        ("96171.6", 96171.6, None),
        ("160.5964万元", 160.5964, RemarkKind.NUMBER_WITH_TEXT),
        ("251000元", 25.1, RemarkKind.UNIT_CONVERTED),
        ("3235727元", 323.5727, RemarkKind.UNIT_CONVERTED),
        ("1,000元", 0.1, RemarkKind.UNIT_CONVERTED),
        ("1.2亿元", 12000, RemarkKind.UNIT_CONVERTED),
    ],
)
def test_amounts_are_in_ten_thousands(text: str, value: float, remark: RemarkKind | None) -> None:
    assert read_number(text, Kind.AMOUNT) == ((value, text, True), remark) or (
        read_number(text, Kind.AMOUNT).cell.value,
        read_number(text, Kind.AMOUNT).remark,
    ) == (value, remark)


def test_a_heading_in_yuan_converts_figures_without_a_unit() -> None:
    assert read_number("251000", Kind.AMOUNT_IN_YUAN).cell.value == 25.1
    assert read_number("25.1万元", Kind.AMOUNT_IN_YUAN).cell.value == 25.1


@given(st.text(max_size=30), st.sampled_from(Kind))
def test_any_text_is_kept_and_never_breaks(text: str, kind: Kind) -> None:
    cell, _ = read_number(text, kind)
    assert cell.raw == " ".join(text.split())
    assert cell.certain or cell.value is None


@given(st.integers(0, 10**12))
def test_every_count_survives_its_printings(number: int) -> None:
    for text in (str(number), f"{number:,}", f" {number}\xa0", f"{number}件"):
        assert read_number(text).cell.value == number


@pytest.mark.parametrize(
    ("text", "value"), [("12", True), ("-", True), ("+3", True), ("", False), ("规章", False), ("1.", True)]
)
def test_what_stands_for_a_value(text: str, value: bool) -> None:
    assert looks_like_value(text) is value
