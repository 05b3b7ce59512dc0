"""What two versions of a report differ in: cell by cell, and text by sentence and within."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from storage.browse.printed import ABSENT, Cell, Cells

_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_TOKEN = re.compile(r"\d[\d,.]*|.", re.DOTALL)
#: From this share of common characters on, sentences are compared within, unless they have this many of them.
_ALIKE, _LONGEST = 0.6, 2000
#: Unchanged sentences kept on each side of a change.
_AROUND = 1


class Changed(NamedTuple):
    """A cell that is not the same in both versions."""

    address: str
    before: Cell
    after: Cell


class Piece(NamedTuple):
    """A piece of text. ``kind``: same, gone, new, or gap (unchanged text left out)."""

    kind: str
    text: str


def changed_cells(before: Cells, after: Cells) -> list[Changed]:
    """The cells that differ, in the order of the form."""
    addresses = dict.fromkeys([*before, *after])
    pairs = ((address, before.get(address, ABSENT), after.get(address, ABSENT)) for address in addresses)
    return [Changed(*pair) for pair in pairs if pair[1] != pair[2]]


def changed_text(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """The sections compared sentence by sentence; empty where they say the same."""
    old, new = _sentences(before), _sentences(after)
    if old == new:
        return []
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _kept(old[i1:i2])
        else:
            yield from _changed("".join(old[i1:i2]), "".join(new[j1:j2]))


def _changed(old: str, new: str) -> Iterator[Piece]:
    """Sentences that were mended here and there, by characters and whole numbers; others as a whole."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    alike = max(len(before), len(after)) < _LONGEST and matcher.ratio() > _ALIKE
    for kind, i1, i2, j1, j2 in matcher.get_opcodes() if alike else [("replace", 0, None, 0, None)]:
        if kind == "equal":
            yield Piece("same", "".join(before[i1:i2]))
        else:
            gone, come = Piece("gone", "".join(before[i1:i2])), Piece("new", "".join(after[j1:j2]))
            yield from (piece for piece in (gone, come) if piece.text)


def _kept(sentences: list[str]) -> Iterator[Piece]:
    if len(sentences) <= 2 * _AROUND + 1:
        yield Piece("same", "".join(sentences))
        return
    yield Piece("same", "".join(sentences[:_AROUND]))
    yield Piece("gap", "")
    yield Piece("same", "".join(sentences[-_AROUND:]))


def _sentences(sections: Sequence[Mapping[str, Any]]) -> list[str]:
    text = "\n".join(f"{section['heading']}\n{section['text']}" for section in sections)
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]
