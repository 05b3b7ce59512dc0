"""What the checks found, and what people say of it."""

from __future__ import annotations

from sqlite_utils import Database

from storage.rows import Dict, select

_OF_VERSION = """
SELECT rule, severity, basis, message, evidence FROM findings WHERE version_id = ? ORDER BY rule, message, evidence
"""
#: A finding stands in every version that has it; with max() SQLite takes the other columns from the newest of them.
_FINDINGS = """
SELECT findings.id, division_code, divisions.name AS division, reports.agency_id,
    coalesce(agencies.name, agency_name) AS agency, reports.report_year,
    rule, severity, basis, message, evidence, url, sha256, max(versions.first_seen_at) AS first_seen_at,
    verdict, because, reviewer, reviewed_at
FROM findings JOIN versions ON versions.id = version_id JOIN reports ON reports.id = report_id
    LEFT JOIN agencies ON agencies.id = reports.agency_id LEFT JOIN divisions ON code = division_code
    LEFT JOIN last_reviews ON finding_id = findings.id
WHERE (:agency_id IS NULL OR reports.agency_id = :agency_id)
    AND (:division_code IS NULL OR division_code = :division_code)
    AND (:report_year IS NULL OR reports.report_year = :report_year)
    AND coalesce(:rule, rule) = rule AND coalesce(:severity, severity) = severity
GROUP BY findings.id
ORDER BY reports.report_year DESC, reports.agency_id, agency, url,
    CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, rule, findings.id
"""
_IDS = """
SELECT id FROM findings WHERE substr(id, 1, length(:start)) = :start
UNION SELECT finding_id FROM reviews WHERE substr(finding_id, 1, length(:start)) = :start ORDER BY id
"""


def findings_of(db: Database, version_id: str) -> list[Dict]:
    """The findings of a version: ``{"rule", "severity", "basis", "message", "evidence"}``, ordered by rule."""
    return select(db, _OF_VERSION, [version_id])


def findings(
    db: Database,
    *,
    agency_id: str | None = None,
    division_code: str | None = None,
    report_year: int | None = None,
    rule: str | None = None,
    severity: str | None = None,
) -> list[Dict]:
    """Findings with what was last said of them, by year (newest first), agency and severity; each once a report.

    ``{"id", "division_code", "division", "agency_id", "agency", "report_year", "rule", "severity", "basis", "message",
    "evidence", "url", "sha256", "first_seen_at", "verdict", "because", "reviewer", "reviewed_at"}``; the last four are
    ``None`` where nobody has said anything, ``first_seen_at`` is that of the newest version that has the finding.
    """
    only = {
        "agency_id": agency_id,
        "division_code": division_code,
        "report_year": report_year,
        "rule": rule,
        "severity": severity,
    }
    return select(db, _FINDINGS, only)


def finding_ids(db: Database, start: str) -> list[str]:
    """The ids that begin with ``start``, of findings that are there and of such as were reviewed and have vanished."""
    return [row["id"] for row in select(db, _IDS, {"start": start})]
