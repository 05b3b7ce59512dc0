"""What Word and Excel show is read, what they hide or cannot tell is not, and pictures are not passed over."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from hostile_files import package

from crawler.reading import Report
from crawler.reading.document import Document, Paragraph
from crawler.reading.foreign import archive, image
from crawler.reading.report import Cell, RemarkKind
from crawler.reading.understanding import understand
from crawler.sample_county.model import FOLDER

LINES = ("石桥镇2022年政府信息公开工作年度报告", "一、总体情况", "无", "二、主动公开政府信息情况")
ROWS = (("信息内容", "本年处理决定数量"), ("行政许可", ""), ("行政处罚", "22"), ("行政强制", "33"))
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PICTURE = (FOLDER / "pages" / "370899102_2022.png").read_bytes()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def word(cell: str) -> bytes:
    """A document whose 行政许可 prints this."""
    paragraphs = "".join(f"<w:p>{run(line)}</w:p>" for line in LINES)
    rows = "".join(
        f"<w:tr><w:tc><w:p>{run(label)}</w:p></w:tc><w:tc><w:p>{run(value) if value else cell}</w:p></w:tc></w:tr>"
        for label, value in ROWS
    )
    body = f"<w:body>{paragraphs}<w:tbl>{rows}</w:tbl></w:body>"
    return package(word__document_xml=f'<w:document xmlns:w="{WORD}" xmlns:m="{MATH}">{body}</w:document>'.encode())


def workbook(fill: Callable[[Any], None]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def sheet(book: Any, write: Callable[[Any, int], object]) -> Any:
    """A sheet whose 行政许可 is written so."""
    made = book.add_worksheet()
    for number, line in enumerate(LINES):
        made.write(number, 0, line)
    for number, (label, value) in enumerate(ROWS, len(LINES)):
        made.write(number, 0, label)
        if value:
            made.write(number, 1, value)
        else:
            write(made, number)
    return made


def licences(data: bytes) -> Cell | None:
    return understand(archive.read(data)).disclosures.get("licences", {}).get("decisions")


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(f"<w:del><w:r><w:delText>99</w:delText></w:r></w:del><w:ins>{run('11')}</w:ins>", id="a change"),
        pytest.param(f"<w:moveFrom>{run('99')}</w:moveFrom><w:moveTo>{run('11')}</w:moveTo>", id="a move"),
        pytest.param(run("99", "<w:vanish/>") + run("11"), id="hidden text"),
        pytest.param(run("11", '<w:vanish w:val="0"/>'), id="text hidden nowhere"),
        pytest.param(f'<w:fldSimple w:instr="=SUM(ABOVE)">{run("11")}</w:fldSimple>', id="a field"),
        pytest.param(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('11')}</w:sdtContent></w:sdt>", id="a content control"),
        pytest.param("<m:oMathPara><m:oMath><m:r><m:t>11</m:t></m:r></m:oMath></m:oMathPara>", id="a formula"),
    ],
)
def test_a_word_file_is_read_as_it_shows(cell: str) -> None:
    assert licences(word(cell)) == Cell(11, "11")


@pytest.mark.parametrize("struck", ["<w:strike/>", "<w:dstrike/>"])
def test_struck_figures_are_no_part_of_others(struck: str) -> None:
    assert licences(word(run("99", struck) + run("11"))) == Cell(None, "99 11", certain=False)
    strike = workbook(
        lambda book: sheet(
            book, lambda made, row: made.write_rich_string(row, 1, book.add_format({"font_strikeout": 1}), "99", "11")
        )
    )
    assert licences(strike) == Cell(None, "99 11", certain=False)


@pytest.mark.parametrize(
    ("write", "cell"),
    [
        pytest.param(lambda made, row: made.write(row, 1, 11.0), Cell(11, "11"), id="a number"),
        pytest.param(lambda made, row: made.write(row, 1, "11"), Cell(11, "11"), id="a number as text"),
        pytest.param(lambda made, row: made.write_formula(row, 1, "=5+6", None, 11), Cell(11, "11"), id="a formula"),
        pytest.param(
            lambda made, row: made.write_formula(row, 1, "=5+6", None, ""), Cell(None, "[公式]", False), id="no result"
        ),
        pytest.param(
            lambda made, row: made.write_formula(row, 1, "=1/0", None, "#DIV/0!"),
            Cell(None, "[公式]", False),
            id="an error",
        ),
    ],
)
def test_a_figure_of_a_sheet_is_told_or_uncertain(write: Callable[[Any, int], object], cell: Cell) -> None:
    assert licences(workbook(lambda book: sheet(book, write))) == cell


def test_what_a_workbook_hides_is_not_read() -> None:
    def fill(book: Any) -> None:
        sheet(book, lambda made, row: made.write(row, 1, 99)).hide()
        shown = sheet(book, lambda made, row: made.write_row(row, 1, [88, 11]))
        shown.write(len(LINES), 2, ROWS[0][1])
        shown.set_column(1, 1, None, None, {"hidden": True})
        shown.set_row(len(LINES) + len(ROWS) - 1, None, None, {"hidden": True})
        shown.write(len(LINES) + len(ROWS), 0, "行政许可")
        shown.write(len(LINES) + len(ROWS), 2, 77)
        shown.set_row(len(LINES) + len(ROWS), None, None, {"hidden": True})
        shown.activate()

    report = understand(archive.read(workbook(fill)))
    assert report.disclosures["licences"] == {"decisions": Cell(11, "11")}
    assert "coercion" not in report.disclosures
    assert not report.remarks


def with_picture_in_sheet(picture: bytes) -> bytes:
    return workbook(
        lambda book: sheet(book, lambda made, row: made.write(row, 1, 11)).insert_image(
            9, 0, "table.png", {"image_data": BytesIO(picture)}
        )
    )


def with_picture_in_document(picture: bytes) -> bytes:
    import docx
    from docx.shared import Cm

    document = docx.Document()
    for line in (*LINES, "三、收到和处理政府信息公开申请情况"):
        document.add_paragraph(line)
    document.add_picture(BytesIO(picture), Cm(15))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("make", [with_picture_in_sheet, with_picture_in_document])
def test_a_picture_that_may_be_a_table_is_told_of(
    make: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "find_spec", lambda _: None)
    report = understand(archive.read(make(PICTURE)))
    remarks = {remark.kind: remark for remark in report.remarks}
    assert remarks[RemarkKind.PAGES_UNREAD].where == "图片1"
    assert "pip install" in remarks[RemarkKind.PAGES_UNREAD].raw
    assert remarks[RemarkKind.TABLE_ELSEWHERE].raw == "图片1"


def test_a_document_that_word_has_numbered() -> None:
    with ZipFile(BytesIO(word(run("99", "<w:vanish/>") + run("11")))) as made:
        document = made.read("word/document.xml")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{kind}" Target="word/document2.xml"/>'
    members = {"_rels/.rels": f"{relations}</Relationships>".encode(), "word/document2.xml": document}
    assert licences(package(**members)) == Cell(11, "11")


def test_an_opendocument_workbook_is_read_as_one() -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    namespaces = " ".join(f'xmlns:{name}="{names}:{name}:1.0"' for name in ("office", "table", "text"))

    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    texts = [*((line,) for line in LINES), *((label, value or "11") for label, value in ROWS)]
    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in texts)
    body = f'<office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet>'
    content = f"<office:document-content {namespaces}><office:body>{body}</office:body></office:document-content>"
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{names}:manifest:1.0"/>'.encode(),
    }
    assert licences(package(**members)) == Cell(11, "11")


def test_a_package_without_anything_to_edit_stays_as_it_is(tmp_path: Path) -> None:
    from crawler.reading.foreign.shown import shown

    data = word(run("11"))
    assert shown(data) is data
    with ZipFile(BytesIO(shown(word(run("9", "<w:vanish/>"))))) as edited:
        assert edited.namelist() == ["word/document.xml"]


def test_a_small_picture_is_no_table() -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("L", (90, 900)).save(out, "PNG")
    report: Report = understand(archive.read(with_picture_in_document(out.getvalue())))
    assert RemarkKind.PAGES_UNREAD not in {remark.kind for remark in report.remarks}


def test_too_many_pictures_leave_the_text_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognising them takes longer than a child may live, and with the child its text would be lost."""
    monkeypatch.setenv(image.SWITCH, "off")
    text = Document((Paragraph(LINES[0]),))
    read = image.with_pictures(text, [PICTURE] * 41)
    assert read.body == text.body
    assert [(remark.kind, "41 pictures" in remark.raw) for remark in read.remarks] == [(RemarkKind.PAGES_UNREAD, True)]
