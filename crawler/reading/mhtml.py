"""Pages saved in one file with all they show (MHTML), as Word and browsers do, often under the name of a DOC file."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default

_HEAD = 4096
_SAVED = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?i:Content-Type:\s*multipart/related)")


def page_in(data: bytes) -> tuple[bytes, str] | None:
    """The page in such a file with its media type; ``None`` for any other file."""
    if not _SAVED.match(data[:_HEAD]):
        return None
    for part in message_from_bytes(data.lstrip(), policy=default).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return (content, part.get("Content-Type", "")) if isinstance(content, bytes) else None
    return None
