"""The report's title among everything on a page that looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.reading.document import Block, Document, Grid, Paragraph, Stream, lines_of
from crawler.reading.report import Remark, RemarkKind, Vote
from crawler.reading.title import Title, parse_title

_MARKS = re.compile(r"^[#*>\s]+|[*#\s]+$")
_SENTENCE = re.compile(r"[。；！？>＞|]|[:：].")
_ORG = re.compile(r"(?:政府|办公室|委员会|办事处|局|厅|委|镇|乡|街道|苏木|中心|开发区|园区|管委会|县|市|区|旗)$")
#: A title is printed on so many lines at most; a line of it is at most so long.
_MOST_LINES, _LONGEST = 4, 60
_YEAR = re.compile(r"20\d{2}|二[〇○零]")
_LOOSE = re.compile(r"(?P<agency>[^\d。；，]{0,60}?)(?P<year>20\d{2})年.{0,30}公开.{0,30}")
#: In the title of an announcement of the report, as of a corrected one.
_QUOTED = re.compile(r"《([^《》]+)》")
_SITE_NAME = re.compile(r"\s*[-_–—|｜]{1,2}\s*[^-_–—|｜]*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title somewhere on the page; ``lines`` are the lines it is printed on."""

    lines: tuple[str, ...]
    source: str

    @property
    def text(self) -> str:
        """The title without white space."""
        return "".join("".join(self.lines).split())


@dataclass(frozen=True, slots=True)
class Headlines:
    """The chosen title with what it says, all candidates as votes, and what was odd."""

    text: str | None
    title: Title
    votes: list[Vote]
    remarks: list[Remark]

    @classmethod
    def of(cls, document: Document, claimed: Sequence[Vote], preamble: Sequence[Block], statutory: bool) -> Headlines:
        """Choose among the page's named titles, labelled titles, and lines above the first heading.

        Of a ``statutory`` report, whose parts leave no doubt, a title outside the grammar (工作总结) counts as well.
        """
        found = list(dict.fromkeys(_candidates(document, claimed, preamble)))
        reports = [candidate for candidate in found if parse_title(candidate.text).is_report]
        loose = (each for each in found if statutory and _LOOSE.fullmatch(each.text))
        best = min(reports, key=_lack) if reports else next(loose, None)
        if best is None:
            return cls(None, Title(), [Vote("title", each.text, each.source) for each in found], [])
        votes = [Vote("title", each.text, each.source, each is best) for each in found]
        return cls(best.text, _said(best.text), votes, list(_remarks(best, reports)))


def _candidates(document: Document, claimed: Sequence[Vote], preamble: Sequence[Block]) -> Iterator[Candidate]:
    named = [Candidate((_without_site(text),), source) for source, text in document.titles]
    yield from (candidate for candidate in named if candidate.source != "title")
    yield from (Candidate((vote.value,), vote.source) for vote in claimed)
    meta = [text for name, text in document.meta if name.lower() == "articletitle" and text]
    yield from (Candidate((text,), "meta:articletitle") for text in meta[-1:])
    text = [block.text for block in preamble if isinstance(block, Paragraph)]
    page = list(lines_of(map(_laid_out, document.before)))
    yield from _printed(text, "text", loose=True)
    yield from (candidate for candidate in named if candidate.source == "title")
    yield from _headed(document, [*page, *text])
    yield from _printed(page, "page", loose=False)


def _laid_out(block: Block) -> Block:
    """Of a grid before the article the cells that fill a row: tables that only lay out the page hold the title so."""
    return Stream(tuple([row[0].text for row in block.rows if len(row) == 1])) if isinstance(block, Grid) else block


def _headed(document: Document, lines: Sequence[str]) -> Iterator[Candidate]:
    """A title in two headings of a page, one right below the other: an agency that is not the site, and its report."""
    headings = [text for source, text in document.titles if source == "h1"]
    if len(headings) < 2:
        return
    below = set(pairwise(lines))
    site = [text for name, text in (*document.meta, *document.titles) if name.lower() in ("sitename", "title")]
    for pair in pairwise(headings):
        likely = pair in below and all(map(_may_be_title, map(_plain, pair)))
        if likely and not any(pair[0] in text for text in site) and _is_title(pair, loose=True):
            yield Candidate(pair, "h1")


def _said(text: str) -> Title:
    """What a title says, one outside the grammar included."""
    quoted = _QUOTED.search(text)
    title, loose = parse_title(quoted[1] if quoted else text), _LOOSE.fullmatch(text)
    if title.is_report or loose is None:
        return title
    return Title(loose["agency"] if _ORG.search(loose["agency"]) else None, int(loose["year"]))


def _without_site(text: str) -> str:
    """A page title without the site's name behind it."""
    if parse_title(text).is_report:
        return text
    shorter = text
    while (cut := _SITE_NAME.sub("", shorter)) != shorter:
        if parse_title(cut).is_report:
            return cut
        shorter = cut
    return text


def _printed(lines: Sequence[str], source: str, *, loose: bool) -> Iterator[Candidate]:
    """Titles printed on one line or broken over several; ``loose``: the agency may stand on a line of its own."""
    words = [number for number, line in enumerate(lines) if "报" in line or "報" in line]
    named = [number for number in words if _may_be_title(_plain(lines[number]))]
    done = 0
    for name in named:
        first = max(done, name - _MOST_LINES + 1)
        around = list(map(_plain, lines[first : name + _MOST_LINES]))
        likely = list(map(_may_be_title, around))
        windows = (
            around[start : start + size]
            for start in range(name - first + 1)
            for size in range(name - first - start + 1, _MOST_LINES + 1)
            if all(likely[start : start + size])
        )
        if title := next((window for window in windows if _is_title(window, loose=loose)), None):
            yield Candidate(tuple(title), source)
            done = name + 1


def _plain(line: str) -> str:
    return _MARKS.sub("", line)


def _may_be_title(plain: str) -> bool:
    """Whether a line can be one of a title: it is short, and no sentence."""
    return len(plain) <= _LONGEST and not _SENTENCE.search(plain)


def _is_title(lines: Sequence[str], *, loose: bool) -> bool:
    if not parse_title("".join(lines)).is_report:
        return False
    if len(lines) == 1:
        return True
    first, rest = lines[0], parse_title("".join(lines[1:]))
    if rest.is_report:
        return loose and rest.agency_name is None and _ORG.search(first) is not None
    return not parse_title(first).is_report and _YEAR.search("".join(lines[:-1])) is not None


def _lack(candidate: Candidate) -> int:
    """How much the candidate does not say; the earliest of the fullest is chosen."""
    title = parse_title(candidate.text)
    return (title.agency_name is None) + (title.report_year is None)


def _remarks(best: Candidate, reports: Sequence[Candidate]) -> Iterator[Remark]:
    if len(best.lines) > 1:
        yield Remark(RemarkKind.TITLE_SPLIT, "title", " / ".join(best.lines))
    # Titles elsewhere on the page are often those of other reports.
    own = [each.text for each in reports if each.source not in ("page", "title")]
    other = next((text for text in own if text not in best.text and best.text not in text), None)
    if other:
        yield Remark(RemarkKind.TITLES_DIFFER, "title", other)
