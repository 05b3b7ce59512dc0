"""The rows that filings rest on, asked of the database all at once: one filing after the other would take hours."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.monitor.ledger import Stored
from storage.dismissed import DISMISSED

#: Looks at the address that a channel had before are none at the list it is now.
_OBSERVATIONS = """
SELECT id, channel_id, observed_at, outcome, qualified AND coalesce(observed_at > last_look_at, 1) AS qualified,
    iif(observed_at <= last_look_at, 'not_looked', reason) AS reason
FROM observations LEFT JOIN _moved_channels USING (channel_id) WHERE {observation}
"""
_LISTINGS = """
SELECT channel_id, listings.url, title, listed_on, is_report, agency_id, report_year, first_seen_at,
    first_observation_id, last_seen_at, version_id, read_at, requested_at AS trouble_at
FROM listings LEFT JOIN fetches ON trouble IS NOT NULL AND fetches.id = fetch_id
WHERE {listing} AND (is_report OR version_id IS NOT NULL OR EXISTS (
    SELECT 1 FROM former_listings AS former
    WHERE former.channel_id = listings.channel_id AND former.url = listings.url AND former.is_report
))
"""
_FORMER = """
SELECT former_listings.*,
    (SELECT id FROM observations WHERE channel_id = former_listings.channel_id AND observed_at = since)
        AS since_observation_id,
    (SELECT id FROM observations WHERE channel_id = former_listings.channel_id AND observed_at = until)
        AS until_observation_id
FROM former_listings WHERE {former}
"""
_VERSIONS = """
SELECT versions.id, report_id, channel_id, url, first_seen_at, versions.title, agency_name, created_on, published_on,
    signed_on, listed_on, body_hash, reports.agency_id, reports.report_year
FROM versions JOIN reports ON reports.id = report_id WHERE {version}
"""
#: What the checks found that is a flag too; and versions of which nothing was read while a file they link to may be it.
_REMARKS = """
SELECT version_id, flag, verdict, reviewed_at FROM findings
JOIN (SELECT 'I2-period' AS rule, 'wrong_year' AS flag UNION ALL SELECT 'F1-form', 'wrong_form') USING (rule)
LEFT JOIN reviews ON finding_id = findings.id WHERE {remark}
UNION ALL
SELECT DISTINCT version_id, 'unreadable', NULL, NULL FROM attachments WHERE {remark}
    AND NOT EXISTS (SELECT 1 FROM disclosures WHERE version_id = attachments.version_id)
    AND NOT EXISTS (SELECT 1 FROM applications WHERE version_id = attachments.version_id)
    AND NOT EXISTS (SELECT 1 FROM proceedings WHERE version_id = attachments.version_id)
ORDER BY reviewed_at
"""
_ANSWERS = """
SELECT listing_url, requested_at, outcome, status FROM fetches
WHERE listing_url IN (SELECT listing_url FROM fetches WHERE outcome = 'soft_404' OR status IN (404, 410))
    AND {answer}
