"""One report in several files: what the page lacks comes from the files, and what does not fit is told."""

from __future__ import annotations

from dataclasses import replace

from crawler.reading.parts import File, completed, lacks
from crawler.reading.report import Cell, Origin, RemarkKind, Report, Section

TITLE = "石桥镇2022年政府信息公开工作年度报告"
PAGE, SHEET = Origin("aa", "html"), Origin("bb", "excel")
NARRATIVE = Report(
    title=TITLE,
    agency_name="石桥镇",
    report_year=2022,
    sections=(Section(1, "一、总体情况", "无。"),),
    origins={"sections": PAGE},
)


def table(total: int) -> dict[str, dict[str, Cell]]:
    return {"received": {"total": Cell(total, str(total))}}


TABLES = Report(
    form="2021",
    disclosures={"rules": {"issued": Cell(3, "3")}},
    applications=table(41),
    proceedings={"reconsideration": {"total": Cell(7, "7")}},
    origins=dict.fromkeys(("disclosures", "applications", "proceedings"), SHEET),
)


def told(report: Report) -> dict[RemarkKind, str]:
    return {remark.kind: remark.raw for remark in report.remarks}


def test_text_from_the_page_and_tables_from_the_file() -> None:
    assert lacks(NARRATIVE) == ("disclosures", "applications", "proceedings")
    report = completed(NARRATIVE, [File("统计表.xlsx", TABLES)])
    assert lacks(report) == ()
    assert (report.title, report.form, report.sections) == (TITLE, "2021", NARRATIVE.sections)
    assert report.applications == TABLES.applications
    assert report.origins == {"sections": PAGE, **TABLES.origins}
    assert not report.remarks


def test_what_the_page_prints_stays_and_a_file_that_prints_otherwise_is_told() -> None:
    page = replace(NARRATIVE, applications=table(40), origins={"sections": PAGE, "applications": PAGE})
    report = completed(page, [File("统计表.xlsx", TABLES)])
    assert report.applications == table(40)
    assert report.origins["applications"] == PAGE
    assert report.origins["proceedings"] == SHEET
    assert told(report) == {RemarkKind.DUPLICATE_TABLE: "received.total: 40 / 41"}


def test_another_years_or_another_agencys_report_is_not_taken() -> None:
    for other in (replace(TABLES, report_year=2021), replace(TABLES, agency_name="柳河乡人民政府")):
        report = completed(NARRATIVE, [File("年报.doc", replace(other, title="另一份"))])
        assert not report.applications
        assert told(report) == {RemarkKind.ATTACHMENT_DIFFERS: "另一份"}


def test_names_of_one_agency_that_differ_in_length_are_one_agencys() -> None:
    page = replace(NARRATIVE, agency_name="获嘉县政府办")
    assert completed(page, [File("年报", replace(TABLES, agency_name="获嘉县人民政府办公室"))]).applications


def test_a_file_that_cannot_be_read_is_told() -> None:
    report = completed(NARRATIVE, [File("年报.ofd", None, "the file is OFD"), File("统计表.xlsx", TABLES)])
    assert told(report) == {RemarkKind.ATTACHMENT_UNREAD: "the file is OFD"}
    assert report.applications


def test_a_free_report_of_early_years_lacks_no_tables() -> None:
    assert lacks(replace(NARRATIVE, report_year=2016)) == ()


def pictured(name: str, **parts: object) -> File:
    report = Report(form="2021", origins=dict.fromkeys(parts, Origin(name, "picture")))
    return File(name, replace(report, **parts))  # type: ignore[arg-type]


def row(*figures: int) -> dict[str, Cell]:
    return {column: Cell(value, str(value)) for column, value in zip(("natural_person", "total"), figures, strict=True)}


def test_a_table_over_two_pictures_is_one_and_adds_up_or_is_doubted() -> None:
    first = pictured("1.png", applications={"received": row(7, 7), "carried_in": row(2, 2), "granted": row(8, 8)})
    for carried_out, certain in ((row(1, 1), True), (row(4, 4), False)):
        last = pictured("2.png", applications={"handled_total": row(8, 8), "carried_out": carried_out})
        report = completed(NARRATIVE, [first, last])
        assert list(report.applications) == ["received", "carried_in", "granted", "handled_total", "carried_out"]
        assert all(cell.certain for cell in report.applications["granted"].values())
        assert all(cell.certain is certain for cell in report.applications["received"].values())
        assert (RemarkKind.UNCERTAIN_CELLS in told(report)) is not certain


def test_the_same_table_twice_is_not_joined() -> None:
    files = [pictured("1.png", applications=table(41)), pictured("2.png", applications=table(42))]
    report = completed(NARRATIVE, files)
    assert report.applications == table(41)
    assert told(report) == {RemarkKind.DUPLICATE_TABLE: "received.total: 41 / 42"}
    other_file = replace(TABLES, applications={"carried_in": {"total": Cell(1, "1")}})
    report = completed(NARRATIVE, [File("统计表.xlsx", TABLES), File("另表.xlsx", other_file)])
    assert report.applications == TABLES.applications, "only pictures are pages of one table"


def test_the_text_of_a_report_shown_page_by_page() -> None:
    bare = replace(NARRATIVE, sections=(), origins={})
    first = pictured("1.png", sections=(Section(1, "一、总体情况", "公开信息"),))
    last = pictured("2.png", sections=(Section(2, "二、主动公开政府信息情况", ""),), preamble="四十条。")
    last = File("2.png", replace(last.report, origins={"sections": Origin("2", "picture")}) if last.report else None)
    report = completed(bare, [first, last])
    assert [(section.number, section.text) for section in report.sections] == [(1, "公开信息\n四十条。"), (2, "")]
