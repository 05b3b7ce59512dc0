"""The three queries: which rows they answer with, and what their parameters do."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from small_county import Get

from storage.database import open_database


def rows(get: Get, address: str) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = get(address).json()
    return result


def test_board_has_one_row_an_agency_and_year(get: Get) -> None:
    board = rows(get, "/nianbao/board.json?_shape=array")
    assert [(row["agency"], row["report_year"], row["state"]) for row in board] == [
        ("华容县人民政府", 2022, "未到期"),
        ("华容县东山镇人民政府", 2022, "逾期公布"),
        ("华容县石桥镇人民政府", 2022, "逾期未公布"),
        ("华容县<b>北景港镇</b>人民政府", 2022, "无法核实"),
        ("华容县石桥镇人民政府", 2021, "按时公布"),
    ]


def test_board_shows_claimed_beside_first_seen(get: Get) -> None:
    late = rows(get, "/nianbao/board.json?_shape=array&state=late")[0]
    assert (late["days_late"], late["claimed_on"]) == (7, "2023-02-07")
    assert late["first_seen_at"] == "2023-02-08T09:00:00+08:00"
    assert late["findings"] == 1, "a note is no finding to act on"


def test_board_tells_no_report_from_no_finding(get: Get) -> None:
    assert rows(get, "/nianbao/board.json?_shape=array&state=on_time")[0]["findings"] == 0
    assert rows(get, "/nianbao/board.json?_shape=array&state=overdue")[0]["findings"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 5),
        ("year=2022", 4),
        ("year=2021", 1),
        ("county=430623", 5),
        ("county=华容县", 5),
        ("county=临湘市", 0),
        ("state=overdue", 1),
        ("state=逾期未公布", 1),
        ("year=2021&state=overdue", 0),
    ],
)
def test_board_filters(get: Get, query: str, expected: int) -> None:
    assert len(rows(get, f"/nianbao/board.json?_shape=array&{query}")) == expected


def test_unverified_is_never_overdue_and_says_why(get: Get) -> None:
    unverified = rows(get, "/nianbao/board.json?_shape=array&state=unverified")[0]
    assert unverified["reason"] == "网站拒绝自动访问"
    assert [row["agency"] for row in rows(get, "/nianbao/overdue.json?_shape=array")] == ["华容县石桥镇人民政府"]


def test_overdue_shows_the_look_that_proves_it(get: Get) -> None:
    overdue = rows(get, "/nianbao/overdue.json?_shape=array")[0]
    assert overdue["observed_at"] == "2023-02-10T09:15:00+08:00"
    assert (overdue["rows"], overdue["observation_id"], overdue["days_late"]) == (31, "o-clean", 10)
    assert overdue["channel"] == "http://www.huarong.gov.cn/zwgk/nianbao/"
    assert rows(get, "/nianbao/overdue.json?_shape=array&year=2021") == []


def test_findings_come_worst_first_with_their_original(get: Get) -> None:
    findings = rows(get, "/nianbao/findings.json?_shape=array")
    assert [(row["severity"], row["rule"]) for row in findings] == [("错误", "rules-by-county"), ("提示", "title")]
    assert findings[0]["agency"] == "华容县东山镇人民政府"
    assert findings[0]["sha256"] == "ab12" * 16


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("severity=error", 1),
        ("severity=提示", 1),
        ("agency=430623113", 2),
        ("agency=华容县东山镇人民政府", 2),
        ("agency=x", 0),
        ("year=2022", 2),
        ("year=2021", 0),
        ("county=华容县", 2),
        ("version_id=v-old", 0),
    ],
)
def test_findings_filter(get: Get, query: str, expected: int) -> None:
    assert len(rows(get, f"/nianbao/findings.json?_shape=array&{query}")) == expected


def test_findings_of_a_report_of_nobody_known_are_found_by_the_printed_name(county: Path, get: Get) -> None:
    with closing(open_database(county)) as db:
        db.execute("UPDATE reports SET agency_id = NULL WHERE id = 'r-v-late'")
    assert len(rows(get, "/nianbao/findings.json?_shape=array&agency=石桥镇")) == 2


def test_queries_export_csv(get: Get) -> None:
    lines = get("/nianbao/overdue.csv").text.splitlines()
    assert lines[0].startswith("county,agency,report_year,due_on,days_late")
    assert len(lines) == 2


@pytest.mark.parametrize("wrong", ["year=1999", "county=999999", "province=火星省"])
def test_a_table_of_what_there_is_not_is_empty(get: Get, wrong: str) -> None:
    """A program that asks for a year to come must not take last year's rows for it."""
    assert get(f"/board.json?{wrong}").json() == []


def test_the_board_counts_the_days_of_what_is_overdue_up_to_the_look_that_proves_it(get: Get) -> None:
    found = get("/board.json?year=2022&sort=days&order=desc").json()
    board = found["rows"] if isinstance(found, dict) else found
    assert [row["days_late"] for row in board] == [10, 7, None, None]
    assert "10 天" in get("/board?year=2022&state=overdue").text
