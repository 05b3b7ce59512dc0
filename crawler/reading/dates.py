"""Dates as Chinese pages print them, and dates that an address carries by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

_SHANGHAI = timezone(timedelta(hours=8))
#: Years in which a report of the open-information regime (in force since 2008) can have been dated.
_YEARS = range(2000, 2100)

_GAP = r"[\s\u3000]*"
_WESTERN = (
    rf"(?P<y>[2２][0０]\d{{2}}){_GAP}(?:年{_GAP}(?P<m1>\d{{1,2}}|元){_GAP}月{_GAP}(?P<d1>\d{{1,2}}){_GAP}[日号]"
    rf"|(?P<sep>[-/.]){_GAP}(?P<m2>\d{{1,2}})(?P=sep){_GAP}(?P<d2>\d{{1,2}})(?!\d))"
)
_COMPACT = r"(?P<y3>20\d{2})(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?!\d)"
_CHINESE = (
    rf"(?P<y4>二{_GAP}[〇○ОO0零]{_GAP}[〇○ОO0零一二三四五六七八九]{_GAP}[〇○ОO0零一二三四五六七八九]){_GAP}年{_GAP}"
    rf"(?P<m4>十?[一二三四五六七八九]|[十元]){_GAP}月{_GAP}(?P<d4>[一二三]?十?[一二三四五六七八九]|[二三]?十){_GAP}[日号]"
)
_DATE = re.compile(rf"(?<!\d)(?:{_WESTERN}|{_COMPACT})|{_CHINESE}")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ENGLISH = re.compile(
    rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?\s(\d{{1,2}})(?:,|\s\d\d:\d\d:\d\d\s[A-Z]{{2,5}})\s?(20\d\d)\b",
    re.IGNORECASE,
)
#: Dates that lost their 年 or 月 when a PDF's private font was turned into text: 202511日, 20241月1日.
_DAMAGED = re.compile(r"(?<!\d)20\d{2}(?:\d{1,2}月\d{1,2}日|\d{2,4}日)")
_AROUND = " \t\u3000\xa0()（）。."
_DIGITS = {**dict.fromkeys("〇○ОO0零", 0), **{char: value for value, char in enumerate("一二三四五六七八九", 1)}}


def find_dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Every date printed in the text, with its start and end; impossible ones (13月) are passed over."""
    for match in _DATE.finditer(text):
        if day := _date_of(match):
            yield day, match.start(), match.end()


def first_date(text: str) -> date | None:
    """The first date printed in the text; in English only where there is no other."""
    return next((day for day, _, _ in find_dates(text)), None) or _english_date(text)


def _english_date(text: str) -> date | None:
    """Jan 20, 2025 or Mon Jan 20 10:12:09 CST 2025, as publishing systems print that were set up in English."""
    match = _ENGLISH.search(text)
    return _valid(int(match[3]), _MONTHS.index(match[1].title()) + 1, int(match[2])) if match else None


def only_date(text: str) -> date | None:
    """The date, if the text is nothing else but one (brackets around it do not count)."""
    stripped = text.strip(_AROUND)
    found = next(find_dates(stripped), None)
    return found[0] if found and found[1] == 0 and found[2] == len(stripped) else None


def ends_in_date(text: str) -> bool:
    """Whether the text can end in a date, as its last character tells."""
    last = text.rstrip(_AROUND)[-1:]
    return last.isdecimal() or last in ("日", "号")


def damaged_dates(text: str) -> list[str]:
    """Dates that lost their 年 or 月: the year can be read, the day cannot."""
    return _DAMAGED.findall(text)


def _date_of(match: re.Match[str]) -> date | None:
    year, month, day, _, month2, day2, year3, month3, day3, year4, month4, day4 = match.groups()
    if year4:
        digits = "".join([str(_DIGITS[char]) for char in year4.replace("二", "", 1).strip() if char in _DIGITS])
        return _valid(2000 + int(digits), _numeral(month4), _numeral(day4))
    month, day = month or month2 or month3, day or day2 or day3
    return _valid(int(year or year3), 1 if month == "元" else int(month), int(day))


def _numeral(text: str) -> int:
    """一 to 三十一; 元月 is the first."""
    if text == "元":
        return 1
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


#: Addresses that carry a day in their path, by publishing system.
_PATHS = (
    re.compile(r"/art/(\d{4})/(\d{1,2})/(\d{1,2})/art_"),
    re.compile(r"/t(\d{4})(\d{2})(\d{2})_\d+"),
    re.compile(r"/(20\d{2})[-/](\d{1,2})[-/](\d{1,2})/[^/]*\d"),
    re.compile(r"/(20\d{2})(\d{2})/(\d{2})/[^/]*\d"),
    re.compile(r"/(20\d{2})(\d{2})(\d{2})/[^/]*\d"),
    re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{0,3}(?!\d)"),
)
#: The document's own identifier, not its channel's.
_OBJECT_ID = re.compile(r"(?:/|doc_)([0-9a-f]{24})(?=[._]|$)")
#: They have begun with 2 since the end of 2025.
_SNOWFLAKE = re.compile(r"/([12]\d{18})\.html")
_MILLISECONDS = re.compile(r"/html/[A-Z]+/\d{6}/0(\d{13})\d{2,3}\.html")
_SNOWFLAKE_EPOCH = 1288834974657


def date_in_url(url: str) -> date | None:
    """The day an address carries: in its path, or as the creation time inside an identifier. A witness, no claim."""
    for pattern in _PATHS:
        if (match := pattern.search(url)) and (day := _valid(*map(int, match.groups()))):
            return day
    if match := _MILLISECONDS.search(url):
        return _local_day(int(match[1]) / 1000)
    if match := _SNOWFLAKE.search(url):
        return _local_day(((int(match[1]) >> 22) + _SNOWFLAKE_EPOCH) / 1000)
    match = _OBJECT_ID.search(url)
    return _local_day(int(match[1][:8], 16)) if match else None


def _local_day(seconds: float) -> date | None:
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(_SHANGHAI)
    return moment.date() if moment.year in _YEARS else None
