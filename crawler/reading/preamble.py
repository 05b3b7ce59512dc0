"""What a report says between its title and its first part: the notice it follows, the period it covers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.reading.claims import claims_in
from crawler.reading.document import Block, Paragraph
from crawler.reading.sections import is_chrome
from crawler.reading.title import parse_title

#: Titles, dates and labels have no such marks; the first line of the text has, even of a wrapped sentence.
_RUNNING = re.compile(r"[，。；《]")


def preamble_of(blocks: Sequence[Block]) -> str:
    """The running text of the blocks above the first part, title and labelled values apart; ``""`` without any."""
    texts = (block.text for block in blocks if isinstance(block, Paragraph))
    lines = [text for text in texts if _is_own(text)]
    start = next((number for number, line in enumerate(lines) if _RUNNING.search(line)), len(lines))
    return "\n".join(lines[start:])


def _is_own(line: str) -> bool:
    """Whether a line is neither the title nor something the page puts around it."""
    return not (is_chrome(line) or parse_title(line).is_report or any(claims_in([line])))
