"""The charts where there is little to draw: nothing, one day, everything on one day."""

from __future__ import annotations

import re
from datetime import date

import pytest

from storage.browse.charts.bar import states_bar
from storage.browse.charts.curve import CurveWords, filings_curve
from storage.browse.charts.multiples import years_bars
from storage.browse.charts.scale import marks, ticks
from storage.browse.charts.strip import looks_strip

WORDS = CurveWords("逐日", "说明", "应报", "期限 {day}")
DUE = date(2023, 1, 31)
WIDE, HIGH = 1000.0, 300.0


def _curve(filed: dict[date, int], owed: int, due: tuple[date, ...] = (DUE,)) -> str:
    return str(filings_curve(filed, due, owed, WORDS, width=WIDE, height=HIGH))


def _numbers(drawn: str, attribute: str) -> list[float]:
    return [float(number) for number in re.findall(rf'\b{attribute}="(-?[\d.]+)"', drawn)]


@pytest.mark.parametrize(
    ("filed", "owed"),
    [
        ({}, 0),
        ({}, 3),
        ({date(2023, 1, 20): 3}, 3),
        ({DUE: 45_000}, 45_000),
        ({date(2019, 5, 5): 1, date(2026, 5, 5): 2}, 3),
        ({date(2023, 1, 20): 7}, 3),
    ],
)
def test_a_curve_stays_within_its_picture(filed: dict[date, int], owed: int) -> None:
    drawn = _curve(filed, owed)
    assert "nan" not in drawn
    assert "inf" not in drawn
    places = [*_numbers(drawn, "cx"), *_numbers(drawn, "x1"), *_numbers(drawn, "x2")]
    heights = [*_numbers(drawn, "cy"), *_numbers(drawn, "y1"), *_numbers(drawn, "y2")]
    assert all(0 <= x <= WIDE for x in places)
    assert all(0 <= y <= HIGH for y in heights)


def test_all_on_one_day_is_one_step_up_to_what_was_owed() -> None:
    drawn = _curve({date(2023, 1, 20): 3}, 3)
    [line] = re.findall(r'<path d="(M[^"]*)" class="curve-line"', drawn)
    assert line.count("V") == 1
    [owed] = re.findall(r'<line[^>]*class="owed"[^>]*>', drawn)
    assert _numbers(owed, "y1") == _numbers(drawn, "cy")


def test_without_a_filing_the_curve_lies_on_the_floor() -> None:
    drawn = _curve({}, 3)
    [line] = re.findall(r'<path d="(M[^"]*)" class="curve-line"', drawn)
    assert "V" not in line


def test_a_bar_of_nothing_is_nothing_and_of_one_state_is_whole() -> None:
    assert states_bar([("green", "按时", 0)], "状态") == ""
    assert states_bar([], "状态") == ""
    assert _numbers(str(states_bar([("green", "按时", 5), ("red", "逾期", 0)], "状态")), "width")[-1] == 1000


def test_years_without_a_number_say_so_and_zero_is_a_number() -> None:
    drawn = str(years_bars("收到", [(2021, None, None), (2022, 0, None)], "–"))
    assert re.findall(r'class="value"[^>]*>([^<]*)', drawn) == ["–", "0"]


def test_a_list_that_was_never_looked_at_has_an_empty_strip() -> None:
    assert "<rect" not in looks_strip([], "查看", "")


@pytest.mark.parametrize(("largest", "last"), [(0, 1), (1, 1), (3, 3), (7, 8), (45_000, 60_000)])
def test_an_axis_ends_at_or_above_what_it_must_show(largest: int, last: int) -> None:
    scale = ticks(largest)
    assert scale[0] == 0
    assert scale[-1] >= max(largest, 1)
    assert len(scale) == len(set(scale))
    assert scale[-1] <= 2 * max(last, 1)


def test_one_day_has_marks_without_end() -> None:
    assert marks(DUE, DUE, most=4) == []
    assert marks(date(2023, 1, 1), date(2023, 1, 1), most=4) == [date(2023, 1, 1)]
