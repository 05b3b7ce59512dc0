"""A table printed one cell a line, or run together on one: labels and figures in reading order, blanks lost."""

from __future__ import annotations

from collections import Counter

from crawler.reading.document import Box, Row, Stream, row_of
from crawler.reading.entries import Entry
from crawler.reading.heads import APPLICANT_KEYS, Measure, applicants_in_line
from crawler.reading.labels import (
    APPLICANT_HEADS,
    MEASURE_CORNER,
    MEASURES,
    RESULT_HEADS,
    ROUTE_HEADS,
    bare,
    begins_another,
)
from crawler.reading.numbers import looks_like_value
from crawler.reading.proceedings import RESULT_KEYS, ProceedingHeads, has_lost_heads
from crawler.reading.units import unit_in
from crawler.reading.words import FILLERS, Word, header_of, rest_of_label, tokens, words_of

#: Names of rows as well as of columns: which one is meant, the header they stand in tells.
_AMBIGUOUS = frozenset(APPLICANT_HEADS) & (frozenset(RESULT_HEADS) | {"其他"})


#: Fewer applicants are not told apart as the form does.
_FEWEST_HEADS = 5
#: Shorter leftovers between headings are pieces of them.
_SHORTEST_HEADING = 4
#: Heads the column of running numbers.
_NUMBERS = "序号"


