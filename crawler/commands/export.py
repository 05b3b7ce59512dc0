"""``nianbao export``: the board, the cells of the tables, and the findings as files."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click

from crawler import jobs
from crawler.clock import now
from crawler.commands.options import clock, county_option, database_option, year_option
from crawler.export import FORMATS, Column, Row
from crawler.files import new_file
from storage import queries
from storage.database import open_database

_WHO = (
    Column("division", "县区"),
    Column("division_code", "区划代码"),
    Column("agency", "机构", width=26),
    Column("agency_id", "机构代码"),
    Column("report_year", "年度", "integer"),
)
_STATUS = (
    *_WHO,
    Column("state", "状态", labels="state"),
    Column("reason", "原因", labels="reason"),
    Column("flags", "提示", labels="flag"),
    Column("due_on", "期限", "day"),
    Column("days_late", "逾期天数", "integer"),
    Column("claimed_on", "标注日期", "day"),
    Column("claimed_by", "标注来源", labels="claimed_by"),
    Column("first_seen_at", "首次见到", "time"),
    Column("observed_at", "依据的核查时间", "time"),
    Column("errors", "错误", "integer"),
    Column("warnings", "存疑", "integer"),
    Column("notes", "提示数", "integer"),
    Column("title", "标题", width=48),
    Column("url", "网页"),
    Column("sha256", "原件"),
    Column("version_id", "版本"),
    Column("observation_id", "依据"),
    Column("roster_compared", "公布情况", labels="compared"),
    Column("roster_says", "公布情况所述", labels="says"),
    Column("roster_day", "公布情况所载日期", "day"),
    Column("roster_url", "公布情况网页"),
)
#: What the rows and columns of each table are called.
_ROWS = {"disclosures": "row", "applications": "outcome", "proceedings": "route"}
_COLUMNS = {"disclosures": "measure", "applications": "applicant", "proceedings": "result"}
_CELLS = (
    *_WHO,
    Column("table", "表", labels="table"),
    Column("row", "行", labels=_ROWS, width=40),
    Column("column", "栏", labels=_COLUMNS),
    Column("value", "数值", "number"),
    Column("raw", "原文"),
    Column("certain", "确定", "integer"),
    Column("url", "网页"),
    Column("sha256", "原件"),
    Column("version_id", "版本"),
)
_FINDINGS = (
    *_WHO,
    Column("severity", "程度", labels="severity"),
    Column("rule", "规则"),
    Column("basis", "依据"),
    Column("message", "发现", width=70),
    Column("evidence", "证据"),
    Column("verdict", "复核", labels="verdict"),
    Column("because", "复核理由"),
    Column("url", "网页"),
    Column("sha256", "原件"),
    Column("id", "编号"),
)
_SHEETS = {"status": ("报送情况", _STATUS), "cells": ("表格数据", _CELLS), "findings": ("核查发现", _FINDINGS)}


@click.command("export")
@click.argument("what", type=click.Choice(tuple(_SHEETS)))
@database_option
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS)), help="Default: as the file's name ends, or else xlsx."
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="The file; default: nianbao-WHAT.FORMAT.")
@year_option
@county_option
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export_command(
    what: str, database: Path, form: str | None, path: Path | None, year: int | None, county: str | None, force: bool
) -> None:
    """Write the board (status), the cells of all tables (cells) or the findings to a file.

    xlsx has Chinese headings and words; csv and parquet have the keys of the database. Text that a spreadsheet could
    take for a formula is made harmless in xlsx and csv. Of each report the newest version counts.

    \b
    Example: nianbao export status --format xlsx --year 2025 --county 430623
    """
    ending = path.suffix.lower().removeprefix(".") if path else ""
    form = form or (ending if ending in FORMATS else "xlsx")
    if ending in FORMATS and ending != form:
        raise click.UsageError(f"{path} would be of the format {form}: give another name, or --format {ending}")
    target = path or Path(f"nianbao-{what}.{form}")
    sheet, columns = _SHEETS[what]
    code = county and jobs.county_named(database, county)
    with new_file(target, force=force) as out:
        count = FORMATS[form](out, columns, _rows(what, database, year, code), sheet)
    click.echo(f"{target}: {count} rows")


def _rows(what: str, database: Path, year: int | None, county: str | None) -> Iterable[Row]:
    if what == "status":
        yield from jobs.board(database, now(clock()), report_year=year, division_code=county)
        return
    with closing(open_database(database, read_only=True)) as db:
        ask = queries.cells if what == "cells" else queries.findings
        yield from ask(db, report_year=year, division_code=county)
