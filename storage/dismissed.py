"""Links that a person said to be no annual report, as SQL: where nothing else was found they explain the state."""

from __future__ import annotations

#: One row a list and link: what the list says of it, and who said so, when and why. Why a link is left out is stored
#: with it; what was taken back, or was said of another title, is not that.
DISMISSED = """
SELECT channel_id, listings.url, listings.title, listed_on, listings.agency_id, listings.report_year, first_seen_at,
    last_seen_at, because, reviewer, max(matched_at) AS matched_at
FROM matches CROSS JOIN listings ON listings.url = matches.url
WHERE verdict = 'not_a_report' AND NOT is_report AND version_id IS NULL
    AND substr(why_not, -length(because)) = because
GROUP BY channel_id, listings.url
"""