class StreamReader:
    """Reads the streams of one document in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        #: Figures behind something that names nothing on the form: (table they stand in, printed text).
        self.unknown: list[tuple[str, str]] = []
        self._wording: list[str] = []
        self._row: Word | None = None
        self._route: str | None = None
        self._values: list[str] = []
        self._measures: list[Measure] = []
        self._heads = ProceedingHeads()
        self._header = ""
        #: The headings of the header, and how many values stood under it before each of them.
        self._named: list[str] = []
        self._placed: list[int] = []
        self._applicants: tuple[str, ...] | None = None
        #: How many headers of each kind were met.
        self._headers: Counter[str] = Counter()
        self._numbered = False
        #: The unit of money that was named last.
        self._unit = ""

    def read(self, stream: Stream) -> None:
        """Add what one stream prints of the statutory tables."""
        for piece in stream.pieces:
            if "元" in piece:
                self._unit = unit_in(piece) or self._unit
            for is_value, text in tokens(piece):
                if is_value:
                    self._take_words(values_follow=True)
                    self._values.append(text)
                else:
                    self._wording.append(text)
        self._take_words(values_follow=False)
        self._close()
        self._header = ""

    def settled(self) -> list[Entry]:
        """All rows. Where rows of table 3 differ in length, blank cells are lost, and a full one may be so by chance.

        The running number of the next row looks like one more value: with it, only rows with all values are certain.
        """
        rows = [entry for entry in self.entries if entry.table == "applications" and not entry.blank]
        counts = {len(entry.cells) for entry in rows}
        if self._numbered:
            whole = counts <= {len(APPLICANT_KEYS), len(APPLICANT_KEYS) + 1}
            pairs = zip([None, *self.entries], self.entries, strict=False)
            certain = [whole and _is_full(entry, before) for before, entry in pairs]
            return [
                entry._replace(doubtful=entry.doubtful or not each)
                for entry, each in zip(self.entries, certain, strict=True)
            ]
        if len(counts) <= 1 and max(counts, default=0) <= len(APPLICANT_KEYS):
            return self.entries
        return [entry._replace(doubtful=entry.doubtful or entry.table == "applications") for entry in self.entries]

    def _take_words(self, *, values_follow: bool) -> None:
        """Take the words gathered since the last value; they may name several rows, all but the last one blank."""
        if not self._wording:
            return
        text = "".join(map(bare, self._wording))
        self._numbered = self._numbered or _NUMBERS in text
        last = self._wording[-1]
        self._wording.clear()
        if self._row:
            text = text.removeprefix(rest_of_label(self._row))
        words = list(words_of(text))
        if words and words[-1].row and begins_another(words[-1].row, last):
            words[-1] = Word(words[-1].text, known=False)
        for word in words:
            self._take(word, last=values_follow and word is words[-1])

    def _take(self, word: Word, *, last: bool) -> None:
        if word.text in FILLERS or word.text.startswith("第二十条"):
            return
        if not word.known:
            if self._header == "applicants" and looks_like_value(word.text):
                self._values.append(word.text)
            elif self._header == "measures" and len(word.text) >= _SHORTEST_HEADING:
                self._measures.append(Measure(None, len(self._measures), word.text))
            if last and not self._header:
                # Be it one character: the figures belong to a label that begins with it, not to the label before.
                self._close()
                self._row = word
        elif word.row is None or (word.text in _AMBIGUOUS and self._in_header(word.text)):
            self._take_heading(word.text)
        else:
            self._end_header()
            self._row = word

    def _end_header(self) -> None:
        self._close()
        if self._header == "applicants":
            self._applicants = applicants_in_line(self._named)
        self._header = ""

    def _in_header(self, word: str) -> bool:
        """A header of table 3 names each applicant once; what comes again names a row."""
        return self._header == "results" or (self._header == "applicants" and word not in self._named)

    def _take_heading(self, word: str) -> None:
        kind = header_of(word) or self._header
        if kind != self._header or word == MEASURE_CORNER:
            self._open(kind)
        self._named.append(word)
        self._placed.append(len(self._values))
        if kind == "measures" and (match := MEASURES.exact(word)):
            self._measures.append(Measure(match.key, len(self._measures), word))
        elif kind == "results":
            self._take_result(word)

    def _open(self, kind: str) -> None:
        self._close()
        self._headers[kind] += 1
        self._header, self._named, self._placed = kind, [], []
        if kind == "measures":
            self._measures = []
        if kind == "results" and not self._heads.waiting:
            self._heads = ProceedingHeads()

    def _take_result(self, word: str) -> None:
        route = ROUTE_HEADS.get(word)
        if route and not self._heads.routes and tuple(key for _, key in self._heads.results) == RESULT_KEYS:
            # The results are named once, the routes stand before their values.
            self._close()
            self._route = route
        elif self._values:
            self._close()
            self._heads = ProceedingHeads()
            self._heads.add((Box(word, 0),))
        else:
            self._heads.add((Box(word, len(self._heads.results)),))

    def _close(self) -> None:
        """Turn what has been gathered since the last label into an entry."""
        row, route, values = self._row, self._route, self._values
        self._row, self._route, self._values = None, None, []
        if route:
            self._add_proceedings(tuple(f"{route}.{result}" for result in RESULT_KEYS), values)
        elif row is None:
            if self._header == "results" and (values or self._heads.waiting):
                self._add_proceedings(self._heads.keys_of(len(values)), values)
                self._heads.used = self._heads.used or bool(self._heads.keys)
            elif self._header == "applicants" and values:
                self._add_card(values)
        elif row.row is None:
            table = self.entries[-1].table if self.entries else "applications"
            self.unknown.append((table, " | ".join([row.text, *values])))
        elif not row.row.endswith("."):
            self._add_row(row, row.row, values)

    def _add_card(self, values: list[str]) -> None:
        """Give a row the values that stand one by one behind their applicants' names, as on pages for telephones."""
        heads = [
            (APPLICANT_HEADS[word], at)
            for word, at in zip(self._named, self._placed, strict=True)
            if word in APPLICANT_HEADS
        ]
        keys = tuple([key for key, _ in heads])
        # 自然人 10 件，其他 2 件 may mean all that are none.
        one_by_one = [at for _, at in heads] == list(range(len(values))) and len(set(keys)) == len(
            keys
        ) >= _FEWEST_HEADS
        if one_by_one and self.entries and self.entries[-1].table == "applications" and self.entries[-1].blank:
            card = self.entries[-1]._replace(
                cells=_boxes(values), keys=keys, doubtful=False, header=self._headers["applicants"]
            )
            self.entries[-1] = card
        else:
            self.unknown.append(("applications", " | ".join([*self._named, *values])))

    def _add_row(self, word: Word, key: str, values: list[str]) -> None:
        table, row = key.split(".")
        applications = table == "applications"
        self.entries.append(
            Entry(
                table,
                row,
                _boxes(values),
                word.text,
                word.variant,
                keys=(self._applicants or APPLICANT_KEYS) if applications else (),
                measures=() if applications else tuple(self._measures),
                doubtful=applications and self._applicants is None and bool(values),
                header=self._headers["applicants" if applications else "measures"],
                unit=self._unit,
            )
        )

    def _add_proceedings(self, keys: tuple[str, ...], values: list[str]) -> None:
        if keys:
            lost = has_lost_heads(keys, len(values))
            self.entries.append(
                Entry("proceedings", "", _boxes(values), keys=keys, doubtful=lost, header=self._headers["results"])
            )
        elif values:
            self.unknown.append(("proceedings", " | ".join(values)))


def _boxes(values: list[str]) -> Row:
    return row_of(values or [""])


def _is_full(entry: Entry, before: Entry | None) -> bool:
    """Whether a row of table 3 has all of its values, and the number of the next row behind them."""
    following, number = _last_number(entry), before and _last_number(before)
    return entry.table == "applications" and len(entry.cells) > len(APPLICANT_KEYS) and following > (number or 0)


def _last_number(entry: Entry) -> int:
    text = entry.cells[-1].text
    return int(text) if text.isdecimal() else 0
