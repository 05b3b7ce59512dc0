"""The words of the form in a wording that may be broken, run together, cut or misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from crawler.reading.labels import (
    APPLICANT_HEADS,
    APPLICANT_ONLY,
    MEASURE_CORNER,
    MEASURES,
    RESULT_HEADS,
    ROUTE_HEADS,
    ROUTE_ONLY,
    ROWS,
    Match,
    bare,
    find_row,
)
from crawler.reading.numbers import looks_like_value

#: Wording of the form that names neither a row nor a column, but contains words that do.
FILLERS = (
    "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和",
    "区分处理的",
    "只计这一情形不计其他情形",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
)
_WORDS = (
    *(*ROWS.official, *ROWS.variants, *MEASURES.official, *MEASURES.variants, *APPLICANT_HEADS, *APPLICANT_ONLY),
    *(*RESULT_HEADS, *ROUTE_HEADS, *ROUTE_ONLY, MEASURE_CORNER, *FILLERS),
)
_LONGEST_FIRST = sorted(map(re.escape, set(_WORDS)), key=len, reverse=True)
_ANY_WORD = re.compile("|".join([r"第二十条第.{0,3}?项", *_LONGEST_FIRST]))
_GLUED = re.compile(r"(.*[^\d\s.,，．+\-])(\d[\d.,]*(?:件|项|条|个)?)", re.DOTALL)
#: Short words that stand inside other wordings (不计其他情形): they count only where nothing is left around them.
_PART_OF_OTHERS = frozenset({"其他", "总计", "合计"})
_ORDINALS = re.compile(r"[一二三四五六七八九十\d]{1,2}$")
_ORDINAL = re.compile(r"[1-9]\d?")
#: 「6.」 alone is what a line break left of a label's beginning.
_NUMBERING = re.compile(r"[1-9１-９]\d?[.．]")
#: One number spread over its cell, or two.
_TWO_DIGITS = re.compile(r"\d\s+\d")
#: How each row is named.
_LABELS = {key: [label for label, named in ROWS.official.items() if named == key] for key in ROWS.official.values()}
#: Shorter leftovers between words are no labels.
_SHORTEST_GAP = 5


class Word(NamedTuple):
    """A word of the form; ``row`` is the key of the row it names, if any. A leftover is not ``known``."""

    text: str
    row: str | None = None
    variant: bool = False
    known: bool = True


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """The words of the form that a wording consists of, in order."""
    return tuple(_ANY_WORD.findall(bare(text)))


def tokens(piece: str) -> Iterator[tuple[bool, str]]:
    """(is a value, text) of one piece; several figures on a line, or glued to their label, come apart."""
    pieces = piece.split()
    if _NUMBERING.fullmatch("".join(pieces)):
        yield False, piece
        return
    if looks_like_value(piece) or _TWO_DIGITS.fullmatch(piece.strip()):
        yield True, piece
        return
    if len(pieces) > 1 and _ORDINAL.fullmatch(pieces[0]) and not looks_like_value(pieces[1]):
        # One number before a label counts the rows; at worst a value is given up for it.
        pieces = pieces[1:]
    for token in pieces:
        if looks_like_value(token) and any(map(str.isdigit, token)) and not _NUMBERING.fullmatch(token):
            yield True, token
        elif (glued := _GLUED.fullmatch(token)) and (bare(glued[1]) in APPLICANT_HEADS or find_row(glued[1])):
            yield from ((False, glued[1]), (True, glued[2]))
        else:
            yield False, token


def words_of(text: str) -> Iterator[Word]:
    """The words in a bare wording, with what is left between them: misspelt or cut labels, or something unknown."""
    matches = list(_ANY_WORD.finditer(text))
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(text)]
    taken = 0
    for match, end, following in zip(matches, ends, starts[1:], strict=False):
        before, after = text[max(end, taken) : match.start()], text[match.end() : following]
        if match[0] in _PART_OF_OTHERS and not (_is_apart(before) and _is_apart(after)):
            yield from _part(before, match[0], after)
            taken = following
        else:
            yield from _leftover(before)
            named = ROWS.exact(match[0])
            yield Word(match[0], named.key if named else None, named.variant if named else False)
    yield from _leftover(text[max(ends[-1], taken) :], shortest=1)


def _is_apart(text: str) -> bool:
    """Whether what stands beside a short word is no more of a wording: nothing, or a figure."""
    return not text or looks_like_value(text)


def _part(before: str, word: str, after: str) -> Iterator[Word]:
    """其他 or 总计 with something around it: part of a cut label, or a name with a stray word behind it."""
    before = _ORDINALS.sub("", before)
    if found := _begun(before + word + after) if len(before + after) > 1 else None:
        yield Word(before + word + after, found.key, found.variant)
    elif before or after.startswith("情形"):
        yield Word(before + word + after, known=False)
    else:
        named = ROWS.exact(word)
        yield Word(word, named.key if named else None)
        yield from _leftover(after, shortest=1)


def _leftover(text: str, *, shortest: int = 2) -> Iterator[Word]:
    if len(text) < shortest and not text.isdecimal():
        return
    found = _begun(text) if len(text) >= _SHORTEST_GAP else None
    yield Word(text, found.key, found.variant) if found else Word(text, known=False)


def _begun(text: str) -> Match | None:
    """The row that a wording names with the beginning of its label; the end alone belongs to figures further up."""
    found = find_row(text)
    return found if found and any(_begins(label, text) for label in _LABELS[found.key]) else None


def _begins(label: str, text: str) -> bool:
    """Whether the first of what a text has in common with a label, in order, is the beginning of the label."""
    return SequenceMatcher(None, text, label, autojunk=False).get_matching_blocks()[0].b == 0


def rest_of_label(word: Word) -> str:
    """What is still to come of a label of which only the beginning has been printed."""
    whole = (label for label, key in ROWS.official.items() if key == word.row and label.startswith(word.text))
    return next((label[len(word.text) :] for label in whole), "")


def header_of(word: str) -> str:
    """The header a heading belongs to: ``measures``, ``applicants``, ``results``; ``""`` where it may be several."""
    if word == MEASURE_CORNER or MEASURES.exact(word):
        return "measures"
    if word in APPLICANT_ONLY:
        return "applicants"
    is_result = word in ROUTE_ONLY or RESULT_HEADS.get(word, "total") != "total"
    return "results" if is_result else ""
