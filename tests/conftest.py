"""What several test folders share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: Crawls of the sample county do not recognise its picture over and over; the tests of recognition switch it on.
os.environ["NIANBAO_OCR"] = "off"

ROOT = Path(__file__).resolve().parent.parent

# How fast examples are made tells of the machine, not of the code.
settings.register_profile("nianbao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nianbao")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real reports with their values by hand; a fresh clone has none."""
    folder = Path(os.environ.get("NIANBAO_REAL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real reports at {folder} (set NIANBAO_REAL_DATA)")
    return folder
