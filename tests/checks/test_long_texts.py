"""Texts that no agency wrote: each is judged in a moment, where half a minute or gigabytes went into them once."""

from __future__ import annotations

import pytest
from reports import OVERVIEW, report, sections

from crawler.checks import check


@pytest.mark.parametrize("piece", ["0", "\n", "共1件", "其中1件，", "a.", "（", "《"])
def test_a_piece_of_text_repeated_without_end(piece: str) -> None:
    endless = OVERVIEW + "申请人" + piece * (60_000 // len(piece)) + "。"
    assert {finding.rule for finding in check(report(sections=sections(endless)))} <= {"F2-placeholder", "D7-text-sum"}
