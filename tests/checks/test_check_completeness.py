"""The right form for the year, all cells printed, and no table passing by being blank."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reports import applications, cells, disclosures, found, outcomes, report, with_cell

from crawler.checks import Outcome, check
from crawler.reading.report import Remark, RemarkKind


@pytest.mark.parametrize(
    ("year", "form", "outcome"),
    [
        (2018, "2019", Outcome.NOT_APPLICABLE),
        (2019, "2019", Outcome.HOLDS),
        (2020, "2019", Outcome.HOLDS),
        (2020, "2021", Outcome.BROKEN),
        (2021, "2021", Outcome.HOLDS),
        (2021, "2019", Outcome.BROKEN),
        (2025, "2019", Outcome.BROKEN),
        (2025, None, Outcome.CANNOT_TELL),
        (None, "2019", Outcome.NOT_APPLICABLE),
    ],
)
def test_the_form_of_the_year(year: int | None, form: str | None, outcome: Outcome) -> None:
    assert outcomes(replace(report(), report_year=year, form=form), "F1-form") == [outcome]


def test_the_wrong_form_is_named_by_its_notice() -> None:
    original = replace(report(form="2019"), report_year=2022, form="2019")
    assert found(original)["F1-form"] == [
        "2022 年度报告应采用国办公开办函〔2021〕30号所附格式，实际采用国办公开办函〔2019〕60号所附格式"
    ]


def test_a_blank_table_never_passes() -> None:
    blank = {row: dict.fromkeys(columns) for row, columns in applications({}).items()}
    messages = found(report(applications=cells(blank)))
    assert messages == {
        "F3-blank-table": [
            "“收到和处理政府信息公开申请情况表”全部 175 格未读到数字（未填，或由脚本、图形显示），不能视为零"
        ]
    }


def test_a_single_zero_is_not_a_blank_table() -> None:
    blank = {row: dict.fromkeys(columns) for row, columns in applications({}).items()}
    original = with_cell(report(applications=cells(blank)), "applications.received.total", 0)
    messages = found(original)
    assert "F3-blank-table" not in messages
    assert messages["F3-blank-cells"][0].startswith(
        "“收到和处理政府信息公开申请情况表”有 174 格空白，未按零计算：本年新收、"
    )


def test_a_table_that_was_not_read_is_not_called_missing() -> None:
    (message,) = found(report(proceedings={}))["F3-table-not-read"]
    assert "未读到" in message
    assert "图片、附件" in message
    assert {finding.severity for finding in check(report(proceedings={}))} == {"warning"}


def test_absent_rows_are_named() -> None:
    original = report()
    rows = {key: row for key, row in original.applications.items() if not key.startswith("unavailable_")}
    (message,) = found(replace(original, applications=rows))["F3-absent-cells"]
    assert message.startswith("“收到和处理政府信息公开申请情况表”应有 175 格，读到 154 格；所缺在：（四）1.")


@pytest.mark.parametrize(("form", "counts"), [("2021", (10, 175, 15)), ("2019", (22, 161, 15))])
def test_the_full_forms_hold(form: str, counts: tuple[int, int, int]) -> None:
    original = report(form=form, disclosures=disclosures(form))
    tables = (original.disclosures, original.applications, original.proceedings)
    assert tuple(sum(map(len, table.values())) for table in tables) == counts
    assert outcomes(original, "F3-absent-cells") == [Outcome.HOLDS] * 3


def test_remarks_of_a_kind_become_one_finding() -> None:
    rows = ("refused_state_secret", "unprocessed_repeat", "handled_total", "granted", "received", "carried_in")
    remarks = tuple(Remark(RemarkKind.SURPLUS_CELLS, f"applications.{row}", "0 0 0 0 0 0 0 0") for row in rows)
    (finding,) = check(report(remarks=remarks))
    assert finding.rule == "F3-surplus-cells"
    assert finding.message.endswith("等 6 处")
    assert len(finding.evidence.cells) == 6


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (RemarkKind.MERGED_CELLS, "F3-merged-cells"),
        (RemarkKind.MISSING_CELLS, "F3-missing-cells"),
        (RemarkKind.DUPLICATE_ROW, "F3-duplicate-row"),
        (RemarkKind.LABEL_VARIANT, "F3-label-variant"),
        (RemarkKind.UNREADABLE_NUMBER, "F3-unreadable-number"),
    ],
)
def test_every_kind_of_remark_has_its_rule(kind: RemarkKind, rule: str) -> None:
    assert rule in found(report(remarks=(Remark(kind, "applications.granted", "某值"),)))


def test_what_hindered_us_is_not_said_beside_the_agency() -> None:
    unread = Remark(RemarkKind.ATTACHMENT_UNREAD, "表格.png", "the file is a picture of text, which needs recognition")
    assert found(report(remarks=(unread,))) == {"F3-attachment-unread": ["附件未能读取：表格.png"]}


def test_a_guessed_charset_is_no_fault_of_the_agency() -> None:
    assert found(report(remarks=(Remark(RemarkKind.CHARSET_GUESSED, "page", "gb18030"),))) == {}
