"""Cards on disk, and the registry they make."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample_cards import COUNTY, PORTAL

from crawler.registry import CountyCard, Registry, load


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write cards into a folder: ``write(name={...})`` makes ``name.yaml``; text is written as it stands."""

    def write_cards(**cards: dict[str, Any] | str) -> Path:
        for name, card in cards.items():
            text = card if isinstance(card, str) else json.dumps(card, ensure_ascii=False)
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write_cards


@pytest.fixture
def registry(write: Callable[..., Path]) -> Registry:
    return load(write(county=COUNTY, portal=PORTAL))


@pytest.fixture(scope="session")
def county() -> CountyCard:
    return CountyCard.model_validate(COUNTY)
