"""The parts of a report, cut at their headings by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.reading.dates import only_date
from crawler.reading.document import Block, Paragraph
from crawler.reading.headings import FORM_HEADINGS, Heading, Style, heading_of
from crawler.reading.labels import bare
from crawler.reading.report import Remark, RemarkKind, Section

PARTS = 6
#: So many of the six headings make it a report on the statutory form; with fewer its own numbering is followed.
_FEWEST_PARTS = 3
_LONGEST_EXTRA = 20
#: Asked of every heading for every part: too often for a look into the Enum.
_TOP, _UNNUMBERED = Style.TOP, Style.NONE
_CHROME = re.compile(
    r"扫一扫.{0,16}|[【\[]?(?:打印|关闭|返回|收藏|字号|分享).{0,24}|(?:上|下)一[条篇].{0,80}|相关(?:链接|文章|信息|附件)[:：]?.{0,40}|"
    r"(?:浏览|点击|阅读|访问)(?:量|数|次数)[:：]?.{0,20}|责任编辑[:：].{0,20}|(?:主办|承办|版权所有|网站标识码|.{0,3}ICP备|.{0,3}公网安备).{0,80}|[|\s]+"
)

#: What editors of 公众号 articles set above a heading in place of its ordinal.
_BADGE = re.compile(r"(?:PART|NO)?[\s.．]*(0?[1-6])|([一二三四五六])", re.IGNORECASE)
NUMERALS = "一二三四五六"
_SIGNER = re.compile(r"[一-龥 ]{2,30}")
_SIGNED = re.compile(r"[一-龥]{2,30}\s*20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")


class Place(NamedTuple):
    """A heading and where it stands: the index of its block and of the first block after it."""

    start: int
    after: int
    heading: Heading


class Cut(NamedTuple):
    """The parts found, their remarks, and the index of the first heading's block (``None`` without any)."""

    sections: tuple[Section, ...]
    remarks: tuple[Remark, ...]
    start: int | None
    statutory: bool


def is_chrome(line: str) -> bool:
    """Whether a line is the page's own (print, share, counters) rather than the report's."""
    return _CHROME.fullmatch(line) is not None


def cut_sections(blocks: Sequence[Block]) -> Cut:
    """Cut the article into its parts, in order of appearance."""
    places = list(_places(blocks))
    parts = _statutory(places)
    statutory = len(parts) >= _FEWEST_PARTS
    chosen = sorted(_with_extras(parts, places)) if statutory else _numbered(places)
    ends = [*(place.start for place in chosen[1:]), len(blocks)][: len(chosen)]
    sections = tuple(
        _section(place, blocks[place.after : end], last=place is chosen[-1])
        for place, end in zip(chosen, ends, strict=True)
    )
    remarks = tuple(_remarks(sections[: len(parts)])) if statutory else ()
    return Cut(sections, remarks, chosen[0].start if chosen else None, statutory)


def _places(blocks: Sequence[Block]) -> Iterator[Place]:
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        heading = heading_of(block.text)
        if heading is None or heading.strict is None:
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if isinstance(following, Paragraph) and (joined := _joined(block.text, following.text)):
                yield Place(index, index + 2, joined)
                continue
        if heading is not None:
            yield Place(index, index + 1, heading)


def _joined(text: str, following: str) -> Heading | None:
    """A heading broken over two lines."""
    if len(text) > 30 or len(following) > 30 or text[-1] in "。；：":
        return None
    alone = heading_of(following)
    if alone and (badge := _BADGE.fullmatch(text)):
        return _numbered_by(badge, alone)
    joined = heading_of(text + following)
    if joined is None or joined.strict is None or joined.number is None or (alone and alone.number):
        return None
    return joined


def _numbered_by(badge: re.Match[str], heading: Heading) -> Heading | None:
    """A heading whose ordinal is set above it as an ornament; a page's number is another one."""
    number = int(badge[1]) if badge[1] else NUMERALS.index(badge[2]) + 1
    if heading.number is not None or heading.strict != number:
        return None
    text = f"{badge[2]}、{heading.text}" if badge[2] else f"{badge[1]} {heading.text}"
    return heading._replace(text=text, number=number, style=_TOP)


def _rank(heading: Heading, part: int) -> int | None:
    """How well a heading names a part, best first; ``None`` where it does not."""
    if heading.strict == part and heading.style is _TOP:
        return 0 if heading.number == part else 1
    if heading.strict == part and heading.style is _UNNUMBERED:
        return 2
    if heading.loose and heading.number == part and heading.style is _TOP and heading.strict is None:
        return 3
    return 4 if heading.strict == part else None


