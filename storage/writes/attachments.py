"""The files that reports link to."""

from __future__ import annotations

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Row, encode
from storage.writes.looks import keep_fetch

_CAME = """
UPDATE attachments SET sha256 = iif(:trouble IS NULL, :sha256, NULL), media_type = :media_type, fetch_id = :fetch_id,
    trouble = :trouble
WHERE version_id = :version_id AND url = :url
"""


def save_attachment(db: Database, version_id: str, url: str, fetch: Row, trouble: str | None) -> str:
    """Record what came of an attachment that :func:`storage.writes.save_version` named; return the id of the fetch.

    ``fetch`` as in :func:`storage.writes.save_observation`; the original must be kept before. ``trouble``: why what
    came is not the file, ``None`` where it is. An attachment with a trouble has no ``sha256``.
    """
    fetched = encode(fetch)
    with transaction(db):
        fetch_id = keep_fetch(db, fetched)
        named = {"version_id": version_id, "url": url, "trouble": trouble, "fetch_id": fetch_id}
        db.execute(_CAME, {**named, "sha256": fetched["sha256"], "media_type": fetched["media_type"]})
    return fetch_id
