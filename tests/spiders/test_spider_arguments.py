"""Starting a spider the wrong way is told at once, in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from crawler.registry import CardError
from spiders.hanweb import HanwebSpider
from spiders.trs import TrsSpider


def write_cards(folder: Path, **platforms: str) -> Path:
    for number, (portal, platform) in enumerate(platforms.items(), start=1):
        code = f"33079{number}"
        county = {"county": code, "name": "青溪县", "city": "样例市", "province": "样例省"}
        agencies = [{"id": f"{code}-gov", "name": "青溪县人民政府", "kind": "government"}]
        channels = [{"id": "nianbao", "url": "/nb/", "years": {"first": 2021}}]
        card = {"portal": portal, "name": "青溪县人民政府", "county": code, "platform": platform, "status": "verified"}
        card |= {"url": f"http://{portal}.example", "channels": channels}
        folder.mkdir(exist_ok=True)
        (folder / f"{portal}.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")
        (folder / f"{portal}-county.yaml").write_text(yaml.safe_dump(county | {"agencies": agencies}), encoding="utf-8")
    return folder


def test_one_portal_or_all_of_the_platform(tmp_path: Path) -> None:
    cards = str(write_cards(tmp_path, one="hanweb", two="trs", three="hanweb"))
    assert [card.portal for card in HanwebSpider(portal="three", cards=cards).portals] == ["three"]
    assert {card.portal for card in HanwebSpider(cards=cards).portals} == {"one", "three"}


def test_several_folders_of_cards(tmp_path: Path) -> None:
    one, two = write_cards(tmp_path / "a", one="hanweb"), tmp_path / "b"
    two.mkdir()
    assert HanwebSpider(portal="one", cards=os.pathsep.join((str(one), str(two)))).portals


def test_the_packaged_cards_are_the_default() -> None:
    assert TrsSpider().registry.portals


def test_an_unknown_portal(tmp_path: Path) -> None:
    cards = str(write_cards(tmp_path, one="hanweb"))
    with pytest.raises(ValueError, match="there is no portal card 'oen'; there are: one"):
        HanwebSpider(portal="oen", cards=cards)


def test_a_portal_on_another_platform(tmp_path: Path) -> None:
    cards = str(write_cards(tmp_path, one="hanweb"))
    with pytest.raises(ValueError, match="portal one runs on hanweb, not on trs; use the spider hanweb"):
        TrsSpider(portal="one", cards=cards)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="there is no such folder"):
        HanwebSpider(cards=str(tmp_path / "no"))


def test_a_misspelt_argument() -> None:
    with pytest.raises(TypeError, match="prtal"):
        HanwebSpider(prtal="430623")  # type: ignore[call-arg]
