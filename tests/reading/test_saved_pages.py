"""Pages that office programs and browsers save in files of other names, and what such pages hold in themselves."""

from __future__ import annotations

import re
import shutil
from base64 import b64encode, encodebytes
from quopri import encodestring

import pytest
from converted import example, page_of, values

from crawler.reading import TooLarge, read
from crawler.reading.kinds import Kind, kind_of
from crawler.reading.markup.guard import EMBEDDED
from crawler.reading.report import RemarkKind

PAGE = page_of(example())
#: What Word and a browser write above the parts.
HEADS = (
    b"MIME-Version: 1.0\r\n",
    b"From: <Saved by a browser>\r\nSubject: =?utf-8?Q?=E5=B9=B4?=\r\n =?utf-8?Q?=E6=8A=A5?=\r\n",
)
CODINGS = {"base64": encodebytes, "quoted-printable": encodestring}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("head", HEADS)
def test_a_page_saved_with_all_it_shows(head: bytes, coding: str) -> None:
    part = f'--x\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: {coding}\r\n\r\n'.encode()
    style = b"--x\r\nContent-Type: text/css\r\n\r\np {}\r\n"
    whole = head + b'Content-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n' + style + part
    report = read(whole + CODINGS[coding](PAGE) + b"\r\n--x--\r\n")
    assert values(report) == example().tables
    assert report.title == example().title


SAVED = b"Content-Type: multipart/related; boundary=x\n\n--x\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SAVED * 1000 + b"Content-Type: text/html\n\n<p>", id="parts within each other"),
        pytest.param(SAVED + b"Content-Type: message/rfc822\n\n" * 2000, id="letters within each other"),
        pytest.param(SAVED + b"Content-Type: text/plain\n\n\n--x\n" * 10_000, id="parts without end"),
    ],
)
def test_a_saved_page_of_more_parts_than_any_is_refused(data: bytes) -> None:
    """The first two went deeper than Python does, the third took minutes at the size that is read."""
    with pytest.raises(TooLarge):
        read(data)


def test_a_part_with_a_head_that_says_nothing_is_passed_over() -> None:
    unsaid = b"Content-Type: " + b"((" * 3000 + b"\n\n--x\nContent-Type: text/html; charset=utf-8\n\n"
    assert read(SAVED + unsaid + PAGE + b"\n--x--\n").title == example().title


def test_a_table_that_a_page_holds_as_a_picture_is_told_of() -> None:
    def page(picture: bytes) -> bytes:
        tables = re.split(rb"(<table.*?</table>)", PAGE, flags=re.DOTALL)
        tables[3] = b'<p><img src="data:image/png;base64,' + b64encode(picture) + b'"></p>'
        return b"".join(tables)

    def elsewhere(picture: bytes) -> list[str]:
        return [each.raw for each in read(page(picture)).remarks if each.kind is RemarkKind.TABLE_ELSEWHERE]

    assert elsewhere(bytes(9000)) == [EMBEDDED]
    assert elsewhere(bytes(300)) == [], "an icon"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="', Kind.WORD_XML),
        (b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xm', Kind.EXCEL_XML),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><!-- <Workbook> -->', None),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
    ],
)
def test_what_a_file_is_by_its_first_bytes(data: bytes, kind: Kind | None) -> None:
    assert kind_of(data) is kind


def test_a_workbook_of_2003_saved_as_xml() -> None:
    """A cell may name the column it stands in."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc-nogui)")

    def cell(text: str, at: int = 1) -> str:
        return f'<Cell ss:Index="{at}"><Data ss:Type="String">{text}</Data></Cell>'

    texts = [cell(example().title), cell("一、总体情况"), cell("信息内容") + cell("本年处理决定数量", 3)]
    rows = "".join(f"<Row>{text}</Row>" for text in [*texts, cell("行政许可") + cell("11", 3), cell("行政处罚")])
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f'<Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet>'
    report = read(f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>{book}</Workbook>'.encode())
    assert report.title == example().title
    assert {row: cells["decisions"].value for row, cells in report.disclosures.items()} == {
        "licences": 11,
        "penalties": None,
    }
