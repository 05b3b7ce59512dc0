"""A message in parts that a service can carry. Some count bytes where Apprise's limits are of characters."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Counting(NamedTuple):
    """How a service counts: the size of a text, and the bytes that its request adds around title and body."""

    size: Callable[[str], int]
    frame: int


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _escaped(text: str) -> int:
    return len(json.dumps(text))


#: By Apprise's scheme. 企业微信 allows the text 2048 bytes; 钉钉 and 飞书 allow the request 20,000, and to 钉钉 Apprise
#: sends a Chinese character as the six letters of its escape.
_BYTES = {
    "wecombot": Counting(_utf8, 0),
    "dingtalk": Counting(_escaped, 200),
    "feishu": Counting(_utf8, 200),
    "lark": Counting(_utf8, 200),
}
_CHARACTERS = Counting(len, 0)
#: Room for the number of the part behind the title, and the line between title and body.
_NUMBER = "（99/99）\r\n"


def parts(scheme: str, title: str, body: str, longest: int) -> list[tuple[str, str]]:
    """Titles and bodies, cut between lines where that is possible; of several the titles say which each is.

    ``longest``: what Apprise says of the service.
    """
    counting = _BYTES.get(scheme, _CHARACTERS)
    room = longest
    if counting is not _CHARACTERS:
        room = max(longest - counting.frame - counting.size(title + _NUMBER), longest // 4)
    bodies = list(_cut(body, room, counting.size))
    if len(bodies) == 1:
        return [(title, body)]
    return [(f"{title}（{number}/{len(bodies)}）", each) for number, each in enumerate(bodies, 1)]


def _cut(body: str, room: int, size: Callable[[str], int]) -> Iterator[str]:
    while size(body) > room:
        fits = bisect_right(range(1, len(body)), room, key=lambda end: size(body[:end]))
        line_end = body.rfind("\n", 1, fits + 1)
        at = line_end if line_end > 0 else max(fits, 1)
        yield body[:at]
        body = body[at:].lstrip("\n")
    yield body
