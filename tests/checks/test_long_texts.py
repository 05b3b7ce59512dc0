"""Texts without end: what stands behind them is judged all the same, where half a minute or gigabytes went once."""

from __future__ import annotations

import pytest
from reports import OVERVIEW, report, sections

from crawler.checks import check


@pytest.mark.parametrize(
    "piece", ["0", "\n", "共1件", "其中1件，", "结转下年度1件，", "收到申请5件占1%，", "a.", "（", "《"]
)
def test_a_piece_of_text_repeated_without_end(piece: str) -> None:
    endless = OVERVIEW + "申请人" + piece * (60_000 // len(piece)) + "。收到政府信息公开申请987件。"
    findings = check(report(sections=sections(endless)))
    assert "987" in " ".join(finding.message for finding in findings if finding.rule == "D7-applications")


@pytest.mark.parametrize(
    "said", ["收到申请5件，占{}%。", "主动公开信息30条，其中网站10条，{}其他1条。", "信息处理费{}元"]
)
def test_what_a_finding_says_and_quotes_can_be_read(said: str) -> None:
    for long in ("9" * 5000, "微信10条，" * 1000):
        for finding in check(report(sections=sections(OVERVIEW + said.format(long)))):
            assert max(len(finding.message), len(finding.evidence.quote or "")) <= 1000


@pytest.mark.parametrize(
    "said",
    ["收到{}件。", "主动公开信息{}条，其中网站10条，微信20条。", "主动公开信息30条，其中网站{}条，微信20条。"],
)
def test_a_number_of_more_digits_than_can_be_counted_is_no_count(said: str) -> None:
    text = OVERVIEW + said.format("9" * 5000) + "收到政府信息公开申请987件。"
    findings = check(report(sections=sections(text)))
    assert "987" in " ".join(finding.message for finding in findings if finding.rule == "D7-applications")
