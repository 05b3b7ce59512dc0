"""Whatever a file is or does, its reading ends in one line, and nothing is left of it."""

from __future__ import annotations

import gzip
import resource
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import hostile_files as hostile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading import Damaged, Locked, NotAReport, ReadingError, TooLarge, UnknownFormat, read
from crawler.reading.foreign import wire
from crawler.reading.formats import to_document

TITLE = "石桥镇2022年政府信息公开工作年度报告"
PRIVATE = "a line of a file of this machine"


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Children work in folders below this one, and these are gone afterwards."""
    folder = tmp_path / "children"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(hostile.zip_bomb, TooLarge, id="a zip bomb"),
        pytest.param(hostile.lying_zip, Damaged, id="a member larger than it says"),
        pytest.param(hostile.xml_bomb, UnknownFormat, id="an XML bomb"),
        pytest.param(lambda: hostile.xml_bomb("utf-16"), UnknownFormat, id="an XML bomb in UTF-16"),
        pytest.param(lambda: hostile.many_pages(10_000), TooLarge, id="ten thousand pages"),
        pytest.param(hostile.swollen_page, TooLarge, id="a page of 700 MiB"),
        pytest.param(hostile.huge_picture, TooLarge, id="a picture of 900 million pixels"),
        pytest.param(hostile.locked_pdf, Locked, id="a PDF with a password"),
        pytest.param(hostile.locked_office, Locked, id="a Word file with a password"),
        pytest.param(hostile.locked_zip, Locked, id="an archive with a password"),
        pytest.param(lambda: hostile.package(OFD_xml=b"<ofd/>"), UnknownFormat, id="OFD"),
        pytest.param(lambda: b"Rar!\x1a\x07\x01\x00" + bytes(90), UnknownFormat, id="RAR"),
        pytest.param(lambda: gzip.compress(b"text"), UnknownFormat, id="gzip"),
        pytest.param(lambda: hostile.package(a=b"x", b=b"y"), NotAReport, id="an archive without a report"),
        pytest.param(lambda: b"\x89PNG\r\n\x1a\n", Damaged, id="a picture cut off"),
        pytest.param(lambda: b"%PDF-1.7\n", Damaged, id="a PDF cut off"),
        pytest.param(lambda: b"PK\x03\x04....", Damaged, id="a package cut off"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnknownFormat, id="an empty container"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(data: object, error: type[ReadingError]) -> None:
    with pytest.raises(ReadingError) as caught:
        read(data())  # type: ignore[operator]
    assert type(caught.value) is error, caught.value
    assert "\n" not in str(caught.value)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024 * 1024, "kilobytes: below a GiB"


def test_an_error_page_saved_as_a_file_is_the_page_it_is() -> None:
    with pytest.raises(NotAReport, match="年度报告"):
        read(
            "<html><head><title>页面不存在</title></head><body><p>您要查看的文件已删除 %PDF-</p></body></html>".encode()
        )


def test_a_file_of_this_machine_is_not_read_into_a_document(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PRIVATE, encoding="utf-8")
    with pytest.raises(UnknownFormat) as caught:
        read(hostile.xml_of_this_machine(secret))
    assert PRIVATE not in str(caught.value)


def test_an_archive_is_not_unpacked_anywhere(tmp_path: Path) -> None:
    with pytest.raises(NotAReport):
        read(hostile.slip(f"../../../../../../..{tmp_path / 'written'}"))
    assert not (tmp_path / "written").exists()


def test_archives_in_archives_are_not_followed() -> None:
    with pytest.raises(NotAReport, match="archive in the archive"):
        read(hostile.package(inner=hostile.package(report=b"x")))


def test_the_one_report_of_an_archive_is_read() -> None:
    report = f"{TITLE}\n一、总体情况\n无。\n二、主动公开政府信息情况\n五、存在的主要问题及改进情况\n无"
    data = hostile.package(report=report.encode(), notice="<p>请各单位公布年报。</p>".encode())
    assert read(data).title == TITLE
    with pytest.raises(NotAReport, match="holds 2 reports"):
        read(hostile.package(one=report.encode(), two=report.encode()))


@pytest.mark.parametrize("cut", [0.3, 0.98])
def test_a_package_cut_off_anywhere(cut: float) -> None:
    whole = hostile.package(word__document_xml=hostile.WORD, text=bytes(range(256)) * 40)
    with pytest.raises(Damaged):
        to_document(whole[: int(len(whole) * cut)])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_what_a_child_says_is_not_believed(said: bytes) -> None:
    for result in (said, b'{"body": [' + said + b"]}", b'{"error": "exit", "message": ""}', b"[" * 50_000):
        with pytest.raises((ValueError, ReadingError)):
            wire.loads(result)


def test_a_picture_needs_no_more_memory_than_it_has_pixels() -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("1", (10, 10)).save(out, "TIFF", save_all=True, append_images=[Image.new("1", (10, 10))] * 60)
    with pytest.raises(TooLarge, match="61 pages"):
        read(out.getvalue())
