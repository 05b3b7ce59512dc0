"""A table printed one cell a line, or run together on one: labels and figures in reading order, blanks lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crawler.reading.document import Box, Row, Stream, row_of
from crawler.reading.entries import Entry
from crawler.reading.heads import APPLICANT_KEYS, Measure, ProceedingHeads
from crawler.reading.labels import (
    APPLICANT_HEADS,
    APPLICANT_ONLY,
    MEASURE_CORNER,
    MEASURES,
    RESULT_HEADS,
    ROUTE_HEADS,
    ROUTE_ONLY,
    ROWS,
    bare,
    find_row,
)
from crawler.reading.numbers import looks_like_value

#: Wording of the form that names neither a row nor a column, but contains words that do.
_FILLERS = (
    "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和",
    "区分处理的",
    "只计这一情形不计其他情形",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
)
_WORDS = (
    *ROWS.official,
    *ROWS.variants,
    *MEASURES.official,
    *MEASURES.variants,
    *APPLICANT_HEADS,
    *APPLICANT_ONLY,
    *RESULT_HEADS,
    *ROUTE_HEADS,
    *ROUTE_ONLY,
    MEASURE_CORNER,
    *_FILLERS,
)
_ANY_WORD = re.compile("|".join([r"第二十条第.{0,3}?项", *sorted(map(re.escape, set(_WORDS)), key=len, reverse=True)]))
_GLUED = re.compile(r"(.*[^\d\s.,，．+\-])(\d[\d.,]*)", re.DOTALL)


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """The words of the form that a wording consists of, in order."""
    return tuple(_ANY_WORD.findall(bare(text)))


def _tokens(piece: str) -> Iterator[tuple[bool, str]]:
    """(is a value, text) of one piece; several figures on a line, or glued to their label, come apart."""
    if looks_like_value(piece):
        yield True, piece
        return
    for token in piece.split():
        if looks_like_value(token) and any(map(str.isdigit, token)):
            yield True, token
        elif (glued := _GLUED.fullmatch(token)) and find_row(glued[1]):
            yield from ((False, glued[1]), (True, glued[2]))
        else:
            yield False, token


class StreamReader:
    """Reads the streams of one document in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.unknown: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._label = ("", "")
        self._values: list[str] = []
        self._measures: list[Measure] = []
        self._heads = ProceedingHeads()
        self._header = ""
        self._headers = 0

    def read(self, stream: Stream) -> None:
        """Add what one stream prints of the statutory tables."""
        for piece in stream.pieces:
            for is_value, text in _tokens(piece):
                if is_value:
                    self._flush(values_follow=True)
                    self._values.append(text)
                else:
                    self._words.append(text)
        self._flush(values_follow=False)
        self._close()
        self._header = ""

    def _flush(self, *, values_follow: bool) -> None:
        """Take the words gathered since the last value; they may name several rows, all but the last one blank."""
        text = "".join(bare(word) for word in self._words)
        last, end = "", 0
        for match in _ANY_WORD.finditer(text):
            self._word(match[0])
            last, end = match[0], match.end()
        rest = text[end:]
        if values_follow and len(rest) > 1 and (not last or find_row(rest) or len(rest) > len(last)):
            self._close()
            match_ = find_row(rest)
            self._label = (match_.key, rest) if match_ else ("?", rest)
        self._words.clear()

    def _word(self, word: str) -> None:
        if word in _FILLERS or word.startswith("第二十条"):
            return
        if self._is_header(word):
            self._head(word)
        elif match := ROWS.exact(word):
            self._close()
            self._header = ""
            self._label = (match.key, word)

    def _is_header(self, word: str) -> bool:
        if word in APPLICANT_HEADS and word in RESULT_HEADS | {"其他": ""}:
            return bool(self._header)
        return ROWS.exact(word) is None

    def _head(self, word: str) -> None:
        kind = _kind_of(word) or self._header
        if kind != self._header or word == MEASURE_CORNER:
            self._close()
            self._headers += 1
            self._header = kind
            if kind == "measures":
                self._measures = []
            if kind == "results" and not self._heads.waiting:
                self._heads = ProceedingHeads()
        if kind == "measures" and (match := MEASURES.exact(word)):
            self._measures.append(Measure(match.key, len(self._measures), word))
        elif kind == "results":
            self._heads.add((Box(word, len(self._heads.results)),))

    def _close(self) -> None:
        """Turn what has been gathered since the last label into an entry."""
        (key, label), values = self._label, self._values
        self._label, self._values = ("", ""), []
        if key == "?":
            self.unknown.append(
                (self.entries[-1].table if self.entries else "applications", " | ".join([label, *values]))
            )
        elif key and not key.endswith("."):
            self._row(key, label, values)
        elif (values and self._header == "results") or (self._header == "results" and self._heads.waiting):
            self._proceedings(values)

    def _row(self, key: str, label: str, values: list[str]) -> None:
        table, row = key.split(".")
        match = find_row(label)
        self.entries.append(
            Entry(
                table,
                row,
                _boxes(values),
                label=label,
                variant=match is not None and match.variant,
                keys=APPLICANT_KEYS if table == "applications" else (),
                measures=tuple(self._measures) if table == "disclosures" else (),
                header=self._headers,
            )
        )

    def _proceedings(self, values: list[str]) -> None:
        if keys := self._heads.keys:
            self.entries.append(Entry("proceedings", "", _boxes(values), keys=keys, header=self._headers))
            self._heads.used = True


def _boxes(values: list[str]) -> Row:
    return row_of(values or [""])


def _kind_of(word: str) -> str:
    if word == MEASURE_CORNER or MEASURES.exact(word):
        return "measures"
    if word in APPLICANT_ONLY or (word in APPLICANT_HEADS and word not in RESULT_HEADS and word != "其他"):
        return "applicants"
    return (
        "results" if word in ROUTE_ONLY or word in ROUTE_HEADS or RESULT_HEADS.get(word) not in (None, "total") else ""
    )
