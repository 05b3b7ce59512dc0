"""Dates in texts and addresses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.dates import damaged_dates, date_in_url, first_date, only_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-20",
        "2026-01-20 16:25:19",
        "[2026-01-20]",
        "2026/1/20",
        "2026.01.20",
        "20260120",
        "2026年1月20日",
        "2026年 01 月 20 日",
        "二〇二六年一月二十日",
        "二○二六年一月二十日",
        "２０２６年１月２０日",
        "2026年元月20日",
        "二〇二六年元月二十日",
        "发布于2026年1月20日，星期二",
    ],
)
def test_the_first_date(text: str) -> None:
    assert first_date(text) == date(2026, 1, 20)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13-01", "2026年2月30日", "2026-02-00018", "006383401N/2023-2030837", "202511日", "1970-01-01"],
)
def test_no_date(text: str) -> None:
    assert first_date(text) is None


@pytest.mark.parametrize(
    ("text", "alone"), [("（2026年1月13日）", True), ("2026年1月13日。", True), ("截至2026年1月13日", False)]
)
def test_a_date_alone(text: str, alone: bool) -> None:
    assert (only_date(text) is not None) is alone


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_in_chinese_numerals(day: date) -> None:
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(char)] for char in str(day.year))

    def numeral(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")

    assert first_date(f"{year}年{numeral(day.month)}月{numeral(day.day)}日") == day


@pytest.mark.parametrize(
    ("text", "found"), [("自20241月1日起", 1), ("202211日至1231日", 1), ("2024年1月1日", 0), ("全年20231条", 0)]
)
def test_dates_that_lost_their_characters(text: str, found: int) -> None:
    assert len(damaged_dates(text)) == found


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://x.gov.cn/art/2023/1/12/art_1229711376_69164.html", date(2023, 1, 12)),
        ("http://x.gov.cn/jz/hbz/zfxxgknb_70772/202101/t20210129_8843764.html", date(2021, 1, 29)),
        ("http://x.gov.cn/kyzq/2026-01/22/article_2026012210463172511.html", date(2026, 1, 22)),
        ("http://x.gov.cn/2023/01-19/2677014.html", date(2023, 1, 19)),
        ("http://x.gov.cn/xxgknb/2015678676080836610.html", date(2026, 1, 26)),
        ("http://x.gov.cn/c/2026-01-15/7097241.shtml", date(2026, 1, 15)),
        ("http://x.gov.cn/xxgknb/20210126/i2286533.html", date(2021, 1, 26)),
        ("http://x.gov.cn/channel_6076a2591887a377796ba71d/doc_60960f3fc91eeb7249ff41c5.html", date(2021, 5, 8)),
        ("http://x.gov.cn/xxgkAnnualReport/detail/61f1f0ed886688e3278b4568.html", date(2022, 1, 27)),
        ("http://x.gov.cn/xxgknb/1881520818601160706.html", date(2025, 1, 21)),
        ("http://x.gov.cn/html/HCS/202601/0176938436489438.html", date(2026, 1, 26)),
        ("http://x.gov.cn/News/Detail/20240117163714550.html", date(2024, 1, 17)),
        ("http://x.gov.cn/t19700101_3.html", None),
        ("http://x.gov.cn/info/1025/61001.htm", None),
        ("http://x.gov.cn/c111341/202301/c01_592213.shtml", None),
    ],
)
def test_the_day_an_address_carries(url: str, day: date | None) -> None:
    assert date_in_url(url) == day
