"""What people say of findings; findings by version; which counts cannot be told for certain."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

# A finding is the same in every version of its report, so that what a person said of it holds for all of them.
_REVIEWS = """
CREATE TABLE findings_m002 (
    id TEXT NOT NULL, version_id TEXT NOT NULL REFERENCES versions (id), rule TEXT NOT NULL, severity TEXT NOT NULL,
    basis TEXT NOT NULL, message TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (version_id, id)
) STRICT;
INSERT INTO findings_m002 SELECT * FROM findings;
DROP TABLE findings;
ALTER TABLE findings_m002 RENAME TO findings;
CREATE INDEX findings_by_id ON findings (id);
CREATE TABLE reviews (
    id TEXT PRIMARY KEY, finding_id TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'dismissed')),
    because TEXT NOT NULL, reviewer TEXT, reviewed_at TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_finding ON reviews (finding_id, reviewed_at);
CREATE VIEW last_reviews AS SELECT finding_id, verdict, because, reviewer, reviewed_at FROM (
    SELECT *, row_number() OVER (PARTITION BY finding_id ORDER BY reviewed_at DESC, rowid DESC) AS place FROM reviews
) WHERE place = 1;
ALTER TABLE applications ADD COLUMN uncertain TEXT NOT NULL DEFAULT '[]';
ALTER TABLE proceedings ADD COLUMN uncertain TEXT NOT NULL DEFAULT '[]';
"""


def apply(db: Database) -> None:
    run(db, _REVIEWS)
