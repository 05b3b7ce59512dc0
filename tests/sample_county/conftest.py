"""The sample portals, served for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.sample_county import SampleCounty


@pytest.fixture
def county() -> Iterator[SampleCounty]:
    with SampleCounty(port=0) as running:
        yield running
