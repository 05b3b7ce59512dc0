"""Selectors on a portal's card: checked when it is loaded, and used for the lists of its hosts only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.registry import CardError, load
from spiders.column import ColumnSpider

ROWS = "<table><tr class='zc'><td><a href='1.html'>政府信息公开指南</a></td></tr></table><span>下一页</span>".encode()


def card(portal: str, host: str, **other: Any) -> str:
    fields = {"portal": portal, "name": "华容县", "county": "430623", "platform": "column", "url": f"http://{host}"}
    channels = [{"id": "nianbao", "url": "/nb/", "years": {"first": 2022}}]
    return yaml.safe_dump({**fields, "status": "unverified", "channels": channels, **other}, allow_unicode=True)


def test_each_host_is_read_with_the_selectors_of_its_own_card(tmp_path: Path) -> None:
    selectors = {"row": "tr.zc", "next": "a.next"}
    (tmp_path / "one.yaml").write_text(card("one", "one.example", selectors=selectors), encoding="utf-8")
    (tmp_path / "two.yaml").write_text(card("two", "two.example"), encoding="utf-8")
    spider = ColumnSpider(registry=load(tmp_path))
    listing = spider.parse_listing(ROWS, "http://one.example/nb/")
    assert ([row.title for row in listing.rows], listing.ended) == (["政府信息公开指南"], True)
    assert spider.parse_listing(ROWS, "http://two.example/nb/").rows == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"selectors": {"row": "tr["}}, "selectors.row: is no CSS selector"),
        ({"selectors": {"title": "a"}}, "selectors.row: is missing"),
        ({"selectors": {"row": "tr", "link": "a"}}, "selectors.link: is no field of this file"),
        ({"selectors": {"row": "tr"}, "platform": "trs"}, "selectors: are read on the platform column; this is trs"),
    ],
)
def test_selectors_that_cannot_be_used(tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    (tmp_path / "one.yaml").write_text(card("one", "one.example", **fields), encoding="utf-8")
    with pytest.raises(CardError) as raised:
        load(tmp_path)
    assert said in str(raised.value)


def test_one_file_may_stand_in_place_of_a_folder_and_counts_once(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(card("one", "one.example"), encoding="utf-8")
    (tmp_path / "two.yaml").write_text(card("two", "two.example"), encoding="utf-8")
    assert list(load(tmp_path / "one.yaml").portals) == ["one"]
    assert list(load(tmp_path, tmp_path / ".." / tmp_path.name / "one.yaml").portals) == ["one", "two"]
    with pytest.raises(CardError, match="there is no such folder"):
        load(tmp_path / "three.yaml")
