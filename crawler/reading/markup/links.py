"""Pictures, frames and files that a page links to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

_FILES = (".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".rar", ".zip", ".7z")
_DECORATION = re.compile(r"icon|logo|spacer|blank\.gif|qrcode|ewm|fileTypeImages", re.IGNORECASE)


class Link(NamedTuple):
    """The address of a picture or frame that the page shows, or of a file ``attached`` to it."""

    address: str
    attached: bool


def link_of(node: LexborNode, tag: str) -> Link | None:
    """A link to a file, or a picture or frame that is no decoration; ``None`` for any other."""
    if tag == "a":
        address = node.attrs.get("href")  # Pages have hundreds of links: sooner than all of their attributes.
        return Link(address, attached=True) if address and is_file(address) else None
    address = node.attributes.get("data" if tag == "object" else "src")
    return Link(address, attached=False) if address and not _DECORATION.search(address) else None


@lru_cache(maxsize=4096)
def is_file(address: str) -> bool:
    """Whether the address looks like that of a file to take away rather than of a page."""
    path = address.partition("?")[0].lower().rstrip()
    return path.endswith(_FILES) or "downfile.jsp" in path or "download.jsp" in path
