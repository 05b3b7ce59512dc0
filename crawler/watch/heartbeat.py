"""A sign of life: a file with the time, and a request to a supervisor's address; both stop when the watcher does."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import requests

logger = logging.getLogger(__name__)

#: Seconds that a supervisor may take.
_PATIENCE = 10.0


def beat(file: Path, at: datetime, url: str) -> None:
    """Write the time to ``file``, whole or not at all, and ask for ``url`` if there is one.

    The address is a secret of the supervisor's and never told; a supervisor that does not answer is not our failure.
    """
    part = file.with_name(f"{file.name}.part")
    part.write_text(f"{at.isoformat()}\n", encoding="ascii")
    part.replace(file)
    if url:
        try:
            requests.get(url, timeout=_PATIENCE).raise_for_status()
        except requests.RequestException as error:
            logger.warning("the heartbeat's address did not answer well: %s", type(error).__name__)


def last_beat(file: Path) -> datetime | None:
    """When the watcher last gave a sign of life."""
    try:
        return datetime.fromisoformat(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
