"""Bytes -> text, when the declared character set is missing, imprecise or wrong."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,80}?encoding=["']([\w-]+)""", re.IGNORECASE
)
_IN_MEDIA_TYPE = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
#: GB 18030 contains GBK and GB 2312, and pages that declare the small sets use characters of the large one.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5-hkscs": "big5hkscs",
}
_TRIED = ("utf-8", "gb18030", "big5hkscs")
#: Characters that make up a large share of any official text, simplified or traditional; mojibake has few of them.
_COMMON = frozenset(
    "的一是在不了有和人中大为上个国以要信息公开政府年工作报告机关行政情况公開資訊報處理申請機關國為個務業會對數於與"
)
_MOST_BROKEN = 0.02
#: How much larger the share of common characters must be, beside being twice as large.
_CLEARLY = 0.05
_SAMPLE = 60_000


class Decoded(NamedTuple):
    """A text, the character set that gave it, and the declared one where that proved wrong."""

    text: str
    charset: str
    refuted: str | None = None


def decode(data: bytes, media_type: str | None = None) -> Decoded | None:
    """The text of the bytes: byte order mark, then declaration, then trial; ``None`` where nothing fits.

    A declaration is believed when nearly all bytes fit it. Bytes that are valid UTF-8 throughout are UTF-8 whatever
    is declared: no other Chinese encoding passes that test by chance.
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return Decoded(data.decode(charset, "replace"), charset)
    declared = _declared(data, media_type)
    tried = _attempt(data, declared) if declared else None
    if declared and tried and (declared == "utf-8" or not (_is_utf8(data) or _is_other_script(data, declared, tried))):
        return Decoded(tried, declared)
    guesses = [(name, text) for name in _TRIED if (text := _attempt(data, name))]
    if _is_utf8(data) and guesses:
        name, text = guesses[0]
    else:
        name, text = max(guesses, key=lambda guess: _plausibility(guess[1]), default=("", ""))
    if not name:
        return None
    return Decoded(text, name, declared if declared and declared != name and not data.isascii() else None)


def _declared(data: bytes, media_type: str | None) -> str | None:
    match = _DECLARED.search(data, 0, 4096)
    name = (match[1] or match[2]).decode("ascii", "replace") if match else ""
    if not name and media_type and (header := _IN_MEDIA_TYPE.search(media_type)):
        name = header[1]
    name = name.lower()
    try:
        return _LARGER.get(name) or codecs.lookup(name).name
    except LookupError:
        return None


def _attempt(data: bytes, charset: str) -> str | None:
    try:
        text = data.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return None
    broken = text.count("\ufffd") if "\ufffd" in text else 0  # Looking for one is ten times faster than counting none.
    return text if broken <= max(1, len(text) * _MOST_BROKEN) else None


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, a character cut off at the end apart."""
    if data.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _is_other_script(data: bytes, declared: str, text: str) -> bool:
    """Whether the other of GB 18030 and Big5 makes far better Chinese: most bytes of either fit the other as well."""
    other = {"gb18030": "big5hkscs", "big5": "gb18030", "big5hkscs": "gb18030"}.get(declared)
    if other is None:
        return False
    sample = data[:_SAMPLE]
    # To decode GB 18030 takes longer than to parse what it says.
    believed = _plausibility(text if sample is data else sample.decode(declared, "replace"))
    return _plausibility(sample.decode(other, "replace")) > 2 * believed + _CLEARLY


def _plausibility(text: str) -> float:
    foreign = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return sum(char in _COMMON for char in foreign) / len(foreign) if foreign else 0.0
