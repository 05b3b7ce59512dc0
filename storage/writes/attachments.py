"""The files that reports and rosters link to."""

from __future__ import annotations

from sqlite_utils import Database

from storage.database import transaction
from storage.rows import Row, encode
from storage.writes.looks import keep_fetch

_CAME = """
UPDATE {} SET sha256 = iif(:trouble IS NULL, :sha256, NULL), media_type = :media_type, fetch_id = :fetch_id,
    trouble = :trouble
WHERE {} = :version_id AND url = :url
"""
_OF = (("attachments", "version_id"), ("roster_files", "roster_id"))
#: What its files hold may change what a roster says.
_UNREAD = "UPDATE rosters SET reader_version = NULL WHERE id = ?"


def save_attachment(db: Database, version_id: str, url: str, fetch: Row, trouble: str | None) -> str:
    """Record what came of a file that :func:`storage.writes.save_version` named; return the id of the fetch.

    ``version_id``: of a version, or of a roster (:func:`storage.writes.save_roster`).

    ``fetch`` as in :func:`storage.writes.save_observation`; the original must be kept before. ``trouble``: why what
    came is not the file, ``None`` where it is. An attachment with a trouble has no ``sha256``.
    """
    fetched = encode(fetch)
    with transaction(db):
        fetch_id = keep_fetch(db, fetched)
        named = {"version_id": version_id, "url": url, "trouble": trouble, "fetch_id": fetch_id}
        for table, owner in _OF:
            came = {**named, "sha256": fetched["sha256"], "media_type": fetched["media_type"]}
            db.execute(_CAME.format(table, owner), came)
        db.execute(_UNREAD, [version_id])
    return fetch_id
