"""The site of a small county, and of none."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_county import Get, fill, getter

from storage.database import open_database


@pytest.fixture
def empty_database(tmp_path: Path) -> Path:
    path = tmp_path / "数据 库.db"
    open_database(path, create=True).close()
    return path


@pytest.fixture
def county(empty_database: Path) -> Path:
    fill(empty_database)
    return empty_database


@pytest.fixture
def get(county: Path) -> Get:
    """Ask the site for an address: ``get("/nianbao/board?year=2022")``."""
    return getter(county)


@pytest.fixture
def get_empty(empty_database: Path) -> Get:
    return getter(empty_database)
