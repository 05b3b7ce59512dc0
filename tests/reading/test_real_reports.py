"""Real reports against their values read by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.reading import Report, read
from crawler.reading.report import RemarkKind

TABLES = ("disclosures", "applications", "proceedings")
FIELDS = ("title", "agency_name", "report_year", "form", "index_number", "publisher", "source")
DATES = ("created_on", "published_on", "signed_on")
SEEDS = ("000_28890f3a9ec9cd98", "001_fd1e705447a75c82", "002_0b343912e46db269", "003_0400e0c6a654d7e4")
SEEDS += ("004_ea60ae7e2efea9c4",)


def reading(real_data: Path, name: str) -> tuple[Report, dict[str, Any]]:
    source = real_data / "real" / f"{name}.html"
    if name in SEEDS:
        source = real_data / "seeds" / f"{name}.txt"
    expected = json.loads((real_data / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    return read(source.read_bytes()), expected


def remarks(report: Report, kind: RemarkKind) -> dict[str, str]:
    return {remark.where: remark.raw for remark in report.remarks if remark.kind is kind}


@pytest.mark.parametrize("name", [*SEEDS, "shanghai_office_2019"])
def test_every_cell(real_data: Path, name: str) -> None:
    report, expected = reading(real_data, name)
    printed = report.to_dict()
    either = expected.get("either", {})
    for table in TABLES:
        assert printed[table].keys() == expected[table].keys()
        for row, cells in expected[table].items():
            got = printed[table][row]
            assert got.keys() == cells.keys(), f"{table}.{row}"
            for column, value in cells.items():
                assert got[column] == value or got[column] in either.get(row, []), f"{table}.{row}.{column}"


@pytest.mark.parametrize("name", SEEDS)
def test_every_field_and_heading(real_data: Path, name: str) -> None:
    report, expected = reading(real_data, name)
    printed = report.to_dict()
    assert {field: printed[field] for field in FIELDS + DATES} == {field: expected[field] for field in FIELDS + DATES}
    assert [section.heading for section in report.sections] == expected["section_headings"]


def test_title_over_two_lines_and_a_heading_without_ordinal(real_data: Path) -> None:
    report, _ = reading(real_data, SEEDS[0])
    assert set(remarks(report, RemarkKind.TITLE_SPLIT)) == {"title"}
    assert report.sections[1].number is None
    assert "主动公开政府信息情况" in remarks(report, RemarkKind.LABEL_VARIANT)
    assert report.sections[1].text == ""


def test_the_inner_title_differs_and_blank_tables_stay_blank(real_data: Path) -> None:
    report, _ = reading(real_data, SEEDS[1])
    assert remarks(report, RemarkKind.TITLES_DIFFER) == {"title": "东山镇2022年政务公开工作报告"}
    cells = [cell for row in report.applications.values() for cell in row.values()]
    assert len(cells) == 161
    assert {(cell.value, cell.certain) for cell in cells} == {(None, True)}
    assert report.sections[-1].text.endswith("水平。")


def test_rows_with_their_total_alone(real_data: Path) -> None:
    report, _ = reading(real_data, SEEDS[2])
    assert set(remarks(report, RemarkKind.MISSING_CELLS)) == {"applications.granted", "applications.partially_granted"}
    assert report.applications["granted"]["total"].raw == "1"
    assert report.sections[5].text == "无"


def test_cells_merged_and_lost_by_a_converter(real_data: Path) -> None:
    report, _ = reading(real_data, SEEDS[3])
    assert set(remarks(report, RemarkKind.MERGED_CELLS)) == {"applications.other_unpaid_fee"}
    assert report.applications["other_unpaid_fee"]["total"].raw == "0 0"
    assert set(remarks(report, RemarkKind.MISSING_CELLS)) == {"proceedings.reconsideration"}
    assert "applications.other_unpaid_fee" in remarks(report, RemarkKind.LABEL_VARIANT)
    assert "五、存在的问题及改进措施" in remarks(report, RemarkKind.LABEL_VARIANT)


def test_surplus_cells_and_misspelt_labels(real_data: Path) -> None:
    report, _ = reading(real_data, SEEDS[4])
    kinds = Counter(remark.kind for remark in report.remarks)
    assert kinds[RemarkKind.SURPLUS_CELLS] == 18
    variants = remarks(report, RemarkKind.LABEL_VARIANT)
    assert variants["applications.refused_prohibited_by_law"] == "2.其他法律法规禁止公开"
    assert variants["applications.unprocessed_excessive"] == "4.无正当理由由大量反复申请"
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6, 7]


def test_yuan_in_a_cell_of_ten_thousands(real_data: Path) -> None:
    report, _ = reading(real_data, "shanghai_office_2019")
    assert remarks(report, RemarkKind.UNIT_CONVERTED) == {"disclosures.procurement.amount_10k_yuan": "251000元"}
    assert report.to_dict()["published_on"] == "2020-01-31"
    assert report.agency_name == "上海市人民政府办公厅"
