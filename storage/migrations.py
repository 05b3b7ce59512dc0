"""The schema of the database, one function a step; steps that have shipped are never edited.

Identifiers come from content or official codes, so that two databases merge without renumbering. Times are ISO 8601
text with an offset; days are ISO dates. ``raw`` columns keep what is printed where a value alone would lose it.
``active`` is 0 for a row of the registry that no card names any more and that is kept for what was seen under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlite_utils import Database, Migrations

from storage import search

migrations = Migrations("nianbao")
originals_migrations = Migrations("nianbao.originals")

_APPLICANTS = "natural_person, enterprise, research, public_welfare, legal_service, other, total"
_RESULTS = "upheld, corrected, other, pending, total"


def _integers(columns: str) -> str:
    return ", ".join(f"{column} INTEGER" for column in columns.split(", "))


_REGISTRY = """
CREATE TABLE divisions (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, province TEXT NOT NULL, city TEXT NOT NULL, aliases TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE agencies (
    id TEXT PRIMARY KEY, division_code TEXT NOT NULL REFERENCES divisions (code), name TEXT NOT NULL,
    kind TEXT NOT NULL, aliases TEXT NOT NULL, first_year INTEGER, last_year INTEGER, active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE portals (
    id TEXT PRIMARY KEY, division_code TEXT NOT NULL REFERENCES divisions (code), name TEXT NOT NULL,
    platform TEXT NOT NULL, url TEXT NOT NULL, status TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE channels (
    id TEXT PRIMARY KEY, portal_id TEXT NOT NULL REFERENCES portals (id), agency_id TEXT REFERENCES agencies (id),
    url TEXT NOT NULL, first_year INTEGER NOT NULL, last_year INTEGER, at_least INTEGER NOT NULL, canary TEXT,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;
"""

_LOOKS = """
CREATE TABLE observations (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, observed_at TEXT NOT NULL, outcome TEXT NOT NULL,
    pages INTEGER NOT NULL, rows INTEGER NOT NULL, exhausted INTEGER NOT NULL, canary_seen INTEGER NOT NULL,
    qualified INTEGER NOT NULL, reason TEXT, detail TEXT NOT NULL, clean_observation_id TEXT
) STRICT;
CREATE INDEX observations_by_channel ON observations (channel_id, observed_at);
CREATE TABLE fetches (
    id TEXT PRIMARY KEY, observation_id TEXT REFERENCES observations (id), portal_id TEXT NOT NULL, url TEXT NOT NULL,
    requested_at TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, media_type TEXT, sha256 TEXT,
    headers TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX fetches_by_url ON fetches (url, requested_at);
CREATE TABLE listings (
    channel_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_on TEXT, position INTEGER NOT NULL,
    is_report INTEGER NOT NULL, why_not TEXT, agency_id TEXT, report_year INTEGER, first_seen_at TEXT NOT NULL,
    first_observation_id TEXT NOT NULL REFERENCES observations (id), last_seen_at TEXT NOT NULL,
    last_observation_id TEXT NOT NULL REFERENCES observations (id), fetch_id TEXT REFERENCES fetches (id),
    version_id TEXT, trouble TEXT, PRIMARY KEY (channel_id, url)
) STRICT;
CREATE INDEX listings_by_url ON listings (url);
CREATE INDEX listings_by_version ON listings (version_id);
"""

_REPORTS = f"""
CREATE TABLE reports (
    id TEXT PRIMARY KEY, agency_id TEXT, report_year INTEGER, portal_id TEXT NOT NULL, title TEXT
) STRICT;
CREATE INDEX reports_by_agency ON reports (agency_id, report_year);
CREATE TABLE versions (
    id TEXT PRIMARY KEY, report_id TEXT NOT NULL REFERENCES reports (id), channel_id TEXT NOT NULL, url TEXT NOT NULL,
    sha256 TEXT NOT NULL, content_hash TEXT NOT NULL, fetch_id TEXT NOT NULL REFERENCES fetches (id),
    first_seen_at TEXT NOT NULL,
    title TEXT, agency_name TEXT, report_year INTEGER, form TEXT, index_number TEXT, publisher TEXT, source TEXT,
    created_on TEXT, published_on TEXT, signed_on TEXT, listed_on TEXT, votes TEXT NOT NULL, remarks TEXT NOT NULL,
    reader_version TEXT NOT NULL
) STRICT;
CREATE INDEX versions_by_report ON versions (report_id, first_seen_at);
CREATE TABLE sections (
    version_id TEXT NOT NULL REFERENCES versions (id), position INTEGER NOT NULL, number INTEGER, heading TEXT NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (version_id, position)
) STRICT;
CREATE TABLE disclosures (
    version_id TEXT NOT NULL REFERENCES versions (id), row TEXT NOT NULL, measure TEXT NOT NULL,
    value ANY CHECK (typeof(value) IN ('null', 'integer', 'real')), raw TEXT NOT NULL, certain INTEGER NOT NULL,
    PRIMARY KEY (version_id, row, measure)
) STRICT;
CREATE TABLE applications (
    version_id TEXT NOT NULL REFERENCES versions (id), outcome TEXT NOT NULL, {_integers(_APPLICANTS)},
    raw TEXT NOT NULL, PRIMARY KEY (version_id, outcome)
) STRICT;
CREATE TABLE proceedings (
    version_id TEXT NOT NULL REFERENCES versions (id), route TEXT NOT NULL, {_integers(_RESULTS)},
    raw TEXT NOT NULL, PRIMARY KEY (version_id, route)
) STRICT;
CREATE TABLE findings (
    id TEXT PRIMARY KEY, version_id TEXT NOT NULL REFERENCES versions (id), rule TEXT NOT NULL, severity TEXT NOT NULL,
    basis TEXT NOT NULL, message TEXT NOT NULL, evidence TEXT NOT NULL
) STRICT;
CREATE INDEX findings_by_version ON findings (version_id);
CREATE TABLE filings (
    agency_id TEXT NOT NULL, report_year INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, due_on TEXT,
    days_late INTEGER, claimed_on TEXT, claimed_by TEXT, first_seen_at TEXT, version_id TEXT, observation_id TEXT,
    flags TEXT NOT NULL, PRIMARY KEY (agency_id, report_year)
) STRICT;
"""

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

_REQUESTS = """
ALTER TABLE fetches ADD COLUMN protocol TEXT;
ALTER TABLE fetches ADD COLUMN request_headers TEXT NOT NULL DEFAULT '{}';
CREATE INDEX fetches_by_observation ON fetches (observation_id);
"""

# Which link of a list a fetch was made for, so that what became of a report can be told; and what a report links to.
_REVISITS = """
ALTER TABLE fetches ADD COLUMN listing_url TEXT;
UPDATE fetches SET listing_url = listings.url FROM listings WHERE listings.fetch_id = fetches.id;
CREATE INDEX fetches_by_listing ON fetches (listing_url, requested_at) WHERE listing_url IS NOT NULL;
CREATE TABLE attachments (
    version_id TEXT NOT NULL REFERENCES versions (id), url TEXT NOT NULL, title TEXT NOT NULL, sha256 TEXT,
    media_type TEXT, fetch_id TEXT REFERENCES fetches (id), trouble TEXT, PRIMARY KEY (version_id, url)
) STRICT;
CREATE INDEX attachments_wanted ON attachments (version_id) WHERE sha256 IS NULL;
"""

# A list of one kind of agency says nothing of the others.
_KINDS = "ALTER TABLE channels ADD COLUMN kinds TEXT NOT NULL DEFAULT '[]'"

_PREAMBLE = "ALTER TABLE versions ADD COLUMN preamble TEXT NOT NULL DEFAULT ''"

# Requests are counted before they are made: fetches know neither retries nor redirects, nor what a kill cut off.
_BUDGETS = """
CREATE TABLE host_days (
    host TEXT NOT NULL, day TEXT NOT NULL, portal_id TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (host, day)
) STRICT;
CREATE INDEX host_days_by_portal ON host_days (portal_id, day);
"""

# What took the place of an agency that was merged.
_SUCCESSORS = "ALTER TABLE agencies ADD COLUMN merged_into TEXT"

# What a county's own notices say of deadlines; and whether two versions differ in more than their dates.
_JUDGING = """
ALTER TABLE divisions ADD COLUMN deadlines TEXT NOT NULL DEFAULT '[]';
ALTER TABLE versions ADD COLUMN body_hash TEXT;
"""

# Which file each part of a version was read from; what became of the files beside its page.
_ORIGINS = """
CREATE TABLE origins (
    version_id TEXT NOT NULL REFERENCES versions (id), part TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL,
    PRIMARY KEY (version_id, part)
) STRICT;
CREATE INDEX origins_by_original ON origins (sha256);
ALTER TABLE attachments ADD COLUMN reader_version TEXT;
ALTER TABLE attachments ADD COLUMN unread TEXT;
"""

# What the pages of the site ask for. An agency's id begins with the code of its county, so one index serves a county, a
# province and the whole country.
_BROWSE = """
CREATE INDEX filings_by_year ON filings (report_year, agency_id, state, due_on, claimed_on, first_seen_at);
CREATE INDEX agencies_by_division ON agencies (division_code);
CREATE INDEX portals_by_division ON portals (division_code);
CREATE INDEX channels_by_portal ON channels (portal_id);
CREATE INDEX versions_by_time ON versions (first_seen_at);
CREATE INDEX versions_by_original ON versions (sha256);
CREATE INDEX attachments_by_original ON attachments (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX observations_by_time ON observations (observed_at);
CREATE INDEX observations_qualified ON observations (channel_id, observed_at) WHERE qualified;
"""

#: See :mod:`storage.search`.
_SEARCH = """
CREATE VIRTUAL TABLE _search USING fts5(
    place, title, text, content = '', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TABLE _search_documents (id INTEGER PRIMARY KEY, version_id TEXT NOT NULL UNIQUE) STRICT;
"""

# What a person says a page is, by the page's address and title, so that it holds in every database; and what waits.
_MATCHES = """
CREATE TABLE matches (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_title TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('report', 'not_a_report', 'forgotten')), agency_id TEXT,
    report_year INTEGER, sha256 TEXT, because TEXT NOT NULL, reviewer TEXT, matched_at TEXT NOT NULL
) STRICT;
CREATE INDEX matches_by_page ON matches (page_id, matched_at);
CREATE VIEW last_matches AS SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY page_id ORDER BY matched_at DESC, rowid DESC) AS place FROM matches
) WHERE place = 1 AND verdict <> 'forgotten';
CREATE TABLE unmatched (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, listed_title TEXT NOT NULL,
    why TEXT NOT NULL, detail TEXT, agency_name TEXT, agency_id TEXT, report_year INTEGER, listed_agency_id TEXT,
    listed_year INTEGER, version_id TEXT, sha256 TEXT, candidates TEXT NOT NULL, first_seen_at TEXT NOT NULL
) STRICT;
"""

#: Which counties a written row concerns, by the ways a row names one.
_OF_CHANNEL = "SELECT division_code FROM portals WHERE id = substr({0}.channel_id, 1, instr({0}.channel_id, '/') - 1)"
_OF_PORTAL = "SELECT division_code FROM portals WHERE id = {0}.portal_id"
_OF_VERSION = """SELECT division_code FROM versions JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE versions.id = {0}.version_id"""
_OF_LINK = """SELECT division_code FROM listings JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE listings.url = NEW.listing_url"""
_OF_REVIEW = """SELECT division_code FROM findings JOIN versions ON versions.id = version_id JOIN portals
    ON portals.id = substr(channel_id, 1, instr(channel_id, '/') - 1) WHERE findings.id = NEW.finding_id"""

#: A link that is only seen again, with no clean look in between that missed it, changes no filing.
_MORE_THAN_SEEN_AGAIN = """(
    NEW.title IS NOT OLD.title OR NEW.listed_on IS NOT OLD.listed_on OR NEW.is_report <> OLD.is_report
    OR NEW.agency_id IS NOT OLD.agency_id OR NEW.report_year IS NOT OLD.report_year
    OR NEW.fetch_id IS NOT OLD.fetch_id OR NEW.version_id IS NOT OLD.version_id OR NEW.trouble IS NOT OLD.trouble
    OR NEW.last_seen_at < OLD.last_seen_at OR EXISTS (
        SELECT 1 FROM observations WHERE channel_id = NEW.channel_id AND qualified
        AND observed_at > OLD.last_seen_at AND observed_at < NEW.last_seen_at
    )
)"""
_GONE_OR_BACK = """NEW.listing_url IS NOT NULL AND (
    NEW.outcome = 'soft_404' OR NEW.status IN (404, 410) OR EXISTS (
        SELECT 1 FROM fetches WHERE listing_url = NEW.listing_url AND (outcome = 'soft_404' OR status IN (404, 410))
    )
)"""
_OF_A_FLAG = "{0}.rule IN ('I2-period', 'F1-form')"

_JUDGED = """
CREATE TABLE _judged (
    division_code TEXT PRIMARY KEY, changes INTEGER NOT NULL DEFAULT 0, looks INTEGER NOT NULL DEFAULT 0,
    judged_changes INTEGER NOT NULL DEFAULT -1, judged_looks INTEGER NOT NULL DEFAULT -1,
    judged_at TEXT NOT NULL DEFAULT '', stands_until TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX versions_by_channel ON versions (channel_id);
CREATE INDEX filings_open ON filings (agency_id, report_year) WHERE state IN ('overdue', 'unverified');
CREATE TRIGGER _judged_look AFTER INSERT ON observations BEGIN
    UPDATE _judged SET looks = looks + 1, changes = changes + (NEW.observed_at <= judged_at) WHERE division_code = (
        SELECT division_code FROM portals WHERE id = substr(NEW.channel_id, 1, instr(NEW.channel_id, '/') - 1)
    ); END
"""


def _noting(table: str, concerns: str, when: Mapping[str, str]) -> Iterator[str]:
    """Triggers that count what is written about a county, so that no writer can forget to."""
    for event, condition in when.items():
        for row in {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[event]:
            counties = concerns.format(row)
            count = f"UPDATE _judged SET changes = changes + 1 WHERE division_code IN ({counties})"  # noqa: S608 -- ours
            name = f"_judged_{table}_{event.lower()}_{row.lower()}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition.format(row)} BEGIN {count}; END"


_ALWAYS = dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "1")
#: What is read from a version is only ever written together with its row of ``versions``.
_NOTED = (
    ("divisions", "{0}.code", _ALWAYS),
    ("agencies", "{0}.division_code", _ALWAYS),
    ("portals", "{0}.division_code", _ALWAYS),
    ("channels", _OF_PORTAL, _ALWAYS),
    ("observations", _OF_CHANNEL, {"UPDATE": "1", "DELETE": "1"}),
    ("listings", _OF_CHANNEL, {"INSERT": "1", "UPDATE": _MORE_THAN_SEEN_AGAIN, "DELETE": "1"}),
    ("versions", _OF_CHANNEL, _ALWAYS),
    ("reports", _OF_PORTAL, _ALWAYS),
    ("attachments", _OF_VERSION, _ALWAYS),
    ("findings", _OF_VERSION, {"INSERT": _OF_A_FLAG, "DELETE": _OF_A_FLAG}),
    ("reviews", _OF_REVIEW, {"INSERT": "1"}),
    ("fetches", _OF_LINK, {"INSERT": _GONE_OR_BACK}),
)


# How many filings each province (the first two digits of an agency's id) has in each state, due on each day and
# published on each day: counted as they are written, whoever writes them, because the site asks with every page.
_FILING_COUNTS = """
CREATE TABLE _filing_counts (
    report_year INTEGER NOT NULL, province TEXT NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL,
    filings INTEGER NOT NULL, PRIMARY KEY (report_year, what, province, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX filings_by_version ON filings (version_id);
"""
_COUNTED = {"state": "state", "due": "due_on", "day": "coalesce(claimed_on, substr(first_seen_at, 1, 10))"}
_COUNT_ALL = """
INSERT INTO _filing_counts
SELECT report_year, substr(agency_id, 1, 2), '{what}', {key}, count(*) FROM filings
WHERE {key} IS NOT NULL GROUP BY 1, 2, 4
"""


def _counting(event: str, *steps: tuple[str, int]) -> str:
    """The trigger that counts a row of ``filings`` in (``("new", 1)``), out (``("old", -1)``), or both."""
    columns = ("report_year", "agency_id", "state", "due_on", "claimed_on", "first_seen_at")
    statements = [
        f"INSERT INTO _filing_counts SELECT report_year, substr(agency_id, 1, 2), '{what}', {key}, {step} "  # noqa: S608
        f"FROM (SELECT {', '.join(f'{row}.{column} AS {column}' for column in columns)}) WHERE {key} IS NOT NULL "
        "ON CONFLICT DO UPDATE SET filings = filings + excluded.filings;"
        for row, step in steps
        for what, key in _COUNTED.items()
    ]
    return f"CREATE TRIGGER filings_counted_{event} AFTER {event} ON filings BEGIN {' '.join(statements)} END"


_ORIGINALS = """
CREATE TABLE originals (
    sha256 TEXT PRIMARY KEY, media_type TEXT, size INTEGER NOT NULL, fetched_at TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
"""

#: The body stays the last column: to read what stands behind it, SQLite walks through all of its pages.
_DICTIONARIES = """
CREATE TABLE dictionaries (
    id TEXT PRIMARY KEY, portal_id TEXT, pages INTEGER NOT NULL, trained_at TEXT NOT NULL, size INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE kept (
    sha256 TEXT PRIMARY KEY, portal_id TEXT, media_type TEXT, size INTEGER NOT NULL, fetched_at TEXT NOT NULL,
    dictionary_id TEXT REFERENCES dictionaries (id), body BLOB NOT NULL
) STRICT;
INSERT INTO kept SELECT sha256, NULL, media_type, size, fetched_at, NULL, body FROM originals;
DROP TABLE originals;
ALTER TABLE kept RENAME TO originals;
CREATE INDEX originals_by_portal ON originals (portal_id, dictionary_id);
"""


@migrations()
def m001_first(db: Database) -> None:
    """Registry, looks, reports, filings."""
    _run(db, _REGISTRY, _LOOKS, _REPORTS)


@migrations()
def m002_reviews(db: Database) -> None:
    """What people say of findings; findings by version; which counts cannot be told for certain."""
    _run(db, _REVIEWS)


@migrations()
def m003_requests(db: Database) -> None:
    """What was sent with each request, and the protocol of the answer; the fetches of a look."""
    _run(db, _REQUESTS)


@migrations()
def m004_revisits(db: Database) -> None:
    """The listed link of each fetch; the files that reports link to."""
    _run(db, _REVISITS)


@migrations()
def m005_kinds(db: Database) -> None:
    """Which kinds of agency a list is for."""
    _run(db, _KINDS)


@migrations()
def m006_preamble(db: Database) -> None:
    """What a report says above its first part."""
    _run(db, _PREAMBLE)


@migrations()
def m007_budgets(db: Database) -> None:
    """How many requests each host had on each day."""
    _run(db, _BUDGETS)


@migrations()
def m008_successors(db: Database) -> None:
    """Into which agency another was merged."""
    _run(db, _SUCCESSORS)


@migrations()
def m009_judging(db: Database) -> None:
    """Deadlines of counties; a hash of the parts and tables of each version."""
    _run(db, _JUDGING)


@migrations()
def m010_origins(db: Database) -> None:
    """The file that each part of a version was read from; which attachments were read."""
    _run(db, _ORIGINS)


@migrations()
def m011_browse(db: Database) -> None:
    """Indexes of the site's pages, and the full text of all reports."""
    _run(db, _BROWSE, _SEARCH)
    search.remember_missing(db)


@migrations()
def m012_matches(db: Database) -> None:
    """What people say that pages are, and the pages that wait for them."""
    _run(db, _MATCHES)


@migrations()
def m013_judged(db: Database) -> None:
    """What was written about each county since its filings were judged."""
    _run(db, _JUDGED)
    for table, concerns, when in _NOTED:
        _run(db, *_noting(table, concerns, when))


@migrations()
def m014_filing_counts(db: Database) -> None:
    """Counts of the filings, kept up to date by triggers."""
    _run(db, _FILING_COUNTS, *(_COUNT_ALL.format(what=what, key=key) for what, key in _COUNTED.items()))
    _run(db, _counting("insert", ("new", 1)), _counting("delete", ("old", -1)))
    _run(db, _counting("update", ("old", -1), ("new", 1)))


def _run(db: Database, *scripts: str) -> None:
    """Statement by statement: SQLite's own way of running a script would commit first."""
    for script in scripts:
        for statement in script.split(";\n"):
            if statement.strip():
                db.execute(statement)


@originals_migrations()
def o001_first(db: Database) -> None:
    """Raw bytes, addressed by sha256, zstd-compressed."""
    db.execute(_ORIGINALS)


@originals_migrations()
def o002_dictionaries(db: Database) -> None:
    """Dictionaries of portals, and which original is packed with which."""
    _run(db, _DICTIONARIES)
