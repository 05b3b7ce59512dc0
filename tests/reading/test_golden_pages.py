"""Whole pages with their reports beside them: tests/pages/reports/<page> and <page>.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.reading import read

PAGES = Path(__file__).parent.parent / "pages" / "reports"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    page = next(path for path in PAGES.glob(f"{name}.*") if path.suffix != ".json")
    report = read(page.read_bytes(), url=expected["url"])
    assert report.to_dict() == expected["report"]
    assert sorted([remark.kind.value, remark.where] for remark in report.remarks) == sorted(expected["remarks"])
