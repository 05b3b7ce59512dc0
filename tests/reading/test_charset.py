"""Bytes of pages whose character set is missing, imprecise or wrongly declared."""

from __future__ import annotations

import pytest

from crawler.reading import Damaged, EmptyFile, NotAReport, ReadingError, TooLarge, UnknownFormat, read
from crawler.reading.charset import decode
from crawler.reading.report import RemarkKind

TITLE = "石桥镇2022年政府信息公开工作年度报告"
TRADITIONAL = "石橋鎮2022年政府資訊公開工作年度報告"


def page(declared: str, title: str = TITLE) -> str:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return f"<html><head>{head}<title>{title}</title></head><body><h1>{title}</h1><p>本年工作</p></body></html>"


@pytest.mark.parametrize(
    ("declared", "actual"),
    [("utf-8", "utf-8"), ("gb2312", "gbk"), ("GBK", "gb18030"), ("gb2312", "gb18030"), ("", "utf-8")],
)
def test_a_right_declaration_is_not_remarked_upon(declared: str, actual: str) -> None:
    report = read(page(declared, "石桥镇喆2022年政府信息公开工作年度报告").encode(actual))
    assert report.title == "石桥镇喆2022年政府信息公开工作年度报告"
    assert report.remarks == ()


@pytest.mark.parametrize(("declared", "actual"), [("utf-8", "gbk"), ("gb2312", "utf-8"), ("iso-8859-1", "utf-8")])
def test_a_wrong_declaration_is(declared: str, actual: str) -> None:
    report = read(page(declared).encode(actual))
    assert report.title == TITLE
    assert [remark.kind for remark in report.remarks] == [RemarkKind.CHARSET_GUESSED]


def test_a_declaration_of_the_other_script_is_refuted_by_the_text() -> None:
    """Most bytes of either set fit the other as well."""
    for declared, text, actual in (("big5", TITLE, "gbk"), ("gb2312", TRADITIONAL, "big5")):
        report = read(page(declared, text).encode(actual))
        assert report.title == text
        assert [remark.kind for remark in report.remarks] == [RemarkKind.CHARSET_GUESSED]


@pytest.mark.parametrize("declared", ["", "no-such-set"])
def test_without_a_usable_declaration_trial_decides(declared: str) -> None:
    assert read(page(declared).encode("gbk")).title == TITLE
    assert read(page(declared, TRADITIONAL).encode("big5")).title == TRADITIONAL


def test_a_byte_order_mark_beats_everything() -> None:
    for actual in ("utf-8-sig", "utf-16"):
        assert read(page("gb2312").encode(actual)).title == TITLE


def test_the_media_type_counts_where_the_page_says_nothing() -> None:
    decoded = decode(page("").encode("gbk"), "text/html; charset=gb2312")
    assert decoded is not None
    assert (decoded.charset, decoded.refuted) == ("gb18030", None)
    assert TITLE in decoded.text


def test_a_character_cut_off_at_the_end_does_no_harm() -> None:
    assert read(page("utf-8").encode()[:-1] + "报".encode()[:2]).title == TITLE


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b" \n\t ", EmptyFile),
        ("\ufeff \u3000".encode(), EmptyFile),
        (b"%PDF-1.7\n%...", Damaged),
        (b"PK\x03\x04....", Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UnknownFormat),
        (b"abc\x00def", UnknownFormat),
        (bytes(range(1, 256)) * 40, UnknownFormat),
        (b"x" * (32 * 1024 * 1024 + 1), TooLarge),
        ("页面不存在".encode(), NotAReport),
        ("<h1>石桥镇2022年政府信息公开工作年度报告解读</h1><p>内容</p>".encode(), NotAReport),
    ],
)
def test_what_cannot_be_read_says_so_in_one_line(data: bytes, error: type[ReadingError]) -> None:
    with pytest.raises(error) as caught:
        read(data)
    assert str(caught.value)
    assert "\n" not in str(caught.value)
