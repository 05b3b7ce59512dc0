"""Title, agency, year, dates, index number, publisher and source: every source has a vote, the losers are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.reading.claims import claims_in
from crawler.reading.dates import damaged_dates, date_in_url, first_date, only_date
from crawler.reading.document import Block, Document, Paragraph, lines_of
from crawler.reading.headlines import Headlines
from crawler.reading.index_number import index_numbers_in
from crawler.reading.report import Remark, RemarkKind, Vote
from crawler.reading.sections import Cut

#: Head elements of 国办发〔2017〕47号 (and their lower-case forms) that speak of the article.
_META_FIELDS = {"pubdate": "published_on", "contentsource": "source"}
_VISIBLE, _HEAD, _TEXT, _URL = "page", "meta", "text", "url"
#: A claimed and a witnessed day may differ so far without a contradiction: reports are posted before they are listed.
_TOLERANCE = 2
_PERIOD = re.compile(
    r"(20\d{2})\s*年\s*1\s*月\s*1\s*日.{0,4}?(?:至|到|起至|—|-|–|~).{0,2}?(?:20\d{2}\s*年\s*)?12\s*月\s*31\s*日"
)
_SIGNER = re.compile(r"[一-龥]{2,30}(?:政府|办公室|委员会|办事处|管委会|局|中心|处|站|所|队|乡|镇|街道|苏木|办|委)\s*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of a report outside its tables and sections."""

    title: str | None
    agency_name: str | None
    report_year: int | None
    index_number: str | None
    publisher: str | None
    source: str | None
    created_on: date | None
    published_on: date | None
    signed_on: date | None
    votes: tuple[Vote, ...]
    remarks: tuple[Remark, ...]


def read_metadata(document: Document, body: Sequence[Block], cut: Cut, url: str | None) -> Metadata:
    """What the page claims about the report, and whether its sources agree. ``cut`` tells where the preamble ends."""
    preamble = tuple(body[: cut.start])
    votes = [*_claims([*lines_of(document.before), *lines_of(preamble)]), *_head(document.meta)]
    votes += _unlabelled_index(document.before) if not any(vote.field == "index_number" for vote in votes) else []
    titles = [vote for vote in votes if vote.field == "title"]
    headlines = Headlines.of(document, titles, preamble, statutory=cut.statutory)
    votes = [vote for vote in votes if vote.field != "title"] + headlines.votes
    year = headlines.title.report_year or _period_year(cut)
    votes += _signatures(body, year)
    if url and (day := date_in_url(url)):
        votes.append(Vote("witnessed_on", day.isoformat(), _URL))
    chosen, votes = _elect(votes)
    days = {name: date.fromisoformat(chosen[name]) if name in chosen else None for name in _DATES}
    return Metadata(
        title=headlines.text,
        agency_name=headlines.title.agency_name,
        report_year=year,
        index_number=chosen.get("index_number"),
        publisher=chosen.get("publisher"),
        source=chosen.get("source"),
        **days,
        votes=tuple(votes),
        remarks=(*headlines.remarks, *_differing(votes, chosen), *_damaged(body)),
    )


_DATES = ("created_on", "published_on", "signed_on")


def _claims(lines: Iterable[str]) -> Iterator[Vote]:
    later = []
    for claim in claims_in(lines):
        vote = Vote(claim.field.rstrip("?"), claim.value, f"{_VISIBLE}:{claim.label}")
        if claim.field.endswith("?"):
            later.append(vote)
        else:
            yield vote
    yield from later


def _head(meta: Iterable[tuple[str, str]]) -> Iterator[Vote]:
    """The head's last word on each field: a page built from parts carries the site header's own set first."""
    last = {name.lower(): value.strip() for name, value in meta if value.strip() not in ("", "null")}
    for name, field in _META_FIELDS.items():
        value = last.get(name, "")
        day = first_date(value)
        if field == "source" and value and not day:
            yield Vote(field, value, f"{_HEAD}:{name}")
        elif field == "published_on" and day:
            yield Vote(field, day.isoformat(), f"{_HEAD}:{name}")


def _unlabelled_index(blocks: Sequence[Block]) -> list[Vote]:
    found = [number for line in lines_of(tuple(blocks)) for number in index_numbers_in(line)]
    return [Vote("index_number", number, _VISIBLE) for number in dict.fromkeys(found)]


def _period_year(cut: Cut) -> int | None:
    """The year of the period the report says it covers, where the title names none."""
    for section in cut.sections:
        if match := _PERIOD.search(section.text):
            return int(match[1])
    return None


def _signatures(body: Sequence[Block], year: int | None) -> Iterator[Vote]:
    """Dates that stand alone on a line, or after the agency's name: the last one is the report's own."""
    found = []
    for block in body:
        if not isinstance(block, Paragraph) or len(block.text) > 200 or "年" not in block.text:
            continue
        line = " ".join(block.text.split())
        signer = _SIGNER.match(line)
        day = only_date(line[signer.end() :] if signer else line)
        if day and (year is None or year <= day.year <= year + 3):
            found.append(Vote("signed_on", day.isoformat(), _TEXT))
    yield from reversed(found)


def _elect(votes: Sequence[Vote]) -> tuple[dict[str, str], list[Vote]]:
    """The first vote of each field wins; sources come in the order of their trustworthiness."""
    chosen: dict[str, str] = {}
    result = []
    for vote in votes:
        wins = vote.field not in chosen and vote.field not in ("title", "witnessed_on")
        if wins:
            chosen[vote.field] = vote.value
        result.append(Vote(vote.field, vote.value, vote.source, vote.chosen or wins))
    return chosen, result


def _differing(votes: Sequence[Vote], chosen: dict[str, str]) -> Iterator[Remark]:
    """Fields on which sources disagree, and a claimed day that the address contradicts."""
    for name in _DATES[:2]:
        values = sorted({vote.value for vote in votes if vote.field == name})
        if len(values) > 1:
            yield Remark(RemarkKind.DATES_DIFFER, name, " / ".join(values))
    claimed = chosen.get("published_on")
    for vote in votes:
        if vote.field == "witnessed_on" and claimed:
            apart = abs((date.fromisoformat(vote.value) - date.fromisoformat(claimed)).days)
            if apart > _TOLERANCE:
                yield Remark(RemarkKind.DATES_DIFFER, "witnessed_on", f"{claimed} / {vote.value}")


def _damaged(body: Sequence[Block]) -> Iterator[Remark]:
    texts = (block.text for block in body if isinstance(block, Paragraph) and "日" in block.text)
    found = [damaged for text in texts for damaged in damaged_dates(text)]
    if found:
        yield Remark(RemarkKind.DAMAGED_TEXT, "sections", "、".join(found[:5]))
