"""Title, agency, year, dates, index number, publisher and source: every source has a vote, the losers are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.reading.claims import claims_in, dates_beside
from crawler.reading.dates import date_in_url, first_date, only_date
from crawler.reading.document import Block, Document, lines_of
from crawler.reading.headlines import Headlines
from crawler.reading.index_number import index_numbers_in
from crawler.reading.report import Remark, RemarkKind, Vote
from crawler.reading.sections import Cut
from crawler.reading.textual import damaged, period_year, signatures

#: Head elements of 国办发〔2017〕47号 (and their lower-case forms) that speak of the article.
_META_FIELDS = {"pubdate": "published_on", "contentsource": "source"}
_VISIBLE, _HEAD, _TEXT, _URL = "page", "meta", "text", "url"
_TIME = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?\s*$")
_LONGEST_DATE, _MOST_TITLES = 24, 9
#: How labels end under which a page says when it was last changed: that is no other day of its publication.
_UPDATED = ("更新时间", "更新日期")
#: A claimed and a witnessed day may differ so far without a contradiction: reports are posted before they are listed.
_TOLERANCE = 2


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
    lines = [*lines_of(document.before), *lines_of(preamble)]
    votes = [*_claims(lines), *_head(document.meta)]
    headlines = Headlines.of(document, [vote for vote in votes if vote.field == "title"], preamble, cut.statutory)
    year = headlines.title.report_year or period_year([*lines_of(preamble), *(part.text for part in cut.sections)])
    votes = [vote for vote in votes if vote.field != "title"] + headlines.votes
    votes += [Vote("published_on", day.isoformat(), _VISIBLE) for day in _below_title(lines, headlines.text)]
    votes += [Vote("signed_on", day.isoformat(), _TEXT) for day in signatures(body, cut.start, year)]
    if url and (day := date_in_url(url)):
        votes.append(Vote("witnessed_on", day.isoformat(), _URL))
    chosen, votes = _elect(votes)
    remarks = [*headlines.remarks, *_differing(votes, chosen), *_damaged(body)]
    return _metadata(headlines, year, chosen, votes, remarks)


def _metadata(
    headlines: Headlines, year: int | None, chosen: dict[str, str], votes: Sequence[Vote], remarks: Sequence[Remark]
) -> Metadata:
    def day(name: str) -> date | None:
        return date.fromisoformat(chosen[name]) if name in chosen else None

    return Metadata(
        title=headlines.text,
        agency_name=headlines.title.agency_name,
        report_year=year,
        index_number=chosen.get("index_number"),
        publisher=chosen.get("publisher"),
        source=chosen.get("source"),
        created_on=day("created_on"),
        published_on=day("published_on"),
        signed_on=day("signed_on"),
        votes=tuple(votes),
        remarks=tuple(remarks),
    )


def _claims(lines: Sequence[str]) -> Iterator[Vote]:
    """The labelled values first, then dates and index numbers that stand without a label."""
    claims = list(claims_in(lines))
    for claim in sorted(claims, key=lambda claim: claim.field.endswith("?")):
        yield Vote(claim.field.rstrip("?"), claim.value, f"{_VISIBLE}:{claim.label}")
    yield from (Vote("published_on", day, _VISIBLE) for day in dates_beside(lines))
    if not any(claim.field == "index_number" for claim in claims):
        found = dict.fromkeys(index_numbers_in("\n".join(lines)))
        yield from (Vote("index_number", number, _VISIBLE) for number in found)


def _below_title(lines: Sequence[str], title: str | None) -> Iterator[date]:
    """A day that stands alone right below the report's title; not written with 年, as reports are signed."""
    at = 0
    for _ in range(min(lines[:-1].count(title or ""), _MOST_TITLES)):
        at = lines.index(title or "", at) + 1
        if len(lines[at]) <= _LONGEST_DATE and "年" not in lines[at] and (day := only_date(_TIME.sub("", lines[at]))):
            yield day


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
    for name in ("created_on", "published_on"):
        told = [vote for vote in votes if vote.field == name]
        values = sorted({vote.value for vote in told if vote.chosen or not vote.source.endswith(_UPDATED)})
        if len(values) > 1:
            yield Remark(RemarkKind.DATES_DIFFER, name, " / ".join(values))
    claimed = chosen.get("published_on")
    for vote in votes:
        if vote.field == "witnessed_on" and claimed:
            apart = abs((date.fromisoformat(vote.value) - date.fromisoformat(claimed)).days)
            if apart > _TOLERANCE:
                yield Remark(RemarkKind.DATES_DIFFER, "witnessed_on", f"{claimed} / {vote.value}")


def _damaged(body: Sequence[Block]) -> Iterator[Remark]:
    if found := damaged(body):
        yield Remark(RemarkKind.DAMAGED_TEXT, "sections", "、".join(found[:5]))