def _statutory(places: Sequence[Place]) -> list[Place]:
    """The best heading of each part; of several equal ones the first that follows the others and has text below it."""
    chosen: dict[int, Place] = {}
    starts = {place.start for place in places}
    for part in range(1, PARTS + 1):
        before = max((place.start for place in chosen.values()), default=-1)
        ranked = [
            (rank, place.heading.other, place.start < before, place.after in starts, place)
            for place in places
            if (rank := _rank(place.heading, part)) is not None and rank < 4
        ]
        if ranked:
            chosen[part] = min(ranked)[-1]
    if len(chosen) < _FEWEST_PARTS:
        return _lower_style(places)
    for part in range(1, PARTS + 1):
        if part not in chosen and (place := _by_wording(places, chosen, part) or _by_number(places, chosen, part)):
            chosen[part] = place
    return list(dict.fromkeys(chosen.values()))


def _lower_style(places: Sequence[Place]) -> list[Place]:
    """The six parts numbered 1. 2. 3. or （一）（二）（三） throughout."""
    first = {part: place for place in reversed(places) if (part := place.heading.strict) is not None}
    return list(first.values())


def _between(places: Sequence[Place], chosen: dict[int, Place], part: int) -> list[Place]:
    """The headings between those of the parts before and after this one."""
    low = max((place.start for other, place in chosen.items() if other < part), default=-1)
    high = min((place.start for other, place in chosen.items() if other > part), default=None)
    return [
        place
        for place in places
        if low < place.start and (high is None or place.start < high) and place not in chosen.values()
    ]


def _by_wording(places: Sequence[Place], chosen: dict[int, Place], part: int) -> Place | None:
    """A heading worded as on the form and numbered at another level: （一）总体情况 before 二、."""
    between = _between(places, chosen, part)
    exact = (each for each in between if each.heading.strict == part and bare(each.heading.text) in FORM_HEADINGS)
    return next(exact, None)


def _by_number(places: Sequence[Place], chosen: dict[int, Place], part: int) -> Place | None:
    """A reworded heading, told by its ordinal between its neighbours."""
    others = {place.heading.other for place in chosen.values()}
    top = [each for each in _between(places, chosen, part) if each.heading.style is _TOP]
    named = [each for each in top if each.heading.number == part and each.heading.other in others]
    if not named:
        return None
    last = part > 1 and any(other > part for other in chosen)
    return named[-1] if last else named[0]


def _with_extras(parts: Sequence[Place], places: Sequence[Place]) -> Iterator[Place]:
    """The parts, and what is numbered beyond the sixth after them (七、附件)."""
    yield from parts
    last = max(place.start for place in parts)
    number = PARTS
    for place in places:
        heading = place.heading
        if place.start <= last or heading.style is not _TOP or len(heading.text) > _LONGEST_EXTRA:
            continue
        if heading.number is not None and heading.number > number:
            number = heading.number
            yield place


def _numbered(places: Sequence[Place]) -> list[Place]:
    """The parts of a free report: 一、二、三、 in running order, or 壹、贰、叁、 throughout."""
    chosen: list[Place] = []
    for place in places:
        heading = place.heading
        alike = not chosen or heading.other == chosen[0].heading.other
        if heading.style is _TOP and heading.number == len(chosen) + 1 and alike:
            chosen.append(place)
    return chosen


def _section(place: Place, blocks: Sequence[Block], *, last: bool) -> Section:
    lines = [block.text for block in blocks if isinstance(block, Paragraph) and not is_chrome(block.text)]
    if last:
        _drop_signature(lines)
    number = place.heading.number if place.heading.style is not _UNNUMBERED else None
    return Section(number, place.heading.text, "\n".join(lines))


def _drop_signature(lines: list[str]) -> None:
    """The agency's name and the date under the last part belong to the report, not to the part."""
    if len(lines) > 1 and only_date(lines[-1]):
        lines.pop()
        if len(lines) > 1 and _SIGNER.fullmatch(lines[-1]):
            lines.pop()
    elif len(lines) > 1 and _SIGNED.fullmatch(lines[-1]):
        lines.pop()


def _remarks(sections: Sequence[Section]) -> Iterator[Remark]:
    """Headings of the six parts without an ordinal, or worded otherwise than the form."""
    for section in sections:
        if section.number is None or bare(section.heading) not in FORM_HEADINGS:
            yield Remark(RemarkKind.LABEL_VARIANT, section.heading, section.heading)
