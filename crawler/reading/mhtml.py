"""Pages saved in one file with all they show (MHTML), as Word and browsers do, often under the name of a DOC file."""

from __future__ import annotations

import re
from email import message_from_bytes

from crawler.reading.errors import TooLarge

_HEAD = 4096
_SAVED = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?i:Content-Type:\s*multipart/related)")


#: A saved page has some dozens of parts, one of them of several at most; the parser calls itself for each within.
_MOST_PARTS, _MOST_NESTED = 10_000, 8
_NESTED = re.compile(rb"[\r\n]content-type:\s*(?:multipart|message)/", re.IGNORECASE)


def page_in(data: bytes) -> tuple[bytes, str] | None:
    """The page in such a file with its media type; ``None`` for any other file. Raises TooLarge."""
    if not _SAVED.match(data[:_HEAD]):
        return None
    parts = data.count(b"\n--") + data.count(b"\r--")
    if parts > _MOST_PARTS or len(_NESTED.findall(data)) > _MOST_NESTED:
        raise TooLarge("the saved page has more parts, or more within each other, than any report; open it by hand")
    for part in message_from_bytes(data.lstrip()).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return (content, str(part.get("Content-Type", ""))) if isinstance(content, bytes) else None
    return None
