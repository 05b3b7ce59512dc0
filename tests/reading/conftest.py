from __future__ import annotations

from pathlib import Path

import pytest
from converted import convert, example, page_of
from seeds import seeds


@pytest.fixture(scope="session")
def offices(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our example and, where they are, the five real reports in every format of an office."""
    pages = {"example": page_of(example())}
    try:
        data: Path = request.getfixturevalue("real_data")
        pages |= {str(number): seed.page.encode() for number, seed in enumerate(seeds(data))}
    except pytest.skip.Exception:
        pass
    folder = tmp_path_factory.mktemp("offices")
    convert(folder, pages)
    return folder
