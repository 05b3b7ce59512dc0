"""Exports: every row, typed, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from pyarrow import parquet

from crawler import jobs
from crawler.cli import main
from crawler.export import FORMATS, Column
from crawler.files import FileError
from crawler.registry import load
from crawler.sample_county import SampleCounty

COLUMNS = (Column("name", "名称"), Column("count", "件数", "integer"), Column("amount", "金额", "number"))
DANGEROUS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1+2", "＠x"]


def written(form: str, *rows: dict[str, Any], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    out = BytesIO()
    assert FORMATS[form](out, columns, rows, "表") == len(rows)
    return out.getvalue()


def row(name: str | None, count: int | None = -3, amount: float | None = -1.5) -> dict[str, Any]:
    return {"name": name, "count": count, "amount": amount}


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_like_a_formula_is_text_and_numbers_stay_numbers(text: str) -> None:
    [_, cells] = csv.reader(StringIO(written("csv", row(text)).decode("utf-8-sig"), newline=""))
    assert cells == [f"'{text}", "-3", "-1.5"]
    with ZipFile(BytesIO(written("xlsx", row(text)))) as book:
        sheet, styles = (html.fromstring(book.read(f"xl/{name}.xml")) for name in ("worksheets/sheet1", "styles"))
    name, count, amount = sheet.xpath("//row[@r='2']/c")
    assert sheet.xpath("//f") == []
    assert [each.get("t") for each in (name, count, amount)] == ["inlineStr", None, None]
    assert [each.findtext("v") for each in (count, amount)] == ["-3", "-1.5"]
    assert styles.xpath("//cellxfs/xf")[int(name.get("s"))].get("quoteprefix") == "1"


@pytest.mark.parametrize("text", ["-5", "+3.5", "12", "青溪县", "a=b", ""])
def test_other_text_is_left_alone(text: str) -> None:
    [_, [name, *_]] = csv.reader(written("csv", row(text)).decode("utf-8-sig").splitlines())
    assert name == text


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    [_, [name, *_]] = csv.reader(StringIO(written("csv", row(text)).decode("utf-8-sig"), newline=""))
    assert name.removeprefix("'") == text.removeprefix("'")
    assert not name or name[0] not in "=+-@\t\r\n＝＋－＠" or float(name) is not None


def sheet_of(content: bytes) -> Any:
    with ZipFile(BytesIO(content)) as book:
        return html.fromstring(book.read("xl/worksheets/sheet1.xml"))


def test_days_and_times_are_such_in_a_sheet_and_text_elsewhere() -> None:
    columns = (Column("on", "日期", "day"), Column("at", "时间", "time"))
    seen = {"on": "2023-01-31", "at": "2023-01-31T16:30:00+00:00"}
    cells = sheet_of(written("xlsx", seen, dict.fromkeys(seen), columns=columns)).xpath("//row[@r='2']/c")
    assert [float(each.findtext("v")) for each in cells] == [44957, pytest.approx(44958 + 0.5 / 24)]
    assert b"2023-01-31,2023-01-31T16:30:00+00:00" in written("csv", seen, columns=columns)
    assert parquet.read_table(BytesIO(written("parquet", seen, columns=columns))).to_pylist() == [seen]


def test_what_is_too_long_for_a_cell_says_so() -> None:
    [cell] = sheet_of(written("xlsx", row("长" * 40_000, None, None))).xpath("//row[@r='2']/c")
    assert len(cell.text_content()) == 32_767
    assert cell.text_content().endswith("长…（此处截断）")
    [_, [name, *_]] = csv.reader(StringIO(written("csv", row("长" * 40_000)).decode("utf-8-sig"), newline=""))
    assert len(name) == 40_000


def test_more_rows_than_a_sheet_holds_are_refused_and_parquet_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.export._MOST_ROWS", 3)
    monkeypatch.setattr("crawler.export._BATCH", 2)
    rows = [row(str(number)) for number in range(5)]
    with pytest.raises(FileError, match="a sheet holds 3 rows; choose a --year or a --county"):
        written("xlsx", *rows)
    assert parquet.read_table(BytesIO(written("parquet", *rows))).to_pylist() == rows


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_are_a_file_with_its_headings(form: str) -> None:
    content = written(form)
    if form == "parquet":
        assert parquet.read_table(BytesIO(content)).column_names == ["name", "count", "amount"]
    elif form == "csv":
        assert content.decode("utf-8-sig") == "name,count,amount\r\n"
    else:
        assert [cell.text_content() for cell in sheet_of(content).xpath("//row/c")] == ["名称", "件数", "金额"]


def test_parquet_keeps_types_and_nothing_where_nothing_is() -> None:
    table = parquet.read_table(BytesIO(written("parquet", row(None, None, None), row("=1", 4, 0.0))))
    assert [str(field.type) for field in table.schema] == ["string", "int64", "double"]
    assert table.to_pylist() == [row(None, None, None), row("=1", 4, 0.0)]


def test_without_pyarrow_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, crawled: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = crawled.with_name("x.parquet")
    done = CliRunner().invoke(main, ["export", "status", "--db", str(crawled), "--format", "parquet", "-o", str(path)])
    assert done.exit_code == 2
    assert done.output == "nianbao: parquet needs pyarrow, which is not installed: pip install 'nianbao[parquet]'\n"
    assert not path.exists()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with SampleCounty(port=0) as county:
        registry = load(county.write_cards(folder / "cards"))
        settings = jobs.REHEARSAL
        jobs.crawl(
            registry, folder / "nianbao.db", portals=["330799"], clock="2023-02-10T09:00:00+08:00", settings=settings
        )
    return folder / "nianbao.db"


@pytest.mark.parametrize(
    ("what", "only", "expected"),
    [
        ("status", ["--year", "2022", "--county", "330799"], {"青溪县"}),
        ("cells", ["--year", "2022", "--county", "330799"], {"青溪县"}),
        ("findings", ["--county", "330799"], {"青溪县"}),
        ("cells", ["--county", "430623"], set()),
        ("status", ["--year", "2009"], set()),
    ],
)
def test_what_is_exported(crawled: Path, tmp_path: Path, what: str, only: list[str], expected: set[str]) -> None:
    path = tmp_path / "out.csv"
    arguments = ["export", what, "--db", str(crawled), "--format", "csv", "-o", str(path), *only]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {each["division"] for each in rows} == expected
    assert f"{len(rows)} rows" in done.output
    if "--year" in only:
        assert {each["report_year"] for each in rows} <= {only[1]}
    again = CliRunner().invoke(main, arguments)
    assert (again.exit_code, "is there already" in again.output) == (2, True)


def test_a_sheet_of_cells_has_the_words_of_the_form(crawled: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    CliRunner().invoke(main, ["export", "cells", "--db", str(crawled), "-o", str(path)])
    rows = [[cell.text_content() for cell in each] for each in sheet_of(path.read_bytes()).xpath("//row")]
    words = {tuple(each[5:8]) for each in rows[1:]}
    assert ("依申请公开", "本年新收", "自然人") in words
    assert ("复议诉讼", "行政复议", "其他结果") in words
    assert ("主动公开", "行政规范性文件", "本年制发件数") in words


def test_cells_are_those_of_the_form_with_blank_apart_from_zero(crawled: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    CliRunner().invoke(main, ["export", "cells", "--db", str(crawled), "--format", "csv", "-o", str(path)])
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    county = [each for each in rows if each["agency_id"] == "330799-mzj" and each["report_year"] == "2022"]
    tables = [each["table"] for each in county]
    assert {name: tables.count(name) for name in tables} == {"disclosures": 10, "applications": 175, "proceedings": 15}
    assert all(each["value"] == "" for each in rows if each["raw"] == "")