ORDER BY requested_at, rowid
"""
_DISMISSED = f"SELECT * FROM ({DISMISSED}) WHERE {{dismissed}}"  # noqa: S608 -- our own text
_QUERIES = (_OBSERVATIONS, _LISTINGS, _VERSIONS, _REMARKS, _ANSWERS, _FORMER, _DISMISSED)

#: The same rows of some counties only (``:counties``: their codes).
_OF_CHANNEL = """channel_id IN (
    SELECT channels.id FROM channels JOIN portals ON portals.id = portal_id
    WHERE division_code IN (SELECT value FROM json_each(:counties))
)"""
_OF_COUNTIES = {
    **dict.fromkeys(("observation", "listing", "version", "former", "dismissed"), _OF_CHANNEL),
    "remark": f"version_id IN (SELECT id FROM versions WHERE {_OF_CHANNEL})",  # noqa: S608 -- our own text
    "answer": f"listing_url IN (SELECT url FROM listings WHERE {_OF_CHANNEL})",  # noqa: S608 -- our own text
}
_OF_ALL = dict.fromkeys(_OF_COUNTIES, "1")

#: Of some agencies only (``:agencies``: their ids) from a report year on, and what in their counties may be anyone's.
_AGENCIES = "(SELECT value FROM json_each(:agencies))"
_VERSIONS_OF_AGENCIES = f"""SELECT versions.id FROM reports JOIN versions ON report_id = reports.id
    WHERE reports.agency_id IN {_AGENCIES} AND reports.report_year >= :first_year"""  # noqa: S608 -- our own text
_LISTINGS_OF_AGENCIES = f"""
    SELECT rowid FROM listings WHERE agency_id IN {_AGENCIES} AND report_year >= :first_year
    UNION SELECT rowid FROM listings WHERE is_report AND (agency_id IS NULL OR report_year IS NULL) AND {_OF_CHANNEL}
    UNION SELECT rowid FROM listings WHERE version_id IN ({_VERSIONS_OF_AGENCIES})"""  # noqa: S608 -- our own text
_THE_VERSIONS = f"""
    {_VERSIONS_OF_AGENCIES}
    UNION SELECT versions.id FROM reports JOIN versions ON report_id = reports.id
        WHERE (agency_id IS NULL OR reports.report_year IS NULL) AND portal_id IN (
            SELECT id FROM portals WHERE division_code IN (SELECT value FROM json_each(:counties)))
    UNION SELECT version_id FROM listings WHERE rowid IN ({_LISTINGS_OF_AGENCIES})
"""  # noqa: S608 -- our own text
_OF_THE_VERSIONS = "IN (SELECT value FROM json_each(:versions))"
#: Since the first of their deadlines (``:since``); before that it only matters whether a list had ever come.
_RECENT_LOOKS = f"""observations.rowid IN (
    SELECT rowid FROM observations WHERE {_OF_CHANNEL} AND observed_at >= :since
    UNION SELECT (
        SELECT rowid FROM observations WHERE channel_id = channels.id AND outcome IN ('ok', 'not_modified')
        ORDER BY observed_at LIMIT 1
    ) FROM channels JOIN portals ON portals.id = portal_id
        WHERE division_code IN (SELECT value FROM json_each(:counties))
)"""  # noqa: S608 -- our own text
_OF_AGENCIES = {
    "observation": _RECENT_LOOKS,
    "listing": f"listings.rowid IN ({_LISTINGS_OF_AGENCIES})",
    "version": f"versions.id {_OF_THE_VERSIONS}",
    "remark": f"version_id {_OF_THE_VERSIONS}",
    "answer": f"listing_url IN (SELECT url FROM listings WHERE rowid IN ({_LISTINGS_OF_AGENCIES}))",  # noqa: S608
    "former": "0",
    "dismissed": "0",  # they change no state
}


def stored_in(db: Database, divisions: Collection[str] | None = None) -> Stored:
    """The rows of these counties (default: of all)."""
    if divisions is None:
        return _asked(db, _OF_ALL, {})
    return _asked(db, _OF_COUNTIES, {"counties": json.dumps(sorted(divisions))})


def stored_of(db: Database, filings: Collection[tuple[str, int]], since: datetime) -> Stored:
    """Enough rows to judge these filings by, in counties of which no list ever missed or lost anything.

    ``since``: the end of the first of their deadlines. What is on the year before may be on theirs.
    """
    agency_ids = sorted({agency_id for agency_id, _ in filings})
    first_year = min((report_year for _, report_year in filings), default=0) - 1
    counties = sorted({agency_id[:6] for agency_id in agency_ids})
    given = {"counties": json.dumps(counties), "agencies": json.dumps(agency_ids), "first_year": first_year}
    versions = json.dumps([version_id for [version_id] in db.conn.execute(_THE_VERSIONS, given)])
    since_text = since.astimezone(SHANGHAI).isoformat()
    return _asked(db, _OF_AGENCIES, {**given, "versions": versions, "since": since_text})


def _asked(db: Database, of: Mapping[str, str], given: dict[str, Any]) -> Stored:
    return Stored(*(db.query(sql.format(**of), given) for sql in _QUERIES))
