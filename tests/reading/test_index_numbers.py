"""Index numbers and the check characters of the codes in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.index_number import (
    CodeKind,
    is_credit_code,
    is_organization_code,
    looks_like_index_number,
    parse_index_number,
)

ORGANIZATIONS = ("006383401", "000014349", "01527918X", "779940273", "002645566", "014416330", "00248247X", "MB284723X")
CREDITS = (
    *("11430623006383401N", "11370883004325769B", "113708260043292687", "1133068200259085XF", "113325000026455663"),
    *("11330000002482322Q", "12620600MB0523338C", "115330250152645191", "1133102400268125XW", "1162042101391301XJ"),
)


@pytest.mark.parametrize("code", ORGANIZATIONS)
def test_organization_codes(code: str) -> None:
    assert is_organization_code(code)
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    assert not is_organization_code(wrong)


@pytest.mark.parametrize("code", CREDITS)
def test_credit_codes(code: str) -> None:
    assert is_credit_code(code)
    assert not is_credit_code(code[:4] + str((int(code[4]) + 1) % 10) + code[5:])


@pytest.mark.parametrize(
    ("text", "kind", "organization", "division", "year", "serial", "sound"),
    [
        ("000014349/2017-00110", CodeKind.ORGANIZATION, "000014349", None, 2017, "00110", True),
        ("006383401N/2023-2030837", CodeKind.CREDIT_TAIL, "006383401", None, 2023, "2030837", True),
        ("1133102400268125XW/2024-104757", CodeKind.CREDIT, "00268125X", "331024", 2024, "104757", True),
        ("115330250152645191/20260116-00001", CodeKind.CREDIT, "015264519", "533025", 2026, "00001", True),
        ("11341702003256036D/202111-00022", CodeKind.CREDIT, "003256036", "341702", 2021, "00022", True),
        ("234234234444444444/2024-00001", CodeKind.CREDIT, "444444444", "423423", 2024, "00001", False),
        ("00445754-2/2023-00238", CodeKind.ORGANIZATION, "004457542", None, 2023, "00238", True),
        ("lanling00445754-2/2023-00238", CodeKind.ORGANIZATION, "004457542", None, 2023, "00238", True),
        ("01527918X-2020-153077", CodeKind.ORGANIZATION, "01527918X", None, 2020, "153077", True),
        ("620702081/2026-00007", CodeKind.LOCAL, None, None, 2026, "00007", None),
        ("zfb/2026-00021", CodeKind.LOCAL, None, None, 2026, "00021", None),
        ("gzgbmgzgbm-GK-2024-0043", CodeKind.LOCAL, None, None, 2024, "0043", None),
        ("/2025-5503988", CodeKind.NONE, None, None, 2025, "5503988", None),
        ("20191202-189769", CodeKind.NONE, None, None, 2019, "189769", None),
    ],
)
def test_grammar(
    text: str,
    kind: CodeKind,
    organization: str | None,
    division: str | None,
    year: int,
    serial: str,
    sound: bool | None,
) -> None:
    number = parse_index_number(text)
    assert number is not None
    assert (number.text, number.kind, number.organization_code, number.division) == (text, kind, organization, division)
    assert (number.year, number.serial, number.sound) == (year, serial, sound)


@pytest.mark.parametrize("text", ["", "/2021-None", "发布机构：石桥镇", "2023-01-21", "〔2021〕30号", "无", "K45"])
def test_no_index_number(text: str) -> None:
    assert parse_index_number(text) is None
    assert not looks_like_index_number(text)


@pytest.mark.parametrize("text", ["null02D/01A/D3C20190807", "1**********6833949/2020-110961"])
def test_damaged_ones_are_kept_as_printed(text: str) -> None:
    assert parse_index_number(text) is None
    assert looks_like_index_number(text)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    number = parse_index_number(text)
    assert number is None or number.text == "".join(text.split())
