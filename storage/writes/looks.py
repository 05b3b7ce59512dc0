"""What a crawl saw: looks at channels, fetches, and what the channels list."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import ids
from storage.database import transaction
from storage.rows import Dict, Row, encode, insert_once

_LIST = """
INSERT INTO listings (
    channel_id, url, title, listed_on, position, is_report, why_not, agency_id, report_year,
    first_seen_at, first_observation_id, last_seen_at, last_observation_id
) VALUES (
    :channel_id, :url, :title, :listed_on, :position, :is_report, :why_not, :agency_id, :report_year,
    :observed_at, :observation_id, :observed_at, :observation_id
) ON CONFLICT (channel_id, url) DO UPDATE SET
    title = excluded.title, listed_on = excluded.listed_on, position = excluded.position,
    is_report = excluded.is_report, why_not = excluded.why_not,
    agency_id = excluded.agency_id, report_year = excluded.report_year,
    last_seen_at = excluded.last_seen_at, last_observation_id = excluded.last_observation_id
"""
_SEEN_AGAIN = """
UPDATE listings SET last_seen_at = :observed_at
WHERE channel_id = :channel_id AND last_observation_id = :clean_observation_id
"""
_SETTLED_ELSEWHERE = """
UPDATE listings SET (fetch_id, version_id, read_at, trouble) = (
    SELECT fetch_id, version_id, read_at, trouble FROM listings AS other
    WHERE other.url = listings.url AND other.fetch_id IS NOT NULL
)
WHERE channel_id = :channel_id AND fetch_id IS NULL
    AND EXISTS (SELECT 1 FROM listings AS other WHERE other.url = listings.url AND other.fetch_id IS NOT NULL)
"""
_TROUBLE = """
UPDATE listings SET trouble = :trouble, fetch_id = :fetch_id WHERE url = :url AND version_id IS NULL
"""


def save_observation(db: Database, observation: Row, fetches: Iterable[Row], listings: Iterable[Row]) -> str:
    """Record one look at a channel with every page it asked for and everything it listed; return its id.

    All keys are required, in each of the three::

        observation {"channel_id": "430623/nianbao", "observed_at": now, "outcome": "ok", "pages": 2, "rows": 31,
                     "exhausted": True, "canary_seen": True, "qualified": True, "reason": None, "detail": "",
                     "clean_observation_id": None}
        fetch       {"portal_id": "430623", "url": "http://...", "requested_at": now, "outcome": "ok", "status": 200,
                     "media_type": "text/html", "sha256": "ab12..." or None, "detail": "",
                     "headers": {"etag": '"5f-61"', "last-modified": "Fri, 10 Feb 2023 01:00:00 GMT"},
                     "protocol": "HTTP/1.1" or None, "request_headers": {"user-agent": "nianbao (...)"}}
        listing     {"url": "http://...", "title": "...", "listed_on": date or None, "position": 0, "is_report": True,
                     "why_not": None, "agency_id": "430623113" or None, "report_year": 2022 or None}

    ``headers`` has lower-case names. ``clean_observation_id`` is set on a look answered "not modified": the id of the
    full look (:func:`storage.queries.clean_observation`) that it repeats; what that look listed counts as seen again.
    A listing seen before keeps ``first_seen_at`` and what came of it, and takes the rest from this look. A URL that
    another channel has already settled (version or trouble) is settled here too.
    """
    look = encode(observation)
    pages = [encode(fetch) for fetch in fetches]
    listed = [encode(listing) for listing in listings]
    look_id = ids.observation_id(look, pages, listed)
    with transaction(db):
        if insert_once(db, "observations", {"id": look_id, **look}):
            for page in pages:
                keep_fetch(db, page, look_id)
            _keep_listings(db, {**look, "observation_id": look_id}, listed)
    return look_id


def save_fetch(db: Database, fetch: Row, listing_url: str | None = None) -> str:
    """Record a fetch that brought nothing new to read (down, blocked, 404, not modified ...) and return its id.

    Keys as in :func:`save_observation`. ``listing_url``: the listed link it was made for; a link that is not settled
    stays pending, so it is asked for again.
    """
    with transaction(db):
        return keep_fetch(db, encode(fetch), listing_url=listing_url)


def save_trouble(db: Database, listing_url: str, fetch: Row, trouble: str) -> str:
    """Record that a listed article is no report, or cannot be read, and why; return the id of its fetch.

    ``fetch`` as in :func:`save_observation`, with the ``sha256`` of the original that was kept. Settles
    every listing of ``listing_url`` that has no version; one that has a version keeps it.

    Raises ``ValueError`` when no channel lists that URL: save the look that found it first.
    """
    with transaction(db):
        fetch_id = keep_fetch(db, encode(fetch), listing_url=listing_url)
        require_listing(db, listing_url)
        db.execute(_TROUBLE, {"url": listing_url, "trouble": trouble, "fetch_id": fetch_id})
    return fetch_id


def keep_fetch(db: Database, fetch: Dict, observation_id: str | None = None, *, listing_url: str | None = None) -> str:
    """Insert an encoded fetch, within the caller's transaction, unless it is there; return its id."""
    row = {"observation_id": observation_id, "listing_url": listing_url, **fetch}
    row["id"] = ids.fetch_id(row)
    insert_once(db, "fetches", row)
    return str(row["id"])


def require_listing(db: Database, url: str) -> None:
    """Raise ``ValueError`` when no channel lists ``url``: what comes of it could then not be recorded."""
    if not db.table("listings").count_where("url = ?", [url]):
        raise ValueError(f"{url} is in no listing; save the observation that listed it first")


def _keep_listings(db: Database, look: Dict, listed: list[Dict]) -> None:
    if look["clean_observation_id"] is not None:
        db.execute(_SEEN_AGAIN, look)
    # A list may link one page twice (picture and title): the first link that names a report counts, else the first.
    by_url = {row["url"]: row for row in sorted(listed, key=lambda row: (row["is_report"], -row["position"]))}
    for row in by_url.values():
        db.execute(_LIST, {**look, **row})
    db.execute(_SETTLED_ELSEWHERE, look)
