"""Index numbers (索引号): whose document, of which year, and whether the agency's code can be right.

No law fixes their form; the usual one is ``<agency code>/<year>-<serial>``. The agency code is an organization code
(GB 11714), a unified social credit code (GB 32100), the last ten characters of one, or a local code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """What an agency code is."""

    CREDIT = "credit"
    ORGANIZATION = "organization"
    CREDIT_TAIL = "credit_tail"
    LOCAL = "local"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """A parsed index number.

    ``agency_code`` is as printed; ``organization_code`` its nine characters where it holds them; ``division`` the six
    digits of a credit code (often those of a county abolished since); ``sound`` tells whether the check characters
    hold, ``None`` where the code has none.
    """

    text: str
    agency_code: str
    kind: CodeKind
    year: int | None
    serial: str
    organization_code: str | None = None
    division: str | None = None
    sound: bool | None = None


_SHAPES = (
    re.compile(r"(?P<code>[0-9A-Za-z_]{0,24}(?:-[0-9A-Za-z])?)[/](?P<year>20\d{2})(?:\d{2}){0,2}-(?P<serial>\d{3,8})"),
    re.compile(r"(?P<code>[0-9A-Za-z_]{2,24})-(?P<year>20\d{2})(?:\d{4})?-(?P<serial>\d{3,8})"),
    re.compile(r"(?P<code>[0-9A-Za-z]{2,24}-[A-Z]{2})-(?P<year>20\d{2})-(?P<serial>\d{3,8})"),
    re.compile(r"(?P<year>20\d{2})(?:\d{4})-(?P<serial>\d{3,8}(?:-\d+)?)"),
)
_ANYWHERE = re.compile(r"(?<![\w/])[0-9A-Za-z]{0,24}/20\d{2}(?:\d{2}){0,2}-\d{3,8}(?!\d)")
_DATE = re.compile(r"20\d{2}[-/.]?\d{1,2}[-/.]?\d{1,2}")
_LOOSE = re.compile(r"[0-9A-Za-z_*][0-9A-Za-z_/*.-]{5,59}")

_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def parse_index_number(text: str) -> IndexNumber | None:
    """The index number printed as ``text``; ``None`` where it is not one."""
    printed = "".join(text.split())
    match = next((match for shape in _SHAPES if (match := shape.fullmatch(printed))), None)
    if match is None:
        return None
    groups = match.groupdict()
    code = groups.get("code") or ""
    kind, organization, division, sound = _code(re.sub(r"[^0-9A-Z]", "", code.upper()))
    return IndexNumber(printed, code, kind, int(groups["year"]), groups["serial"], organization, division, sound)


def looks_like_index_number(text: str) -> bool:
    """Whether a value under the label 索引号 can be one, in whatever local form."""
    printed = "".join(text.split())
    if _DATE.fullmatch(printed):
        return False
    return any(shape.fullmatch(printed) for shape in _SHAPES) or (
        _LOOSE.fullmatch(printed) is not None and sum(map(str.isdigit, printed)) >= 4
    )


def index_numbers_in(text: str) -> list[str]:
    """Index numbers of the usual form that stand in a text without a label."""
    return _ANYWHERE.findall(text) if "/20" in text else []


def organization_check(body: str) -> str:
    """The check character of an organization code's first eight characters (GB 11714)."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORGANIZATION_WEIGHTS, strict=True))
    remainder = 11 - total % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def credit_check(body: str) -> str:
    """The check character of a credit code's first seventeen characters (GB 32100); ``""`` for a foreign character."""
    if any(char not in _CREDIT_ALPHABET for char in body):
        return ""
    total = sum(_CREDIT_ALPHABET.index(char) * weight for char, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def is_organization_code(code: str) -> bool:
    """Whether nine characters are an organization code with the right check character."""
    return bool(re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code)) and organization_check(code[:8]) == code[8]


def is_credit_code(code: str) -> bool:
    """Whether eighteen characters are a unified social credit code with the right check character."""
    return bool(re.fullmatch(r"[0-9A-Z]{18}", code)) and credit_check(code[:17]) == code[17]


def _code(code: str) -> tuple[CodeKind, str | None, str | None, bool | None]:
    if not code:
        return CodeKind.NONE, None, None, None
    if re.fullmatch(r"\d{8}[0-9A-Z]{10}", code):
        return CodeKind.CREDIT, code[8:17], code[2:8], is_credit_code(code)
    if len(code) == 9 and is_organization_code(code):
        return CodeKind.ORGANIZATION, code, None, True
    if len(code) == 10 and is_organization_code(code[:9]):
        return CodeKind.CREDIT_TAIL, code[:9], None, True
    if (tail := re.fullmatch(r"[A-Z]{2,12}([0-9A-Z]{8}[0-9X])", code)) and is_organization_code(tail[1]):
        return CodeKind.ORGANIZATION, tail[1], None, True
    return CodeKind.LOCAL, None, None, None
