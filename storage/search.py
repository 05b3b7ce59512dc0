"""Full text of reports: every word of one, two or more characters is found, wherever it stands in a run of text.

Chinese has no spaces, so the index (SQLite's FTS5) holds the overlapping pairs of characters: 政务公开 is kept as
政务 务公 公开 开. A word is then a phrase of its pairs, one character is the beginning of a pair, and since every run
of text ends in a single character no phrase reaches across a comma. Measured on 20,000 reports of 480 characters: as
exact as a search through the text, 29 MB; characters kept one by one took 22 MB but 7 ms for two frequent characters
that seldom meet, where pairs take 0.3 ms; the trigram tokenizer finds no word of two characters at all.

The index holds no text (``content=''``): to take a document out, FTS5 must be told what was put in. So whoever writes
calls :func:`forget` before a version changes and :func:`remember` after it, in the transaction of the change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlite_utils import Database

_RUN = re.compile(r"[^\W_]+")
#: No more words than this are looked for: each is a walk through the index.
_MOST_WORDS = 8

_DOCUMENT = """
SELECT coalesce(versions.title, '') AS title, preamble, coalesce(agency_name, '') AS agency, agency_id,
    versions.report_year AS year
FROM versions JOIN reports ON reports.id = report_id WHERE versions.id = ?
"""
_TEXT = "SELECT heading, text FROM sections WHERE version_id = ? ORDER BY position"
_ADD = "INSERT INTO _search (rowid, place, title, text) VALUES (?, ?, ?, ?)"
_REMOVE = "INSERT INTO _search (_search, rowid, place, title, text) VALUES ('delete', ?, ?, ?, ?)"
_MISSING = "SELECT id FROM versions WHERE id NOT IN (SELECT version_id FROM _search_documents)"


class _Folding(dict[int, str]):
    """Each character as it is compared: half width, lower case; what would become several characters stays."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """``text`` as it is compared, character by character, so that places in it are places in ``text``."""
    return text.translate(_FOLDING)


def pairs(text: str) -> str:
    """``text`` as the index keeps it: the overlapping pairs of each run, and the last character alone."""
    runs = _RUN.findall(fold(text))
    return " ".join(run[at : at + 2] for run in runs for at in range(len(run)))


def words(query: str) -> list[str]:
    """What is looked for: the runs of letters, digits and characters in what a person typed, each once."""
    return list(dict.fromkeys(_RUN.findall(fold(query))))[:_MOST_WORDS]


def matching(query: str, *, year: str = "", county: str = "", provinces: Iterable[str] = ()) -> str | None:
    """The FTS5 expression for reports that hold every word of ``query``; ``None`` where it has no word.

    ``county``: six-digit code; ``provinces``: the first two digits of any county that will do.
    """
    asked = [f"{{title text}} : {_phrase(word)}" for word in words(query)]
    either = " OR ".join(f'"p{_plain(code)}"' for code in provinces)
    places = [f'"y{_plain(year)}"' if year else "", f'"c{_plain(county)}"' if county else "", either and f"({either})"]
    return " AND ".join([*(f"place : {place}" for place in places if place), *asked]) if asked else None


def remember(db: Database, version_id: str) -> None:
    """Within the caller's transaction: put a stored version into the index."""
    cursor = db.conn.execute("INSERT INTO _search_documents (version_id) VALUES (?)", [version_id])
    db.conn.execute(_ADD, [cursor.lastrowid, *_document(db, version_id)])


def forget(db: Database, version_id: str) -> None:
    """Within the caller's transaction, before the version changes: take it out of the index, if it is there."""
    known = db.conn.execute("SELECT id FROM _search_documents WHERE version_id = ?", [version_id]).fetchone()
    if known:
        db.conn.execute(_REMOVE, [known[0], *_document(db, version_id)])
        db.conn.execute("DELETE FROM _search_documents WHERE id = ?", known)


def remember_missing(db: Database) -> None:
    """Within the caller's transaction: put every version into the index that is not there yet."""
    for row in list(db.query(_MISSING)):
        remember(db, row["id"])


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word}" *'
    return '"{}"'.format(" ".join(word[at : at + 2] for at in range(len(word) - 1)))


def _plain(code: str) -> str:
    return re.sub(r"\W", "", code)


def _document(db: Database, version_id: str) -> tuple[str, str, str]:
    [row] = db.query(_DOCUMENT, [version_id])
    county = (row["agency_id"] or "")[:6]
    place = f"y{row['year']} c{county} p{county[:2]}"
    parts = [f"{part['heading']}\n{part['text']}" for part in db.query(_TEXT, [version_id])]
    text = "\n".join([row["preamble"], *parts])
    return place, pairs(f"{row['title']}\n{row['agency']}"), pairs(text)
