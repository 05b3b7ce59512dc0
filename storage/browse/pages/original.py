"""An original, seen safely: what is known of it, its extracted text, and its bytes as a file that nothing runs.

Only what a version or an attachment names can be reached. The bytes are never shown as a page: they come as a download
of no type (``application/octet-stream``), which no browser opens by itself.
"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.utils.asgi import NotFound

from storage.browse.asked import Asked, Row
from storage.database import open_originals
from storage.errors import StorageError
from storage.originals import Originals

_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSIONS = """
SELECT versions.id, versions.title, versions.url, versions.first_seen_at, versions.fetch_id, versions.report_year,
    preamble
FROM versions WHERE sha256 = ? ORDER BY first_seen_at, id
"""
_ATTACHMENTS = """
SELECT attachments.*, versions.title AS report FROM attachments JOIN versions ON versions.id = version_id
WHERE attachments.sha256 = ? ORDER BY version_id, attachments.url
"""
_FETCHES = "SELECT * FROM fetches WHERE id IN ({}) ORDER BY requested_at"
_SECTIONS = "SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY position"


def facts(asked: Asked, originals: Path) -> dict[str, Any]:
    """What ``original.html`` shows."""
    named = _named(asked)
    first = next(iter(named["versions"]), None)
    fetch_ids = [each["fetch_id"] for each in (*named["versions"], *named["attachments"]) if each["fetch_id"]]
    fetches = asked.rows(_FETCHES.format(", ".join("?" * len(fetch_ids))), tuple(fetch_ids))
    return {
        **named,
        "sha256": asked.named["sha256"],
        "fetches": fetches,
        "kept": _kept(originals, asked.named["sha256"]),
        "preamble": first["preamble"] if first else "",
        "sections": asked.rows(_SECTIONS, (first["id"],)) if first else [],
    }


def body(asked: Asked, originals: Path) -> bytes:
    """The bytes of an original that a version or an attachment names; raises ``NotFound`` for any other."""
    _named(asked)
    try:
        with closing(open_originals(originals, read_only=True)) as db:
            return Originals(db).get(asked.named["sha256"])
    except StorageError as error:
        raise NotFound(asked.words.say("原件无法读取", "the original cannot be read")) from error


def _named(asked: Asked) -> dict[str, list[Row]]:
    sha256 = asked.named["sha256"]
    found = {"versions": asked.rows(_VERSIONS, (sha256,)), "attachments": asked.rows(_ATTACHMENTS, (sha256,))}
    if not _SHA256.fullmatch(sha256) or not any(found.values()):
        raise NotFound(asked.words.say("没有报告或附件以此为原件", "no report or attachment names this original"))
    return found


def _kept(originals: Path, sha256: str) -> Row | None:
    """What is noted of the file; ``None`` where the file of originals is elsewhere or has lost it."""
    try:
        with closing(open_originals(originals, read_only=True)) as db:
            return Originals(db).facts(sha256)
    except StorageError:
        return None
