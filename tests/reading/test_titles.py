"""Titles: whose report of which year, and what is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from crawler.reading.title import parse_link, parse_title

FACTS = yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("title", "agency", "year"), FACTS["reports"])
def test_report(title: str, agency: str | None, year: int | None) -> None:
    parsed = parse_title(title)
    assert (parsed.is_report, parsed.agency_name, parsed.report_year) == (True, agency, year)
    assert parsed.why_not is None


@pytest.mark.parametrize("title", FACTS["not_reports"])
def test_not_a_report(title: str) -> None:
    parsed = parse_title(title)
    assert (parsed.is_report, parsed.agency_name, parsed.report_year) == (False, None, None)
    assert re.search("[一-龥]", parsed.why_not or "")


def test_titles_of_the_crawled_pages(real_data: Path) -> None:
    """At least 98 in 100 are told right; remarks in English stand in for some titles and are no reports."""
    lines = (real_data / "real" / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    titles = [json.loads(line)["title"] for line in lines]
    facts = {title: (agency, year) for title, agency, year in FACTS["reports"]} | dict.fromkeys(FACTS["not_reports"])
    right = [title for title in titles if facts[title] == answer(title)]
    assert len(titles) >= 100
    assert len(right) >= 0.98 * len(titles), sorted(set(titles) - set(right))


def answer(title: str) -> tuple[str | None, int | None] | None:
    parsed = parse_title(title)
    return (parsed.agency_name, parsed.report_year) if parsed.is_report else None


@pytest.mark.parametrize(
    "text", ["报告" * 100_000, "2" * 100_000 + "年报", "年" * 50_000 + "报告", "公开" * 60 + "报告"]
)
def test_hostile_titles_end_at_once(text: str) -> None:
    assert parse_title(text).is_report is False


@pytest.mark.parametrize(
    "link",
    [
        "石桥镇2022年政府信息公开工作年度报告.pdf",
        "石桥镇2022年政府信息公开工作年度报告公示",
        "石桥镇2022年政府信息公开工作年度报告2023-01-20",
        "石桥镇2022年政府信息公开工作年度…",
        "石桥镇2022年政府信息公开年度工作总结",
        "石桥镇2022年政府信息公开工作年度报告...",
        "石桥镇2022年政府信息主动公开工作年度报告",
        "石桥镇2022年政府信息公开工作年度报",
        "石桥镇2022年政府信息公开工作年度报告new",
        "关于石桥镇2022年政府信息公开工作情况的报告公告",
    ],
)
def test_a_link_that_may_lead_to_a_report_is_followed(link: str) -> None:
    title = parse_link(link)
    assert (title.is_report, title.agency_name, title.report_year) == (True, "石桥镇", 2022)


@pytest.mark.parametrize(
    "link",
    [
        "石桥镇2022年政府信息公开工作年度报告解读",
        "图解：石桥镇2022年政府信息公开工作年度报告",
        "青溪县2022年政府信息公开工作年度报告公布情况",
        "关于做好2022年政府信息公开工作年度报告编制的通知",
        "石桥镇2022年政府信息公开指南",
        "2022年政务公开工作要点",
        "2022年政府网站工作年度报表",
        "石桥镇2022年度法治政府建设报告",
    ],
)
def test_a_link_to_something_else_is_not(link: str) -> None:
    assert not parse_link(link).is_report
