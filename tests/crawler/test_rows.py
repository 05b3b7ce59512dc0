"""Reports as rows: blank stays blank, absent stays absent, and the printed text is always there."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Fetch, Outcome
from crawler.reading import read
from crawler.reading.report import Cell, Report, Section
from crawler.rows import content_hash, fetch_row, readings

COLUMNS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total")

values = st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1e6, allow_nan=False))
cells = st.builds(Cell, value=values, raw=st.text(max_size=8), certain=st.booleans())
tables = st.dictionaries(
    st.sampled_from(["received", "granted", "other", "handled_total"]), st.dictionaries(st.sampled_from(COLUMNS), cells)
)


@given(tables)
def test_table_3_is_one_row_an_outcome_with_the_printed_cells(applications: dict[str, dict[str, Cell]]) -> None:
    rows = readings(Report(applications=applications))["applications"]
    assert [row["outcome"] for row in rows] == list(applications)
    for row in rows:
        printed = applications[row["outcome"]]
        assert row["raw"] == {column: cell.raw for column, cell in printed.items()}
        for column in COLUMNS:
            value = printed[column].value if column in printed else None
            assert row[column] == (value if value is not None and value == int(value) else None)
            assert row[column] is None or isinstance(row[column], int)


@given(tables)
def test_table_2_is_one_row_a_cell(disclosures: dict[str, dict[str, Cell]]) -> None:
    rows = readings(Report(disclosures=disclosures))["disclosures"]
    told = {(row["row"], row["measure"]): (row["value"], row["raw"], row["certain"]) for row in rows}
    assert told == {
        (row, column): (cell.value, cell.raw, cell.certain)
        for row, printed in disclosures.items()
        for column, cell in printed.items()
    }
    assert len(told) == len(rows)


def test_sections_keep_their_order() -> None:
    sections = (Section(2, "二", "b"), Section(None, "附", "c"), Section(1, "一", "a"))
    assert [row["text"] for row in readings(Report(sections=sections))["sections"]] == ["b", "c", "a"]


def page(count: int, frame: str) -> bytes:
    return f"""<html><head><title>石桥镇2022年政府信息公开工作年度报告</title></head><body><div>{frame}</div>
    <h1>石桥镇2022年政府信息公开工作年度报告</h1><p>浏览次数：{count}</p>
    <div id="zoom"><p>一、总体情况</p><p>主动公开三百二十一条。</p><p>六、其他需要报告的事项</p><p>没有。</p></div>
    </body></html>""".encode()


def test_a_counter_or_a_new_frame_is_no_new_content() -> None:
    assert content_hash(read(page(7, "旧版首页"))) == content_hash(read(page(8, "新版首页")))
    changed = page(7, "旧版首页").replace("三百二十一".encode(), "三百二十二".encode())
    assert content_hash(read(page(7, "旧版首页"))) != content_hash(read(changed))


def test_a_fetch_names_its_body() -> None:
    when = datetime(2023, 2, 10, tzinfo=UTC)
    with_body = fetch_row(Fetch("330799", "http://x/", when, Outcome.OK, 200, "text/html", {"etag": '"1"'}, b"abc"))
    assert with_body["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fetch_row(Fetch("330799", "http://x/", when, Outcome.EMPTY, 200, body=b""))["sha256"] is None
