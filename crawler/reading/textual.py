"""What the text of a report says about itself: who signed when, which period it covers, where its dates are damaged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crawler.reading.dates import damaged_dates, ends_in_date, only_date
from crawler.reading.document import Block, Paragraph

_PERIOD = re.compile(
    r"(20\d{2})\s*年\s*1\s*月\s*1\s*日.{0,4}?(?:至|到|起至|—|-|–|~).{0,2}?(?:20\d{2}\s*年\s*)?12\s*月\s*31\s*日"
)
_SIGNER = re.compile(r"[一-龥]{2,30}(?:政府|办公室|委员会|办事处|管委会|局|中心|处|站|所|队|乡|镇|街道|苏木|办|委)\s*")
#: A signature may be padded with a hundred spaces, but says no more than a name and a date.
_LONGEST = 200
#: A report is signed in the year after the one it covers; the rest of the span is for the very late.
_YEARS_AFTER = 3


def period_year(texts: Iterable[str]) -> int | None:
    """The year of the period the report says it covers."""
    found = (_PERIOD.search(text) for text in texts)
    return next((int(match[1]) for match in found if match), None)


def signatures(body: Sequence[Block], first_part: int | None, year: int | None) -> Iterator[date]:
    """Dates that stand alone on a line, or after the agency's name, the last one first.

    Above the first part only dates written with 年 count; others are when the page was posted.
    """
    for index in range(len(body) - 1, -1, -1):
        block = body[index]
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST:
            continue
        if "年" not in block.text and index < (first_part or 0):
            continue
        day = _signed(" ".join(block.text.split()))
        if day and (year is None or year <= day.year <= year + _YEARS_AFTER):
            yield day


def _signed(line: str) -> date | None:
    if not ends_in_date(line):
        return None
    signer = _SIGNER.match(line)
    return only_date(line[signer.end() :] if signer else line)


def damaged(body: Sequence[Block]) -> list[str]:
    """Dates in the text that lost their 年 or 月."""
    texts = (block.text for block in body if isinstance(block, Paragraph) and "日" in block.text)
    return [found for text in texts for found in damaged_dates(text)]
