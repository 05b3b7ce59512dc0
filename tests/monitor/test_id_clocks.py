"""The time inside the numbers of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.clock import SHANGHAI
from crawler.monitor.id_clocks import id_clock


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/channel_60763f3f0000000011aabb22/doc_60960f3f00000000ff00aa11.html", date(2021, 5, 8)),
        ("/xxgk/63d48a80AABBCCDDEEFF0011.html", date(2023, 1, 28)),
        ("/xxgknb/1881520818601160706.html", date(2025, 1, 21)),
        ("/html/QX/202601/0176938436489438.html", date(2026, 1, 26)),
        ("/gongkai/show/20230128235959123.html", date(2023, 1, 28)),
        ("/GovOpenShow.aspx?id=20230128112233", date(2023, 1, 28)),
        ("/201901/t20220217_398361.html", date(2022, 2, 17)),
        ("/art/2023/2/9/art_20318_1180001.html", date(2023, 2, 9)),
    ],
)
def test_numbers_that_carry_a_time(address: str, day: date) -> None:
    told = id_clock(f"http://www.qingxi.example{address}")
    assert told is not None
    assert told.on == day


@pytest.mark.parametrize(
    "address",
    [
        "/info/1025/61001.htm",
        "/public/100200300/1100000456.html",
        "/202601/0f8a63d48a80aabbccddeeff00112233.shtml",  # 32 digits: at random
        "/gongkai/show/20231399112233.html",  # no such month
        "/xxgk/search.jsp?area=12430623006383401N",  # the credit code of a body
        "/t20231301_1.html",
        "/art/2023/2/30/art_1_2.html",
        "/show/1000000000000.html",  # milliseconds of 2001, before there were reports
    ],
)
def test_numbers_that_carry_none(address: str) -> None:
    assert id_clock(f"http://www.qingxi.example{address}") is None


@given(st.integers(0, 29 * 365 * 86_400), st.integers(0, 2**22 - 1))
def test_what_a_system_made_at_a_moment_tells_its_day_in_beijing(later: int, rest: int) -> None:
    at = datetime(2008, 1, 2, tzinfo=SHANGHAI) + timedelta(seconds=later)
    day, seconds = at.date(), int(at.timestamp())
    milliseconds = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    numbers = [f"{seconds:08x}{rest:016x}", f"{milliseconds}", f"{at:%Y%m%d%H%M%S}"]
    snowflake = ((milliseconds - 1_288_834_974_657) << 22) + rest
    if snowflake >= 10**18:
        numbers.append(str(snowflake))
    for number in numbers:
        told = id_clock(f"/xxgk/{number}.html")
        assert told is not None, number
        assert told.on == day, number


@given(st.text(max_size=80))
def test_any_text_is_an_address_without_a_fault(text: str) -> None:
    id_clock(text)
