from __future__ import annotations

from pathlib import Path

import pytest
from converted import convert


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five reports as DOCX, PDF, XLSX, DOC, RTF and XLS."""
    folder = tmp_path_factory.mktemp("offices")
    convert(folder, "docx", "pdf", "xlsx", "doc", "rtf", "xls")
    return folder
