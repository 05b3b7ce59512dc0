"""Pinyin initials of Chinese names, for ids that people can read: 民政局 -> mzj.

GB 2312 sorts its 3,755 common characters by pinyin, so the first character of each letter tells the initials of all.
A character with several readings gets the one that GB 2312 sorts it under; an id need only be stable.
"""

from __future__ import annotations

from bisect import bisect_right

#: Letter -> the first character that GB 2312 sorts under it. No syllable begins with i, u or v.
_FIRST = dict(zip("abcdefghjklmnopqrstwxyz", "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", strict=True))
_LETTERS = "".join(_FIRST)
_CODES = [character.encode("gb2312") for character in _FIRST.values()]
#: 座 is the last of the common characters; the others are sorted by their strokes.
_LAST = "座".encode("gb2312")


def initials(name: str) -> str | None:
    """The initials of a name; Latin letters and digits stay. ``None`` where a character is none of the common ones."""
    letters = [_initial(character) for character in name]
    return "".join(letters) if all(letters) else None


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    code = character.encode("gb2312", errors="ignore")
    return _LETTERS[bisect_right(_CODES, code) - 1] if _CODES[0] <= code <= _LAST else ""
